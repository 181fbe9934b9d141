import { available, charging, ended, event, inventory, known, place, stateOf } from './phrases.ts';
import type { Trials } from './trials.ts';

export const status: Trials = {
  'R201-STAT-001': {
    breaks: ['booted\n>> StatusNotification {connectorStatus: Reserved}'],
    holds: [
      `booted
       < ReserveNow {id: 4, evseId: 1}
       > {status: Accepted}
       >> StatusNotification {connectorStatus: Reserved}`,
      // from before the boot
      '>> BootNotification\n>> StatusNotification {connectorStatus: Reserved}',
    ],
  },
  'R201-STAT-002': {
    breaks: [
      'booted\n>> StatusNotification {evseId: 0, connectorId: 0}',
      `booted 2
       ${inventory()}
       >> StatusNotification {evseId: 3}`,
    ],
    holds: [`booted 2\n${inventory()}\n>> StatusNotification {evseId: 2}`],
  },
  'R201-STAT-003': {
    breaks: [
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place)}
       +31s`,
      `booted
       ${charging}
       ${available}
       +31s`,
    ],
    holds: [
      // by NotifyEvent
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place)}
       ${stateOf(1, 'Occupied')}
       +31s`,
      `booted
       ${charging}
       ${available}
       ${ended(2, 'EVCommunicationLost', 'EVDisconnected')}
       +31s`,
    ],
  },
  'R201-STAT-006': {
    breaks: [
      `booted
       ${known('OCPPCommCtrlr.OfflineThreshold', '60')}
       close unknown 1006
       +2h
       open
       >> Heartbeat
       +31s`,
    ],
    holds: [
      `booted
       ${known('OCPPCommCtrlr.OfflineThreshold', '60')}
       close unknown 1006
       +2h
       open
       ${available}
       +31s`,
      `booted
       ${known('OCPPCommCtrlr.OfflineThreshold', '60')}
       close unknown 1006
       +70s
       open
       >> Heartbeat
       +31s`,
      `booted
       close unknown 1006
       +2h
       open
       >> Heartbeat
       +31s`,
    ],
  },
};
