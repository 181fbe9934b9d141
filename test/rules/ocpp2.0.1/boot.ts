import { available, event, pending, plugged, reboot, reset, stateOf, trigger } from './phrases.ts';
import type { Trials } from './trials.ts';

export const boot: Trials = {
  'R201-BOOT-001': {
    breaks: [
      `booted
       ${reset('Immediate', 'Accepted')}
       close charger 1000
       +20s
       open
       ${available}`,
    ],
    holds: [
      `booted
       ${reset('Immediate', 'Accepted')}
       ${reboot('RemoteReset')}`,
      // no reboot
      `booted
       close unknown 1006
       +20s
       open
       >> Heartbeat`,
      `booted
       ${reset('Immediate', 'Accepted', ', evseId: 1')}
       close unknown 1006
       +20s
       open
       >> Heartbeat`,
    ],
  },
  'R201-BOOT-002': {
    breaks: [
      `> BootNotification
       close unknown 1006
       +10s
       open
       >> SecurityEventNotification {type: StartupOfTheDevice}`,
    ],
    holds: ['booted\n>> SecurityEventNotification {type: StartupOfTheDevice}'],
  },
  'R201-BOOT-003': {
    breaks: [
      `${pending(300)}
       ${available.replace('>>', '>')}
       < error SecurityError`,
      `${pending(300)}
       ${trigger('Heartbeat')}
       > Heartbeat
       < error SecurityError`,
    ],
    holds: [
      `${pending(300)}
       ${trigger('Heartbeat')}
       >> Heartbeat
       < GetBaseReport {requestId: 7, reportBase: SummaryInventory}
       > {}
       >> NotifyReport {requestId: 7, seqNo: 0}`,
    ],
  },
  'R201-BOOT-005': {
    breaks: [
      `${pending(300)}
       +10s
       >> BootNotification
       ${available}`,
      `${pending(60)}
       +91s`,
      `${Array.from({ length: 8 }, () => `${pending(0)}\n+2s`).join('\n')}`,
    ],
    holds: [
      `${pending(60)}
       +58s
       >> BootNotification
       ${available}`,
      `${pending(300)}
       +10s
       ${trigger('BootNotification')}
       >> BootNotification {reason: Triggered}
       ${available}`,
      // a reboot
      `${pending(300)}
       +10s
       close unknown 1006
       +20s
       open
       booted`,
    ],
  },
  'R201-BOOT-008': {
    breaks: [
      `booted 2
       close unknown 1006
       +60s
       open
       booted 1
       +31s`,
      // warning
      `>> BootNotification
       +31s`,
    ],
    holds: [
      // by NotifyEvent
      `booted 2
       close unknown 1006
       +60s
       open
       booted 1
       ${stateOf(2, 'Available')}
       +31s`,
    ],
  },
  'R201-BOOT-009': {
    breaks: [
      `booted
       ${reset('Immediate', 'Accepted')}
       ${reboot('PowerUp')}`,
      `booted
       act powerCycle
       ${reboot('RemoteReset')}`,
      `${pending(300)}
       +10s
       ${trigger('BootNotification')}
       >> BootNotification {reason: PowerUp}
       ${available}`,
    ],
    holds: [
      `booted
       ${reset('OnIdle', 'Accepted')}
       ${reboot('ScheduledReset')}`,
      // one of the two
      `booted
       ${reset('Immediate', 'Accepted')}
       act powerCycle
       ${reboot('PowerUp')}`,
      `booted
       ${reboot('Watchdog')}`,
    ],
  },
  'R201-BOOT-011': {
    breaks: [
      `booted
       ${trigger('BootNotification')}
       >> BootNotification {reason: Triggered}
       ${available}`,
    ],
    holds: [
      `${pending(300)}
       ${trigger('BootNotification')}
       >> BootNotification {reason: Triggered}
       ${available}`,
    ],
  },
  'R201-BOOT-014': {
    breaks: [
      `> BootNotification
       < {interval: 60}
       ${available}
       +300s
       >> Heartbeat`,
      `booted
       ${[1, 2, 3, 4, 5].map(() => '+60s\n>> Heartbeat').join('\n')}`,
    ],
    holds: [
      // silenced by other traffic
      `> BootNotification
       < {interval: 60}
       ${available}
       ${plugged}
       ${[1, 2, 3].map((seqNo) => `+60s\n>${event(seqNo, 'Updated', 'MeterValuePeriodic')}`).join('\n')}`,
      `booted
       ${[1, 2, 3, 4, 5].map(() => `+60s\n${trigger('Heartbeat')}\n>> Heartbeat`).join('\n')}`,
      `booted
       close unknown 1006
       +1h
       open
       >> Heartbeat`,
    ],
  },
};
