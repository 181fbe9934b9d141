import { charging, stopped, type Trials } from './trials.ts';

export const transactions: Trials = {
  'R16-TX-001': {
    breaks: [
      `booted
      +1min
      >> StatusNotification {connectorId: 1, status: Preparing, timestamp: $now}
      +4min
      >> StartTransaction {timestamp: $-4min}
      >> StopTransaction {transactionId: 1, timestamp: $now}
      >> StatusNotification {connectorId: 1, status: Finishing}`,
    ],
    holds: [
      `booted${charging}`,
      // It was tried before.
      `booted
      >> StatusNotification {connectorId: 1, status: Preparing, timestamp: $now}
      > StartTransaction {timestamp: "2026-01-01T12:00:02Z"}
      close
      +2min
      open
      > StartTransaction {timestamp: "2026-01-01T12:00:02Z"}
      < {}
      >> StatusNotification {connectorId: 1, status: Charging}`,
      // It happened offline.
      `booted
      >> StatusNotification {connectorId: 1, status: Preparing, timestamp: $now}
      close
      +5min
      open
      >> StartTransaction {timestamp: $-4min}
      >> StatusNotification {connectorId: 1, status: Charging, timestamp: $now}`,
    ],
  },
  'R16-TX-003': {
    breaks: [
      `booted${charging}\n+20s\n>> StartTransaction {meterStart: 1500}\n>> StatusNotification {connectorId: 1, status: Charging}`,
      // Again after the answer was understood.
      `booted
      >> StartTransaction {meterStart: 1, timestamp: "2026-01-01T12:00:00Z"}
      >> StatusNotification {connectorId: 1, status: Charging}
      >> MeterValues {transactionId: 1}
      close
      +1min
      open
      > StartTransaction {meterStart: 1, timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 1}`,
    ],
    holds: [
      `booted 2${charging}\n>> StartTransaction {connectorId: 2, idTag: OTHER}\n>> StatusNotification {connectorId: 2, status: Charging}`,
      `booted
      > StartTransaction {meterStart: 1, timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 1}
      close
      +10s
      open
      > StartTransaction {meterStart: 1, timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 1}
      >> StatusNotification {connectorId: 1, status: Charging}`,
      `booted${charging}${stopped}\n>> StartTransaction {meterStart: 2000}\n>> StatusNotification {connectorId: 1, status: Preparing}`,
    ],
  },
  'R16-TX-004': {
    breaks: [
      `booted${charging}\n>> StopTransaction {transactionId: 0, meterStop: 2000}`,
      `booted${charging}\n>> StopTransaction {transactionId: 77, meterStop: 2000}`,
      `booted${charging}\n>> MeterValues {transactionId: 2147483647, meterValue: [{sampledValue: [{value: "1001"}]}]}`,
    ],
    holds: [
      `booted${charging}\n>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "1001"}]}]}${stopped}`,
      // Older than the record.
      'booted\n>> StopTransaction {transactionId: 77, timestamp: $-1d}',
      `> BootNotification
      < {}
      >> StatusNotification {connectorId: 0}
      >> StatusNotification {connectorId: 1, status: Charging}
      >> MeterValues {transactionId: 77}`,
      { complete: false, text: 'booted\n>> StopTransaction {transactionId: 77}' },
    ],
  },
  'R16-TX-005': {
    breaks: [
      'booted\n> StartTransaction\n< {transactionId: 0}\n>> StatusNotification {connectorId: 1, status: Charging}',
      `booted 2\n> StartTransaction\n< {transactionId: 9}
      > StartTransaction {connectorId: 2}\n< {transactionId: 9}`,
    ],
    holds: [
      `booted
      > StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 9}
      close
      +5s
      open
      > StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 9}`,
    ],
    blame: 'csms',
  },
  'R16-TX-006': {
    breaks: [
      `booted${charging}\n+1min\n>> StopTransaction {transactionId: -1, meterStop: 2000, timestamp: $now}
      >> StatusNotification {connectorId: 1, status: Finishing}`,
      `booted${charging}\n+1min\n>> MeterValues {transactionId: -1, meterValue: [{sampledValue: [{value: "1001"}]}]}`,
    ],
    holds: [
      // It was never answered.
      `booted
      > StartTransaction {timestamp: "2026-01-01T12:00:02Z"}
      close
      +2min
      open
      >> StopTransaction {transactionId: -1}`,
    ],
  },
  'R16-TX-007': {
    breaks: [`booted${charging}${stopped}\n+10s\n>> StopTransaction {transactionId: 1, meterStop: 2000}`],
    holds: [
      // The confirmation got lost.
      `booted${charging}
      >> StopTransaction {transactionId: 1, meterStop: 2000, timestamp: "2026-01-01T12:00:02Z"}
      close
      +10s
      open
      >> StopTransaction {transactionId: 1, meterStop: 2000, timestamp: "2026-01-01T12:00:02Z"}
      >> StatusNotification {connectorId: 1, status: Finishing}`,
    ],
  },
  'R16-TX-008': {
    breaks: [
      `booted${charging}\n>> StopTransaction {transactionId: 1, meterStop: 0}\n>> StatusNotification {connectorId: 1, status: Finishing}`,
      `booted${charging}\n>> StopTransaction {transactionId: 1, meterStop: 2000, timestamp: $-1min}\n>> StatusNotification {connectorId: 1, status: Finishing}`,
    ],
    holds: [`booted${charging}${stopped}`, `booted${charging}\n>> StopTransaction {transactionId: 1, meterStop: 1000, timestamp: $-2s}`],
  },
  'R16-TX-009': {
    breaks: [
      `booted${charging}${stopped}\n>> StatusNotification {connectorId: 1}\n>> StartTransaction {meterStart: 0}`,
      `booted${charging}${stopped}\n>> StatusNotification {connectorId: 1}\n>> StartTransaction {meterStart: 1500}`,
    ],
    holds: [
      `booted${charging}${stopped}\n>> StatusNotification {connectorId: 1}\n>> StartTransaction {meterStart: 2000}`,
      // Another connector, another meter.
      `booted 2${charging}${stopped}\n>> StartTransaction {connectorId: 2, meterStart: 5}`,
    ],
  },
  'R16-TX-010': {
    breaks: [
      `booted${charging}\n>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "0.35", unit: kWh}]}]}`,
      `booted${charging}
      >> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "2500"}]}]}
      >> StopTransaction {transactionId: 1, meterStop: 2000}`,
    ],
    holds: [
      `booted${charging}\n>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "1.0", unit: kWh}]}]}${stopped}`,
      `booted${charging}\n>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "5", location: EV}]}]}${stopped}`,
    ],
  },
  'R16-TX-011': {
    breaks: [
      `booted${charging}
      << RemoteStopTransaction {transactionId: 1}
      >> StopTransaction {transactionId: 1, meterStop: 2000, reason: Local}`,
      `booted${charging}\n<< Reset {type: Soft}\n>> StopTransaction {transactionId: 1, meterStop: 2000}`,
      `booted${charging}\n>> StopTransaction {transactionId: 1, meterStop: 2000, idTag: HardReset}`,
      `booted${charging}\n>> StopTransaction {transactionId: 1, meterStop: 2000, reason: DeAuthorized}`,
      `booted
      > StartTransaction
      < {idTagInfo: {status: Invalid}}
      >> StopTransaction {transactionId: 1, reason: Local}`,
    ],
    holds: [
      `booted${charging}
      << RemoteStopTransaction {transactionId: 1}
      >> StopTransaction {transactionId: 1, meterStop: 2000, reason: Remote}`,
      `booted${charging}
      << RemoteStopTransaction {transactionId: 1}
      >> StopTransaction {transactionId: 1, meterStop: 2000, reason: EVDisconnected}`,
      `booted${charging}
      << RemoteStopTransaction {transactionId: 1}
      act presentToken {}
      >> StopTransaction {transactionId: 1, meterStop: 2000, idTag: TAG, reason: Local}`,
      `booted
      > StartTransaction
      < {idTagInfo: {status: Invalid}}
      >> StopTransaction {transactionId: 1, reason: DeAuthorized}`,
    ],
  },
  'R16-TX-015': {
    breaks: [
      `booted${charging}${stopped}
      >> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "2000", context: Transaction.End}]}]}`,
    ],
    holds: [`booted${charging}${stopped}\n>> MeterValues {meterValue: [{sampledValue: [{value: "2000", context: Sample.Clock}]}]}`],
  },
  'R16-TX-016': {
    breaks: [
      'booted\n> StopTransaction {transactionId: 999, timestamp: $-1d}\n< error PropertyConstraintViolation unknown',
      'booted\n> StartTransaction {idTag: NOBODY}\n< error InternalError unknown idTag',
    ],
    holds: ['> StopTransaction {transactionId: 999, timestamp: $-1d}\n< error SecurityError who are you'],
    blame: 'csms',
  },
  'R16-TX-019': {
    breaks: [
      `booted${charging}
      close
      +1min
      open
      booted
      +2min
      >> Heartbeat
      +4min
      >> Heartbeat`,
    ],
    holds: [
      `booted${charging}\nclose\n+1min\nopen\nbooted
      >> StopTransaction {transactionId: 1, meterStop: 2000, reason: PowerLoss}\n+4min\n>> Heartbeat\n+4min\n>> Heartbeat`,
      // It goes on.
      `booted${charging}\nclose\n+1min\nopen\n>> BootNotification\n>> StatusNotification {connectorId: 0}
      >> StatusNotification {connectorId: 1, status: Charging}\n+4min\n>> Heartbeat\n+4min\n>> Heartbeat`,
    ],
  },
  'R16-TX-017': {
    breaks: [
      `booted
      > StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 7}
      close
      +5s
      open
      > StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 8}`,
    ],
    holds: [
      `booted
      > StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 7, idTagInfo: {status: Invalid}}
      close
      +5s
      open
      > StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
      < {transactionId: 7, idTagInfo: {status: Invalid}}`,
    ],
    blame: 'csms',
  },
};
