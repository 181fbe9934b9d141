import { defineRule } from 'ocppliance';
import { transactions } from './facts.ts';

export const usesIssuedTransactionIds = defineRule({
  id: 'R16-TX-004',
  title: 'A Charge Point uses only transactionIds that the Central System gave it',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §4.8', '1.6 §4.10', '1.6 §6.31', '1.6 §6.49'],
  example: '< StartTransaction.conf {transactionId: 42}  > StopTransaction {transactionId: 0}',
  harm: 'a CSMS cannot tell which session ended and bills nothing, or the wrong one',
  watch(scene) {
    const { issued } = scene.facts(transactions);
    const judge = (transactionId: number | undefined, index: number, action: string) => {
      // -1 stands for an id that never arrived (R16-TX-006).
      if (transactionId === undefined || transactionId === -1 || issued.has(transactionId)) return;
      if (!scene.complete && issued.size === 0) return scene.inconclusive('the transactions that began before the record');
      scene.report({
        key: transactionId,
        message: `${action} names transactionId ${transactionId}, which the Central System did not give out`,
        frames: [index],
        actual: String(transactionId),
      });
    };
    return {
      calls: {
        StopTransaction: ({ request, index }) => judge(request.transactionId, index, 'StopTransaction'),
        MeterValues: ({ request, index }) => judge(request.transactionId, index, 'MeterValues'),
      },
    };
  },
});
