import { defineTestCase } from 'ocppliance';
import { booted, carriesOn } from '../../../states/ocpp1.6-csms.ts';

export const clearCache = defineTestCase({
  id: 'TC_061_CSMS',
  title: 'Has the authorization cache of a station cleared',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.4'],
  given: [booted],
  acts: ['clearAuthorizationCache'],
  async run({ charger, csms, operator }) {
    charger.answers('ClearCache', { status: 'Accepted' });
    await operator.does('clearAuthorizationCache');
    await csms.calls('ClearCache');
    await carriesOn(charger);
  },
});
