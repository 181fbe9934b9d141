import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-csms.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const areas = ['core', 'message-format', 'remote-trigger'].map((area) => casesIn(`ocpp1.6/csms/${area}`));
/** Other areas, and what needs certificates, have tests of their own. */
const security = (await casesIn('ocpp1.6/csms/security')).filter(({ id }) => catches[id]);

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'csms', password: 'a password of 1.6' },
  ...{ catches, impostors },
  builds: [{ name: 'with a password', cases: [...(await Promise.all(areas)).flat(), ...security] }],
});
