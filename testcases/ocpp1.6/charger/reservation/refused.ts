import { allOf, defineTestCase } from 'ocppliance';
import { faulted, occupied, reservationId, reserved, unavailable } from '../../../states/ocpp1.6-charger-reservation.ts';

/** A charger that takes reservations of connector 0. */
const connectorZero = allOf('Reservation', 'ReserveConnectorZero');

export const faultedConnector = defineTestCase({
  id: 'TC_048_1_CS',
  title: 'Does not reserve a connector with a fault',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.13', '1.6 §7.40'],
  requires: 'Reservation',
  given: [faulted('connector')],
  async run({ csms, config: { connectorId } }) {
    await csms.calls('ReserveNow', { connectorId, reservationId }, { status: 'Faulted' });
  },
});

export const occupiedConnector = defineTestCase({
  id: 'TC_048_2_CS',
  title: 'Does not reserve a connector with a cable in',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.13', '1.6 §7.40'],
  requires: 'Reservation',
  given: [occupied('connector')],
  async run({ csms, config: { connectorId } }) {
    await csms.calls('ReserveNow', { connectorId, reservationId }, { status: 'Occupied' });
  },
});

export const unavailableConnector = defineTestCase({
  id: 'TC_048_3_CS',
  title: 'Does not reserve a connector that is out of service',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.13', '1.6 §7.40'],
  requires: 'Reservation',
  given: [unavailable('connector')],
  async run({ csms, config: { connectorId } }) {
    await csms.calls('ReserveNow', { connectorId, reservationId }, { status: 'Unavailable' });
  },
});

export const faultedCharger = defineTestCase({
  id: 'TC_050_1_CS',
  title: 'Does not reserve any connector while the charger has a fault',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.13', '1.6 §7.40', '1.6 §9.3.1'],
  requires: connectorZero,
  given: [faulted('charger')],
  async run({ csms }) {
    await csms.calls('ReserveNow', { connectorId: 0, reservationId }, { status: 'Faulted' });
  },
});

export const occupiedCharger = defineTestCase({
  id: 'TC_050_2_CS',
  title: 'Does not reserve any connector while cables are in at all of them',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.13', '1.6 §7.40', '1.6 §9.3.1'],
  requires: connectorZero,
  given: [occupied('charger')],
  async run({ csms }) {
    await csms.calls('ReserveNow', { connectorId: 0, reservationId }, { status: 'Occupied' });
  },
});

export const unavailableCharger = defineTestCase({
  id: 'TC_050_3_CS',
  title: 'Does not reserve any connector while the charger is out of service',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: ['1.6 §5.13', '1.6 §7.40', '1.6 §9.3.1'],
  requires: connectorZero,
  given: [unavailable('charger')],
  async run({ csms }) {
    await csms.calls('ReserveNow', { connectorId: 0, reservationId }, { status: 'Unavailable' });
  },
});

export const reservedConnector = defineTestCase({
  id: 'X_16_CS_71',
  title: 'Does not reserve a connector a second time, not even for the same token',
  protocol: 'ocpp1.6',
  sut: 'charger',
  profile: 'Reservation',
  spec: ['1.6 §5.13'],
  requires: 'Reservation',
  given: [reserved],
  async run({ csms, config: { connectorId, token, groupToken } }) {
    const another = { connectorId, reservationId: reservationId + 1 };
    await csms.calls('ReserveNow', { ...another, idTag: groupToken.idToken }, { status: 'Occupied' });
    await csms.calls('ReserveNow', { ...another, idTag: token.idToken }, { status: 'Occupied' });
    await csms.calls('CancelReservation', { reservationId }, { status: 'Accepted' });
  },
});
