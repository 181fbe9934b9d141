import { charging, stopped, type Trials, told } from './trials.ts';

/** A profile with what is said, and an answer. */
const set = (connectorId: number, profile: string, status = 'Accepted') =>
  `< SetChargingProfile {connectorId: ${connectorId}, csChargingProfiles: {${profile}}}\n> {status: ${status}}`;
const limit = (amperes: number) => `chargingSchedule: {chargingSchedulePeriod: [{startPeriod: 0, limit: ${amperes}}]}`;
const schedule = (rest: string) => `chargingSchedule: {${rest}}`;
const station = 'chargingProfilePurpose: ChargePointMaxProfile';
const compose = (answer: string, request = 'connectorId: 1, duration: 600') =>
  `< GetCompositeSchedule {${request}}\n> {status: Accepted, connectorId: 1, scheduleStart: $now, chargingSchedule: {chargingRateUnit: A, ${answer}}}`;
const amperes = (...limits: number[]) =>
  `chargingSchedulePeriod: [${limits.map((each, index) => `{startPeriod: ${index * 300}, limit: ${each}}`)}]`;
const cleared = '< ClearChargingProfile ={}\n> {status: Accepted}';

export const smartCharging: Trials = {
  'R16-SC-001': {
    breaks: [
      `booted\n${set(1, schedule('chargingSchedulePeriod: [{startPeriod: 60, limit: 10}]'))}`,
      `booted\n${set(1, schedule('chargingSchedulePeriod: [{startPeriod: 0, limit: 10}, {startPeriod: 0, limit: 16}]'))}`,
      `booted\n${set(1, 'chargingProfileKind: Recurring')}`,
      `booted\n${set(1, 'recurrencyKind: Daily')}`,
      `booted\n${set(1, 'validFrom: $+2h, validTo: $+1h')}`,
      `booted\n${set(1, 'chargingProfileKind: Absolute')}`,
      'booted\n<< RemoteStartTransaction {chargingProfile: {chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: TxProfile, chargingProfileKind: Relative, chargingSchedule: {chargingRateUnit: A, chargingSchedulePeriod: [{startPeriod: 0, limit: -1}]}}}',
    ],
    holds: [
      `booted\n${set(1, limit(16.5))}`,
      `booted\n${set(1, `chargingProfileKind: Recurring, recurrencyKind: Daily, ${schedule('startSchedule: $now, duration: 60, chargingSchedulePeriod: [{startPeriod: 0, limit: 10}, {startPeriod: 30, limit: 16}]')}`)}`,
    ],
    blame: 'csms',
  },
  'R16-SC-002': {
    breaks: [
      `booted\n${set(1, 'chargingProfilePurpose: TxProfile', 'Rejected')}`,
      `booted\n${set(1, 'chargingProfilePurpose: TxProfile')}`,
      `booted\n${set(0, 'chargingProfilePurpose: TxProfile', 'Rejected')}`,
      `booted\n${set(1, station, 'Rejected')}`,
      `booted${charging}\n+20s\n${set(1, 'chargingProfilePurpose: TxProfile, transactionId: 99', 'Rejected')}`,
    ],
    holds: [
      `booted${charging}\n+20s\n${set(1, 'chargingProfilePurpose: TxProfile, transactionId: 1')}`,
      // It has just ended.
      `booted${charging}\n+20s${stopped}\n${set(1, 'chargingProfilePurpose: TxProfile, transactionId: 1', 'Rejected')}`,
      { complete: false, text: `booted\n${set(1, 'chargingProfilePurpose: TxProfile')}` },
    ],
  },
  'R16-SC-003': {
    breaks: [
      `booted\n${told({ ChargeProfileMaxStackLevel: '0' })}\n${set(1, 'stackLevel: 8', 'Rejected')}`,
      `booted\n${told({ ChargingScheduleAllowedChargingRateUnit: 'Power' })}\n${set(1, schedule('chargingRateUnit: A'))}`,
      `booted\n${told({ ChargingScheduleMaxPeriods: '1' })}\n${set(1, schedule(amperes(10, 16)))}`,
      `booted\n${told({ ChargeProfileMaxStackLevel: '5' })}\n${set(1, 'stackLevel: 0')}\n${set(1, 'stackLevel: 1', 'Rejected')}`,
    ],
    holds: [
      `booted\n${told({ ChargeProfileMaxStackLevel: '5', ChargingScheduleAllowedChargingRateUnit: 'Current' })}\n${set(1, `stackLevel: 5, ${schedule('chargingRateUnit: A')}`)}`,
      `booted\n${set(1, 'stackLevel: 8', 'Rejected')}`,
    ],
  },
  'R16-SC-008': {
    breaks: [
      `booted\n${compose(`duration: 86400, ${amperes(16)}`)}`,
      'booted\n< GetCompositeSchedule {connectorId: 1, duration: 600}\n> ={status: Accepted}',
      `booted\n${compose('chargingSchedulePeriod: [{startPeriod: 10, limit: 16}]')}`,
      `booted\n${compose(amperes(16, 10, 6))}`,
      `booted\n${compose(amperes(16), 'connectorId: 1, duration: 600, chargingRateUnit: W')}`,
      `booted\n${compose(amperes(16), 'connectorId: 2, duration: 600')}`,
      `booted\n${compose(`startSchedule: $now, ${amperes(16)}`)}`,
    ],
    holds: [
      `booted\n${compose(`duration: 600, ${amperes(16, 10)}`)}`,
      'booted\n< GetCompositeSchedule {connectorId: 9}\n> ={status: Rejected}',
    ],
  },
  'R16-SC-009': {
    breaks: [
      `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(16)}`)}
      ${set(0, `chargingProfileId: 2, stackLevel: 1, ${station}, ${limit(10)}`)}\n${compose(amperes(16))}`,
      // Across purposes the lowest counts.
      `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(10)}`)}
      ${set(1, `chargingProfileId: 2, ${limit(16)}`)}${charging}\n${compose(amperes(16))}`,
      // Later in the schedule.
      `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, chargingProfileKind: Absolute, ${schedule(`startSchedule: $now, ${amperes(16, 10)}`)}`)}
      ${compose(amperes(16))}`,
    ],
    holds: [
      `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(16)}`)}\n${compose(amperes(10))}`,
      `booted\n${set(0, `chargingProfileId: 1, ${station}, ${limit(10)}`)}\n${compose(amperes(16))}`,
      `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(10)}`)}\n< ClearChargingProfile ={id: 1}\n> {status: Accepted}\n${compose(amperes(16))}`,
      // The same id again.
      `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(10)}`)}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(16)}`)}\n${compose(amperes(16))}`,
    ],
  },
  'R16-SC-010': {
    breaks: [`booted\n${set(1, limit(0), 'Rejected')}`, `booted\n${set(1, limit(5), 'Rejected')}`],
    holds: [`booted\n${set(1, limit(0))}`, `booted\n${set(1, limit(16), 'Rejected')}`],
  },
  'R16-SC-007': {
    breaks: [`booted\n${set(1, limit(16))}\n< ClearChargingProfile ={}\n> {status: Unknown}`],
    holds: [
      `booted\n${set(1, limit(16))}\n${cleared}\n< ClearChargingProfile ={}\n> {status: Unknown}`,
      `booted\n${set(1, `validTo: $+1h, ${limit(16)}`)}\n< ClearChargingProfile ={}\n> {status: Unknown}`,
    ],
  },
};
