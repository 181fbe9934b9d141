import type { SutConfig } from '../../engine/config.ts';
import type { Knowledge, Payload } from '../../engine/party.ts';

/** A variable of the station that we play, with its Actual attribute only (2.0.1 part 2 appendix 3). */
interface Variable {
  component: { name: string; evse?: { id: number; connectorId?: number } };
  variable: { name: string; instance?: string };
  value: string;
  mutability: 'ReadOnly' | 'ReadWrite' | 'WriteOnly';
  dataType: 'string' | 'decimal' | 'integer' | 'dateTime' | 'boolean' | 'OptionList' | 'SequenceList' | 'MemberList';
  unit?: string;
  valuesList?: string;
}

type Row = readonly [path: string, value: string, dataType: Variable['dataType'], more?: Partial<Variable>];

const readOnly = { mutability: 'ReadOnly' } as const;
const seconds = { unit: 's' } as const;
const txPoints = { valuesList: 'EVConnected,Authorized,PowerPathClosed,EnergyTransfer' };
const measurands = 'Energy.Active.Import.Register';

/** Controller components, as `Component.Variable[instance]`: what every station must have, and what CSMSs like to ask for. */
const controllers: readonly Row[] = [
  ['OCPPCommCtrlr.HeartbeatInterval', '300', 'integer', seconds],
  ['OCPPCommCtrlr.OfflineThreshold', '60', 'integer', seconds],
  ['OCPPCommCtrlr.MessageTimeout[Default]', '30', 'integer', { ...readOnly, ...seconds }],
  ['OCPPCommCtrlr.MessageAttempts[TransactionEvent]', '3', 'integer'],
  ['OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent]', '10', 'integer', seconds],
  ['OCPPCommCtrlr.FileTransferProtocols', 'HTTPS', 'MemberList', readOnly],
  ['OCPPCommCtrlr.NetworkConfigurationPriority', '1', 'SequenceList', { valuesList: '1' }],
  ['OCPPCommCtrlr.NetworkProfileConnectionAttempts', '3', 'integer'],
  ['OCPPCommCtrlr.UnlockOnEVSideDisconnect', 'true', 'boolean'],
  ['OCPPCommCtrlr.ResetRetries', '1', 'integer'],
  ['OCPPCommCtrlr.RetryBackOffRepeatTimes', '5', 'integer'],
  ['OCPPCommCtrlr.RetryBackOffRandomRange', '10', 'integer', seconds],
  ['OCPPCommCtrlr.RetryBackOffWaitMinimum', '5', 'integer', seconds],
  ['OCPPCommCtrlr.WebSocketPingInterval', '60', 'integer', seconds],
  ['DeviceDataCtrlr.ItemsPerMessage[GetReport]', '50', 'integer', readOnly],
  ['DeviceDataCtrlr.ItemsPerMessage[GetVariables]', '50', 'integer', readOnly],
  ['DeviceDataCtrlr.ItemsPerMessage[SetVariables]', '50', 'integer', readOnly],
  ['DeviceDataCtrlr.BytesPerMessage[GetReport]', '65000', 'integer', readOnly],
  ['DeviceDataCtrlr.BytesPerMessage[GetVariables]', '65000', 'integer', readOnly],
  ['DeviceDataCtrlr.BytesPerMessage[SetVariables]', '65000', 'integer', readOnly],
  ['ClockCtrlr.TimeSource', 'Heartbeat', 'SequenceList', { valuesList: 'Heartbeat,NTP' }],
  ['SecurityCtrlr.OrganizationName', 'ocppliance', 'string'],
  ['SecurityCtrlr.CertificateEntries', '0', 'integer', readOnly],
  ['SecurityCtrlr.SecurityProfile', '1', 'integer', readOnly],
  ['SecurityCtrlr.BasicAuthPassword', '', 'string', { mutability: 'WriteOnly' }],
  ['AuthCtrlr.AuthorizeRemoteStart', 'true', 'boolean'],
  ['AuthCtrlr.LocalAuthorizeOffline', 'true', 'boolean'],
  ['AuthCtrlr.LocalPreAuthorize', 'false', 'boolean'],
  ['AuthCacheCtrlr.Enabled', 'true', 'boolean'],
  ['TxCtrlr.EVConnectionTimeOut', '60', 'integer', seconds],
  ['TxCtrlr.StopTxOnEVSideDisconnect', 'true', 'boolean'],
  ['TxCtrlr.StopTxOnInvalidId', 'true', 'boolean'],
  ['TxCtrlr.TxStartPoint', 'EVConnected,Authorized', 'MemberList', txPoints],
  ['TxCtrlr.TxStopPoint', 'EVConnected', 'MemberList', txPoints],
  ['SampledDataCtrlr.TxStartedMeasurands', measurands, 'MemberList', { valuesList: measurands }],
  ['SampledDataCtrlr.TxUpdatedMeasurands', measurands, 'MemberList', { valuesList: measurands }],
  ['SampledDataCtrlr.TxUpdatedInterval', '60', 'integer', seconds],
  ['SampledDataCtrlr.TxEndedMeasurands', measurands, 'MemberList', { valuesList: measurands }],
  ['SampledDataCtrlr.TxEndedInterval', '0', 'integer', seconds],
  ['AlignedDataCtrlr.Measurands', measurands, 'MemberList', { valuesList: measurands }],
  ['AlignedDataCtrlr.Interval', '900', 'integer', seconds],
  ['AlignedDataCtrlr.TxEndedMeasurands', measurands, 'MemberList', { valuesList: measurands }],
  ['AlignedDataCtrlr.TxEndedInterval', '0', 'integer', seconds],
];

