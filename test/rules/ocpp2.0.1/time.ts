import type { Trials } from './trials.ts';

export const time: Trials = {
  'R201-TIME-001': {
    breaks: [
      'booted\n>> StatusNotification {timestamp: "2026-01-01T12:00:00.123456Z"}',
      'booted\n>> StatusNotification {timestamp: "2026-01-01T12:00:00"}',
    ],
    holds: [
      'booted\n>> StatusNotification {timestamp: "2026-01-01T12:00:00.123Z"}',
      'booted\n>> StatusNotification {timestamp: "2026-01-01T14:00:00+02:00"}',
    ],
  },
  'R201-TIME-003': {
    breaks: [
      'booted\n>> StatusNotification {timestamp: "$+2h"}',
      `booted
       +60s
       ${[1, 2, 3, 4].map(() => '+5s\n>> StatusNotification {timestamp: "$-100s"}').join('\n')}`,
    ],
    holds: [
      // told late, once
      'booted\n+60s\n>> StatusNotification {timestamp: "$-100s"}',
      // who observes has another clock than the CSMS and the station
      `> BootNotification
       < {currentTime: "$+2h"}
       >> StatusNotification {timestamp: "$+2h"}`,
    ],
  },
};
