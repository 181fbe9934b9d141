import { defineTestCase, oneOf } from 'ocppliance';
import { booted } from '../../../states/ocpp2.0.1-csms.ts';

export const unknownToken = defineTestCase({
  id: 'TC_C_02_CSMS',
  title: 'Refuses a token that it does not know',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C01.FR.07', 'C04.FR.01', 'C06.FR.04'],
  given: [booted],
  async run({ charger, config }) {
    await charger.calls('Authorize', { idToken: config.unknownToken }, { idTokenInfo: { status: oneOf('Invalid', 'Unknown') } });
  },
});

export const blockedToken = defineTestCase({
  id: 'TC_C_06_CSMS',
  title: 'Refuses a token that is blocked',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C01.FR.07'],
  given: [booted],
  async run({ charger, config }) {
    await charger.calls('Authorize', { idToken: config.blockedToken }, { idTokenInfo: { status: oneOf('Blocked', 'Invalid') } });
  },
});

export const expiredToken = defineTestCase({
  id: 'TC_C_07_CSMS',
  title: 'Refuses a token that has expired',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C01.FR.07'],
  given: [booted],
  async run({ charger, config }) {
    await charger.calls('Authorize', { idToken: config.expiredToken }, { idTokenInfo: { status: oneOf('Expired', 'Invalid') } });
  },
});
