import { defineTestCase, oneOf } from 'ocppliance';
import { booted, carriesOn, pluggedIn, tells } from '../../../states/ocpp2.0.1-csms.ts';

export const cachedToken = defineTestCase({
  id: 'TC_C_08_CSMS',
  title: 'Confirms a token that the station has accepted from its cache',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C12.FR.02', 'C12.FR.03'],
  given: [pluggedIn],
  async run({ charger, config }) {
    await tells(charger, 'Authorized', { idToken: config.token }, { idTokenInfo: { status: 'Accepted' } });
  },
});

export const cachedTokenTurnedInvalid = defineTestCase({
  id: 'TC_C_20_CSMS',
  title: 'Objects to a token that the station has accepted from its cache, but that is not valid',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C12.FR.03'],
  given: [pluggedIn],
  async run({ charger, config }) {
    await tells(charger, 'Authorized', { idToken: config.unknownToken }, { idTokenInfo: { status: oneOf('Invalid', 'Unknown') } });
  },
});

export const cacheCleared = defineTestCase({
  id: 'TC_C_37_CSMS',
  title: 'Clears the authorization cache of a station',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C11'],
  given: [booted],
  acts: ['clearAuthorizationCache'],
  async run({ charger, csms, operator }) {
    charger.answers('ClearCache', { status: 'Accepted' });
    await operator.does('clearAuthorizationCache');
    await csms.calls('ClearCache');
  },
});

export const cacheNotCleared = defineTestCase({
  id: 'TC_C_38_CSMS',
  title: 'Goes on when a station does not clear its authorization cache',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C11'],
  given: [booted],
  acts: ['clearAuthorizationCache'],
  async run({ charger, csms, operator }) {
    charger.answers('ClearCache', { status: 'Rejected' });
    await operator.does('clearAuthorizationCache');
    await csms.calls('ClearCache');
    await carriesOn(charger);
  },
});
