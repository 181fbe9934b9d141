import { charging, inventory, plugged } from './phrases.ts';
import type { Trials } from './trials.ts';

export const availability: Trials = {
  'R201-AVL-001': {
    breaks: [
      `booted
       ${charging}
       < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 1}}
       > {status: Accepted}`,
      `booted
       < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 1}}
       > {status: Scheduled}
       +11s`,
      `booted 2
       ${inventory()}
       < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 4}}
       > {status: Accepted}`,
    ],
    holds: [
      `booted 2
       ${charging}
       < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 1}}
       > {status: Scheduled}
       < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 2}}
       > {status: Accepted}
       >> StatusNotification {evseId: 2, connectorStatus: Unavailable}
       < ChangeAvailability {operationalStatus: Operative, evse: {id: 1}}
       > {status: Accepted}`,
      // it begins at the same time
      `booted
       < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 1}}
       > {status: Scheduled}
       ${plugged}
       +11s`,
    ],
  },
  'R201-AVL-002': {
    breaks: [
      `booted 2
       < ChangeAvailability {operationalStatus: Inoperative}
       > {status: Accepted}
       >> StatusNotification {evseId: 1, connectorStatus: Unavailable}
       +31s`,
      `booted
       < ChangeAvailability {operationalStatus: Inoperative}
       > {status: Accepted}
       >> StatusNotification {evseId: 1, connectorStatus: Unavailable}
       < ChangeAvailability {operationalStatus: Operative}
       > {status: Accepted}
       +31s`,
    ],
    holds: [
      `booted 2
       < ChangeAvailability {operationalStatus: Inoperative}
       > {status: Accepted}
       >> StatusNotification {evseId: 1, connectorStatus: Unavailable}
       >> StatusNotification {evseId: 2, connectorStatus: Unavailable}
       < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 1}}
       > {status: Accepted}
       < ChangeAvailability {operationalStatus: Operative, evse: {id: 1}}
       > {status: Accepted}
       +31s`,
    ],
  },
};
