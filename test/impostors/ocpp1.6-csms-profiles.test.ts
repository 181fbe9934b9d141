import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-csms-profiles.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const profiles = ['firmware-management', 'local-auth-list-management', 'reservation', 'smart-charging'];
const cases = (await Promise.all(profiles.map((profile) => casesIn(`ocpp1.6/csms/${profile}`)))).flat();

onTrial({ protocol: 'ocpp1.6', sut: 'csms', catches, impostors, builds: [{ name: 'with all feature profiles', cases }] });
