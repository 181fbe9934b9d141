/** A variable of the simulated station, in a row: what it is called, what it holds, who may change it and to what (part 2, chapter 2). */
export interface VariableRow {
  component: string;
  evse?: { id: number; connectorId?: number };
  variable: string;
  instance?: string;
  value: string;
  dataType: 'boolean' | 'integer' | 'decimal' | 'string' | 'dateTime' | 'OptionList' | 'MemberList' | 'SequenceList';
  /** ReadOnly if not said */
  mutability?: 'ReadWrite' | 'WriteOnly';
  unit?: string;
  min?: number;
  max?: number;
  values?: string;
}

type About = Omit<VariableRow, 'component' | 'variable' | 'instance' | 'value'>;

/** `Component.Variable[instance]` as one row. */
function row(name: string, value: string, about: About): VariableRow {
  const [, component = '', variable = '', instance] = /^(\w+)\.(\w+)(?:\[(\w+)\])?$/.exec(name) ?? [];
  return { component, variable, ...(instance === undefined ? {} : { instance }), value, ...about };
}

const integer = (unit?: string): About => ({ dataType: 'integer', ...(unit === undefined ? {} : { unit }) });
const boolean: About = { dataType: 'boolean' };
const string: About = { dataType: 'string' };
const decimal = (unit: string): About => ({ dataType: 'decimal', unit });
const list = (dataType: 'OptionList' | 'MemberList' | 'SequenceList', values: string): About => ({ dataType, values });
/** … that the CSMS may change. */
const writable = (about: About, min?: number, max?: number): About => ({
  ...about,
  mutability: 'ReadWrite',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});

const measurands = 'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage';
const txPoints = 'EVConnected,Authorized,PowerPathClosed,EnergyTransfer';
const availabilityStates = 'Available,Occupied,Reserved,Unavailable,Faulted';

