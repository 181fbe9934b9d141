import { accepted, charging, ended, event, occupied, place, plugged, stop, token } from './phrases.ts';
import type { Trials } from './trials.ts';

export const transactionContent: Trials = {
  'R201-TX-006': {
    breaks: [
      `booted
       ${event(0, 'Started', 'Authorized', 'Idle', token)}
       ${accepted}
       >${event(1, 'Updated', 'CablePluggedIn', 'EVConnected')}`,
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', ', evse: {id: 1}')}`,
      `booted
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', ', evse: {id: 0, connectorId: 1}')}`,
      `booted 2
       ${plugged}
       >${event(1, 'Updated', 'MeterValuePeriodic', '', ', evse: {id: 2, connectorId: 1}')}`,
      // advice
      `booted
       ${plugged}
       >${event(1, 'Updated', 'MeterValuePeriodic', '', place)}`,
    ],
    holds: [
      `booted
       ${event(0, 'Started', 'Authorized', 'Idle', `${token}, evse: {id: 1}`)}
       ${accepted}
       >${event(1, 'Updated', 'CablePluggedIn', 'EVConnected', place)}
       ${occupied}`,
      `booted
       ${event(0, 'Started', 'Authorized', 'Idle', token)}
       ${accepted}
       >${event(1, 'Updated', 'MeterValueClock', 'Idle')}`,
    ],
  },
  'R201-TX-007': {
    breaks: [
      `booted
       ${plugged}
       >${event(1, 'Updated', 'Authorized', 'Charging')}`,
      `booted
       ${charging}
       ${event(2, 'Updated', 'Authorized', 'Charging', ', idToken: {idToken: B, type: ISO14443}')}
       ${accepted}`,
      // advice
      `booted
       ${charging}
       ${event(2, 'Updated', 'ChargingStateChanged', 'SuspendedEV', token)}
       ${accepted}`,
    ],
    holds: [
      `booted
       ${charging}
       ${event(2, 'Updated', 'StopAuthorized', 'EVConnected', token)}
       ${accepted}
       ${event(3, 'Updated', 'Authorized', 'Charging', ', idToken: {idToken: B, type: ISO14443}')}
       ${accepted}`,
      // told together with something else
      `booted
       ${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place + token)}
       ${accepted}
       ${occupied}
       >${event(1, 'Updated', 'Authorized', 'Charging')}`,
    ],
  },
  'R201-TX-008': {
    breaks: [
      `booted
       ${charging}
       ${stop('Accepted')}
       ${ended(2, 'RemoteStop', 'Remote').replace('>>', '>').replace(/}$/, `${token}}`)}
       ${accepted}`,
    ],
    holds: [
      // the first that tells of the authorization
      `booted
       ${plugged}
       ${event(1, 'Updated', 'MeterValuePeriodic', 'EVConnected', token)}
       ${accepted}`,
      `booted
       ${charging}
       ${ended(2, 'StopAuthorized', 'Local').replace('>>', '>').replace(/}$/, `${token}}`)}
       ${accepted}`,
    ],
  },
};
