import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../engine/config.ts';
import type { TraceEntry } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { contradictions, observer, withObserved } from './observe.ts';

let index = 0;
const frame = (from: Role, parts: unknown): TraceEntry => ({
  ...{
    index: index++,
    at: 0,
    time: '',
    connection: 1,
    kind: 'frame',
    from,
    raw: typeof parts === 'string' ? parts : JSON.stringify(parts),
  },
});

function observed(protocol: ProtocolVersion, sut: Role, entries: readonly TraceEntry[]) {
  const seen = observer({ protocol, sut }, defaultConfig);
  for (const entry of entries) seen.see(entry);
  return Object.fromEntries(seen.observations().map(({ feature, value }) => [feature, value]));
}

const keys = (values: Record<string, string>, readonly = true) => Object.entries(values).map(([key, value]) => ({ key, value, readonly }));

const told16 = (configurationKey: unknown[], request: object = {}) => [
  frame('csms', [2, 'a', 'GetConfiguration', request]),
  frame('charger', [3, 'a', { configurationKey }]),
];

describe('1.6', () => {
  test('profiles are there or missing, by SupportedFeatureProfiles', () => {
    const said = observed(
      'ocpp1.6',
      'charger',
      told16(keys({ SupportedFeatureProfiles: 'Core, Reservation' }), { key: ['SupportedFeatureProfiles'] }),
    );
    expect(said).toEqual({
      FirmwareManagement: false,
      LocalAuthListManagement: false,
      Reservation: true,
      SmartCharging: false,
      RemoteTrigger: false,
    });
  });

  test('a key that is absent says something only if all keys were told', () => {
    expect(observed('ocpp1.6', 'charger', told16(keys({ NumberOfConnectors: '1' }), { key: ['NumberOfConnectors'] }))).toEqual({});
    expect(observed('ocpp1.6', 'charger', told16(keys({ NumberOfConnectors: '1' })))).toEqual({ ReserveConnectorZero: false });
  });

  test('what can be set to a value has it', () => {
    const key = { StopTransactionOnEVSideDisconnect: 'true' };
    expect(observed('ocpp1.6', 'charger', told16(keys(key), { key: Object.keys(key) }))).toEqual({
      StopTransactionOnEVSideDisconnectTrue: true,
      StopTransactionOnEVSideDisconnectFalse: false,
    });
    expect(observed('ocpp1.6', 'charger', told16(keys(key, false), { key: Object.keys(key) }))).toMatchObject({
      StopTransactionOnEVSideDisconnectFalse: true,
    });
  });

  test('a Central System, by how it answers', () => {
    const said = observed('ocpp1.6', 'csms', [
      frame('charger', [2, '1', 'Authorize', { idTag: defaultConfig.blockedToken.idToken }]),
      frame('csms', [3, '1', { idTagInfo: { status: 'Invalid' } }]),
      frame('charger', [2, '2', 'DataTransfer', { vendorId: 'org.ocppliance.nobody' }]),
      frame('csms', [3, '2', { status: 'UnknownVendorId' }]),
      // the other side's id of the same name answers nothing of ours
      frame('csms', [2, '3', 'GetConfiguration', {}]),
      frame('csms', [3, '3', { configurationKey: keys({ SupportedFeatureProfiles: 'Core' }) }]),
    ]);
    expect(said).toEqual({ BlockedToken: false, RejectsUnknownVendor: true });
  });

  test('a peer that answers nonsense tells nothing', () => {
    const nonsense = ['[3,"a",', '[3,"a",{"configurationKey":7}]', '[3,"a",{"configurationKey":[null,{"key":3}]}]', '[3,"a"]'];
    for (const raw of nonsense)
      expect(observed('ocpp1.6', 'charger', [frame('csms', [2, 'a', 'GetConfiguration', { key: ['X'] }]), frame('charger', raw)])).toEqual(
        {},
      );
  });
});

