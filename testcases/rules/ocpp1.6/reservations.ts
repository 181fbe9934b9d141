import { defineRule, parseDateTime } from 'ocppliance';
import { connectors } from './facts-connectors.ts';
import { afterwards, followUp } from './facts-station.ts';

/** Where, for whom, and until when by the wall clock. */
interface Reservation {
  connectorId: number;
  idTag: string;
  expires: number;
  at: number;
  index: number;
}

export const showsReservations = defineRule({
  id: 'R16-RES-002',
  title: 'A reservation shows as Reserved, and is gone when it is used, cancelled or over',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.9', '1.6 §5.13'],
  example: '< ReserveNow {connectorId: 1}  > {status: Accepted}  (no StatusNotification {status: Reserved})',
  harm: 'somebody else parks there, or nobody may although it is free',
  watch(scene) {
    const { reported } = scene.facts(connectors);
    const reservations = new Map<number, Reservation>();

    function expectGone(connectorId: number, from: number, wait: number, why: string, index: number): void {
      afterwards(scene, from, wait, () => {
        const others = [...reservations.values()].some((each) => each.connectorId === connectorId);
        const last = reported.get(connectorId);
        if (others || last?.status !== 'Reserved') return;
        scene.report({
          key: `${connectorId} stays`,
          message: `connector ${connectorId} stays Reserved although its reservation ${why}`,
          frames: [last.index, index],
        });
      });
    }

    return {
      answers: {
        ReserveNow({ call, response, at, wall, index }) {
          const { connectorId, reservationId, idTag, expiryDate } = call.request;
          if (response.status !== 'Accepted' || connectorId === 0) return;
          const expires = parseDateTime(expiryDate);
          const lasts = expires - wall;
          const reservation = { connectorId, idTag, expires, at, index };
          if (reservations.size < 1000) reservations.set(reservationId, reservation);
          if (lasts > followUp)
            afterwards(scene, at, followUp, () => {
              const last = reported.get(connectorId);
              if (reservations.get(reservationId) !== reservation || last?.status === 'Reserved' || (last && last.at > at)) return;
              scene.report({
                key: `${connectorId} shows`,
                message: `connector ${connectorId} was reserved, but did not report it`,
                frames: [index],
                expected: 'Reserved',
                actual: last?.status ?? 'no status',
              });
            });
          if (!(lasts > 0 && lasts < 86_400_000)) return;
          scene.when(at + lasts, () => {
            if (reservations.get(reservationId) !== reservation) return;
            reservations.delete(reservationId);
            expectGone(connectorId, at + lasts, followUp, 'has expired', index);
          });
        },
        CancelReservation({ call, response, at, index }) {
          const { reservationId } = call.request;
          const reservation = reservations.get(reservationId);
          if (!reservation || response.status !== 'Accepted') return;
          reservations.delete(reservationId);
          expectGone(reservation.connectorId, at, followUp, 'was cancelled', index);
        },
        StartTransaction({ call, response, at, index }) {
          const { connectorId, reservationId, idTag } = call.request;
          if (response.idTagInfo.status !== 'Accepted') return;
          for (const [id, { connectorId: where, idTag: whose }] of reservations) {
            if (id !== reservationId && !(where === connectorId && whose.toLowerCase() === idTag.toLowerCase())) continue;
            reservations.delete(id);
            expectGone(where, at, followUp, 'was used', index);
          }
        },
      },
      // Over a boot or a gap, anything may have become of them.
      closed: () => reservations.clear(),
    };
  },
});

export const namesTheReservation = defineRule({
  id: 'R16-TX-012',
  title: 'A StartTransaction names the reservation that it uses, and no other',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.8', '1.6 §5.13'],
  example: '> StartTransaction {reservationId: 0}  (nothing was ever reserved)',
  harm: 'the CSMS keeps a place for somebody who has charged already',
  watch(scene) {
    const reserved = new Map<number, { connectorId: number; idTag: string; expires: number; index: number }>();
    const over = new Set<number>();
    return {
      answers: {
        ReserveNow({ call: { request }, response, index }) {
          const { reservationId, connectorId, idTag, expiryDate } = request;
          if (response.status !== 'Accepted' || reserved.size >= 1000) return;
          over.delete(reservationId);
          reserved.set(reservationId, { connectorId, idTag: idTag.toLowerCase(), expires: parseDateTime(expiryDate), index });
        },
        CancelReservation: ({ call: { request } }) => void over.add(request.reservationId),
      },
      calls: {
        StartTransaction({ request, wall, index }) {
          const { reservationId: id, connectorId, idTag } = request;
          if (id !== undefined) {
            const known = reserved.get(id);
            over.add(id);
            if (known) return;
            // Others may be older than the record.
            if (id > 0 || !scene.complete) return scene.inconclusive('the reservations that were made before the record');
            return scene.report({
              key: id,
              message: `a transaction names the reservation ${id}, which nobody made`,
              frames: [index],
              actual: String(id),
            });
          }
          for (const [own, each] of reserved) {
            if (over.has(own) || each.expires < wall + followUp || each.connectorId !== connectorId || each.idTag !== idTag.toLowerCase())
              continue;
            over.add(own);
            scene.report({
              key: 'omitted',
              message: `a transaction uses the reservation ${own}, but does not name it`,
              frames: [each.index, index],
              expected: String(own),
            });
          }
        },
      },
      closed() {
        for (const id of reserved.keys()) over.add(id);
      },
    };
  },
});
