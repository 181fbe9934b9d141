import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-charger-firmware.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const cases = await casesIn('ocpp1.6/charger/firmware-management');

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'charger' },
  ...{ catches, impostors },
  builds: [{ name: 'as it usually is', cases }],
});