const availability = { ...readOnly, valuesList: 'Available,Occupied,Reserved,Unavailable,Faulted' };

function variable([path, value, dataType, more = {}]: Row): Variable {
  const [, component = '', name = '', instance] = /^(\w+)\.(\w+)(?:\[(\w+)\])?$/.exec(path) ?? [];
  return {
    component: { name: component, ...more.component },
    variable: { name, ...(instance ? { instance } : {}) },
    value,
    mutability: more.mutability ?? 'ReadWrite',
    dataType,
    ...(more.unit ? { unit: more.unit } : {}),
    ...(more.valuesList ? { valuesList: more.valuesList } : {}),
  };
}

/** The station as it is now: its controllers, itself, its EVSEs and their connectors. */
function variables({ evses }: SutConfig, knows: Knowledge): Variable[] {
  const state = (key: string) => knows.connectors.get(key) ?? 'Available';
  const hardware = evses.flatMap((connectors, index) => {
    const id = index + 1;
    const evse = { component: { name: 'EVSE', evse: { id } } };
    return [
      variable(['EVSE.Available', 'true', 'boolean', { ...readOnly, ...evse }]),
      variable(['EVSE.AvailabilityState', state(`${id}.1`), 'OptionList', { ...availability, ...evse }]),
      variable(['EVSE.SupplyPhases', '3', 'integer', { ...readOnly, ...evse }]),
      variable(['EVSE.Power', '22000', 'decimal', { ...readOnly, unit: 'W', ...evse }]),
      ...Array.from({ length: connectors }, (_, at) => {
        const connectorId = at + 1;
        const connector = { component: { name: 'Connector', evse: { id, connectorId } } };
        return [
          variable(['Connector.Available', 'true', 'boolean', { ...readOnly, ...connector }]),
          variable(['Connector.AvailabilityState', state(`${id}.${connectorId}`), 'OptionList', { ...availability, ...connector }]),
          variable(['Connector.ConnectorType', 'sType2', 'string', { ...readOnly, ...connector }]),
          variable(['Connector.SupplyPhases', '3', 'integer', { ...readOnly, ...connector }]),
        ];
      }).flat(),
    ];
  });
  return [
    ...controllers.map(variable),
    variable(['ClockCtrlr.DateTime', new Date().toISOString(), 'dateTime', readOnly]),
    variable(['ChargingStation.Available', 'true', 'boolean', readOnly]),
    variable(['ChargingStation.AvailabilityState', 'Available', 'OptionList', availability]),
    variable(['ChargingStation.SupplyPhases', '3', 'integer', readOnly]),
    ...hardware,
  ];
}

