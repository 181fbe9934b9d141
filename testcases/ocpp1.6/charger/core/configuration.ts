import { anything, contains, defineTestCase, omitted, oneOf, orCallError } from 'ocppliance';
import { configured, idle, valuesOf } from '../../../states/ocpp1.6-charger.ts';

/** The keys that the Core profile demands, and whether they are for reading only; `undefined`: as the charger likes. */
const coreKeys: Record<string, boolean | undefined> = {
  AuthorizeRemoteTxRequests: undefined,
  ClockAlignedDataInterval: false,
  ConnectionTimeOut: false,
  ConnectorPhaseRotation: false,
  GetConfigurationMaxKeys: true,
  HeartbeatInterval: false,
  LocalAuthorizeOffline: false,
  LocalPreAuthorize: false,
  MeterValuesAlignedData: false,
  MeterValuesSampledData: false,
  MeterValueSampleInterval: false,
  NumberOfConnectors: true,
  ResetRetries: false,
  StopTransactionOnInvalidId: false,
  StopTxnAlignedData: false,
  StopTxnSampledData: false,
  SupportedFeatureProfiles: true,
  TransactionMessageAttempts: false,
  TransactionMessageRetryInterval: false,
  UnlockConnectorOnEVSideDisconnect: undefined,
};

const none = oneOf<string[]>(omitted, []);

export const retrieveConfiguration = defineTestCase({
  id: 'TC_019_CS',
  title: 'Hands out its configuration: all of it, a single key, and as many keys at once as it says that it can',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.8', '1.6 §9', '1.6 errata 3.80'],
  given: [idle],
  async run(cast) {
    const { csms } = cast;
    const single = ['SupportedFeatureProfiles'];
    await csms.calls('GetConfiguration', { key: single }, { configurationKey: [{ key: 'SupportedFeatureProfiles' }], unknownKey: none });
    const required = Object.entries(coreKeys).map(([key, readonly]) => ({ key, ...(readonly === undefined ? {} : { readonly }) }));
    const { configurationKey: all = [] } = await csms.calls('GetConfiguration', {}, { configurationKey: contains(...required) });
    const { GetConfigurationMaxKeys } = await valuesOf(cast, ['GetConfigurationMaxKeys']);
    const keys = all.slice(0, Number(GetConfigurationMaxKeys)).map(({ key }) => key);
    const named = keys.map((key) => ({ key }));
    await csms.calls('GetConfiguration', { key: keys }, { configurationKey: contains(...named), unknownKey: none });
  },
});

export const unknownKey = defineTestCase({
  id: 'X_16_CS_03',
  title: 'Names the keys that it does not have when it is asked for them',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §5.8'],
  given: [idle],
  async run({ csms }) {
    const key = ['HeartbeatInterval', 'Testing'];
    await csms.calls('GetConfiguration', { key }, { configurationKey: [{ key: 'HeartbeatInterval' }], unknownKey: ['Testing'] });
  },
});

export const changeConfiguration = defineTestCase({
  id: 'TC_021_CS',
  title: 'Takes a new value for a key, and shows it',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.3', '1.6 §5.8'],
  given: [configured({ MeterValueSampleInterval: '120' })],
  async run({ csms }) {
    const [key, value] = ['MeterValueSampleInterval', '90'];
    await csms.calls('ChangeConfiguration', { key, value }, { status: 'Accepted' });
    await csms.calls('GetConfiguration', { key: [key] }, { configurationKey: [{ key, value }] });
  },
});

export const changeUnknownKey = defineTestCase({
  id: 'TC_040_1_CS',
  title: 'Says that it does not have a key when it is to be changed',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.3'],
  given: [idle],
  async run({ csms }) {
    await csms.calls('ChangeConfiguration', { key: 'Testing', value: 'true' }, { status: 'NotSupported' });
  },
});

export const invalidValue = defineTestCase({
  id: 'TC_040_2_CS',
  title: 'Refuses a negative interval, and keeps the value that it had',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.3', '1.6 §9.1.19'],
  given: [idle],
  async run(cast) {
    const { csms } = cast;
    const key = 'MeterValueSampleInterval';
    const { [key]: value } = await valuesOf(cast, [key]);
    const refusal = orCallError({ status: 'Rejected' }, 'PropertyConstraintViolation');
    await csms.calls('ChangeConfiguration', { key, value: '-1' }, refusal);
    await csms.calls('GetConfiguration', { key: [key] }, { configurationKey: [{ key, value: value ?? anything }] });
  },
});

export const readOnlyKey = defineTestCase({
  id: 'X_16_CS_04',
  title: 'Refuses to change a key that is for reading only',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §5.3', '1.6 §9.1.21'],
  given: [idle],
  async run({ csms, config: { evses } }) {
    const value = String(evses.length + 1);
    await csms.calls('ChangeConfiguration', { key: 'NumberOfConnectors', value }, { status: 'Rejected' });
  },
});
