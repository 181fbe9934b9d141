import { accepted, available, charging, ended, event, occupied, place, plugged, stop, token } from './phrases.ts';
import type { Trials } from './trials.ts';

export const transactionReasons: Trials = {
  'R201-TX-011': {
    breaks: [
      `booted
       ${plugged}
       >${event(1, 'Updated', 'ChargingStateChanged')}`,
      `booted
       ${plugged}
       >${event(1, 'Updated', 'ChargingStateChanged', 'EVConnected')}`,
      // warning
      `booted
       >${event(0, 'Started', 'CablePluggedIn', '', place)}
       ${occupied}`,
    ],
    holds: [
      `booted
       ${charging}
       >${event(2, 'Updated', 'ChargingStateChanged', 'SuspendedEV')}
       >${event(3, 'Updated', 'MeterValuePeriodic')}
       >${event(4, 'Updated', 'ChargingStateChanged', 'Charging')}`,
    ],
  },
  'R201-TX-013': {
    breaks: [
      `booted
       ${event(0, 'Started', 'StopAuthorized', 'EVConnected', place + token)}
       ${accepted}`,
      `booted
       ${charging}
       ${ended(2, 'CablePluggedIn', 'Local')}`,
    ],
    holds: [
      // the end is the first that tells of the authorization
      `booted
       ${plugged}
       ${ended(1, 'Authorized', 'Local').replace('>>', '>').replace(/}$/, `${token}}`)}
       ${accepted}`,
    ],
  },
  'R201-TX-014': {
    breaks: [
      `booted
       ${charging}
       ${stop('Accepted')}
       ${ended(2, 'RemoteStop', 'Local')}`,
      `booted
       ${charging}
       ${ended(2, 'EVCommunicationLost', 'Timeout')}
       ${available}`,
    ],
    holds: [
      `booted
       ${charging}
       ${stop('Accepted')}
       >${event(2, 'Updated', 'RemoteStop', 'EVConnected')}
       ${ended(3, 'EVCommunicationLost', 'Remote')}
       ${available}`,
      `booted
       ${charging}
       ${ended(2, 'AbnormalCondition', 'EmergencyStop')}`,
    ],
  },
  'R201-TX-015': {
    breaks: [
      `booted
       ${charging}
       >${event(2, 'Ended', 'EVCommunicationLost')}
       ${available}`,
      // warning
      `booted
       ${charging}
       ${stop('Accepted')}
       ${ended(2, 'RemoteStop', 'Remote').replace('Ended', 'Updated')}`,
    ],
    holds: [
      `booted
       ${charging}
       ${event(2, 'Ended', 'StopAuthorized', 'EVConnected', token)}
       ${accepted}`,
      // stopped before, ended by unplugging
      `booted
       ${charging}
       ${event(2, 'Updated', 'StopAuthorized', 'EVConnected', token)}
       ${accepted}
       >${event(3, 'Ended', 'EVCommunicationLost')}
       ${available}`,
    ],
  },
};