const variable = (component: object | string, name: string, value: string, more: { mutability?: string; valuesList?: string } = {}) => ({
  component: typeof component === 'string' ? { name: component } : component,
  variable: { name },
  variableAttribute: [{ value, mutability: more.mutability ?? 'ReadOnly' }],
  variableCharacteristics: { dataType: 'string', supportsMonitoring: false, ...(more.valuesList && { valuesList: more.valuesList }) },
});

const told201 = (...parts: unknown[][]) => [
  frame('csms', [2, 'a', 'GetBaseReport', { requestId: 4, reportBase: 'FullInventory' }]),
  frame('charger', [3, 'a', { status: 'Accepted' }]),
  ...parts.map((reportData, seqNo) =>
    frame('charger', [2, `r${seqNo}`, 'NotifyReport', { requestId: 4, seqNo, tbc: seqNo < parts.length - 1, generatedAt: '', reportData }]),
  ),
];

describe('2.0.1', () => {
  test('points of transactions: by the value, by the values list, or not at all', () => {
    const points = (more: object) => observed('ocpp2.0.1', 'charger', told201([variable('TxCtrlr', 'TxStopPoint', 'Authorized', more)]));
    expect(points({})).toMatchObject({ 'C-10.1': false, 'C-10.2': true, 'C-52': false });
    const open = points({ mutability: 'ReadWrite' });
    expect(open).toMatchObject({ 'C-10.2': true, 'C-52': true });
    expect(open).not.toHaveProperty('C-10.1');
    expect(points({ mutability: 'ReadWrite', valuesList: 'Authorized,EVConnected' })).toMatchObject({ 'C-10.1': true, 'C-10.3': false });
  });

  test('connectors and EVSEs, over all parts of the report', () => {
    const connector = (id: number, type: string) => variable({ name: 'Connector', evse: { id, connectorId: 1 } }, 'ConnectorType', type);
    expect(observed('ocpp2.0.1', 'charger', told201([connector(1, 'cCCS2')], [connector(2, 'sType2')]))).toMatchObject({
      'HFS-1': true,
      'HFS-2': true,
      'HFS-4': true,
      'HFS-8>1': true,
    });
    const one = observed('ocpp2.0.1', 'charger', told201([connector(1, 'sType2')]));
    expect(one).toMatchObject({ 'HFS-1': true, 'HFS-2': false, 'HFS-8>1': false });
    expect(observed('ocpp2.0.1', 'charger', told201([connector(1, 'Undetermined')]))).not.toHaveProperty('HFS-2');
  });

  test('what is missing from a report that is not the full one is not known', () => {
    const entries = told201([variable('ReservationCtrlr', 'Available', 'true')]);
    expect(observed('ocpp2.0.1', 'charger', entries)).toMatchObject({ 'R-0': true, 'R-2': false });
    const summary = entries.map((entry) =>
      entry.kind === 'frame' ? { ...entry, raw: entry.raw.replace('FullInventory', 'SummaryInventory') } : entry,
    );
    expect(observed('ocpp2.0.1', 'charger', summary)).toEqual({ 'R-0': true });
  });
});

test('a contradiction is one if both have spoken', () => {
  const declaration = withObserved(
    [{ feature: 'Reservation', declared: true }, { feature: 'RemoteTrigger', declared: true }, { feature: 'LocalStop' }],
    [
      { feature: 'Reservation', value: false, source: 'SupportedFeatureProfiles: Core' },
      { feature: 'RemoteTrigger', value: true, source: 'x' },
      { feature: 'LocalStop', value: true, source: 'x' },
      { feature: 'Unasked', value: true, source: 'x' },
    ],
  );
  expect(declaration.map(({ feature, observed: seen }) => [feature, seen])).toEqual([
    ['Reservation', false],
    ['RemoteTrigger', true],
    ['LocalStop', true],
  ]);
  expect(contradictions(declaration)).toEqual([
    'Reservation is declared as there, but the system under test says that it is missing (SupportedFeatureProfiles: Core)',
  ]);
});
