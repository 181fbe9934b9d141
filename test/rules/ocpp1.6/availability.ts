import { charging, stopped, type Trials, told } from './trials.ts';

const change = (connectorId: number, type: 'Operative' | 'Inoperative', status = 'Accepted') =>
  `< ChangeAvailability {connectorId: ${connectorId}, type: ${type}}\n> {status: ${status}}`;
const reports = (connectorId: number, status: string) => `>> StatusNotification {connectorId: ${connectorId}, status: ${status}}`;

export const availability: Trials = {
  'R16-AVL-001': {
    breaks: [
      `booted${charging}\n+10s\n${change(1, 'Inoperative')}\n+10s\n>> Heartbeat`,
      `booted\n+10s\n${change(1, 'Operative', 'Rejected')}`,
      `booted\n+10s\n${change(1, 'Operative', 'Scheduled')}`,
      `booted\n${told({ NumberOfConnectors: '1' })}\n${change(7, 'Inoperative')}`,
      `booted\n${change(1, 'Inoperative')}\n${reports(1, 'Unavailable')}\n${change(0, 'Inoperative', 'Rejected')}`,
    ],
    holds: [
      `booted${charging}\n+10s\n${change(1, 'Inoperative', 'Scheduled')}\n+10s${stopped.replace('Finishing', 'Unavailable')}`,
      // It just stopped.
      `booted${charging}\n+10s\n${change(1, 'Inoperative')}${stopped.replace('Finishing', 'Unavailable')}\n+10s\n>> Heartbeat`,
      `booted\n${told({ NumberOfConnectors: '1' })}\n${change(7, 'Inoperative', 'Rejected')}`,
      `booted${charging}\n+10s\n${change(1, 'Operative')}`,
    ],
  },
  'R16-AVL-002': {
    breaks: [
      `booted 2\n${change(0, 'Inoperative')}\n${reports(0, 'Unavailable')}\n+2min\n>> Heartbeat`,
      `booted\n${change(1, 'Inoperative')}\n+2min\n>> Heartbeat`,
      `booted\n${change(1, 'Inoperative')}\n${reports(1, 'Unavailable')}\n${change(1, 'Operative')}\n+2min\n>> Heartbeat`,
    ],
    holds: [
      `booted 2\n${change(0, 'Inoperative')}\n${reports(0, 'Unavailable')}\n${reports(1, 'Unavailable')}\n${reports(2, 'Unavailable')}\n+2min\n>> Heartbeat`,
      `booted\n${change(1, 'Operative')}\n+2min\n>> Heartbeat`,
      `booted\n${change(1, 'Inoperative')}\n+10s\n${reports(1, 'Unavailable')}\n${change(1, 'Operative')}\n+10s\n${reports(1, 'Available')}\n+2min\n>> Heartbeat`,
    ],
  },
};
