import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-charger.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

/** What is not here has its impostors in a file of its own area. */
const cases = (await casesIn('ocpp1.6/charger')).filter(({ id }) => catches[id]);

onTrial({ protocol: 'ocpp1.6', sut: 'charger', catches, impostors, builds: [{ name: 'as it usually is', cases }] });
