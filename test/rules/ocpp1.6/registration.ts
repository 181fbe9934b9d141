import { charging, type Trials, told } from './trials.ts';

const pending = '> BootNotification\n< {status: Pending, interval: 60}';
const rejected = '> BootNotification\n< {status: Rejected, interval: 300}';

export const registration: Trials = {
  'R16-BOOT-001': {
    breaks: [
      '>> StatusNotification {connectorId: 1}\nbooted',
      'booted\n<< Reset {type: Hard}\nclose\n+20s\nopen\n>> StatusNotification {connectorId: 1}\n>> Heartbeat',
      'booted\nact powerCycle {}\nclose\n+20s\nopen\n>> Heartbeat',
    ],
    holds: [
      'booted\nclose\n+20s\nopen\n>> StatusNotification {connectorId: 1}',
      'booted\n<< Reset {type: Hard}\nclose\n+20s\nopen\nbooted',
      'booted\n<< Reset {type: Soft}\nclose\n+20s\nopen\n>> StatusNotification {connectorId: 1}',
    ],
  },
  'R16-BOOT-002': {
    breaks: ['> BootNotification\n>> StopTransaction {transactionId: 1, timestamp: $-1d}'],
    holds: ['booted\n>> Heartbeat'],
  },
  'R16-BOOT-003': {
    breaks: [`${pending}\n>> StatusNotification {connectorId: 1}`, `${pending}\n<< TriggerMessage\n>> Authorize`],
    holds: [
      `${pending}\n<< TriggerMessage {requestedMessage: StatusNotification, connectorId: 1}\n>> StatusNotification {connectorId: 1}`,
      `${pending}\n+60s\nbooted`,
    ],
  },
  'R16-BOOT-005': {
    breaks: [`${rejected}\n+5s\n> Heartbeat`, `${rejected}\n+5s\n<< ClearCache`],
    holds: [`${rejected}\n+300s\nbooted`],
  },
  'R16-BOOT-007': {
    breaks: [
      `${pending}\n+3s\n>> BootNotification`,
      [...Array(8).keys()].map(() => '> BootNotification\n< {status: Pending, interval: 0}').join('\n+2s\n'),
    ],
    holds: [
      `${pending}\n+59s\n> BootNotification\n< {status: Pending}`,
      `${pending}\n<< TriggerMessage {requestedMessage: BootNotification}\n>> BootNotification`,
    ],
  },
  'R16-BOOT-009': {
    breaks: [
      'booted 2\n<< Reset {type: Hard}\nclose\n+20s\nopen\nbooted 1\n+2min\n>> Heartbeat',
      `>> BootNotification\n>> StatusNotification {connectorId: 0}\n+2min\n>> Heartbeat`,
      // Only of itself it says nothing.
      `>> BootNotification\n>> StatusNotification {connectorId: 1}\n+2min\n>> Heartbeat`,
    ],
    holds: [`booted 2\n${told({ NumberOfConnectors: '2' })}\n+2min\n>> Heartbeat`, '>> BootNotification\n+1s\nclose\n+5min\nopen'],
  },
  'R16-BOOT-010': {
    breaks: ['booted\nclose\n+5s\nopen\n> Heartbeat\n< error SecurityError who are you'],
    holds: ['> Heartbeat\n< error SecurityError who are you'],
    blame: 'csms',
  },
  'R16-BOOT-011': {
    breaks: [
      '> BootNotification\n< {currentTime: "2026-01-01T12:00:00"}',
      '> BootNotification\n< {interval: -1}',
      '> BootNotification\n< {interval: 0}',
      '> BootNotification\n< {currentTime: $-40s}',
    ],
    holds: ['> BootNotification\n< {currentTime: $-9s}', '> BootNotification\n< {status: Pending, interval: 0}'],
    blame: 'csms',
  },
  'R16-BOOT-013': {
    breaks: [
      '>> BootNotification {chargePointVendor: ""}',
      '>> BootNotification {chargePointModel: " "}',
      '>> BootNotification {chargePointModel: A}\nclose\n+20s\nopen\n>> BootNotification {chargePointModel: B}',
    ],
    holds: ['>> BootNotification {chargePointModel: A}\nclose\n+20s\nopen\n>> BootNotification {chargePointModel: A}'],
  },
  'R16-BOOT-012': {
    breaks: [
      'booted\n< TriggerMessage {requestedMessage: BootNotification}\n> {status: Rejected}',
      'booted\n< ExtendedTriggerMessage {requestedMessage: BootNotification}\n> {status: Rejected}',
      'booted\nclose\n+5s\nopen\n< TriggerMessage {requestedMessage: BootNotification}\n> {status: Rejected}',
    ],
    holds: [`${pending}\n<< TriggerMessage {requestedMessage: BootNotification}\n>> BootNotification`],
    blame: 'csms',
  },
  'R16-HB-001': {
    breaks: [
      // Every 5 s instead of every minute.
      `> BootNotification\n< {interval: 60}\n>> StatusNotification {connectorId: 0}\n>> StatusNotification {connectorId: 1}
      ${[...Array(5).keys()].map(() => '+5s\n>> Heartbeat').join('\n')}`,
      'booted\n+20min\n>> Heartbeat',
      `> BootNotification\n< {status: Accepted, interval: 0}\n${[...Array(12).keys()].map(() => '>> Heartbeat').join('\n')}`,
    ],
    holds: [
      'booted\n+300s\n>> Heartbeat\n+300s\n>> Heartbeat',
      // Other traffic does as well.
      `booted\n+290s\n>> StatusNotification {connectorId: 1, status: Preparing}\n+290s\n>> Heartbeat`,
      'booted\n+5min\nclose',
      { timeScale: 0.01, text: `booted\n+3s\n>> Heartbeat\n+3s\n>> Heartbeat${charging}` },
    ],
  },
  'R16-HB-004': {
    breaks: [
      'booted\n+20s\n> Heartbeat\n< {currentTime: $-30s}',
      'booted\n> Heartbeat\n< {currentTime: "2026-01-01T12:00:00"}',
      'booted\n> Heartbeat\n< {currentTime: $+40s}',
    ],
    holds: ['booted\n> Heartbeat\n< {currentTime: $-1s}'],
    blame: 'csms',
  },
};
