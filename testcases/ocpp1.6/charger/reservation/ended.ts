import { defineTestCase, omitted } from 'ocppliance';
import { asksAboutTokens } from '../../../states/ocpp1.6-charger.ts';
import {
  nothingReserved,
  othersUnavailable,
  plugsInAndStarts,
  reservationId,
  reserved,
  reserves,
} from '../../../states/ocpp1.6-charger-reservation.ts';

export const expired = defineTestCase({
  id: 'TC_047_CS',
  title: 'Frees a reserved connector for everybody when the reservation expires',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.11', '1.6 §5.13'],
  requires: 'Reservation',
  given: [asksAboutTokens, nothingReserved, othersUnavailable],
  acts: ['plugIn'],
  async run(cast) {
    const { charger, clock, config } = cast;
    const { connectorId, groupToken } = config;
    // Long enough to be told of before it is over, however fast the charger's own timers run.
    const expiryDate = new Date(Date.now() + Math.max(1_000, clock.lasts('30s'))).toISOString();
    await reserves(cast, { expiryDate });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '2min' });
    await plugsInAndStarts(cast, groupToken, { reservationId: omitted });
  },
});

export const cancelled = defineTestCase({
  id: 'TC_051_CS',
  title: 'Frees a reserved connector for everybody when the reservation is cancelled',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §3.11', '1.6 §5.1'],
  requires: 'Reservation',
  given: [reserved],
  acts: ['plugIn'],
  async run(cast) {
    const { csms, charger, config } = cast;
    const { connectorId, groupToken } = config;
    await csms.calls('CancelReservation', { reservationId }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
    await plugsInAndStarts(cast, groupToken, { reservationId: omitted });
  },
});

export const unknownCancelled = defineTestCase({
  id: 'TC_052_CS',
  title: 'Does not cancel a reservation that it does not have, nor the one that it has',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.1'],
  requires: 'Reservation',
  given: [reserved],
  async run({ csms, charger, config: { connectorId } }) {
    await csms.calls('CancelReservation', { reservationId: reservationId + 1 }, { status: 'Rejected' });
    await csms.calls('CancelReservation', { reservationId }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});

export const replaced = defineTestCase({
  id: 'X_16_CS_73',
  title: 'Lets a reservation with a known id take the place of the former one',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Reservation',
  spec: ['1.6 §5.13'],
  requires: 'Reservation',
  given: [reserved],
  acts: ['plugIn'],
  async run(cast) {
    const { csms, config } = cast;
    const { connectorId, groupToken } = config;
    await csms.calls('ReserveNow', { connectorId, idTag: groupToken.idToken, reservationId }, { status: 'Accepted' });
    await plugsInAndStarts(cast, groupToken, { reservationId });
  },
});

export const goneOutOfService = defineTestCase({
  id: 'X_16_CS_74',
  title: 'Ends the reservation of a connector that goes out of service',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Reservation',
  spec: ['1.6 §4.9', '1.6 §5.2', '1.6 §5.13'],
  requires: 'Reservation',
  given: [reserved],
  async run({ csms, charger, config: { connectorId } }) {
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });
    await csms.calls('CancelReservation', { reservationId }, { status: 'Rejected' });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Operative' }, { status: 'Accepted' });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});
