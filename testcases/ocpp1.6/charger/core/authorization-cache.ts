import { allOf, defineTestCase } from 'ocppliance';
import { configured, plugsIn, same, starts } from '../../../states/ocpp1.6-charger.ts';
import { tokenCached } from '../../../states/ocpp1.6-charger-tokens.ts';

const caching = configured({ AuthorizationCacheEnabled: 'true', LocalPreAuthorize: 'true', ConnectionTimeOut: '20' });
const asksForRemoteStarts = configured({ AuthorizeRemoteTxRequests: 'true' });

export const cachedToken = defineTestCase({
  id: 'TC_007_1_CS',
  title: 'Starts a transaction for a token that it knows already, without asking again',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.1', '1.6 §9.1.13'],
  given: [caching],
  acts: ['plugIn', 'presentToken'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, token } = config;
    const present = { idToken: token.idToken, connectorId };
    // Once for the cache, where it may be already.
    await operator.does('presentToken', present);
    charger.mayCall('Authorize', { idTag: same(token) });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '40s' });
    await plugsIn(cast);
    await operator.does('presentToken', present);
    await starts(cast);
    await charger.neverCalls('Authorize');
  },
});

export const cachedTokenRemotely = defineTestCase({
  id: 'TC_007_2_CS',
  title: 'Starts a transaction on request of the CSMS for a token that it knows already, without asking again',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.1', '1.6 §5.11', '1.6 §9.1.3', '1.6 §9.1.13'],
  requires: allOf('AuthorizationCache', 'AuthorizeRemoteTxRequestsTrue'),
  given: [tokenCached, caching, asksForRemoteStarts],
  acts: ['plugIn'],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId, token } = config;
    await plugsIn(cast);
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Accepted' });
    await starts(cast);
    await charger.neverCalls('Authorize');
  },
});

export const clearedCache = defineTestCase({
  id: 'TC_061_1_CS',
  title: 'Asks about a token again once its cache was cleared',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.1', '1.6 §5.4'],
  given: [caching],
  acts: ['presentToken'],
  async run({ csms, charger, operator, config: { connectorId, token } }) {
    const present = { idToken: token.idToken, connectorId };
    await operator.does('presentToken', present);
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '40s' });
    await csms.calls('ClearCache', {}, { status: 'Accepted' });
    await operator.does('presentToken', present);
    await charger.calls('Authorize', { idTag: same(token) });
  },
});

export const clearedCacheRemotely = defineTestCase({
  id: 'TC_061_2_CS',
  title: 'Asks about the token of a remote start again once its cache was cleared',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.1', '1.6 §5.4', '1.6 §9.1.3'],
  requires: allOf('AuthorizationCache', 'AuthorizeRemoteTxRequestsTrue'),
  given: [caching, asksForRemoteStarts],
  async run({ csms, charger, config: { connectorId, token } }) {
    const start = { connectorId, idTag: token.idToken };
    await csms.calls('RemoteStartTransaction', start, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '40s' });
    await csms.calls('ClearCache', {}, { status: 'Accepted' });
    await csms.calls('RemoteStartTransaction', start, { status: 'Accepted' });
    await charger.calls('Authorize', { idTag: same(token) });
  },
});
