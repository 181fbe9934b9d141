import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, registration } from './facts.ts';
import { deviceModel, isPlace, keyOfVariable } from './facts-station.ts';
import { isRepeated, type Transaction, transactions } from './facts-transactions.ts';

const runsOn = ({ evseId }: Transaction, scope: number | undefined): boolean => scope === undefined || evseId === scope;

export const answersResetByWhatRuns = defineRule({
  id: 'R201-RST-001',
  title: 'A reset on idle is Scheduled while a transaction runs, an immediate one is not, and an EVSE that cannot be reset is refused',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B11.FR.01', 'B11.FR.06', 'B11.FR.07', 'B11.FR.09', 'B12.FR.01', 'B12.FR.02', 'B12.FR.09'],
  example: 'a transaction runs  < Reset {type: OnIdle}  > Accepted',
  harm: 'a session is cut although the operator wanted to wait for its end',
  watch(scene) {
    const facts = scene.facts(transactions);
    const model = scene.facts(deviceModel);
    const standing = scene.facts(registration);
    return {
      answers: {
        Reset({ call, response: { status }, index }) {
          if (status === 'Rejected') return;
          const { type, evseId } = call.request;
          const report = (why: string, expected: string, frames: number[] = [call.index, index]) =>
            scene.report({
              key: `${type} ${status} ${why}`,
              message: `The station answered ${status} to Reset ${type}${evseId === undefined ? '' : ` of EVSE ${evseId}`}, ${why}`,
              frames,
              expected,
              actual: status,
            });
          if (evseId !== undefined) {
            const path = { component: { name: 'EVSE', evse: { id: evseId } }, variable: { name: 'AllowReset' } };
            const allows = model.variables.get(keyOfVariable(path))?.value?.toLowerCase();
            if (isPlace(model, evseId) === false) return report('which its inventory does not list', 'Rejected');
            if (allows === 'false') return report('although AllowReset is false', 'Rejected');
          }
          const [transaction] = [...facts.open.values()].filter(
            (one) => runsOn(one, evseId) && one.lastIndex < call.index && one.lastIndex > standing.boot,
          );
          if (!transaction) return;
          const frames = [transaction.lastIndex, call.index, index];
          if (type === 'OnIdle' && status === 'Accepted') report(`although transaction ${transaction.id} runs`, 'Scheduled', frames);
          else if (type !== 'OnIdle' && status === 'Scheduled') report('which waits for nothing', 'Accepted', frames);
        },
      },
    };
  },
});

/** What the end of a transaction may say that a reset has ended. */
const reasonsOfReset = new Set(['ImmediateReset', 'Reboot', 'PowerLoss', 'Other']);
const oneMinute = 60_000;

export const endsTransactionsForTheReset = defineRule({
  id: 'R201-RST-002',
  title: 'A transaction that an immediate reset ends says so: ResetCommand, ImmediateReset',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B12.FR.04', 'B12.FR.05', 'B12.FR.08'],
  example: '< Reset {type: Immediate}  > Accepted  > TransactionEvent {eventType: Ended, transactionInfo: {stoppedReason: Reboot, …}, …}',
  harm: 'the end looks like a fault of the station',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** transactions that a reset must end, with the frames that say so: the newest hundred */
    const doomed = new Map<string, { frames: number[]; at: number; boot: number }>();
    return {
      calls: {
        BootNotification({ at, index }) {
          // The reset has happened: a queued end may still come.
          for (const doom of doomed.values()) if (doom.boot === 0) Object.assign(doom, { boot: index, at });
        },
        TransactionEvent({ request, index, at }) {
          if (request.eventType !== 'Ended') return;
          const { triggerReason, transactionInfo } = request;
          const { transactionId, stoppedReason } = transactionInfo;
          const doom = doomed.get(transactionId);
          if (!doom || isRepeated(facts, request)) return;
          doomed.delete(transactionId);
          // The driver may have been faster.
          const isForReset = triggerReason === 'ResetCommand' || (stoppedReason !== undefined && reasonsOfReset.has(stoppedReason));
          if (!isForReset || at - doom.at > 5 * oneMinute) return;
          if (triggerReason === 'ResetCommand' && stoppedReason === 'ImmediateReset') return;
          scene.report({
            key: `${triggerReason} ${stoppedReason}`,
            message: `Transaction ${transactionId} was ended for a reset by ${triggerReason} with stoppedReason ${stoppedReason ?? 'omitted'}`,
            frames: [...doom.frames, index],
            expected: 'ResetCommand with ImmediateReset',
            actual: `${triggerReason} with ${stoppedReason ?? 'none'}`,
          });
        },
      },
      answers: {
        Reset({ call, response, index, at }) {
          const { type, evseId } = call.request;
          if (type !== 'Immediate' || response.status !== 'Accepted') return;
          for (const transaction of facts.open.values()) {
            if (doomed.size >= 100) return;
            if (runsOn(transaction, evseId)) doomed.set(transaction.id, { frames: [call.index, index], at, boot: 0 });
          }
        },
      },
    };
  },
});

const resetTime = 5 * oneMinute;

export const resetsWhenItSaidSo = defineRule({
  id: 'R201-RST-003',
  title: 'A reset that was accepted happens',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B11.FR.03', 'B11.FR.04', 'B11.FR.08'],
  example: '< Reset {type: Immediate}  > Accepted, and the session goes on as if nothing was',
  harm: 'an operator cannot get a station out of its fault',
  watch(scene) {
    const facts = scene.facts(transactions);
    const debts = new Debts<'reset'>(scene);
    /** a reset that waits for the end of all transactions */
    let scheduled: number[] | undefined;
    const owe = (frames: number[], at: number) =>
      debts.owe('reset', at, resetTime, () =>
        scene.report({
          key: 'reset',
          message: `The station agreed to a reset and did not boot within ${resetTime / oneMinute} min`,
          frames,
          expected: 'a new connection and BootNotification',
        }),
      );
    const isDone = () => {
      debts.forget();
      scheduled = undefined;
    };
    return {
      // That it also boots is the business of R201-BOOT-001.
      closed: isDone,
      calls: {
        BootNotification: isDone,
        TransactionEvent({ request, at }) {
          if (!scheduled) return;
          if (request.eventType !== 'Ended') return void debts.forget();
          const rest = [...facts.open.keys()].filter((id) => id !== request.transactionInfo.transactionId);
          if (rest.length === 0) owe(scheduled, at);
        },
      },
      answers: {
        Reset({ call, response, index, at }) {
          if (call.request.evseId !== undefined || response.status === 'Rejected') return;
          const frames = [call.index, index];
          if (response.status === 'Accepted') return owe(frames, at);
          scheduled = frames;
          if (facts.open.size === 0) owe(frames, at);
        },
      },
    };
  },
});
