import { defineTestCase, not, orCallError } from 'ocppliance';
import { idle } from '../../../states/ocpp1.6-charger.ts';

const refusal = orCallError({ status: 'Rejected' }, 'NotSupported', 'NotImplemented');

export const connectorReservationNotSupported = defineTestCase({
  id: 'TC_048_4_CS',
  title: 'Does not reserve a connector where it cannot reserve',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.3', '1.6 §5.13'],
  requires: not('Reservation'),
  given: [idle],
  async run({ csms, config: { connectorId } }) {
    await csms.calls('ReserveNow', { connectorId }, refusal);
  },
});

export const chargerReservationNotSupported = defineTestCase({
  id: 'TC_050_4_CS',
  title: 'Does not reserve itself as a whole where it cannot reserve',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.3', '1.6 §5.13'],
  requires: not('Reservation'),
  given: [idle],
  async run({ csms }) {
    await csms.calls('ReserveNow', { connectorId: 0 }, refusal);
  },
});
