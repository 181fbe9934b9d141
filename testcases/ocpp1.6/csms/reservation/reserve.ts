import { defineTestCase, satisfying } from 'ocppliance';
import { booted, carriesOn, sameTag, unplugs } from '../../../states/ocpp1.6-csms.ts';
import { fulfils, reserves, serviceRestored } from '../../../states/ocpp1.6-csms-reservation.ts';

export const used = defineTestCase({
  id: 'TC_046_CSMS',
  title: 'Reserves a connector, and follows the transaction that the driver came for',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §4.8', '1.6 §4.9'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve'],
  async run(cast) {
    await fulfils(cast.charger, await reserves(cast));
  },
});

export const expired = defineTestCase({
  id: 'TC_047_CSMS',
  title: 'Reserves a connector for a while, and takes note that nobody came',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §6.37', '1.6 §4.9'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve'],
  async run(cast) {
    const { charger, clock, check } = cast;
    const minutes = 2;
    const { connectorId, expiryDate } = await reserves(cast, undefined, { minutes });
    // A station goes by the clock of its Central System; many of those reserve for whole minutes.
    const { currentTime } = await charger.calls('Heartbeat');
    const seconds = Math.ceil((Date.parse(expiryDate) - Date.parse(currentTime)) / 1000);
    const asAsked = satisfying<number>(`${60 * minutes} s, give or take a minute`, (actual) => Math.abs(actual - 60 * minutes) <= 60);
    await check('the reservation lasts as long as its operator wants', seconds, asAsked);
    await clock.waits(`${Math.max(0, seconds)}s`);
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
    await carriesOn(charger);
  },
});

export const faulted = defineTestCase({
  id: 'TC_048_1_CSMS',
  title: 'Puts up with a connector that cannot be reserved because of a fault',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §7.40'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('ReserveNow', { status: 'Faulted' });
    await operator.does('reserve', { connectorId, idToken: token.idToken, minutes: 15 });
    await csms.calls('ReserveNow', { connectorId, idTag: sameTag(token) });
    await carriesOn(charger);
  },
});

export const occupied = defineTestCase({
  id: 'TC_048_2_CSMS',
  title: 'Puts up with a connector that cannot be reserved because a cable is in it',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §7.40'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
    charger.answers('ReserveNow', { status: 'Occupied' });
    await operator.does('reserve', { connectorId, idToken: token.idToken, minutes: 15 });
    await csms.calls('ReserveNow', { connectorId, idTag: sameTag(token) });
    await unplugs(charger, { connectorId });
  },
});

export const unavailable = defineTestCase({
  id: 'TC_048_3_CSMS',
  title: 'Puts up with a connector that cannot be reserved because it is out of service',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §5.2', '1.6 §7.40'],
  requires: 'Reservation',
  given: [booted, serviceRestored],
  acts: ['reserve', 'setAvailability'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('ChangeAvailability', { status: 'Accepted' });
    await operator.does('setAvailability', { connectorId, operative: false });
    await csms.calls('ChangeAvailability', { connectorId, type: 'Inoperative' });
    await charger.calls('StatusNotification', { connectorId, status: 'Unavailable' });

    charger.answers('ReserveNow', { status: 'Unavailable' });
    await operator.does('reserve', { connectorId, idToken: token.idToken, minutes: 15 });
    await csms.calls('ReserveNow', { connectorId, idTag: sameTag(token) });
    await carriesOn(charger);
  },
});

export const rejected = defineTestCase({
  id: 'TC_048_4_CSMS',
  title: 'Puts up with a station that is set to take no reservations',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §7.40'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('ReserveNow', { status: 'Rejected' });
    await operator.does('reserve', { connectorId, idToken: token.idToken, minutes: 15 });
    await csms.calls('ReserveNow', { connectorId, idTag: sameTag(token) });
    await carriesOn(charger);
  },
});

export const anyConnector = defineTestCase({
  id: 'TC_049_CSMS',
  title: 'Reserves whichever connector is free, and follows the transaction that the driver came for',
  protocol: 'ocpp1.6',
  sut: 'csms',
  spec: ['1.6 §5.13', '1.6 §6.37', '1.6 §7.7'],
  requires: 'Reservation',
  given: [booted],
  acts: ['reserve'],
  async run({ charger, csms, operator, config: { connectorId, token } }) {
    charger.answers('ReserveNow', { status: 'Accepted' });
    await operator.does('reserve', { idToken: token.idToken, minutes: 15 });
    const { idTag, reservationId } = await csms.calls('ReserveNow', { connectorId: 0, idTag: sameTag(token) });
    // A station as a whole cannot be reserved: we show which connector we keep.
    await charger.calls('StatusNotification', { connectorId, status: 'Reserved' });
    await fulfils(charger, { connectorId, idTag, reservationId });
  },
});
