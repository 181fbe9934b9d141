import { defineFacts } from 'ocppliance';
import { both } from './facts.ts';
import { keyOf } from './facts-transactions.ts';

export interface Reservation {
  id: number;
  /** undefined: any EVSE */
  evseId?: number | undefined;
  token: string;
  inGroup: boolean;
  /** the station has agreed */
  accepted: boolean;
}

export interface Reservations {
  /** asked for, and neither refused, cancelled nor reported as over: the newest hundred */
  all: Reservation[];
}

const most = 100;

/** Reservations that may be in force. When one expires is left to the station's clock. */
export const reservations = defineFacts({
  versions: both,
  create: (): Reservations => ({ all: [] }),
  learn(facts) {
    const drop = (gone: number) => {
      facts.all = facts.all.filter(({ id }) => id !== gone);
    };
    return {
      calls: {
        ReserveNow({ request: { id, evseId, idToken, groupIdToken } }) {
          if (!facts.all.some((known) => known.id === id)) {
            facts.all.push({ id, evseId, token: keyOf(idToken), inGroup: groupIdToken !== undefined, accepted: false });
          }
          if (facts.all.length > most) facts.all.shift();
        },
        ReservationStatusUpdate: ({ request }) => drop(request.reservationId),
      },
      answers: {
        ReserveNow({ call: { request }, response: { status } }) {
          const known = facts.all.find(({ id }) => id === request.id);
          if (!known) return;
          if (status === 'Accepted') Object.assign(known, { accepted: true, evseId: request.evseId, token: keyOf(request.idToken) });
          else if (!known.accepted) drop(request.id);
        },
        CancelReservation({ call, response }) {
          if (response.status === 'Accepted') drop(call.request.reservationId);
        },
      },
    };
  },
});
