import type { RuleTrial } from '../trial.ts';

const rejected = '> BootNotification\n< {status: Rejected}\n';
const pending = '> BootNotification\n< {status: Pending}\n';

export const acceptance: Record<string, RuleTrial> = {
  'RPC-ERR-008': {
    protocol: 'ocpp2.0.1',
    blame: 'csms',
    also: ['R201-BOOT-002', 'R201-BOOT-003'],
    breaks: [`${rejected}>> StatusNotification`, `${pending}>> StatusNotification`, `${pending}> StatusNotification\n< error NotSupported`],
    holds: [
      `${pending}<< TriggerMessage {requestedMessage: Heartbeat}\n>> Heartbeat`,
      `${rejected}+5min\n>> BootNotification\n>> StatusNotification`,
    ],
  },
  'RPC-CON-012': {
    protocol: 'ocpp2.0.1',
    blame: 'csms',
    breaks: [`<< GetLocalListVersion\nbooted`, `${rejected}<< GetLocalListVersion`],
    holds: [
      'booted\nclose unknown 1006\nopen\n<< GetLocalListVersion\nbooted',
      '<< TriggerMessage {requestedMessage: BootNotification}\n>> BootNotification {reason: Triggered}',
      `${pending}<< GetLocalListVersion`,
      { text: '<< GetLocalListVersion\nbooted', complete: false },
    ],
  },
};
