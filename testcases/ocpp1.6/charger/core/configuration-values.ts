import { anything, contains, defineTestCase, omitted, oneOf, orCallError, satisfying } from 'ocppliance';
import { charging, configured, idle, ongoing, valuesOf } from '../../../states/ocpp1.6-charger.ts';

export const unknownMeasurand = defineTestCase({
  id: 'X_16_CS_61',
  title: 'Refuses a list of measurands with one that it does not know, and keeps the list that it had',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §3.16.4', '1.6 §5.3'],
  given: [idle],
  async run(cast) {
    const { csms } = cast;
    const key = 'MeterValuesSampledData';
    const { [key]: former } = await valuesOf(cast, [key]);
    const value = 'Energy.Active.Import.Register,Coffee.Strength';
    await csms.calls('ChangeConfiguration', { key, value }, { status: 'Rejected' });
    await csms.calls('GetConfiguration', { key: [key] }, { configurationKey: [{ key, value: former ?? anything }] });
  },
});

export const neitherTrueNorFalse = defineTestCase({
  id: 'X_16_CS_62',
  title: 'Refuses a value that is neither true nor false where it must be either',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §5.3', '1.6 §9.1.13'],
  given: [idle],
  async run(cast) {
    const { csms } = cast;
    const key = 'LocalPreAuthorize';
    const { [key]: former } = await valuesOf(cast, [key]);
    await csms.calls('ChangeConfiguration', { key, value: 'maybe' }, orCallError({ status: 'Rejected' }, 'PropertyConstraintViolation'));
    await csms.calls('GetConfiguration', { key: [key] }, { configurationKey: [{ key, value: former ?? anything }] });
  },
});

export const keysInAnyCase = defineTestCase({
  id: 'X_16_CS_63',
  title: 'Knows its keys in lower and in upper case',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §6.23', '1.6 §7.17'],
  given: [idle],
  async run({ csms }) {
    const isKey = satisfying<string>('HeartbeatInterval in any case', (key) => key.toLowerCase() === 'heartbeatinterval');
    const unknownKey = oneOf<string[]>(omitted, []);
    await csms.calls('GetConfiguration', { key: ['heartbeatINTERVAL'] }, { configurationKey: [{ key: isKey }], unknownKey });
  },
});

export const negativePings = defineTestCase({
  id: 'X_16_CS_64',
  title: 'Refuses to ping at negative intervals',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §5.3', '1.6 §9.1.34'],
  given: [idle],
  async run(cast) {
    const key = 'WebSocketPingInterval';
    const { [key]: former } = await valuesOf(cast, [key]);
    // A charger need not have the key.
    const status = former === undefined ? 'NotSupported' : 'Rejected';
    await cast.csms.calls('ChangeConfiguration', { key, value: '-1' }, { status });
  },
});

export const valuesAtStop = defineTestCase({
  id: 'X_16_CS_65',
  title: 'Tells at the end of a transaction what it has sampled for that',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §3.16.1', '1.6 §4.10', '1.6 §9.1.27', '1.6 errata 3.14'],
  given: [configured({ StopTxnSampledData: 'Energy.Active.Import.Register', MeterValueSampleInterval: '10' }), charging],
  async run(cast) {
    const { csms, charger, clock, check } = cast;
    const transactionId = ongoing(cast);
    await clock.waits('15s');
    await csms.calls('RemoteStopTransaction', { transactionId }, { status: 'Accepted' });
    const { transactionData } = await charger.calls('StopTransaction', { transactionId, transactionData: anything });
    const of = (context: 'Transaction.Begin' | 'Transaction.End') => contains({ sampledValue: contains({ context }) });
    const periodic = contains({ sampledValue: contains({ context: oneOf('Sample.Periodic' as const, omitted) }) });
    await check('a sample of every interval is there', transactionData, periodic);
    await check('the values at begin and end are there', transactionData, of('Transaction.Begin'), { level: 'should' });
    await check('the values at begin and end are there', transactionData, of('Transaction.End'), { level: 'should' });
  },
});

export const noValuesAtStop = defineTestCase({
  id: 'X_16_CS_66',
  title: 'Tells no meter values at the end of a transaction where none are configured',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §3.16.5', '1.6 §4.10'],
  given: [configured({ StopTxnSampledData: '', StopTxnAlignedData: '' }), charging],
  async run(cast) {
    const transactionId = ongoing(cast);
    await cast.csms.calls('RemoteStopTransaction', { transactionId }, { status: 'Accepted' });
    await cast.charger.calls('StopTransaction', { transactionId, transactionData: omitted });
  },
});
