import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, line, registration } from './facts.ts';
import { reservations } from './facts-reservations.ts';
import { connectors, deviceModel, isPlace, numberOf, type StatusReport, statusesIn, statusOf } from './facts-station.ts';
import { isRepeated, transactions } from './facts-transactions.ts';

export const isReservedOnlyIfReserved = defineRule({
  id: 'R201-STAT-001',
  title: 'A connector becomes Reserved only because of a reservation',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['G01.FR.03', 'G01.FR.04', 'G01.FR.05', 'G01.FR.06', 'H03.FR.10', 'H04.FR.03'],
  example: '> StatusNotification {connectorStatus: Reserved, …} though no ReserveNow was accepted',
  harm: 'drivers are kept away from a free connector',
  watch(scene) {
    const states = scene.facts(connectors);
    const reserved = scene.facts(reservations);
    const judge = ({ evseId, connectorId, status }: StatusReport, index: number) => {
      if (status !== 'Reserved') return;
      const before = states.get(`${evseId}.${connectorId}`);
      // What it was when the station came may be from before.
      if (before?.status === undefined || before.status === 'Reserved') return;
      if (reserved.all.some((reservation) => (reservation.evseId ?? evseId) === evseId)) return;
      if (!scene.complete) return scene.inconclusive('the reservations that were made before the record');
      scene.report({
        key: `${evseId}.${connectorId}`,
        message: `Connector ${evseId}.${connectorId} became Reserved without a reservation`,
        frames: [before.index, index],
        actual: `${before.status}, then Reserved`,
      });
    };
    return {
      calls: {
        StatusNotification: ({ request, index }) => judge(statusOf(request), index),
        NotifyEvent({ request, index }) {
          for (const status of statusesIn(request)) judge(status, index);
        },
      },
    };
  },
});

export const countsPlacesFromOne = defineRule({
  id: 'R201-STAT-002',
  title: 'A status is of a connector that the station has: EVSEs and their connectors count from 1',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 part 1 §7', '2.0.1 §1.58 StatusNotificationRequest'],
  example: '> StatusNotification {evseId: 0, connectorId: 0, …}',
  harm: 'a CSMS refuses the message, or shows a connector that is none',
  watch(scene) {
    const model = scene.facts(deviceModel);
    return {
      calls: {
        StatusNotification({ request: { evseId, connectorId }, index }) {
          const isCounted = evseId >= 1 && connectorId >= 1;
          if (isCounted && isPlace(model, evseId, connectorId) !== false) return;
          scene.report({
            key: `${evseId}.${connectorId}`,
            message: isCounted
              ? `The station tells the status of connector ${evseId}.${connectorId}, which its inventory does not list`
              : `The station tells the status of EVSE ${evseId}, connector ${connectorId}`,
            frames: [index],
            expected: 'evseId and connectorId from 1 on',
            actual: `evseId ${evseId}, connectorId ${connectorId}`,
          });
        },
      },
    };
  },
});

export const isNotAvailableWithAnEv = defineRule({
  id: 'R201-STAT-003',
  title: 'A connector to which the EV of a transaction is connected is not Available',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E02.FR.05', 'G01.FR.03', 'G01.FR.04'],
  example: '> TransactionEvent {triggerReason: CablePluggedIn, evse: {id: 1, connectorId: 1}, …}, and connector 1.1 stays Available',
  harm: 'drivers are sent to a connector that is in use',
  watch(scene) {
    const states = scene.facts(connectors);
    const facts = scene.facts(transactions);
    const standing = scene.facts(registration);
    const debts = new Debts<string>(scene);
    const isInUse = (place: string) => {
      for (const { evseId, connectorId, connected, lastIndex } of facts.open.values()) {
        // One that a boot has interrupted is the business of R201-TX-026.
        if (connected && lastIndex > standing.boot && `${evseId}.${connectorId}` === place) return true;
      }
      return false;
    };
    const owe = (place: string, index: number, at: number) => {
      if (debts.has(place)) return;
      debts.owe(place, at, followUp, () => {
        const state = states.get(place);
        if (state?.status !== 'Available' || !isInUse(place)) return;
        scene.report({
          key: place,
          message: `Connector ${place} is Available although the EV of a transaction is connected to it`,
          frames: [Math.min(index, state.index), Math.max(index, state.index)],
          expected: 'Occupied',
          actual: 'Available',
        });
      });
    };
    const hear = ({ evseId, connectorId, status }: StatusReport, index: number, at: number) => {
      const place = `${evseId}.${connectorId}`;
      if (status !== 'Available') debts.settle(place);
      else if (isInUse(place)) owe(place, index, at);
    };
    return {
      closed: () => debts.forget(),
      calls: {
        StatusNotification: ({ request, index, at }) => hear(statusOf(request), index, at),
        NotifyEvent({ request, index, at }) {
          for (const status of statusesIn(request)) hear(status, index, at);
        },
        TransactionEvent({ request, index, at }) {
          const { evse, eventType, offline } = request;
          if (evse?.connectorId === undefined || offline || isRepeated(facts, request)) return;
          const place = `${evse.id}.${evse.connectorId}`;
          if (eventType === 'Ended') debts.settle(place);
          else if (states.get(place)?.status === 'Available') owe(place, index, at);
        },
      },
    };
  },
});

/** Milliseconds by which the station may have noticed later than we did that it was offline. */
const blindness = 60_000;

export const tellsStatusesAfterBeingOffline = defineRule({
  id: 'R201-STAT-006',
  title: 'After a time offline that is longer than OfflineThreshold, a station tells the status of every connector',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B04.FR.01', 'B04.FR.02'],
  example: 'OfflineThreshold is 60, the station is offline for 2 h, it connects again, and no StatusNotification comes',
  harm: 'a CSMS shows what was hours ago',
  watch(scene) {
    const known = scene.facts(connectors);
    const connection = scene.facts(line);
    const standing = scene.facts(registration);
    const model = scene.facts(deviceModel);
    const debts = new Debts<'statuses'>(scene);
    const told = new Set<string>();
    return {
      opened({ at, index }) {
        told.clear();
        if (connection.open !== false || standing.status !== 'Accepted' || known.size === 0) return;
        const threshold = numberOf(model, 'OCPPCommCtrlr.OfflineThreshold');
        const offline = at - connection.closedAt;
        if (threshold === undefined) {
          if (offline > blindness) scene.inconclusive('the value of OCPPCommCtrlr.OfflineThreshold');
          return;
        }
        if (offline <= 2 * threshold * 1000 * scene.timeScale + blindness) return;
        debts.owe('statuses', at, followUp, () => {
          const missing = [...known.keys()].filter((key) => !told.has(key));
          if (missing.length === 0) return;
          scene.report({
            key: 'statuses',
            message: `The station was offline for ${Math.round(offline / 1000)} s and did not tell the status of ${missing.slice(0, 5).join(', ')}`,
            frames: [index],
            expected: 'the status of every connector',
          });
        });
      },
      closed: () => debts.forget(),
      calls: {
        // It has rebooted: R201-BOOT-008.
        BootNotification: () => debts.forget(),
        StatusNotification({ request: { evseId, connectorId } }) {
          told.add(`${evseId}.${connectorId}`);
          if (told.size > 1000) told.clear();
        },
        NotifyEvent({ request }) {
          for (const { evseId, connectorId } of statusesIn(request)) told.add(`${evseId}.${connectorId}`);
        },
      },
    };
  },
});
