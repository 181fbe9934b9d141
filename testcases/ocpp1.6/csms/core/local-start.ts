import { defineTestCase } from 'ocppliance';
import { begins, booted, carriesOn, startsCharging, unplugs } from '../../../states/ocpp1.6-csms.ts';

export const plugInFirst = defineTestCase({
  id: 'TC_003_CSMS',
  title: 'Lets a driver charge who plugs in first and then presents a token',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.1', '1.6 §4.8', '1.6 §4.9'],
  given: [booted],
  async run({ charger, config: { connectorId, token } }) {
    const idTag = token.idToken;
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StartTransaction', { connectorId, idTag }, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Charging' });
  },
});

export const tokenFirst = defineTestCase({
  id: 'TC_004_1_CSMS',
  title: 'Lets a driver charge who presents a token first and then plugs in',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.1', '1.6 §4.8', '1.6 §4.9'],
  given: [booted],
  async run({ charger, config }) {
    await startsCharging(charger, config);
  },
});

export const neverPluggedIn = defineTestCase({
  id: 'TC_004_2_CSMS',
  title: 'Takes note that an authorized driver did not plug in before the connection timed out',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.1', '1.6 §4.9', '1.6 §9.1.6'],
  given: [booted],
  async run({ charger, config: { connectorId, token } }) {
    await charger.calls('Authorize', { idTag: token.idToken }, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    // How long a station waits is its own setting: nobody can tell from here.
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
    await carriesOn(charger);
  },
});

export const cachedToken = defineTestCase({
  id: 'TC_007_CSMS',
  title: 'Accepts a transaction whose token the station knew from its cache, without having been asked before',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §3.5.1', '1.6 §4.8'],
  given: [booted],
  async run({ charger, config: { connectorId, token } }) {
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await begins(charger, { connectorId, idTag: token.idToken });
  },
});

export const lockFailure = defineTestCase({
  id: 'TC_024_CSMS',
  title: 'Takes note of a connector that could not lock the cable',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.9', '1.6 §7.6'],
  given: [booted],
  async run({ charger, config: { connectorId, token } }) {
    await charger.calls('Authorize', { idTag: token.idToken }, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await charger.calls('StatusNotification', { connectorId, status: 'Faulted', errorCode: 'ConnectorLockFailure' });
    await unplugs(charger, { connectorId });
    await carriesOn(charger);
  },
});
