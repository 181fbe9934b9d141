import { defineTestCase, omitted, oneOf } from 'ocppliance';
import { asksAboutTokens, charging, ongoing, same, stops } from '../../../states/ocpp1.6-charger.ts';

export const sameToken = defineTestCase({
  id: 'TC_068_CS',
  title: 'Ends a transaction when its own token is presented again, and by no foreign one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.1', '1.6 §4.10'],
  given: [charging],
  acts: ['presentToken'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, token, unknownToken } = config;
    const transactionId = ongoing(cast);
    await operator.does('presentToken', { idToken: unknownToken.idToken, connectorId });
    await charger.neverCalls('StopTransaction', {}, { within: '5s' });
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await stops(cast, { transactionId, idTag: same(token), reason: oneOf('Local', omitted) });
  },
});

export const sameGroup = defineTestCase({
  id: 'TC_069_CS',
  title: 'Ends a transaction when another token of its group is presented',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.10', '1.6 §4.1', '1.6 §4.10'],
  given: [asksAboutTokens, charging],
  acts: ['presentToken'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, groupToken } = config;
    const transactionId = ongoing(cast);
    await operator.does('presentToken', { idToken: groupToken.idToken, connectorId });
    await charger.calls('Authorize', { idTag: same(groupToken) });
    await stops(cast, { transactionId, idTag: same(groupToken), reason: oneOf('Local', omitted) });
  },
});
