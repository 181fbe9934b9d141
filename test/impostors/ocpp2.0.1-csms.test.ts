import { catches, impostors } from '../../fixtures/impostors/ocpp2.0.1-csms.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const cases = await casesIn('ocpp2.0.1/csms');

onTrial({
  ...{ protocol: 'ocpp2.0.1', sut: 'csms', password: 'a password of 2.0.1' },
  ...{ catches, impostors },
  builds: [{ name: 'with a password', cases }],
});
