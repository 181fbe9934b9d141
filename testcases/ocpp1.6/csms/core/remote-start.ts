import { defineTestCase } from 'ocppliance';
import { begins, booted, carriesOn, sameTag, thisConnectorOrAny, unplugs } from '../../../states/ocpp1.6-csms.ts';

export const cableFirst = defineTestCase({
  id: 'TC_010_CSMS',
  title: 'Starts a transaction remotely where the cable is in already',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.11', '1.6 §4.8'],
  given: [booted],
  acts: ['startCharging'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    charger.answers('RemoteStartTransaction', { status: 'Accepted' });
    await operator.does('startCharging', { connectorId, idToken: token.idToken });
    const { idTag } = await csms.calls('RemoteStartTransaction', { idTag: sameTag(token), connectorId: thisConnectorOrAny(connectorId) });
    await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
    await begins(charger, { connectorId, idTag });
  },
});

export const remoteFirst = defineTestCase({
  id: 'TC_011_1_CSMS',
  title: 'Starts a transaction remotely before the cable is plugged in',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.11', '1.6 §4.8'],
  given: [booted],
  acts: ['startCharging'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('RemoteStartTransaction', { status: 'Accepted' });
    await operator.does('startCharging', { connectorId, idToken: token.idToken });
    const { idTag } = await csms.calls('RemoteStartTransaction', { idTag: sameTag(token), connectorId: thisConnectorOrAny(connectorId) });
    await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await begins(charger, { connectorId, idTag });
  },
});

export const remoteButNoCable = defineTestCase({
  id: 'TC_011_2_CSMS',
  title: 'Takes note that nobody plugged in after a remote start',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.11', '1.6 §4.9', '1.6 §9.1.6'],
  given: [booted],
  acts: ['startCharging'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('RemoteStartTransaction', { status: 'Accepted' });
    await operator.does('startCharging', { connectorId, idToken: token.idToken });
    const { idTag } = await csms.calls('RemoteStartTransaction', { idTag: sameTag(token), connectorId: thisConnectorOrAny(connectorId) });
    await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await unplugs(charger, { connectorId });
    await carriesOn(charger);
  },
});

export const remoteStartRejected = defineTestCase({
  id: 'TC_026_CSMS',
  title: 'Puts up with a station that rejects a remote start',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.11'],
  given: [booted],
  acts: ['startCharging'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('RemoteStartTransaction', { status: 'Rejected' });
    await operator.does('startCharging', { connectorId, idToken: token.idToken });
    await csms.calls('RemoteStartTransaction', { idTag: sameTag(token), connectorId: thisConnectorOrAny(connectorId) });
    await carriesOn(charger);
  },
});