/** What GetVariables and SetVariables name, as it comes over the wire. */
interface Wanted {
  component: { name: string; instance?: string; evse?: { id: number; connectorId?: number } };
  variable: { name: string; instance?: string };
  attributeType?: string;
  attributeValue?: string;
}

const same = (a: string | undefined, b: string | undefined) => a?.toLowerCase() === b?.toLowerCase();

const isComponent = (wanted: Wanted['component'], { component }: Variable) =>
  same(wanted.name, component.name) &&
  wanted.instance === undefined &&
  wanted.evse?.id === component.evse?.id &&
  wanted.evse?.connectorId === component.evse?.connectorId;

const isVariable = (wanted: Wanted['variable'], { variable }: Variable) =>
  same(wanted.name, variable.name) && same(wanted.instance, variable.instance);

const key = ({ component, variable }: Variable) => JSON.stringify([component, variable]);

const isOfType: Partial<Record<Variable['dataType'], (value: string) => boolean>> = {
  integer: (value) => /^-?\d+$/.test(value),
  decimal: (value) => /^-?\d+(\.\d+)?$/.test(value),
  boolean: (value) => value === 'true' || value === 'false',
};

function allows({ dataType, valuesList }: Variable, value: string): boolean {
  const listed = valuesList?.split(',');
  return (isOfType[dataType]?.(value) ?? true) && (!listed || value.split(',').every((item) => listed.includes(item.trim())));
}

/** The device model of the station that we play: answers to GetVariables and SetVariables, contents of the base reports. */
export interface DeviceModel {
  get(request: Payload): Payload;
  set(request: Payload): Payload;
  /** the items of NotifyReport for a report base (B07) */
  report(base: string): Payload[];
}

export function createDeviceModel(config: SutConfig, knows: () => Knowledge): DeviceModel {
  const written = new Map<string, string>();
  const current = () => variables(config, knows()).map((entry) => ({ ...entry, value: written.get(key(entry)) ?? entry.value }));

  /** The variable, or the status that says why there is none. */
  function find(wanted: Wanted): Variable | string {
    const candidates = current().filter((entry) => isComponent(wanted.component, entry));
    if (candidates.length === 0) return 'UnknownComponent';
    const found = candidates.find((entry) => isVariable(wanted.variable, entry));
    if (!found) return 'UnknownVariable';
    return (wanted.attributeType ?? 'Actual') === 'Actual' ? found : 'NotSupportedAttributeType';
  }

  const result = ({ component, variable, attributeType = 'Actual' }: Wanted, attributeStatus: string, more: Payload = {}): Payload => ({
    component,
    variable,
    attributeType,
    attributeStatus,
    ...more,
  });

  return {
    get: ({ getVariableData }) => ({
      getVariableResult: (getVariableData as Wanted[]).map((wanted) => {
        const found = find(wanted);
        if (typeof found === 'string') return result(wanted, found);
        return found.mutability === 'WriteOnly' ? result(wanted, 'Rejected') : result(wanted, 'Accepted', { attributeValue: found.value });
      }),
    }),
    set: ({ setVariableData }) => ({
      setVariableResult: (setVariableData as Wanted[]).map((wanted) => {
        const found = find(wanted);
        if (typeof found === 'string') return result(wanted, found);
        const value = wanted.attributeValue ?? '';
        if (found.mutability === 'ReadOnly' || !allows(found, value)) return result(wanted, 'Rejected');
        written.set(key(found), value);
        return result(wanted, 'Accepted');
      }),
    }),
    report: (base) =>
      current()
        .filter(({ mutability, variable }) => {
          if (base === 'ConfigurationInventory') return mutability !== 'ReadOnly';
          return base !== 'SummaryInventory' || variable.name === 'AvailabilityState';
        })
        .map(({ component, variable, value, mutability, dataType, unit, valuesList }) => ({
          component,
          variable,
          variableAttribute: [{ ...(mutability === 'WriteOnly' ? {} : { value }), mutability }],
          variableCharacteristics: {
            dataType,
            supportsMonitoring: false,
            ...(unit ? { unit } : {}),
            ...(valuesList ? { valuesList } : {}),
          },
        })),
  };
}
