import { accepted, available, charging, ended, event, inventory, reboot, reset, token } from './phrases.ts';
import type { Trials } from './trials.ts';

export const resets: Trials = {
  'R201-RST-001': {
    breaks: [
      `booted
       ${charging}
       ${reset('OnIdle', 'Accepted')}`,
      `booted
       ${charging}
       ${reset('Immediate', 'Scheduled')}`,
      `booted 2
       ${inventory()}
       ${reset('Immediate', 'Accepted', ', evseId: 5')}`,
    ],
    holds: [
      `booted
       ${charging}
       ${reset('OnIdle', 'Scheduled')}
       ${reset('Immediate', 'Rejected')}`,
      `booted 2
       ${charging}
       ${reset('OnIdle', 'Accepted', ', evseId: 2')}`,
    ],
  },
  'R201-RST-002': {
    breaks: [
      `booted
       ${charging}
       ${reset('Immediate', 'Accepted')}
       ${ended(2, 'AbnormalCondition', 'Reboot')}
       ${reboot('RemoteReset')}`,
      `booted
       ${charging}
       ${reset('Immediate', 'Accepted')}
       ${reboot('RemoteReset')}
       ${ended(2, 'ResetCommand', 'Local')}`,
    ],
    holds: [
      `booted
       ${charging}
       ${reset('Immediate', 'Accepted')}
       ${ended(2, 'ResetCommand', 'ImmediateReset')}
       ${reboot('RemoteReset')}`,
      // the driver was faster
      `booted
       ${charging}
       ${reset('Immediate', 'Accepted')}
       ${ended(2, 'StopAuthorized', 'Local').replace('>>', '>').replace(/}$/, `${token}}`)}
       ${accepted}
       ${reboot('RemoteReset')}`,
    ],
  },
  'R201-RST-003': {
    breaks: [
      `booted
       ${reset('Immediate', 'Accepted')}
       +200s
       >> Heartbeat
       +200s`,
      `booted
       ${charging}
       ${reset('OnIdle', 'Scheduled')}
       ${ended(2, 'EVCommunicationLost', 'EVDisconnected')}
       ${available}
       +200s
       >> Heartbeat
       +200s`,
    ],
    holds: [
      `booted
       ${charging}
       ${reset('OnIdle', 'Scheduled')}
       +200s
       >${event(2, 'Updated', 'MeterValuePeriodic')}
       +200s
       ${ended(3, 'EVCommunicationLost', 'EVDisconnected')}
       ${available}
       ${reboot('ScheduledReset')}`,
    ],
  },
};
