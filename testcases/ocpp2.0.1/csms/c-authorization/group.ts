import { defineTestCase } from 'ocppliance';
import { pluggedIn, suppliesEnergy, tells, unplugs } from '../../../states/ocpp2.0.1-csms.ts';

export const stoppedByGroup = defineTestCase({
  id: 'TC_C_39_CSMS',
  title: 'Lets a driver of the same group stop a transaction',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  spec: ['C09.FR.02', 'C09.FR.03'],
  given: [pluggedIn],
  async run({ charger, config }) {
    const { token, groupToken, groupId } = config;
    const ofTheGroup = { idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: groupId } } } as const;
    await charger.calls('Authorize', { idToken: groupToken }, ofTheGroup);
    await tells(charger, 'Authorized', { idToken: token }, ofTheGroup);
    await suppliesEnergy(charger);
    await charger.calls('Authorize', { idToken: groupToken }, ofTheGroup);
    await tells(charger, 'StopAuthorized', { idToken: groupToken }, ofTheGroup);
    await tells(charger, 'ChargingStateChanged', { transactionInfo: { chargingState: 'EVConnected' } });
    await unplugs(charger, config);
  },
});
