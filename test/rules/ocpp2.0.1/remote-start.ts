import { accepted, charging, ended, event, known, plugged, start, stop, token } from './phrases.ts';
import type { Trials } from './trials.ts';

export const remoteStart: Trials = {
  'R201-TX-023': {
    breaks: [
      `booted
       ${plugged}
       ${start('', '{status: Accepted, transactionId: x}')}
       ${event(1, 'Updated', 'Authorized', 'Charging', token)}
       ${accepted}`,
      `booted
       ${plugged}
       ${start('', '{status: Accepted, transactionId: x}')}
       ${event(1, 'Updated', 'RemoteStart', 'Charging', token).replace('{transactionId: x', '{transactionId: x, remoteStartId: 8')}
       ${accepted}`,
    ],
    holds: [
      `booted
       ${plugged}
       ${start('', '{status: Accepted, transactionId: x}')}
       ${event(1, 'Updated', 'RemoteStart', 'Charging', token).replace('{transactionId: x', '{transactionId: x, remoteStartId: 9')}
       ${accepted}`,
      // the driver comes by himself, much later
      `booted
       ${start()}
       +5min
       ${plugged}
       ${event(1, 'Updated', 'Authorized', 'Charging', token)}
       ${accepted}`,
    ],
  },
  'R201-RMT-001': {
    breaks: [
      `booted
       >> StatusNotification {connectorStatus: Faulted}
       ${start()}`,
      `booted
       ${charging}
       ${start('', '{status: Accepted, transactionId: x}')}
       ${event(2, 'Updated', 'RemoteStart', 'Charging').replace('{transactionId: x', '{transactionId: x, remoteStartId: 9')}
       < {}`,
      `booted
       < ReserveNow {id: 4, evseId: 1, idToken: {idToken: B, type: ISO14443}}
       > {status: Accepted}
       >> StatusNotification {connectorStatus: Reserved}
       ${start()}`,
    ],
    holds: [
      `booted
       >> StatusNotification {connectorStatus: Faulted}
       ${start('', '{status: Rejected}')}`,
      `booted
       < ReserveNow {id: 4, evseId: 1, idToken: {idToken: a, type: ISO14443}}
       > {status: Accepted}
       >> StatusNotification {connectorStatus: Reserved}
       ${start()}`,
    ],
  },
  'R201-RMT-002': {
    breaks: [
      `booted
       ${plugged}
       ${start()}
       ${event(1, 'Updated', 'RemoteStart', 'Charging', token).replace('{transactionId: x', '{transactionId: x, remoteStartId: 9')}
       ${accepted}`,
    ],
    holds: [
      `booted
       ${start()}`,
    ],
  },
  'R201-RMT-003': {
    breaks: [
      `booted
       ${plugged}
       ${start('', '{status: Accepted, transactionId: x}')}
       +31s`,
      `booted
       ${known('TxCtrlr.TxStartPoint', 'Authorized')}
       ${start()}
       +31s`,
    ],
    holds: [
      // nobody has plugged in
      `booted
       ${known('TxCtrlr.TxStartPoint', 'EVConnected')}
       ${start()}
       +31s`,
      // the token was refused
      `booted
       ${plugged}
       ${start('', '{status: Accepted, transactionId: x}')}
       > Authorize {idToken: {idToken: A, type: ISO14443}}
       < {idTokenInfo: {status: Blocked}}
       +31s`,
    ],
  },
  'R201-RMT-007': {
    breaks: [
      `booted
       ${stop('Accepted')}`,
      `booted
       ${charging}
       ${stop('Rejected')}`,
      `booted
       ${charging}
       ${stop('Accepted')}
       +31s`,
    ],
    holds: [
      `booted
       ${stop('Rejected')}`,
      { complete: false, text: `booted\n${stop('Accepted')}` },
      `booted
       ${charging}
       ${stop('Accepted')}
       ${ended(2, 'RemoteStop', 'Remote')}
       +31s`,
    ],
  },
};
