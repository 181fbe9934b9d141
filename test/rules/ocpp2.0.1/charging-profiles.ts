import { charging, cleared, composite, inventory, known, profile } from './phrases.ts';
import type { Trials } from './trials.ts';

export const chargingProfiles: Trials = {
  'R201-SC-001': {
    blame: 'csms',
    breaks: [
      `booted
       ${profile(1, 'TxDefaultProfile', 16).replace('startPeriod: 0', 'startPeriod: 60')}
       > {status: Rejected}`,
      `booted
       ${profile(1, 'TxDefaultProfile', 16).replace('startSchedule: $-1h, ', '')}
       > {status: Rejected}`,
      `booted
       ${profile(1, 'TxDefaultProfile', 16.25)}
       > {status: Rejected}`,
      `booted
       ${profile(1, 'ChargingStationMaxProfile', 16).replace('Absolute', 'Relative').replace('startSchedule: $-1h, ', '')}
       > {status: Rejected}`,
    ],
    holds: [
      `booted
       ${profile(1, 'TxDefaultProfile', 13.799999999999999)}
       > {status: Accepted}`,
      {
        protocol: 'ocpp2.1',
        text: `booted\n${profile(1, 'TxDefaultProfile', 16).replace('limit: 16', 'setpoint: -16')}\n> {status: Rejected}`,
      },
    ],
  },
  'R201-SC-002': {
    blame: 'csms',
    breaks: [
      `booted
       ${profile(1, 'TxProfile', 16)}
       > {status: Rejected}`,
      `booted
       ${profile(1, 'ChargingStationMaxProfile', 16, '', 1)}
       > {status: Rejected}`,
    ],
    holds: [
      `booted
       ${charging}
       ${profile(1, 'TxProfile', 16, ', transactionId: x')}
       > {status: Accepted}
       ${profile(2, 'ChargingStationMaxProfile', 16)}
       > {status: Accepted}`,
    ],
  },
  'R201-SC-004': {
    breaks: [
      `booted
       ${profile(1, 'TxProfile', 16, ', transactionId: nowhere')}
       > {status: Accepted}`,
      `booted
       ${known('SmartChargingCtrlr.RateUnit', 'W')}
       ${profile(1, 'TxDefaultProfile', 16)}
       > {status: Accepted}`,
      `booted 2
       ${inventory()}
       ${profile(1, 'TxDefaultProfile', 16, '', 5)}
       > {status: Accepted}`,
      `booted
       ${profile(1, 'TxDefaultProfile', 16, '', 0)}
       > {status: Accepted}
       ${profile(2, 'TxDefaultProfile', 10, '', 1)}
       > {status: Accepted}`,
    ],
    holds: [
      `booted
       ${known('SmartChargingCtrlr.RateUnit', 'A,W')}
       ${charging}
       ${profile(1, 'TxProfile', 16, ', transactionId: x')}
       > {status: Accepted}`,
      { complete: false, text: `booted\n${profile(1, 'TxProfile', 16, ', transactionId: older')}\n> {status: Accepted}` },
    ],
  },
  'R201-SC-011': {
    breaks: [
      `booted\n${composite(16).replace('duration: 600, scheduleStart', 'duration: 86400, scheduleStart')}`,
      `booted\n${composite(16, ', {startPeriod: 700, limit: 10}')}`,
      `booted\n${composite(16).replace('schedule: {evseId: 1', 'schedule: {evseId: 2')}`,
      'booted\n< GetCompositeSchedule\n> {status: Accepted}',
    ],
    holds: [`booted\n${composite(16, ', {startPeriod: 300, limit: 10}')}`, 'booted\n< GetCompositeSchedule\n> {status: Rejected}'],
  },
  'R201-SC-012': {
    breaks: [
      `booted
       ${cleared('ChargingStationMaxProfile')}
       ${profile(1, 'ChargingStationMaxProfile', 10)}
       > {status: Accepted}
       ${profile(2, 'TxDefaultProfile', 16)}
       > {status: Accepted}
       ${composite(16)}`,
    ],
    holds: [
      // a local limit
      `booted
       ${cleared('ChargingStationMaxProfile')}
       ${profile(1, 'ChargingStationMaxProfile', 10)}
       > {status: Accepted}
       ${composite(6)}`,
      // there may be a profile of a higher level from before
      `booted
       ${profile(1, 'ChargingStationMaxProfile', 10)}
       > {status: Accepted}
       ${composite(16)}`,
      // another unit
      `booted
       ${cleared('ChargingStationMaxProfile')}
       ${profile(1, 'ChargingStationMaxProfile', 6900).replace('RateUnit: A', 'RateUnit: W')}
       > {status: Accepted}
       ${composite(10)}`,
    ],
  },
};
