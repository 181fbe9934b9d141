import { defineTestCase } from 'ocppliance';
import { asksAboutTokens, authorized, configured, plugsIn, same, starts } from '../../../states/ocpp1.6-charger.ts';

export const plugInFirst = defineTestCase({
  id: 'TC_003_CS',
  title: 'Starts a transaction when a token is presented at a connector with a cable in',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.5', '1.6 §4.1', '1.6 §4.8', '1.6 §4.9'],
  given: [asksAboutTokens],
  acts: ['plugIn', 'presentToken'],
  async run(cast) {
    const { charger, operator, config } = cast;
    const { connectorId, token } = config;
    await plugsIn(cast);
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await charger.calls('Authorize', { idTag: same(token) });
    await starts(cast);
  },
});

export const tokenFirst = defineTestCase({
  id: 'TC_004_1_CS',
  title: 'Starts a transaction when the cable comes in after a token was authorized',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.1', '1.6 §4.8', '1.6 §4.9'],
  given: [authorized],
  acts: ['plugIn'],
  async run(cast) {
    const { operator, config } = cast;
    await operator.does('plugIn', { connectorId: config.connectorId });
    await starts(cast);
  },
});

export const noCable = defineTestCase({
  id: 'TC_004_2_CS',
  title: 'Frees the connector when no cable comes in before the connection timeout',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §4.9', '1.6 §9.1.6', '1.6 errata 3.77'],
  given: [configured({ ConnectionTimeOut: '20' }), authorized],
  async run({ charger, config: { connectorId } }) {
    await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '40s' });
    await charger.neverCalls('StartTransaction');
  },
});
