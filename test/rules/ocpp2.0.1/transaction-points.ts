import { accepted, available, charging, ended, event, known, occupied, place, plugged, stop, token } from './phrases.ts';
import type { Trials } from './trials.ts';

export const transactionPoints: Trials = {
  'R201-TX-009': {
    breaks: [
      `booted
       ${known('TxCtrlr.TxStartPoint', 'PowerPathClosed')}
       ${known('AuthCtrlr.Enabled', 'true')}
       ${plugged}`,
      `booted
       ${known('TxCtrlr.TxStartPoint', 'EVConnected')}
       ${event(0, 'Started', 'Authorized', 'Idle', token)}
       ${accepted}`,
      // warning
      `booted
       ${known('TxCtrlr.TxStartPoint', 'EVConnected')}
       ${occupied}
       +31s`,
    ],
    holds: [
      `booted
       ${known('TxCtrlr.TxStartPoint', 'EVConnected,Authorized')}
       ${occupied}
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place)}
       +31s`,
      // authorized first
      `booted
       ${known('TxCtrlr.TxStartPoint', 'PowerPathClosed')}
       > Authorize {idToken: {idToken: A, type: ISO14443}}
       ${accepted}
       ${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + token)}
       ${accepted}
       ${occupied}`,
      // who asks for no token
      `booted
       ${known('TxCtrlr.TxStartPoint', 'PowerPathClosed')}
       ${plugged}`,
    ],
  },
  'R201-TX-010': {
    breaks: [
      `booted
       ${known('TxCtrlr.TxStopPoint', 'EVConnected')}
       ${charging}
       ${stop('Accepted')}
       ${ended(2, 'RemoteStop', 'Remote').replace('stoppedReason', 'chargingState: EVConnected, stoppedReason')}`,
      `booted
       ${known('TxCtrlr.TxStopPoint', 'EVConnected,Authorized')}
       ${charging}
       ${stop('Accepted')}
       >${event(2, 'Updated', 'RemoteStop', 'EVConnected')}
       +31s`,
      `booted
       ${known('TxCtrlr.TxStopPoint', 'EVConnected')}
       ${known('TxCtrlr.StopTxOnEVSideDisconnect', 'true')}
       ${charging}
       >${event(2, 'Updated', 'EVCommunicationLost', 'Idle')}
       ${available}
       +31s`,
    ],
    holds: [
      `booted
       ${known('TxCtrlr.TxStopPoint', 'EVConnected')}
       ${charging}
       ${stop('Accepted')}
       >${event(2, 'Updated', 'RemoteStop', 'EVConnected')}
       +31s
       ${ended(3, 'EVCommunicationLost', 'Remote')}
       ${available}`,
      `booted
       ${known('TxCtrlr.TxStopPoint', 'Authorized')}
       ${charging}
       ${stop('Accepted')}
       ${ended(2, 'RemoteStop', 'Remote').replace('stoppedReason', 'chargingState: EVConnected, stoppedReason')}`,
      // the EV may come back
      `booted
       ${known('TxCtrlr.TxStopPoint', 'EVConnected')}
       ${known('TxCtrlr.StopTxOnEVSideDisconnect', 'false')}
       ${charging}
       >${event(2, 'Updated', 'EVCommunicationLost', 'Idle')}
       ${available}
       +31s`,
    ],
  },
  'R201-TX-020': {
    breaks: [
      `booted
       ${known('TxCtrlr.StopTxOnInvalidId', 'true')}
       ${plugged}
       ${event(1, 'Updated', 'Authorized', 'Charging', token)}
       < {idTokenInfo: {status: Blocked}}
       +31s`,
      `booted
       ${known('TxCtrlr.StopTxOnInvalidId', 'true')}
       ${known('TxCtrlr.TxStopPoint', 'Authorized')}
       ${plugged}
       ${event(1, 'Updated', 'Authorized', 'EVConnected', token)}
       < {idTokenInfo: {status: Blocked}}
       +31s`,
    ],
    holds: [
      `booted
       ${known('TxCtrlr.StopTxOnInvalidId', 'true')}
       ${plugged}
       ${event(1, 'Updated', 'Authorized', 'Charging', token)}
       < {idTokenInfo: {status: Blocked}}
       ${ended(2, 'Deauthorized', 'DeAuthorized')}
       +31s`,
      `booted
       ${known('TxCtrlr.StopTxOnInvalidId', 'true')}
       ${plugged}
       ${event(1, 'Updated', 'Authorized', 'Charging', token)}
       < {idTokenInfo: {status: Blocked}}
       >${event(2, 'Updated', 'Deauthorized', 'EVConnected')}
       +31s`,
      // MaxEnergyOnInvalidId may let it go on
      `booted
       ${plugged}
       ${event(1, 'Updated', 'Authorized', 'Charging', token)}
       < {idTokenInfo: {status: Blocked}}
       +31s`,
    ],
  },
};
