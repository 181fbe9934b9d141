import { allOf, anyOf, defineTestCase, refused } from 'ocppliance';
import { boots } from '../../../states/ocpp1.6-csms.ts';
import { securityRaised } from '../../../states/ocpp1.6-csms-security.ts';

export const higherProfile = defineTestCase({
  id: 'TC_083_CSMS',
  title: 'Raises the security profile of a station, and does not let it fall back behind it',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 security whitepaper A05.FR.05', 'A05.FR.07', 'A05.FR.09'],
  requires: allOf('SecurityProfile2', anyOf('SecurityProfile1', 'SecurityProfile3')),
  given: [securityRaised],
  acts: ['raiseSecurityProfile'],
  async run({ charger, csms, operator, config }) {
    const [lower, higher] = charger.securityProfiles.includes(3) ? ([2, 3] as const) : ([1, 2] as const);
    await charger.connects({ securityProfile: lower });
    await boots(charger, config);
    charger.answers('ChangeConfiguration', { status: 'Accepted' });
    await operator.does('raiseSecurityProfile', { profile: higher });
    await csms.calls('ChangeConfiguration', { key: 'SecurityProfile', value: String(higher) });
    await charger.disconnects();
    await charger.connects({ securityProfile: higher });
    await boots(charger, config);
    await charger.disconnects();
    await charger.connects({ securityProfile: lower }, refused());
  },
});
