import { defineTestCase } from 'ocppliance';
import { configured, plugsIn, same, starts } from '../../../states/ocpp1.6-charger.ts';

const caching = configured({ AuthorizationCacheEnabled: 'true', LocalPreAuthorize: 'true', ConnectionTimeOut: '20' });

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
