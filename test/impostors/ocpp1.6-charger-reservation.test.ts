import { catches, impostors } from '../../fixtures/impostors/ocpp1.6-charger-reservation.ts';
import { onTrial } from '../on-trial.ts';
import { casesIn } from '../trial.ts';

const all = await casesIn('ocpp1.6/charger/reservation');
const withoutReservations = ['TC_048_4_CS', 'TC_050_4_CS'];

onTrial({
  ...{ protocol: 'ocpp1.6', sut: 'charger' },
  ...{ catches, impostors },
  builds: [
    { name: 'as it usually is', cases: all.filter(({ id }) => !withoutReservations.includes(id)) },
    {
      name: 'without reservations',
      features: { Reservation: false },
      cases: all.filter(({ id }) => withoutReservations.includes(id)),
    },
  ],
});
