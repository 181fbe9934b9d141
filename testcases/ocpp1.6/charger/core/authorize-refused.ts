import { defineTestCase } from 'ocppliance';
import { asksAboutTokens, configured, pluggedIn, plugsIn, same } from '../../../states/ocpp1.6-charger.ts';

export const localStartRefused = defineTestCase({
  id: 'TC_023_4_CS',
  title: 'Starts no transaction with a token that the CSMS does not know',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5', '1.6 §4.1'],
  given: [asksAboutTokens],
  acts: ['plugIn', 'presentToken'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, unknownToken } = config;
    await plugsIn(cast);
    await operator.does('presentToken', { idToken: unknownToken.idToken, connectorId });
    await charger.calls('Authorize', { idTag: same(unknownToken) });
    await charger.neverCalls('StartTransaction', {}, { within: '10s' });
  },
});

export const remoteStartRefused = defineTestCase({
  id: 'TC_023_5_CS',
  title: 'Starts no transaction on request of a CSMS that then refuses the token',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.11', '1.6 §9.1.3'],
  given: [asksAboutTokens, configured({ AuthorizeRemoteTxRequests: 'true' }), pluggedIn],
  async run({ csms, charger, config: { connectorId, unknownToken } }) {
    const { idToken: idTag } = unknownToken;
    await csms.calls('RemoteStartTransaction', { connectorId, idTag }, { status: 'Accepted' });
    await charger.calls('Authorize', { idTag: same(unknownToken) });
    await charger.neverCalls('StartTransaction', {}, { within: '10s' });
  },
});

export const deauthorized = defineTestCase({
  id: 'X_16_CS_02',
  title: 'Ends a transaction whose token is blocked in the answer to its start',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Core',
  spec: ['1.6 §4.8', '1.6 §9.1.24', '1.6 errata 3.17'],
  given: [asksAboutTokens, configured({ StopTransactionOnInvalidId: 'true' }), pluggedIn],
  acts: ['presentToken'],
  async run({ csms, charger, operator, config: { connectorId, token } }) {
    csms.answers('StartTransaction', { idTagInfo: { status: 'Blocked' } });
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await charger.calls('StartTransaction', { connectorId, idTag: same(token) });
    await charger.calls('StopTransaction', { reason: 'DeAuthorized' }, { level: 'should' });
  },
});
