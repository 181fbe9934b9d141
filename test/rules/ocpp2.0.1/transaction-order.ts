import { available, bootedForLong, charging, ended, event, place, plugged } from './phrases.ts';
import type { Trials } from './trials.ts';

export const transactionOrder: Trials = {
  'R201-TX-001': {
    breaks: [
      `booted
       >${event(0, 'Updated', 'ChargingStateChanged', 'Charging', place)}`,
      `booted
       >${event(4, 'Updated', 'CablePluggedIn', 'EVConnected', place)}`,
      `booted
       ${plugged}
       >${event(1, 'Started', 'CablePluggedIn', 'SuspendedEV')}`,
      `booted
       ${charging}
       ${ended(2, 'EVCommunicationLost', 'EVDisconnected')}
       ${available}
       >${event(3, 'Updated', 'MeterValuePeriodic')}`,
    ],
    holds: [
      `booted
       ${charging}
       ${ended(2, 'EVCommunicationLost', 'EVDisconnected')}
       ${available}`,
      // may be older than the record
      `booted
       >${event(4, 'Updated', 'MeterValuePeriodic')}`,
      // sent again
      `booted
       ${plugged}
       > TransactionEvent {eventType: Ended, triggerReason: AbnormalCondition, seqNo: 1, timestamp: "2026-01-01T12:00:01Z",
         transactionInfo: {transactionId: x, stoppedReason: Other}}
       close unknown 1006
       open
       >> TransactionEvent {eventType: Ended, triggerReason: AbnormalCondition, seqNo: 1, timestamp: "2026-01-01T12:00:01Z",
          transactionInfo: {transactionId: x, stoppedReason: Other}, offline: true}`,
    ],
  },
  'R201-TX-002': {
    breaks: [
      `booted
       ${plugged}
       >${event(2, 'Updated', 'ChargingStateChanged', 'SuspendedEVSE')}
       +11s`,
      `booted
       ${charging}
       +60s
       >${event(1, 'Updated', 'MeterValuePeriodic')}`,
    ],
    holds: [
      // two transactions share a counter
      `booted 2
       ${plugged}
       >> TransactionEvent {eventType: Started, triggerReason: CablePluggedIn, seqNo: 1,
          transactionInfo: {transactionId: y, chargingState: EVConnected}, evse: {id: 2, connectorId: 1}}
       >> StatusNotification {evseId: 2, connectorStatus: Occupied}
       >${event(2, 'Updated', 'MeterValuePeriodic')}
       >> TransactionEvent {seqNo: 3, transactionInfo: {transactionId: y}}
       +15s`,
      // dropped while offline
      `booted
       ${plugged}
       close unknown 1006
       +20s
       open
       >${event(4, 'Updated', 'MeterValuePeriodic')}
       +15s`,
    ],
  },
  'R201-TX-003': {
    breaks: [
      `booted 2
       ${plugged.replace('seqNo: 0', 'seqNo: 1')}
       >> TransactionEvent {eventType: Started, triggerReason: CablePluggedIn, seqNo: 1,
          transactionInfo: {transactionId: y, chargingState: EVConnected}, evse: {id: 2, connectorId: 1}}`,
    ],
    holds: [
      `booted 2
       ${plugged.replace('seqNo: 0', 'seqNo: 7')}
       >> TransactionEvent {eventType: Started, triggerReason: CablePluggedIn, seqNo: 8,
          transactionInfo: {transactionId: y, chargingState: EVConnected}, evse: {id: 2, connectorId: 1}}
       >> StatusNotification {evseId: 2, connectorStatus: Occupied}`,
    ],
  },
  'R201-TX-016': {
    breaks: [
      `booted
       ${charging}
       close unknown 1006
       +30min
       open
       +60s
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', timestamp: $-20min')}`,
      `booted
       +2min
       ${charging}
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', offline: true')}`,
    ],
    holds: [
      `booted
       ${charging}
       close unknown 1006
       +30min
       open
       +60s
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', timestamp: $-20min, offline: true')}`,
      // waited for the connection
      `booted
       ${charging}
       close unknown 1006
       +5s
       open
       >${event(2, 'Updated', 'MeterValuePeriodic', '', ', timestamp: $-6s, offline: true')}`,
    ],
  },
  'R201-TX-017': {
    breaks: [
      `booted
       close unknown 1006
       +60s
       open
       ${ended(2, 'EVCommunicationLost', 'EVDisconnected').replace(/}$/, ', offline: true, timestamp: $-10s}')}
       >${event(0, 'Started', 'CablePluggedIn', 'EVConnected', `${place}, offline: true, timestamp: $-40s`)}`,
      `booted
       ${plugged}
       >${event(2, 'Updated', 'MeterValuePeriodic')}
       >${event(1, 'Updated', 'MeterValuePeriodic')}
       +15s`,
    ],
    holds: [
      // sent again
      `booted
       ${plugged}
       > TransactionEvent {seqNo: 1, timestamp: "2026-01-01T12:00:01Z", transactionInfo: {transactionId: x}}
       close unknown 1006
       open
       >> TransactionEvent {seqNo: 1, timestamp: "2026-01-01T12:00:01Z", transactionInfo: {transactionId: x}, offline: true}
       >${event(2, 'Updated', 'MeterValuePeriodic')}`,
    ],
  },
  'R201-TX-019': {
    blame: 'csms',
    breaks: [
      `booted
       ${event(5, 'Ended', 'EVCommunicationLost').replace('transactionId: x', 'transactionId: x, stoppedReason: EVDisconnected')}
       < error InternalError`,
    ],
    holds: [
      `booted
       ${event(5, 'Ended', 'EVCommunicationLost').replace('transactionId: x', 'transactionId: x, stoppedReason: EVDisconnected')}
       < {}`,
    ],
  },
  'R201-TX-026': {
    breaks: [
      `${bootedForLong}
       ${charging}
       close unknown 1006
       +60s
       open
       ${bootedForLong}
       +6min`,
    ],
    holds: [
      `${bootedForLong}
       ${charging}
       close unknown 1006
       +60s
       open
       ${bootedForLong}
       ${ended(2, 'AbnormalCondition', 'PowerLoss')}
       +6min`,
    ],
  },
};
