import type { Trials } from './trials.ts';

export const time: Trials = {
  'R16-TIME-001': {
    breaks: [
      'booted\n>> StartTransaction {timestamp: "2026-01-01T12:00:01"}',
      'booted\n> StatusNotification {connectorId: 1, timestamp: "2026-01-01T14:00:01+02"}\n< {}',
      'booted\n>> Authorize\n> Authorize\n< {idTagInfo: {expiryDate: "2027-01-01 00:00:00Z"}}',
    ],
    holds: [
      'booted\n>> StatusNotification {connectorId: 1, timestamp: $now}',
      'booted\n>> StatusNotification {connectorId: 1, timestamp: "2026-01-01t12:00:00.123456z"}',
    ],
  },
  'R16-TIME-002': {
    breaks: [
      'booted\n>> StatusNotification {connectorId: 1, timestamp: "2026-01-01T13:00:00+01:00"}',
      '> BootNotification\n< {currentTime: "2026-01-01T13:00:00+01:00"}',
    ],
    holds: ['booted\n>> StatusNotification {connectorId: 1, timestamp: "2026-01-01T12:00:00+00:00"}'],
  },
  'R16-TIME-003': {
    breaks: [
      'booted\n>> StatusNotification {connectorId: 1, timestamp: $+2h}',
      'booted\n>> StatusNotification {connectorId: 1, timestamp: $+40s}',
      // An hour behind, three times.
      `booted
      >> StatusNotification {connectorId: 1, status: Preparing, timestamp: $-1h}
      >> StatusNotification {connectorId: 1, status: Available, timestamp: $-1h}
      >> StatusNotification {connectorId: 1, status: Preparing, timestamp: $-1h}`,
      '> BootNotification\n< {currentTime: $+1h}\n>> StatusNotification {connectorId: 0}\n>> StatusNotification {connectorId: 1}',
    ],
    holds: [
      // What happened offline.
      'booted\n>> StatusNotification {connectorId: 1, status: Preparing, timestamp: $-1h}',
      'booted\n>> StatusNotification {connectorId: 1, timestamp: $-30s}\n+1s\n>> StatusNotification {connectorId: 1, status: Preparing, timestamp: $-30s}',
      // The charger knows the time better than its CSMS.
      { complete: false, text: '> BootNotification\n< {currentTime: $+1h}\n>> StatusNotification {connectorId: 1, timestamp: $now}' },
    ],
  },
  'R16-TIME-004': {
    breaks: ['booted\n>> StartTransaction {timestamp: "1970-01-01T00:01:27Z"}', 'booted\n>> MeterValues {meterValue: [{timestamp: $+2d}]}'],
    holds: ['booted\n>> StatusNotification {connectorId: 1, status: Preparing, timestamp: $-20h}'],
  },
};
