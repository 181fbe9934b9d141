/** Events of transaction x on connector 1.1; what follows is added to the payload. */
export const event = (seqNo: number, eventType: string, triggerReason: string, chargingState = '', more = '') => {
  const state = chargingState && `, chargingState: ${chargingState}`;
  return `> TransactionEvent {eventType: ${eventType}, triggerReason: ${triggerReason}, seqNo: ${seqNo}, transactionInfo: {transactionId: x${state}}${more}}`;
};
export const ended = (seqNo: number, triggerReason: string, stoppedReason: string) =>
  `>${event(seqNo, 'Ended', triggerReason).replace('transactionId: x', `transactionId: x, stoppedReason: ${stoppedReason}`)}`;
export const place = ', evse: {id: 1, connectorId: 1}';
export const token = ', idToken: {idToken: A, type: ISO14443}';
export const occupied = '>> StatusNotification {connectorStatus: Occupied}';
export const available = '>> StatusNotification {connectorStatus: Available}';
export const accepted = '< {idTokenInfo: {status: Accepted}}';
/** Plugged in, not authorized; then authorized and charging: seqNo 0 and 1. */
export const plugged = `>${event(0, 'Started', 'CablePluggedIn', 'EVConnected', place)}\n${occupied}`;
export const charging = `${plugged}\n${event(1, 'Updated', 'Authorized', 'Charging', token)}\n${accepted}`;
export const variable = (name: string) => {
  const [component, variableName] = name.split('.');
  return `component: {name: ${component}}, variable: {name: ${variableName}}`;
};
export const known = (name: string, value: string) => `
  < GetVariables {getVariableData: [{${variable(name)}}]}
  > {getVariableResult: [{${variable(name)}, attributeType: Actual, attributeStatus: Accepted, attributeValue: "${value}"}]}`;
export const write = (name: string, value: string, status = 'Accepted') => `
  < SetVariables {setVariableData: [{${variable(name)}, attributeValue: "${value}"}]}
  > {setVariableResult: [{${variable(name)}, attributeType: Actual, attributeStatus: ${status}}]}`;
export const read = (name: string, result: string) => `
  < GetVariables {getVariableData: [{${variable(name)}}]}
  > {getVariableResult: [{${variable(name)}, attributeType: Actual, ${result}}]}`;
export const reported = (name: string, characteristics: string, mutability = 'ReadWrite') => `
  < GetReport {requestId: 9}
  > {status: Accepted}
  >> NotifyReport {requestId: 9, reportData: [{${variable(name)}, variableAttribute: [{value: "1", mutability: ${mutability}}],
     variableCharacteristics: {supportsMonitoring: false, ${characteristics}}}]}`;
/** A register, in Wh unless the unit says otherwise. */
export const register = (value: number, context: string, more = '') =>
  `, meterValue: [{timestamp: $now, sampledValue: [{value: ${value}, context: ${context}${more}}]}]`;
export const measured = (value: number, measurand: string, unit?: string) =>
  `{value: ${value}, context: Sample.Clock, measurand: ${measurand}${unit ? `, unitOfMeasure: {unit: ${unit}}` : ''}}`;
export const meterValues = (sample: string) => `>> MeterValues {evseId: 1, meterValue: [{timestamp: $now, sampledValue: [${sample}]}]}`;

/** An inventory of what every station has, with two EVSEs of a connector each. */
const everything = (
  'OCPPCommCtrlr: MessageTimeout[Default] FileTransferProtocols NetworkConfigurationPriority NetworkProfileConnectionAttempts ' +
  'OfflineThreshold MessageAttempts[TransactionEvent] MessageAttemptInterval[TransactionEvent] UnlockOnEVSideDisconnect ResetRetries ' +
  'RetryBackOffRepeatTimes RetryBackOffRandomRange RetryBackOffWaitMinimum WebSocketPingInterval; DeviceDataCtrlr: ' +
  'ItemsPerMessage[GetReport] ItemsPerMessage[GetVariables] ItemsPerMessage[SetVariables] BytesPerMessage[GetReport] ' +
  'BytesPerMessage[GetVariables] BytesPerMessage[SetVariables]; ClockCtrlr: DateTime TimeSource; SecurityCtrlr: OrganizationName ' +
  'CertificateEntries SecurityProfile; AuthCtrlr: AuthorizeRemoteStart LocalAuthorizeOffline LocalPreAuthorize; TxCtrlr: ' +
  'EVConnectionTimeOut StopTxOnEVSideDisconnect TxStartPoint TxStopPoint StopTxOnInvalidId; SampledDataCtrlr: TxStartedMeasurands ' +
  'TxUpdatedMeasurands TxUpdatedInterval TxEndedMeasurands TxEndedInterval; AlignedDataCtrlr: Measurands Interval TxEndedMeasurands ' +
  'TxEndedInterval; ChargingStation: Available AvailabilityState SupplyPhases'
)
  .split('; ')
  .flatMap((line) => {
    const [component = '', names = ''] = line.split(': ');
    return names.split(' ').map((name) => ({ component, name }));
  });
