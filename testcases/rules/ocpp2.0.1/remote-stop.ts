import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, registration } from './facts.ts';
import { find, isRepeated, transactions } from './facts-transactions.ts';

export const stopsWhatItAccepted = defineRule({
  id: 'R201-RMT-007',
  title: 'A remote stop is accepted for a running transaction and for no other, and then told of',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['F03.FR.02', 'F03.FR.03', 'F03.FR.07', 'F03.FR.08', 'F04.FR.02', 'F04.FR.03'],
  example: '< RequestStopTransaction {transactionId: one that never was}  > Accepted',
  harm: 'the app says that charging has ended while it goes on, or cannot end it',
  watch(scene) {
    const facts = scene.facts(transactions);
    const standing = scene.facts(registration);
    const debts = new Debts<string>(scene);
    return {
      closed: () => debts.forget(),
      calls: {
        TransactionEvent({ request }) {
          const { eventType, triggerReason, transactionInfo } = request;
          const tellsOfStop = eventType === 'Ended' || triggerReason === 'RemoteStop';
          if (tellsOfStop && !isRepeated(facts, request)) debts.settle(transactionInfo.transactionId);
        },
      },
      answers: {
        RequestStopTransaction({ call, response: { status }, index, at }) {
          const { transactionId: id } = call.request;
          const transaction = find(facts, id);
          const report = (message: string, frames: number[], expected: string) =>
            scene.report({ key: id, message, frames, expected, actual: status });
          // What changed while the request was on its way does not count.
          if (transaction && transaction.lastIndex > call.index) return;
          if (!transaction || transaction.ended) {
            if (status !== 'Accepted') return;
            if (!transaction && !scene.complete) return scene.inconclusive('the transactions that began before the record');
            const what = transaction ? 'which has ended' : 'which never was';
            report(`The station accepted to stop transaction ${id}, ${what}`, [call.index, index], 'Rejected');
            return;
          }
          if (status === 'Accepted') {
            debts.owe(id, at, followUp, () =>
              scene.report({
                key: id,
                message: `The station accepted to stop transaction ${id}, and no event told of it`,
                frames: [call.index, index],
                expected: 'a TransactionEvent with RemoteStop',
              }),
            );
            return;
          }
          const isRunning = standing.status === 'Accepted' && transaction.lastIndex > standing.boot && transaction.token !== undefined;
          if (isRunning)
            report(
              `The station refused to stop transaction ${id}, which is running`,
              [transaction.lastIndex, call.index, index],
              'Accepted',
            );
        },
      },
    };
  },
});
