import { anyOf, defineTestCase, refused } from 'ocppliance';
import { authenticating, boots } from '../../../states/ocpp1.6-csms.ts';

const basicAuthentication = anyOf('SecurityProfile1', 'SecurityProfile2');

export const rightPassword = defineTestCase({
  id: 'TC_085_CSMS',
  title: 'Lets a station in that gives its identity and the right password',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper A00.FR.202', 'A00.FR.203', 'A00.FR.204'],
  requires: basicAuthentication,
  given: [authenticating],
  async run({ charger, config }) {
    await charger.connects();
    await boots(charger, config);
  },
});

export const wrongPassword = defineTestCase({
  id: 'X_16_CSMS_10',
  title: 'Keeps a station out that gives a wrong password',
  protocol: 'ocpp1.6',
  sut: 'csms',
  profile: 'Security',
  spec: ['1.6 security whitepaper A00.FR.203', 'A00.FR.204'],
  requires: basicAuthentication,
  given: [authenticating],
  async run({ charger, config }) {
    await charger.connects({ password: 'surely-not-the-password' }, refused());
    await charger.connects();
    await boots(charger, config);
  },
});
