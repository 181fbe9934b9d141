import { defineRule, parseDateTime } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, clock, keepNewest, line, registration, skew } from './facts.ts';
import { isRepeated, transactions } from './facts-transactions.ts';

export const flagsWhatHappenedOffline = defineRule({
  id: 'R201-TX-016',
  title: 'An event that happened without a connection says offline, and no other does',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E04.FR.03', 'E08.FR.07', 'E11.FR.02', 'E11.FR.07', 'E12.FR.02'],
  example: 'offline 10:00–10:30, at 10:31 > TransactionEvent {timestamp: 10:10, …} without offline: true',
  harm: 'a CSMS takes old news for new, and answers with a decision that comes too late',
  watch(scene) {
    const connection = scene.facts(line);
    const standing = scene.facts(registration);
    const told = scene.facts(clock);
    /** how far the station's clock was off in the last event that it sent at once, in milliseconds */
    let off: number | undefined;
    return {
      calls: {
        TransactionEvent({ request, index, at, wall }) {
          const happened = parseDateTime(request.timestamp);
          const since = at - Math.max(connection.openedAt, standing.since);
          const isFresh = connection.open === true && since > skew && Math.abs(wall - happened) <= skew;
          if (request.offline) {
            // It happened a while after the connection had come, and was sent at once.
            const isOnline =
              isFresh && standing.status === 'Accepted' && wall - happened < since - skew && scene.open('charger').size === 1;
            if (isOnline) {
              scene.report({
                key: 'online',
                message: `An event of ${request.timestamp} says offline although the station was connected`,
                frames: [index],
                actual: 'offline: true',
              });
            }
            return;
          }
          const outage = connection.outages.findLast(({ from, to }) => happened > from + skew && happened < to - skew);
          if (!outage) {
            if (isFresh) off = happened - wall;
            return;
          }
          const drift = off ?? told.csmsAhead;
          if (drift === undefined || Math.abs(drift) > skew) return scene.inconclusive("the station's clock");
          scene.report({
            key: 'offline',
            message: `An event of ${request.timestamp} does not say offline although there was no connection`,
            frames: [index],
            expected: 'offline: true',
            actual: `offline from ${new Date(outage.from).toISOString()} to ${new Date(outage.to).toISOString()}`,
          });
        },
      },
    };
  },
});

/** Milliseconds after the boot in which what became of a transaction must be told. */
const accounting = 300_000;

export const endsWhatABootInterrupted = defineRule({
  id: 'R201-TX-026',
  title: 'A transaction that a boot interrupted is ended, or goes on',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp2.0.1'],
  spec: ['E06.FR.08', 'E06.FR.16', '2.0.1 §E04'],
  example: 'the power fails in transaction x  > BootNotification  < Accepted, and no event of x any more',
  harm: 'a CSMS shows a car as charging for days',
  watch(scene) {
    const facts = scene.facts(transactions);
    const debts = new Debts<string>(scene);
    /** transactions that were reported: the newest thousand */
    const lost = new Set<string>();
    return {
      closed: () => debts.forget(),
      calls: {
        TransactionEvent({ request }) {
          const { transactionId } = request.transactionInfo;
          if (debts.has(transactionId) && !isRepeated(facts, request)) debts.settle(transactionId);
        },
      },
      answers: {
        BootNotification({ call, response, at, index }) {
          if (response.status !== 'Accepted' || call.request.reason === 'Triggered') return;
          for (const { id, lastIndex } of facts.open.values()) {
            if (lost.has(id)) continue;
            debts.owe(id, at, accounting, () => {
              lost.add(id);
              keepNewest(lost, 1000);
              scene.report({
                key: id,
                message: `Nothing was told of transaction ${id}, which was running before the boot`,
                frames: [lastIndex, index],
                expected: `its end or another event within ${accounting / 60_000} min`,
              });
            });
          }
        },
      },
    };
  },
});
