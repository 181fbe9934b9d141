import { defineTestCase } from 'ocppliance';
import { ago, booted, carriesOn, charging, transactionOf, unplugs } from '../../../states/ocpp1.6-csms.ts';

export const powerFailure = defineTestCase({
  id: 'TC_032_1_CSMS',
  title: 'Ends a transaction that a power failure has cut short',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.2', '1.6 §4.10'],
  given: [charging],
  async run({ charger, config: { connectorId, evses } }) {
    const transactionId = transactionOf(charger);
    await charger.disconnects();
    await charger.connects();
    await charger.calls('BootNotification', {}, { status: 'Accepted' });
    for (const id of [0, ...evses.map((_, index) => index + 1)]) {
      await charger.calls('StatusNotification', { connectorId: id, status: id === connectorId ? 'Finishing' : 'Available' });
    }
    await charger.calls('StopTransaction', { transactionId, reason: 'PowerLoss', timestamp: ago(30) });
    await carriesOn(charger);
  },
});

export const startedOffline = defineTestCase({
  id: 'TC_037_1_CSMS',
  title: 'Accepts a transaction that was started without a connection',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §3.5', '1.6 §3.7', '1.6 §4.8'],
  given: [booted],
  async run({ charger, config: { connectorId, token } }) {
    await charger.disconnects();
    await charger.connects();
    const start = { connectorId, idTag: token.idToken, timestamp: ago(600) };
    await charger.calls('StartTransaction', start, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Charging' });
  },
});

export const startedOfflineByUnknownToken = defineTestCase({
  id: 'TC_037_3_CSMS',
  title: 'Refuses the token of a transaction that was started without a connection, and lets the station end it',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §3.5', '1.6 §4.8', '1.6 §9.1.24'],
  given: [booted],
  async run({ charger, config: { connectorId, unknownToken } }) {
    await charger.disconnects();
    await charger.connects();
    const start = { connectorId, idTag: unknownToken.idToken, timestamp: ago(600) };
    const { transactionId } = await charger.calls('StartTransaction', start, { idTagInfo: { status: 'Invalid' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Charging' });
    await charger.calls('StopTransaction', { transactionId, reason: 'DeAuthorized' });
    await charger.calls('StatusNotification', { connectorId, status: 'Finishing' });
    await unplugs(charger, { connectorId });
  },
});

export const chargedOffline = defineTestCase({
  id: 'TC_039_CSMS',
  title: 'Books a transaction that began and ended without a connection',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §3.5', '1.6 §3.7', '1.6 §4.8', '1.6 §4.10'],
  given: [booted],
  async run({ charger, config: { connectorId, token } }) {
    const idTag = token.idToken;
    await charger.disconnects();
    await charger.connects();
    const start = { connectorId, idTag, timestamp: ago(600) };
    const { transactionId } = await charger.calls('StartTransaction', start, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StopTransaction', { transactionId, idTag, reason: 'Local', timestamp: ago(60) });
    await carriesOn(charger);
  },
});
