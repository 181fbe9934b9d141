import { defineTestCase, satisfying } from 'ocppliance';
import { begins, booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const distinctIds = defineTestCase({
  id: 'X_16_CSMS_07',
  title: 'Gives each transaction an id of its own',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §4.8', '1.6 errata §3.54'],
  given: [booted],
  async run({ charger, check, config: { connectorId, token, groupToken } }) {
    const other = connectorId === 1 ? 2 : 1;
    const one = await begins(charger, { connectorId, idTag: token.idToken });
    // Whatever the CSMS thinks of the second token: the transaction has begun, and gets an id.
    const { transactionId: two } = await charger.calls('StartTransaction', { connectorId: other, idTag: groupToken.idToken });
    const another = satisfying<number>(`another than the first, ${one}`, (id) => id !== one);
    await check('the id of the second transaction', two, another);
    const positive = satisfying<number>('greater than 0', (id) => id > 0);
    await check('the id of the first transaction', one, positive, { level: 'should' });
  },
});

export const repeatedStart = defineTestCase({
  id: 'X_16_CSMS_08',
  title: 'Recognizes the start of a transaction that is sent once more, because its answer got lost',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §3.7.1', '1.6 §4.8'],
  given: [booted],
  async run({ charger, check, config: { connectorId, token } }) {
    const start = { connectorId, idTag: token.idToken, meterStart: 1000, timestamp: new Date().toISOString() };
    const first = await charger.calls('StartTransaction', start, { idTagInfo: { status: 'Accepted' } });
    const again = await charger.calls('StartTransaction', start);
    await check('the repeated start gets the id of the first', again.transactionId, first.transactionId, { level: 'should' });
  },
});

export const unknownTransaction = defineTestCase({
  id: 'X_16_CSMS_09',
  title: 'Confirms the end of transactions that it does not know',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Core',
  spec: ['1.6 §4.10', '1.6 errata §3.18'],
  given: [booted],
  async run({ charger, config: { connectorId } }) {
    // Whoever gets an error will send the same message again and again, and nothing that comes after it.
    await charger.calls('StopTransaction', { transactionId: 2_000_000_000, reason: 'Local' });
    // The id of a transaction whose start could not be delivered.
    await charger.calls('MeterValues', { connectorId, transactionId: -1 });
    await charger.calls('StopTransaction', { transactionId: -1, reason: 'Local' });
    await carriesOn(charger);
  },
});
