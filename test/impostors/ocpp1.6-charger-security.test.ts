import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-charger-security.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const cases = await casesIn('ocpp1.6/charger/security');
const firmware = await casesIn('ocpp1.6/charger/firmware-management');

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'charger', secure: true },
  ...{ catches, impostors },
  builds: [
    // It takes signed firmware alone, as the whitepaper wants it.
    { name: 'that starts under security profile 1', securityProfile: 1, cases, again: firmware },
    { name: 'that starts under security profile 2', securityProfile: 2, cases: [], again: cases },
    {
      name: 'that starts under security profile 3',
      securityProfile: 3,
      features: { UnsignedFirmware: true },
      cases: [],
      again: [...cases, ...firmware],
    },
  ],
});
