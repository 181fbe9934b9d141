import { charging, stopped, type Trials, told } from './trials.ts';

const reports = (...statuses: string[]) => statuses.map((status) => `>> StatusNotification {connectorId: 1, status: ${status}}`).join('\n');
const status = 'requestedMessage: StatusNotification';

export const remote: Trials = {
  'R16-RMT-001': {
    breaks: [
      `booted\n${reports('Preparing')}\n<< RemoteStartTransaction\n+2min\n>> Heartbeat`,
      'booted\n<< RemoteStartTransaction\n+2min\n>> Heartbeat',
    ],
    holds: [
      `booted\n<< RemoteStartTransaction\n+10s\n${reports('Preparing')}\n>> StartTransaction\n${reports('Charging')}\n+2min\n>> Heartbeat`,
      `booted\n<< RemoteStartTransaction\n+10s\n>> Authorize\n+2min\n>> Heartbeat`,
      'booted\n< RemoteStartTransaction\n> {status: Rejected}\n+2min\n>> Heartbeat',
    ],
  },
  'R16-RMT-002': {
    breaks: [
      'booted 2\n<< RemoteStartTransaction {idTag: APP, connectorId: 2}\n>> StartTransaction {idTag: APP, connectorId: 1}',
      'booted\n<< RemoteStartTransaction {idTag: APP, connectorId: 1}\n>> StartTransaction {idTag: VIRTUAL, connectorId: 1}',
    ],
    holds: [
      'booted\n<< RemoteStartTransaction {idTag: APP, connectorId: 1}\n>> StartTransaction {idTag: app, connectorId: 1}',
      'booted 2\n<< RemoteStartTransaction ={idTag: APP}\n>> StartTransaction {idTag: APP, connectorId: 2}',
      `booted 2\n<< RemoteStartTransaction {idTag: APP, connectorId: 1}\n>> Authorize {idTag: B}\n>> StartTransaction {idTag: B, connectorId: 2}
      >> StatusNotification {connectorId: 1, status: Preparing}`,
    ],
  },
  'R16-RMT-003': {
    breaks: [
      `booted\n>> StatusNotification {connectorId: 1, status: Faulted, errorCode: GroundFailure}\n+10s\n<< RemoteStartTransaction`,
      `booted${charging}\n+10s\n<< RemoteStartTransaction {idTag: B}`,
      `booted\n${told({ NumberOfConnectors: '1' })}\n<< RemoteStartTransaction {connectorId: 2}`,
      'booted\n< RemoteStartTransaction\n> {status: Rejected}\n>> StartTransaction',
    ],
    holds: [
      `booted\n< RemoteStartTransaction ={idTag: TAG}\n> {status: Rejected}`,
      `booted\n<< RemoteStartTransaction\n${reports('Preparing')}\n>> StartTransaction`,
    ],
  },
  'R16-RMT-005': {
    breaks: [
      'booted\n<< RemoteStopTransaction {transactionId: 99}',
      `booted${charging}\n+10s\n< RemoteStopTransaction {transactionId: 1}\n> {status: Rejected}\n+10s\n>> Heartbeat`,
      `booted${charging}\n<< RemoteStopTransaction {transactionId: 1}\n+2min\n>> Heartbeat`,
      `booted${charging}${stopped}\n+10s\n<< RemoteStopTransaction {transactionId: 1}`,
    ],
    holds: [
      `booted${charging}\n<< RemoteStopTransaction {transactionId: 1}\n+50s
      >> StopTransaction {transactionId: 1, meterStop: 2000, reason: Remote}\n${reports('Finishing')}\n+2min\n>> Heartbeat`,
      // It stopped by itself meanwhile.
      `booted${charging}\n+10s\n< RemoteStopTransaction {transactionId: 1}\n> {status: Rejected}${stopped}\n+10s\n>> Heartbeat`,
      { complete: false, text: 'booted\n<< RemoteStopTransaction {transactionId: 99}' },
    ],
  },
  'R16-RMT-008': {
    breaks: ['booted\n<< Reset {type: Hard}\n+4min\n>> Heartbeat\n+2min\n>> Heartbeat'],
    holds: [
      'booted\n<< Reset {type: Hard}\n+10s\nclose\n+1min\nopen\nbooted\n+5min\n>> Heartbeat',
      'booted\n< Reset {type: Hard}\n> {status: Rejected}\n+5min\n>> Heartbeat',
    ],
  },
  'R16-RMT-009': {
    breaks: [
      `booted\n<< TriggerMessage {${status}, connectorId: 1}\n+2min\n>> Heartbeat`,
      'booted\n<< ExtendedTriggerMessage {requestedMessage: SignChargePointCertificate}\n+2min\n>> Heartbeat',
      `booted\n< TriggerMessage {${status}}\n> {status: NotImplemented}`,
    ],
    holds: [
      `booted\n<< TriggerMessage {${status}, connectorId: 1}\n${reports('Available')}\n+2min\n>> Heartbeat`,
      'booted\n< TriggerMessage {requestedMessage: MeterValues}\n> {status: NotImplemented}',
    ],
  },
  'R16-RMT-010': {
    breaks: [
      `booted 2\n<< TriggerMessage {${status}}\n>> StatusNotification {connectorId: 0}\n+2min\n>> Heartbeat`,
      `booted 2\n<< TriggerMessage {${status}, connectorId: 1}\n>> StatusNotification {connectorId: 2}\n+2min\n>> Heartbeat`,
      `booted\n< TriggerMessage {${status}, connectorId: 0}\n> {status: Rejected}`,
      'booted\n< TriggerMessage {requestedMessage: Heartbeat, connectorId: 1}\n> {status: Rejected}',
    ],
    holds: [
      `booted 2\n<< TriggerMessage {${status}}\n>> StatusNotification {connectorId: 0}\n>> StatusNotification {connectorId: 1}
      >> StatusNotification {connectorId: 2}\n+2min\n>> Heartbeat`,
      `booted\n< TriggerMessage {${status}, connectorId: 3}\n> {status: Rejected}`,
    ],
  },
  'R16-RMT-012': {
    breaks: [
      'booted\n> DataTransfer {vendorId: com.example.nonexistent}\n< {status: Accepted}',
      'booted\n< DataTransfer {vendorId: org.example.unknown}\n> {status: Accepted}',
    ],
    holds: [
      'booted\n> DataTransfer {vendorId: com.example.nonexistent}\n< {status: UnknownVendorId}',
      'booted\n>> DataTransfer {vendorId: test}',
    ],
  },
};
