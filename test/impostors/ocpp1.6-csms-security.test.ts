import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-csms-security.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

/** These need no certificates, and have their impostors among those of the core. */
const elsewhere = ['TC_085_CSMS', 'TC_088_CSMS', 'X_16_CSMS_10'];
const cases = (await casesIn('ocpp1.6/csms/security')).filter(({ id }) => !elsewhere.includes(id));

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'csms', password: 'a password of 1.6', secure: true },
  ...{ catches, impostors },
  builds: [{ name: 'with certificates', cases }],
});
