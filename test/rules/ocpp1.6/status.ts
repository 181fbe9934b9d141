import { charging, stopped, type Trials, told } from './trials.ts';

const reports = (...statuses: string[]) => statuses.map((status) => `>> StatusNotification {connectorId: 1, status: ${status}}`).join('\n');

export const status: Trials = {
  'R16-STAT-001': {
    breaks: [
      `booted${charging}\n${reports('Preparing')}`,
      `booted\n${reports('Preparing', 'Unavailable')}`,
      `booted\n${reports('Preparing', 'Finishing', 'Reserved')}`,
      // Between them, something was not told.
      `booted\n${reports('Finishing')}`,
      `booted\n${reports('Preparing', 'Finishing')}\n>> StartTransaction\n${reports('Charging')}`,
    ],
    holds: [
      `booted${charging}${stopped}\n${reports('Available', 'Unavailable', 'Available')}`,
      `booted\n>> StatusNotification {connectorId: 1, status: Faulted, errorCode: OtherError}\n${reports('Unavailable')}`,
      // Unseen, it may have become anything.
      `booted\n${reports('Preparing')}\nclose\n+5s\nopen\n${reports('Unavailable')}`,
      `booted\n${reports('Preparing', 'Preparing')}`,
    ],
  },
  'R16-STAT-003': {
    breaks: ['booted\n>> StatusNotification {connectorId: 0, status: Charging}'],
    holds: ['booted\n>> StatusNotification {connectorId: 0, status: Unavailable}'],
  },
  'R16-STAT-005': {
    breaks: [
      'booted\n>> StatusNotification {connectorId: 1, status: Faulted, errorCode: NoError}',
      'booted\n>> StatusNotification {connectorId: 1, status: Available, errorCode: EVCommunicationError}',
    ],
    holds: ['booted\n>> StatusNotification {connectorId: 1, status: Preparing, errorCode: WeakSignal}'],
  },
  'R16-STAT-006': {
    breaks: [`booted\n${[...Array(5).keys()].map(() => `+10s\n${reports('Available')}`).join('\n')}`],
    holds: [
      `booted\n<< TriggerMessage {requestedMessage: StatusNotification, connectorId: 1}\n${reports(...Array(5).fill('Available'))}`,
      `booted\n+4min\n${reports('Available')}\n+4min\n${reports('Available')}\n+4min\n${reports('Available')}`,
    ],
  },
  'R16-STAT-007': {
    breaks: [
      `booted${charging}\n+10s\n${reports('Available')}\n+2min\n>> Heartbeat`,
      `booted${charging}\n+10s\n${reports('Finishing')}\n+2min\n>> Heartbeat`,
    ],
    holds: [
      `booted${charging}\n+10s\n${reports('Finishing')}\n+10s\n>> StopTransaction {transactionId: 1, meterStop: 2000}\n+2min\n>> Heartbeat`,
      `booted${charging}\n+10s\n${reports('SuspendedEV')}\n+2min\n>> Heartbeat`,
      // The queue is blocked by the CSMS.
      `booted${charging}\n+10s\n${reports('Finishing')}\nclose\n+2min\nopen\n>> StopTransaction {transactionId: 1, meterStop: 2000}`,
    ],
  },
  'R16-STAT-008': {
    breaks: [`booted\n${reports('Preparing', 'Charging')}\n+2min\n>> Heartbeat`],
    holds: [
      `booted\n${reports('Preparing', 'Charging')}\n+10s\n>> StartTransaction\n+2min\n>> Heartbeat`,
      // It charged before.
      `>> BootNotification\n>> StatusNotification {connectorId: 0}\n${reports('Charging')}\n+2min\n>> Heartbeat`,
    ],
  },
  'R16-STAT-009': {
    breaks: [
      `booted\n${reports('Preparing')}\n>> StartTransaction\n+2min\n>> Heartbeat`,
      `booted${charging}\n+10s\n>> StopTransaction {transactionId: 1, meterStop: 2000}\n+2min\n>> Heartbeat`,
    ],
    holds: [
      `booted\n${reports('Preparing')}\n>> StartTransaction\n+50s\n${reports('SuspendedEVSE')}\n+2min\n>> Heartbeat`,
      `booted\n${told({ MinimumStatusDuration: '120' })}\n${reports('Preparing')}\n>> StartTransaction\n+150s\n${reports('Charging')}\n+2min\n>> Heartbeat`,
      // It was long ago.
      'booted\nclose\n+10min\nopen\n>> StartTransaction {timestamp: $-9min}\n+2min\n>> Heartbeat',
    ],
  },
  'R16-STAT-011': {
    breaks: [
      `booted\n${told({ ConnectionTimeOut: '60' })}\n>> Authorize\n${reports('Preparing')}\n+4min\n>> Heartbeat`,
      `booted\n${told({ ConnectionTimeOut: '60' })}\nact presentToken {}\n>> Authorize\n${reports('Preparing')}\n+4min\n>> Heartbeat`,
    ],
    holds: [
      `booted\n${told({ ConnectionTimeOut: '60' })}\n>> Authorize\n${reports('Preparing')}\n+60s\n${reports('Available')}\n+4min\n>> Heartbeat`,
      // The cable is in, no token was shown.
      `booted\n${told({ ConnectionTimeOut: '60' })}\n${reports('Preparing')}\n+4min\n>> Heartbeat`,
      `booted\n${told({ ConnectionTimeOut: '0' })}\n>> Authorize\n${reports('Preparing')}\n+4min\n>> Heartbeat`,
    ],
  },
  'R16-STAT-015': {
    breaks: ['booted\n> StatusNotification {connectorId: 3}\n< error InternalError'],
    holds: ['> StatusNotification {connectorId: 3}\n< error SecurityError'],
    blame: 'csms',
  },
  'R16-RES-002': {
    breaks: [
      'booted\n<< ReserveNow {connectorId: 1}\n+2min\n>> Heartbeat',
      `booted\n<< ReserveNow {connectorId: 1, expiryDate: $+3min}\n${reports('Reserved')}\n+3min\n>> Heartbeat\n+3min\n>> Heartbeat`,
      `booted\n<< ReserveNow {connectorId: 1, reservationId: 7}\n${reports('Reserved')}\n<< CancelReservation {reservationId: 7}\n+2min\n>> Heartbeat`,
      `booted\n<< ReserveNow {connectorId: 1, reservationId: 7}\n${reports('Reserved')}\n>> StartTransaction {reservationId: 7}\n+2min\n>> Heartbeat`,
    ],
    holds: [
      `booted\n<< ReserveNow {connectorId: 1, expiryDate: $+3min}\n${reports('Reserved')}\n+3min\n>> Heartbeat\n${reports('Available')}\n+3min\n>> Heartbeat`,
      // The EV is there already.
      `booted\n<< ReserveNow {connectorId: 1}\n${reports('Preparing')}\n+2min\n>> Heartbeat`,
      'booted\n< ReserveNow {connectorId: 1}\n> {status: Rejected}\n+2min\n>> Heartbeat',
    ],
  },
  'R16-TX-012': {
    breaks: [
      'booted\n>> StartTransaction {reservationId: 0}',
      `booted\n<< ReserveNow {connectorId: 1, reservationId: 7}\n${reports('Reserved', 'Preparing')}\n>> StartTransaction`,
    ],
    holds: [
      `booted\n<< ReserveNow {connectorId: 1, reservationId: 7}\n${reports('Reserved', 'Preparing')}\n>> StartTransaction {reservationId: 7}`,
      `booted\n<< ReserveNow {connectorId: 1, reservationId: 7}\n${reports('Reserved')}\n<< CancelReservation {reservationId: 7}\n${reports('Available')}\n>> StartTransaction`,
      'booted\n>> StartTransaction {reservationId: 7}',
    ],
  },
};
