import { defineRule } from 'ocppliance';
import { both, line, triggerOf, triggers } from './facts.ts';
import { isRepeated, runningOn, type TransactionEvent, transactions } from './facts-transactions.ts';
import { samplesOf } from './samples.ts';

/** The context that the samples of an event have by its trigger, at least one of them. */
const contextOf = new Map<string, string>([
  ['MeterValuePeriodic', 'Sample.Periodic'],
  ['MeterValueClock', 'Sample.Clock'],
  ['Trigger', 'Trigger'],
]);

export const measuresInContext = defineRule({
  id: 'R201-MET-005',
  title: 'The context of a sample is that of the event: Transaction.Begin at the start, Transaction.End at the end',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.09', 'E06.FR.11', 'E07.FR.08', 'J01.FR.08', 'J02.FR.04'],
  example: '> TransactionEvent {eventType: Started, meterValue: [{sampledValue: [{context: Sample.Periodic, …}], …}], …}',
  harm: 'a CSMS does not find the values by which it bills',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** transactions whose begin was measured: the running ones, a thousand at most */
    const begun = new Set<string>();
    const flawOf = ({ eventType, triggerReason, transactionInfo }: TransactionEvent, contexts: ReadonlySet<string>) => {
      const { transactionId } = transactionInfo;
      if (eventType === 'Started') return contexts.has('Transaction.Begin') ? undefined : { expected: 'Transaction.Begin' };
      if (eventType === 'Ended') return undefined;
      if (contexts.has('Transaction.End')) return { expected: 'no Transaction.End before the end' };
      // The meter is only known once the EVSE is.
      if (contexts.has('Transaction.Begin') && begun.has(transactionId)) return { expected: 'Transaction.Begin once' };
      const expected = contextOf.get(triggerReason);
      if (!expected || contexts.has(expected) || contexts.has('Transaction.Begin')) return undefined;
      return triggerReason === 'Trigger' ? { expected, severity: 'warning' as const } : { expected };
    };
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { meterValue, eventType, triggerReason, transactionInfo } = request;
          if (!meterValue || isRepeated(facts, request)) return;
          const { contexts } = samplesOf(meterValue).layout;
          if (contexts.size === 0) return;
          const flaw = flawOf(request, contexts);
          if (flaw) {
            scene.report({
              key: `${eventType} ${eventType === 'Updated' ? triggerReason : ''} ${flaw.expected}`,
              message: `The samples of ${eventType} (${triggerReason}) of transaction ${transactionInfo.transactionId} have the context ${[...contexts].join(', ')}`,
              frames: [index],
              actual: [...contexts].join(', '),
              ...flaw,
            });
          }
          if (eventType === 'Ended') begun.delete(transactionInfo.transactionId);
          else if (contexts.has('Transaction.Begin') && begun.size < 1000) begun.add(transactionInfo.transactionId);
        },
      },
    };
  },
});

const ofTransactions = new Set(['Sample.Periodic', 'Transaction.Begin', 'Transaction.End']);

export const measuresTransactionsInTheirEvents = defineRule({
  id: 'R201-MET-006',
  title: 'The samples of a transaction travel in its events, not in MeterValues',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §J02', 'J01.FR.22', 'J02.FR.11', 'J02.FR.22'],
  example: 'a transaction runs on EVSE 1  > MeterValues {evseId: 1, context Sample.Periodic, …}',
  harm: 'a CSMS does not see what the session consumes',
  watch(scene) {
    const facts = scene.facts(transactions);
    const asked = scene.facts(triggers);
    const connection = scene.facts(line);
    return {
      calls: {
        MeterValues({ request: { evseId, meterValue }, index, at }) {
          const transaction = runningOn(facts, evseId);
          // After a time offline, what ended the transaction may still wait to be sent.
          if (!transaction || transaction.lastAt < connection.openedAt || triggerOf(asked, 'MeterValues', at)) return;
          for (const context of samplesOf(meterValue).layout.contexts) {
            if (!ofTransactions.has(context)) continue;
            scene.report({
              key: evseId,
              message: `MeterValues of EVSE ${evseId} has samples with the context ${context} while transaction ${transaction.id} runs there`,
              frames: [transaction.lastIndex, index],
              expected: 'a TransactionEvent',
              actual: 'MeterValues',
            });
            return;
          }
        },
      },
    };
  },
});
