import { allOf, defineTestCase } from 'ocppliance';
import { configured, plugsIn, same, starts } from '../../../states/ocpp1.6-charger.ts';
import { entry, fullList, listChanges, listInUse, tokenListed } from '../../../states/ocpp1.6-charger-tokens.ts';

const listDecides = [
  configured({ LocalPreAuthorize: 'true' }),
  // What the list says must not come from the cache.
  configured({ AuthorizationCacheEnabled: 'false' }, 'known'),
  listInUse,
];

export const listedToken = defineTestCase({
  id: 'TC_008_1_CS',
  title: 'Starts a transaction for a token of its local list, without asking',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.2', '1.6 §5.15', '1.6 §9.1.13'],
  requires: 'LocalAuthListManagement',
  given: listDecides,
  acts: ['plugIn', 'presentToken'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId, token } = config;
    const { listVersion } = await csms.calls('GetLocalListVersion');
    await csms.calls('SendLocalList', fullList(listVersion + 1, entry(token)), { status: 'Accepted' });
    await plugsIn(cast);
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await starts(cast);
    await charger.neverCalls('Authorize');
  },
});

export const listedTokenRemotely = defineTestCase({
  id: 'TC_008_2_CS',
  title: 'Starts a transaction on request of the CSMS for a token of its local list, without asking',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5.2', '1.6 §5.11', '1.6 §5.15', '1.6 §9.1.3'],
  requires: allOf('LocalAuthListManagement', 'AuthorizeRemoteTxRequestsTrue'),
  given: [...listDecides, configured({ AuthorizeRemoteTxRequests: 'true' })],
  acts: ['plugIn'],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId, token } = config;
    const { listVersion } = await csms.calls('GetLocalListVersion');
    await csms.calls('SendLocalList', fullList(listVersion + 1, entry(token)), { status: 'Accepted' });
    await plugsIn(cast);
    await csms.calls('RemoteStartTransaction', { connectorId, idTag: token.idToken }, { status: 'Accepted' });
    await starts(cast);
    await charger.neverCalls('Authorize');
  },
});

export const tokenOffTheList = defineTestCase({
  id: 'X_16_CS_51',
  title: 'Asks about a token again that was taken off its local list',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'LocalAuthListManagement',
  spec: ['1.6 §3.5.2', '1.6 §5.15', '1.6 §7.1'],
  requires: 'LocalAuthListManagement',
  given: [...listDecides, tokenListed],
  acts: ['presentToken'],
  async run({ csms, charger, operator, config: { connectorId, token, groupToken } }) {
    const goes = { idTag: token.idToken };
    await csms.calls('SendLocalList', listChanges(2, entry(groupToken), goes), { status: 'Accepted' });
    await csms.calls('GetLocalListVersion', {}, { listVersion: 2 });
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await charger.calls('Authorize', { idTag: same(token) });
  },
});

export const blockedOnTheList = defineTestCase({
  id: 'X_16_CS_52',
  title: 'Starts nothing offline for a token that its local list refuses, even where it would for an unknown one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'LocalAuthListManagement',
  spec: ['1.6 §3.5.2', '1.6 §3.5.4', '1.6 §9.1.1'],
  requires: 'LocalAuthListManagement',
  given: [
    configured({ LocalAuthorizeOffline: 'true' }),
    configured({ AllowOfflineTxForUnknownId: 'true', AuthorizationCacheEnabled: 'false' }, 'known'),
    listInUse,
  ],
  acts: ['goOffline', 'plugIn', 'presentToken', 'comeBack'],
  async run({ csms, charger, operator, config: { connectorId, blockedToken } }) {
    await csms.calls('SendLocalList', fullList(1, entry(blockedToken, 'Blocked')), { status: 'Accepted' });
    await operator.does('goOffline');
    await operator.does('plugIn', { connectorId });
    await operator.does('presentToken', { idToken: blockedToken.idToken, connectorId });
    await operator.does('comeBack');
    await charger.connects();
    await charger.neverCalls('StartTransaction', {}, { within: '10s' });
  },
});

export const listConflict = defineTestCase({
  id: 'X_16_CS_53',
  title: 'Tells the CSMS that it says something else of a token than the local list does',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'LocalAuthListManagement',
  spec: ['1.6 §3.5.2', '1.6 §7.6'],
  requires: 'LocalAuthListManagement',
  given: [...listDecides, tokenListed],
  acts: ['plugIn', 'presentToken'],
  async run(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId, token } = config;
    await plugsIn(cast);
    csms.answers('StartTransaction', { idTagInfo: { status: 'Blocked' } });
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await charger.calls('StartTransaction', { connectorId, idTag: same(token) });
    await charger.calls('StatusNotification', { connectorId: 0, errorCode: 'LocalListConflict' });
  },
});
