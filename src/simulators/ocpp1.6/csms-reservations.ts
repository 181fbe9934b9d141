import type { DeskActs } from './csms-desk.ts';

/** Reservations (1.6 §5.13, §5.1). Their ids are never used twice, whatever the station. */
export function createReservationDesk(): DeskActs {
  let lastId = 0;
  return {
    reserve: ({ connectorId = 0, idToken, groupId, minutes }, { call }) => {
      lastId += 1;
      return call('ReserveNow', {
        connectorId,
        expiryDate: new Date(Date.now() + minutes * 60_000).toISOString(),
        idTag: idToken,
        reservationId: lastId,
        ...(groupId === undefined ? {} : { parentIdTag: groupId }),
      });
    },
    cancelReservation: ({ reservationId }, { call }) => call('CancelReservation', { reservationId }),
  };
}
