import { defineTestCase, orCallError } from 'ocppliance';
import {
  asksAboutRemoteStarts,
  asksAboutTokens,
  charging,
  configured,
  idle,
  pluggedIn,
  same,
  starts,
} from '../../../states/ocpp1.6-charger.ts';

export const remoteStartAfterPlugIn = defineTestCase({
  id: 'TC_010_CS',
  title: 'Starts a transaction on request of the CSMS when the cable is in',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.11'],
  given: [asksAboutTokens, pluggedIn],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId, token } = config;
    const asks = await asksAboutRemoteStarts(cast);
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Accepted' });
    if (asks) await charger.calls('Authorize', { idTag: same(token) });
    await starts(cast);
    if (!asks) await charger.neverCalls('Authorize');
  },
});

export const remoteStartBeforePlugIn = defineTestCase({
  id: 'TC_011_1_CS',
  title: 'Starts a transaction that the CSMS requested once the cable comes in',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.11', '1.6 §9.1.3'],
  given: [asksAboutTokens],
  acts: ['plugIn'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId, token } = config;
    const asks = await asksAboutRemoteStarts(cast);
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Accepted' });
    if (asks) await charger.calls('Authorize', { idTag: same(token) });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await operator.does('plugIn', { connectorId });
    await starts(cast);
  },
});

export const remoteStartTimesOut = defineTestCase({
  id: 'TC_011_2_CS',
  title: 'Frees the connector when no cable follows a remote start before the connection timeout',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.11', '1.6 §9.1.6', '1.6 errata 3.77'],
  given: [configured({ ConnectionTimeOut: '20' })],
  async run({ csms, charger, config: { connectorId, token } }) {
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '40s' });
    await charger.neverCalls('StartTransaction');
  },
});

export const remoteStartOfBusyConnector = defineTestCase({
  id: 'TC_026_CS',
  title: 'Rejects a remote start at a connector with a transaction',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.11'],
  given: [charging],
  async run({ csms, charger, config: { connectorId, token } }) {
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Rejected' });
    await charger.neverCalls('StartTransaction', { connectorId }, { within: '5s' });
  },
});

export const remoteStartOfConnectorZero = defineTestCase({
  id: 'TC_027_CS',
  title: 'Refuses a remote start at connector 0',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.11', '1.6 §6.33'],
  given: [idle],
  async run({ csms, charger, config: { token } }) {
    await csms.calls('RemoteStartTransaction', { connectorId: 0, idTag: token.idToken }, orCallError({ status: 'Rejected' }));
    await charger.neverCalls('StartTransaction', {}, { within: '5s' });
  },
});
