import { charging, type Trials, told } from './trials.ts';

const reports = (...statuses: string[]) => statuses.map((status) => `>> StatusNotification {connectorId: 1, status: ${status}}`).join('\n');
const refused = '> Authorize {idTag: X}\n< {idTagInfo: {status: Invalid}}';
const start = '> StartTransaction {meterStart: 1000}\n< {idTagInfo: {status: Blocked}}';
const register = (value: number) => `>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "${value}"}]}]}`;

export const authorization: Trials = {
  'R16-AUTH-001': {
    breaks: [`booted\n${refused}\n>> StartTransaction {idTag: x}`],
    holds: [
      `booted\n${refused}\n>> Authorize {idTag: X}\n>> StartTransaction {idTag: X}`,
      `booted\n${refused}\n<< RemoteStartTransaction {idTag: X}\n>> StartTransaction {idTag: X}`,
      // It began before.
      `booted\n${refused}\n>> StartTransaction {idTag: X, timestamp: $-10min}`,
      `booted\n${refused}\n>> StartTransaction {idTag: Y}`,
      `booted\n${refused}\nclose\n+1min\nopen\n>> StartTransaction {idTag: X}`,
    ],
  },
  'R16-AUTH-002': {
    breaks: [`booted\n${told({ LocalPreAuthorize: 'false' })}\n>> Authorize {idTag: A}\n>> StartTransaction {idTag: VIRTUAL}`],
    holds: [
      `booted\n${told({ LocalPreAuthorize: 'false' })}\n>> Authorize {idTag: A}\n>> StartTransaction {idTag: a}`,
      `booted\n>> Authorize {idTag: A}\n>> StartTransaction {idTag: B}`,
      `booted 2\n${told({ LocalPreAuthorize: 'false' })}\n>> Authorize {idTag: A}\n>> StartTransaction {idTag: B, connectorId: 2}`,
      `booted\n${told({ LocalPreAuthorize: 'false' })}\n>> Authorize {idTag: B}\n>> Authorize {idTag: A}\n>> StartTransaction {idTag: B}`,
    ],
  },
  'R16-AUTH-006': {
    breaks: [
      'booted\n> Authorize\n< {idTagInfo: {status: Accepted, expiryDate: "2020-01-01T00:00:00Z"}}',
      'booted\n> StartTransaction\n< {idTagInfo: {status: Accepted, expiryDate: "2020-01-01T00:00:00Z"}}',
    ],
    holds: [
      'booted\n> Authorize\n< {idTagInfo: {status: Expired, expiryDate: "2020-01-01T00:00:00Z"}}',
      'booted\n> Authorize\n< {idTagInfo: {status: Accepted, expiryDate: $+1h}}',
    ],
    blame: 'csms',
  },
  'R16-AUTH-009': {
    breaks: [
      `booted\n${told({ StopTransactionOnInvalidId: 'true' })}\n${start}\n+2min\n>> Heartbeat`,
      `booted\n${told({ StopTransactionOnInvalidId: 'false', MaxEnergyOnInvalidId: '100' })}\n${start}\n${reports('Charging')}\n+90s\n${register(1100)}\n+60s\n${register(1500)}`,
    ],
    holds: [
      `booted\n${told({ StopTransactionOnInvalidId: 'true' })}\n${start}\n+10s\n>> StopTransaction {transactionId: 1, meterStop: 1000, reason: DeAuthorized}\n+2min\n>> Heartbeat`,
      `booted\n${told({ StopTransactionOnInvalidId: 'false', MaxEnergyOnInvalidId: '1000' })}\n${start}\n${reports('Charging')}\n+90s\n${register(1100)}\n+60s\n${register(1500)}`,
      `booted${charging}\n+2min\n>> Heartbeat`,
    ],
  },
  'R16-LAL-004': {
    breaks: ['booted\n<< SendLocalList {listVersion: 5, updateType: Full}\n<< SendLocalList {listVersion: 3, updateType: Differential}'],
    holds: [
      'booted\n<< SendLocalList {listVersion: 5, updateType: Full}\n<< SendLocalList {listVersion: 6, updateType: Differential}',
      'booted\n<< SendLocalList {listVersion: 5, updateType: Full}\n< SendLocalList {listVersion: 3, updateType: Differential}\n> {status: VersionMismatch}',
      'booted\n<< SendLocalList {listVersion: 5, updateType: Full}\n<< SendLocalList {listVersion: 1, updateType: Full}',
    ],
  },
};