const entry = (component: string, name: string) => {
  const [, bare, instance] = /^(\w+)(?:\[(\w+)\])?$/.exec(name) ?? [];
  const values: Record<string, string> = { TimeSource: 'Heartbeat', TxUpdatedInterval: '0' };
  const variableName = instance ? `{name: ${bare}, instance: ${instance}}` : `{name: ${bare}}`;
  return `{component: {${component}}, variable: ${variableName}, variableAttribute: [{value: "${values[name] ?? ''}"}]}`;
};
export function inventory(leaveOut = '') {
  const places = [1, 2].flatMap((id) => [
    ...['Available', 'AvailabilityState', 'SupplyPhases', 'Power'].map((name) => entry(`name: EVSE, evse: {id: ${id}}`, name)),
    ...['Available', 'AvailabilityState', 'ConnectorType'].map((name) => entry(`name: Connector, evse: {id: ${id}, connectorId: 1}`, name)),
  ]);
  const rest = everything.filter(({ name }) => name !== leaveOut).map(({ component, name }) => entry(`name: ${component}`, name));
  return `
    < GetBaseReport {requestId: 7, reportBase: FullInventory}
    > {status: Accepted}
    >> NotifyReport {requestId: 7, seqNo: 0, tbc: true, reportData: [${places.join(', ')}]}
    >> NotifyReport {requestId: 7, seqNo: 1, reportData: [${rest.join(', ')}]}`;
}

export const profile = (
  id: number,
  purpose: string,
  limit: number,
  more = '',
  evseId = purpose === 'ChargingStationMaxProfile' ? 0 : 1,
) => `
  < SetChargingProfile {evseId: ${evseId}, chargingProfile: {id: ${id}, stackLevel: 0, chargingProfilePurpose: ${purpose},
    chargingProfileKind: Absolute, chargingSchedule: [{id: 1, startSchedule: $-1h, chargingRateUnit: A,
    chargingSchedulePeriod: [{startPeriod: 0, limit: ${limit}}]}]${more}}}`;
export const cleared = (purpose: string) => `
  < ClearChargingProfile {chargingProfileCriteria: {chargingProfilePurpose: ${purpose}}}
  > {status: Unknown}`;
export const composite = (limit: number, more = '') => `
  < GetCompositeSchedule {evseId: 1, duration: 600, chargingRateUnit: A}
  > {status: Accepted, schedule: {evseId: 1, duration: 600, scheduleStart: $now, chargingRateUnit: A,
     chargingSchedulePeriod: [{startPeriod: 0, limit: ${limit}}${more}]}}`;
export const firmware = (more = '') => `
  < UpdateFirmware {requestId: 5, firmware: {location: "https://example.com/f", retrieveDateTime: $now${more}}}
  > {status: Accepted}`;
export const signed = ', signature: abc, signingCertificate: def';
export const firmwareIs = (status: string) => `>> FirmwareStatusNotification {status: ${status}, requestId: 5}`;
export const trigger = (message: string, more = '', status = 'Accepted') => `
  < TriggerMessage {requestedMessage: ${message}${more}}
  > {status: ${status}}`;
export const start = (more = '', answer = '{status: Accepted}') => `
  < RequestStartTransaction {evseId: 1, remoteStartId: 9, idToken: {idToken: A, type: ISO14443}${more}}
  > ${answer}`;
export const stop = (answer: string) => `
  < RequestStopTransaction {transactionId: x}
  > {status: ${answer}}`;
export const reset = (type: string, answer: string, more = '') => `
  < Reset {type: ${type}${more}}
  > {status: ${answer}}`;
export const reboot = (reason: string) => `
  close charger 1000
  +5s
  open
  >> BootNotification {reason: ${reason}}
  ${available}`;
export const pending = (interval: number) => `
  > BootNotification
  < {status: Pending, interval: ${interval}}`;
/** for times in which a station with a shorter heartbeat interval would have to speak */
export const bootedForLong = `
  > BootNotification
  < {interval: 86400}
  ${available}`;

/** The state of a connector, by the carrier that is not StatusNotification. */
export const stateOf = (evseId: number, state: string) => {
  const component = `{name: Connector, evse: {id: ${evseId}, connectorId: 1}}`;
  return `>> NotifyEvent {eventData: [{actualValue: ${state}, component: ${component}, variable: {name: AvailabilityState}}]}`;
};
