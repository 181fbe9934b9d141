import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-charger-local-list.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const all = await casesIn('ocpp1.6/charger/local-auth-list-management');
const withoutLists = ['TC_042_1_CS', 'TC_043_1_CS'];

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'charger' },
  ...{ catches, impostors },
  builds: [
    { name: 'as it usually is', cases: all.filter(({ id }) => !withoutLists.includes(id)) },
    {
      name: 'without a local list',
      features: { LocalAuthListManagement: false },
      cases: all.filter(({ id }) => withoutLists.includes(id)),
    },
  ],
});
