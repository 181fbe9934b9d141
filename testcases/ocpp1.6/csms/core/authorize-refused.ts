import { defineTestCase } from 'ocppliance';
import { booted } from '../../../states/ocpp1.6-csms.ts';

export const unknownToken = defineTestCase({
  id: 'TC_023_1_CSMS',
  title: 'Refuses a token that it does not know',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.1', '1.6 §7.2'],
  given: [booted],
  async run({ charger, config: { unknownToken: token } }) {
    await charger.calls('Authorize', { idTag: token.idToken }, { idTagInfo: { status: 'Invalid' } });
  },
});

export const expiredToken = defineTestCase({
  id: 'TC_023_2_CSMS',
  title: 'Refuses a token that has expired, and says so',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.1', '1.6 §7.2'],
  requires: 'ExpiredToken',
  given: [booted],
  async run({ charger, config: { expiredToken: token } }) {
    await charger.calls('Authorize', { idTag: token.idToken }, { idTagInfo: { status: 'Expired' } });
  },
});

export const blockedToken = defineTestCase({
  id: 'TC_023_3_CSMS',
  title: 'Refuses a token that has been blocked, and says so',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §4.1', '1.6 §7.2'],
  requires: 'BlockedToken',
  given: [booted],
  async run({ charger, config: { blockedToken: token } }) {
    await charger.calls('Authorize', { idTag: token.idToken }, { idTagInfo: { status: 'Blocked' } });
  },
});