const controllers: readonly VariableRow[] = [
  row('OCPPCommCtrlr.OfflineThreshold', '60', writable(integer('s'), 0)),
  row('OCPPCommCtrlr.HeartbeatInterval', '300', writable(integer('s'), 1)),
  row('OCPPCommCtrlr.WebSocketPingInterval', '0', writable(integer('s'), 0)),
  row('OCPPCommCtrlr.MessageTimeout[Default]', '30', integer('s')),
  row('OCPPCommCtrlr.MessageAttempts[TransactionEvent]', '3', writable(integer(), 1, 10)),
  row('OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]', '60', writable(integer('s'), 0)),
  row('OCPPCommCtrlr.RetryBackOffWaitMinimum', '5', writable(integer('s'), 1)),
  row('OCPPCommCtrlr.RetryBackOffRandomRange', '2', writable(integer('s'), 0)),
  row('OCPPCommCtrlr.RetryBackOffRepeatTimes', '3', writable(integer(), 0, 10)),
  row('OCPPCommCtrlr.ResetRetries', '0', writable(integer(), 0)),
  row('OCPPCommCtrlr.UnlockOnEVSideDisconnect', 'true', writable(boolean)),
  row('OCPPCommCtrlr.NetworkConfigurationPriority', '1', list('SequenceList', '1')),
  row('OCPPCommCtrlr.NetworkProfileConnectionAttempts', '3', writable(integer(), 1)),
  row('OCPPCommCtrlr.FileTransferProtocols', 'HTTPS', list('MemberList', 'FTP,FTPS,HTTP,HTTPS,SFTP')),
  row('DeviceDataCtrlr.ItemsPerMessage[GetReport]', '20', integer()),
  row('DeviceDataCtrlr.ItemsPerMessage[GetVariables]', '20', integer()),
  row('DeviceDataCtrlr.ItemsPerMessage[SetVariables]', '20', integer()),
  row('DeviceDataCtrlr.BytesPerMessage[GetReport]', '65536', integer('B')),
  row('DeviceDataCtrlr.BytesPerMessage[GetVariables]', '65536', integer('B')),
  row('DeviceDataCtrlr.BytesPerMessage[SetVariables]', '65536', integer('B')),
  row('ClockCtrlr.DateTime', '', { dataType: 'dateTime' }),
  row('ClockCtrlr.TimeSource', 'Heartbeat', writable(list('SequenceList', 'Heartbeat'))),
  row('ClockCtrlr.NextTimeOffsetTransitionDateTime', '', writable({ dataType: 'dateTime' })),
  row('SecurityCtrlr.OrganizationName', 'Example Charging', writable(string)),
  row('SecurityCtrlr.CertificateEntries', '0', { ...integer(), max: 0 }),
  row('SecurityCtrlr.SecurityProfile', '1', integer()),
  row('SecurityCtrlr.Identity', '', string),
  // At least 16 characters (A00.FR.205); what it holds is nobody's to read.
  row('SecurityCtrlr.BasicAuthPassword', '', { ...string, mutability: 'WriteOnly', min: 16, max: 40 }),
  row('AuthCtrlr.Enabled', 'true', boolean),
  row('AuthCtrlr.AuthorizeRemoteStart', 'false', writable(boolean)),
  row('AuthCtrlr.LocalAuthorizeOffline', 'true', writable(boolean)),
  row('AuthCtrlr.LocalPreAuthorize', 'false', writable(boolean)),
  row('AuthCacheCtrlr.Available', 'true', boolean),
  row('AuthCacheCtrlr.Enabled', 'true', writable(boolean)),
  row('TxCtrlr.EVConnectionTimeOut', '60', writable(integer('s'), 1)),
  row('TxCtrlr.StopTxOnEVSideDisconnect', 'true', boolean),
  row('TxCtrlr.StopTxOnInvalidId', 'true', boolean),
  row('TxCtrlr.TxStartPoint', 'EVConnected,Authorized', writable(list('MemberList', txPoints))),
  row('TxCtrlr.TxStopPoint', 'EVConnected,Authorized', writable(list('MemberList', txPoints))),
  row('SampledDataCtrlr.TxStartedMeasurands', 'Energy.Active.Import.Register', writable(list('MemberList', measurands))),
  row(
    'SampledDataCtrlr.TxUpdatedMeasurands',
    'Energy.Active.Import.Register,Power.Active.Import',
    writable(list('MemberList', measurands)),
  ),
  row('SampledDataCtrlr.TxUpdatedInterval', '60', writable(integer('s'), 0)),
  row('SampledDataCtrlr.TxEndedMeasurands', 'Energy.Active.Import.Register', writable(list('MemberList', measurands))),
  row('SampledDataCtrlr.TxEndedInterval', '0', writable(integer('s'), 0, 0)),
  row('AlignedDataCtrlr.Measurands', 'Energy.Active.Import.Register', writable(list('MemberList', measurands))),
  row('AlignedDataCtrlr.Interval', '0', writable(integer('s'), 0)),
  row('AlignedDataCtrlr.TxEndedMeasurands', '', writable(list('MemberList', measurands))),
  row('AlignedDataCtrlr.TxEndedInterval', '0', writable(integer('s'), 0, 0)),
  row('ChargingStation.Available', 'true', boolean),
  row('ChargingStation.AvailabilityState', 'Available', list('OptionList', availabilityStates)),
  row('ChargingStation.SupplyPhases', '3', integer()),
];

/** What each EVSE has, with its one connector. */
function ofEvse(id: number): VariableRow[] {
  const evse = { id };
  const connector = { evse: { id, connectorId: 1 } };
  return [
    row('EVSE.Available', 'true', { ...boolean, evse }),
    row('EVSE.AvailabilityState', 'Available', { ...list('OptionList', availabilityStates), evse }),
    row('EVSE.SupplyPhases', '3', { ...integer(), evse }),
    row('EVSE.AllowReset', 'false', { ...boolean, evse }),
    row('EVSE.Power', '0', { ...decimal('W'), max: 11_000, evse }),
    row('Connector.Available', 'true', { ...boolean, ...connector }),
    row('Connector.AvailabilityState', 'Available', { ...list('OptionList', availabilityStates), ...connector }),
    row('Connector.ConnectorType', 'sType2', { ...string, ...connector }),
    row('Connector.SupplyPhases', '3', { ...integer(), ...connector }),
  ];
}

export const variablesOf = (evseIds: readonly number[]): VariableRow[] => [
  ...controllers.map((variable) => ({ ...variable })),
  ...evseIds.flatMap(ofEvse),
];
