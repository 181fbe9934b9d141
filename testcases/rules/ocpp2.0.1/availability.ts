import { defineRule, type RequestOf } from 'ocppliance';
import { Debts } from './debts.ts';
import { type Both, both, followUp, registration } from './facts.ts';
import { connectors, deviceModel, isPlace, statusesIn } from './facts-station.ts';
import { type Transaction, transactions } from './facts-transactions.ts';

type Place = RequestOf<Both, 'ChangeAvailability'>['evse'];

const nameOf = (evse: Place): string =>
  evse ? `EVSE ${evse.id}${evse.connectorId === undefined ? '' : `, connector ${evse.connectorId}`}` : 'the station';
const scopeOf = (evse: Place): string => (evse ? `${evse.id}.${evse.connectorId ?? ''}` : '');

/** Whether a transaction runs at the place; undefined: nothing was told of where it runs. */
function runsAt({ evseId, connectorId }: Transaction, evse: Place): boolean | undefined {
  if (!evse) return true;
  if (evseId === undefined) return undefined;
  if (evseId !== evse.id) return false;
  return evse.connectorId === undefined || connectorId === undefined || connectorId === evse.connectorId;
}

/** Milliseconds in which a transaction that began just before is told of. */
const soon = 10_000;

export const schedulesWhatATransactionPrevents = defineRule({
  id: 'R201-AVL-001',
  title: 'ChangeAvailability is Scheduled while a transaction prevents it, Accepted otherwise, and not for a place that is none',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['G03.FR.02', 'G03.FR.03', 'G03.FR.05', 'G04.FR.04', 'G04.FR.06'],
  example: 'a transaction runs on EVSE 1  < ChangeAvailability {operationalStatus: Inoperative, evse: {id: 1}}  > Accepted',
  harm: 'an operator works at a station that is still in use, or waits for one that is free',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const standing = scene.facts(registration);
    const debts = new Debts<string>(scene);
    /** by place: what was last answered, as far as it still holds */
    const states = new Map<string, { operationalStatus: string; status: string }>();
    return {
      closed: () => debts.forget(),
      calls: {
        BootNotification: () => states.clear(),
        TransactionEvent({ request }) {
          // It had begun, and was not told of yet.
          if (request.eventType === 'Started') debts.forget();
        },
      },
      answers: {
        ChangeAvailability({ call, response: { status }, index, at }) {
          const { operationalStatus, evse } = call.request;
          const scope = scopeOf(evse);
          const before = states.get(scope);
          if (status !== 'Rejected') {
            if (states.size > 1000) states.clear();
            states.set(scope, { operationalStatus, status });
          }
          const report = (why: string, expected: string, frames: number[] = [call.index, index]) =>
            scene.report({
              key: `${scope} ${why}`,
              message: `The station answered ${status} to ${operationalStatus} of ${nameOf(evse)}, ${why}`,
              frames,
              expected,
              actual: status,
            });
          if (evse && status !== 'Rejected' && isPlace(model, evse.id, evse.connectorId) === false) {
            return report('which its inventory does not list', 'Rejected');
          }
          const wasDone = before?.operationalStatus === operationalStatus && before.status === 'Accepted';
          if (wasDone && status === 'Rejected') return report('which it is already', 'Accepted');
          const running = [...facts.open.values()].filter((transaction) => runsAt(transaction, evse) !== false);
          const here = running.filter((transaction) => runsAt(transaction, evse) && transaction.lastIndex > standing.boot);
          if (status === 'Accepted' && operationalStatus === 'Inoperative') {
            const [transaction] = here.filter(({ lastIndex }) => lastIndex < call.index);
            const isInoperative = before !== undefined || states.get('')?.operationalStatus === 'Inoperative';
            if (transaction && !(isInoperative && scope !== '') && !wasDone) {
              report(`where transaction ${transaction.id} runs`, 'Scheduled', [transaction.lastIndex, call.index, index]);
            }
          } else if (status === 'Scheduled' && running.length === 0) {
            const mayBeOlder = !scene.complete || !standing.everAccepted;
            if (mayBeOlder) return scene.inconclusive('the transactions that began before the record');
            debts.owe(scope, at, soon, () => report('where no transaction runs', 'Accepted'));
          }
        },
      },
    };
  },
});

export const tellsOfChangedAvailability = defineRule({
  id: 'R201-AVL-002',
  title: 'The status of every connector that ChangeAvailability has changed is told',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['G01.FR.07', 'G03.FR.04', 'G04.FR.05'],
  example: '< ChangeAvailability {operationalStatus: Inoperative} of the station  > Accepted  > StatusNotification of EVSE 1 only',
  harm: 'drivers are sent to a connector that is out of order',
  watch(scene) {
    const states = scene.facts(connectors);
    const debts = new Debts<string>(scene);
    /** places that are inoperative by command, since the last boot */
    const inoperative = new Set<string>();
    const isInoperative = (evseId: number, connectorId: number) =>
      inoperative.has('') || inoperative.has(`${evseId}.`) || inoperative.has(`${evseId}.${connectorId}`);
    return {
      closed: () => debts.forget(),
      calls: {
        BootNotification() {
          inoperative.clear();
          debts.forget();
        },
        StatusNotification: ({ request: { evseId, connectorId } }) => void debts.settle(`${evseId}.${connectorId}`),
        NotifyEvent({ request }) {
          for (const { evseId, connectorId } of statusesIn(request)) debts.settle(`${evseId}.${connectorId}`);
        },
      },
      answers: {
        ChangeAvailability({ call, response, index, at }) {
          const { operationalStatus, evse } = call.request;
          if (response.status === 'Rejected') return;
          const wasKnown = inoperative.has(scopeOf(evse));
          if (operationalStatus === 'Operative') inoperative.delete(scopeOf(evse));
          else if (inoperative.size < 1000) inoperative.add(scopeOf(evse));
          if (response.status !== 'Accepted') return;
          for (const [key, { evseId, connectorId, status, index: told }] of states) {
            if (evse && (evse.id !== evseId || (evse.connectorId ?? connectorId) !== connectorId)) continue;
            // Only where the state that was told last cannot be the one from now on.
            const changes =
              operationalStatus === 'Inoperative'
                ? status === 'Available'
                : status === 'Unavailable' && wasKnown && !isInoperative(evseId, connectorId);
            // It may have told of the change before it answered.
            if (!changes || told > call.index) continue;
            debts.owe(key, at, followUp, () =>
              scene.report({
                key: `${scopeOf(evse)} ${operationalStatus}`,
                message: `The station accepted ${operationalStatus} of ${nameOf(evse)}, and no status of connector ${key} followed`,
                frames: [call.index, index],
                expected: `the status of connector ${key}`,
              }),
            );
          }
        },
      },
    };
  },
});
