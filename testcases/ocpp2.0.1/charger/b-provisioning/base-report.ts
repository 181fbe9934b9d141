import { type Cast, defineTestCase, type RequestOf, satisfying } from 'ocppliance';
import { newId, registered } from '../../../states/ocpp2.0.1-charger.ts';

type Report = RequestOf<'ocpp2.0.1', 'NotifyReport'>;
type Entry = NonNullable<Report['reportData']>[number];

/** Variables that every station has (part 2, chapter 2, and part 4 §8), as `Component.Variable[instance]`. */
const required = [
  ...['OfflineThreshold', 'MessageTimeout[Default]', 'MessageAttempts[TransactionEvent]', 'MessageAttemptInterval[TransactionEvent]'].map(
    (name) => `OCPPCommCtrlr.${name}`,
  ),
  ...['FileTransferProtocols', 'NetworkConfigurationPriority', 'NetworkProfileConnectionAttempts', 'ResetRetries'].map(
    (name) => `OCPPCommCtrlr.${name}`,
  ),
  ...[
    'ItemsPerMessage[GetVariables]',
    'ItemsPerMessage[SetVariables]',
    'BytesPerMessage[GetVariables]',
    'BytesPerMessage[SetVariables]',
  ].map((name) => `DeviceDataCtrlr.${name}`),
  ...['ClockCtrlr.DateTime', 'ClockCtrlr.TimeSource', 'SecurityCtrlr.OrganizationName', 'SecurityCtrlr.SecurityProfile'],
  ...['AuthCtrlr.AuthorizeRemoteStart', 'AuthCtrlr.LocalAuthorizeOffline', 'AuthCtrlr.LocalPreAuthorize'],
  ...['EVConnectionTimeOut', 'StopTxOnEVSideDisconnect', 'TxStartPoint', 'TxStopPoint', 'StopTxOnInvalidId'].map(
    (name) => `TxCtrlr.${name}`,
  ),
  ...['TxStartedMeasurands', 'TxUpdatedMeasurands', 'TxUpdatedInterval', 'TxEndedMeasurands', 'TxEndedInterval'].map(
    (name) => `SampledDataCtrlr.${name}`,
  ),
  ...['ChargingStation.Available', 'ChargingStation.AvailabilityState', 'EVSE.Available', 'EVSE.AvailabilityState', 'EVSE.Power'],
  ...['Connector.Available', 'Connector.AvailabilityState', 'Connector.ConnectorType'],
];

const nameOf = ({ component, variable: { name, instance } }: Entry): string =>
  `${component.name}.${name}${instance === undefined ? '' : `[${instance}]`}`;

/** All parts of a report, which must be numbered, complete and of this request; hands over what they say. */
async function reportsOn(
  { csms, charger, check }: Cast<'ocpp2.0.1', 'charger', never>,
  reportBase: 'ConfigurationInventory' | 'FullInventory',
): Promise<Entry[]> {
  const requestId = newId();
  await csms.calls('GetBaseReport', { requestId, reportBase }, { status: 'Accepted' });
  const parts = await charger.callsUntil(
    'NotifyReport',
    satisfying('the last part', ({ tbc }) => !tbc),
  );
  const entries = parts.flatMap(({ reportData = [] }) => reportData);
  const inOrder = parts.map((_, index) => index);
  await check(
    'the parts are numbered from 0',
    parts.map(({ seqNo }) => seqNo),
    inOrder,
  );
  await check(
    'each part belongs to the request',
    parts.map((part) => part.requestId),
    inOrder.map(() => requestId),
  );
  await check('each variable comes with its characteristics', entries.filter(lacksCharacteristics).map(nameOf), []);
  return entries;
}

const lacksCharacteristics = ({ variableCharacteristics: about }: Entry): boolean =>
  !about || (/List$/.test(about.dataType) && about.valuesList === undefined);

export const configuration = defineTestCase({
  id: 'TC_B_12_CS',
  title: 'Reports the variables that can be changed',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B07.FR.01', 'B07.FR.03', 'B07.FR.04', 'B07.FR.07', 'B07.FR.10', 'B07.FR.12'],
  given: [registered],
  async run(scene) {
    const entries = await reportsOn(scene, 'ConfigurationInventory');
    const unchangeable = entries.filter(({ variableAttribute }) =>
      variableAttribute.every(({ mutability }) => mutability === 'ReadOnly' || mutability === undefined),
    );
    await scene.check('there is something to configure', entries.length > 0, true);
    await scene.check('each variable can be changed', unchangeable.map(nameOf), []);
  },
});

export const full = defineTestCase({
  id: 'TC_B_13_CS',
  title: 'Reports all its variables, among them those that every station must have',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  spec: ['B07.FR.01', 'B07.FR.03', 'B07.FR.04', 'B07.FR.08', 'B07.FR.10', 'B07.FR.12'],
  given: [registered],
  async run(scene) {
    const entries = await reportsOn(scene, 'FullInventory');
    const names = new Set(entries.map((entry) => nameOf(entry).toLowerCase()));
    const missing = required.filter((name) => !names.has(name.toLowerCase()));
    await scene.check('no required variable is missing', missing, []);
  },
});
