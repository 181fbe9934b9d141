import { defineTestCase, satisfying } from 'ocppliance';
import { booted } from '../../../states/ocpp1.6-csms.ts';
import { fulfils, reserves, someConnector } from '../../../states/ocpp1.6-csms-reservation.ts';

export const cancelled = defineTestCase({
  id: 'TC_051_CSMS',
  title: 'Cancels a reservation by its id',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.1', '1.6 §5.13'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve', 'cancelReservation'],
  async run(cast) {
    const { charger, csms, operator } = cast;
    const { connectorId, reservationId } = await reserves(cast, { connectorId: someConnector });
    charger.answers('CancelReservation', { status: 'Accepted' });
    await operator.does('cancelReservation', { reservationId });
    await csms.calls('CancelReservation', { reservationId });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});

export const unknownReservation = defineTestCase({
  id: 'TC_052_CSMS',
  title: 'Puts up with a station that does not have the reservation it is to cancel, and lets the one that it has stand',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.1', '1.6 §5.13'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve', 'cancelReservation'],
  async run(cast) {
    const { charger, csms, operator } = cast;
    const reservation = await reserves(cast, { connectorId: someConnector });
    const { reservationId } = reservation;
    charger.answers('CancelReservation', { status: 'Rejected' });
    await operator.does('cancelReservation', { reservationId: reservationId + 1000 });
    const another = satisfying<number>(`another than ${reservationId}`, (id) => id !== reservationId);
    await csms.calls('CancelReservation', { reservationId: another });
    await fulfils(charger, reservation);
  },
});
