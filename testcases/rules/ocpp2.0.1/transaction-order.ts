import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, keepNewest, line, registration } from './facts.ts';
import { statusesIn, statusOf } from './facts-station.ts';
import {
  find,
  isFirst,
  isRepeated,
  signatureOf,
  type Transaction,
  type TransactionEvent,
  transactionOf,
  transactions,
} from './facts-transactions.ts';

/** Milliseconds in which an event that was passed over may still come. */
const settling = followUp / 3;

export const beginsAndEndsOnce = defineRule({
  id: 'R201-TX-001',
  title: 'A transaction is told of by one Started, then Updated, and one Ended',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §E01', '2.0.1 §E06', '2.0.1 §1.60 TransactionEventRequest'],
  example: '> TransactionEvent {eventType: Updated, seqNo: 0, …} of a transaction that nothing was told of',
  harm: 'a CSMS has no session to book the energy on, or bills it twice',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** EVSEs that were free at some time of this record: what runs there began in it */
    const wasFree = new Set<number>();
    const note = ({ evseId, status }: { evseId: number; status: string }) => {
      if (status === 'Available' && wasFree.size < 1000) wasFree.add(evseId);
    };
    const report = (event: TransactionEvent, index: number, what: string, before?: number) =>
      scene.report({
        key: event.transactionInfo.transactionId,
        message: `Transaction ${event.transactionInfo.transactionId} ${what}`,
        frames: before === undefined ? [index] : [before, index],
        actual: `${event.eventType}, seqNo ${event.seqNo}`,
      });
    const judgeFirst = (event: TransactionEvent, index: number) => {
      const { eventType, seqNo, evse, offline } = event;
      if (eventType === 'Started') return;
      const beganHere = evse !== undefined && scene.complete && !offline && wasFree.has(evse.id);
      if (seqNo === 0 || beganHere) report(event, index, `is first told of by ${eventType}, without Started`);
      else scene.inconclusive('how a transaction began that may be older than the record');
    };
    return {
      calls: {
        StatusNotification: ({ request }) => note(statusOf(request)),
        NotifyEvent({ request }) {
          for (const status of statusesIn(request)) note(status);
        },
        TransactionEvent({ request, index }) {
          const transaction = transactionOf(facts, request);
          if (!transaction) return judgeFirst(request, index);
          if (isRepeated(facts, request)) return;
          const { eventType, seqNo } = request;
          if (eventType === 'Started' && transaction.whole) report(request, index, 'was started a second time', transaction.index);
          else if (!transaction.ended) return;
          else if (eventType === 'Ended') report(request, index, 'ended a second time', transaction.lastIndex);
          else if (seqNo > transaction.seqNo) report(request, index, 'goes on after its end', transaction.lastIndex);
        },
      },
    };
  },
});

export const numbersEventsWithoutGaps = defineRule({
  id: 'R201-TX-002',
  title: 'The seqNo of a transaction rises by one with each event',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E01.FR.07', '2.0.1 §1.3.2.1'],
  example: '> TransactionEvent seqNo 0, 1, 3',
  harm: 'a CSMS cannot tell whether an event was lost, or takes two for one',
  watch(scene) {
    const facts = scene.facts(transactions);
    const connection = scene.facts(line);
    const gaps = new Debts<string>(scene);
    /** the newest numbers of the station and whose they are: some count over all transactions */
    const numbers = new Map<number, string>();
    const isAnothers = (number: number, id: string) => (numbers.get(number) ?? id) !== id;

    const judgeRepeated = (transaction: Transaction, event: TransactionEvent, index: number) => {
      const told = transaction.recent.get(event.seqNo);
      if (!told?.answered) return;
      const [before, now] = [signatureOf(told), signatureOf(event)];
      if (before === now) return;
      scene.report({
        key: transaction.id,
        message: `Transaction ${transaction.id} has two events with seqNo ${event.seqNo}`,
        frames: [told.index, index],
        expected: `seqNo ${transaction.seqNo + 1}`,
        actual: `${before}; ${now}`,
      });
    };
    const judgeGap = (transaction: Transaction, event: TransactionEvent, index: number, at: number) => {
      const { id, seqNo: last, lastAt, lastIndex } = transaction;
      if (event.offline || connection.openedAt > lastAt) return scene.inconclusive('what the station dropped while it was offline');
      const passedOver = Array.from({ length: Math.min(event.seqNo - last - 1, 100) }, (_, offset) => last + 1 + offset);
      if (passedOver.every((number) => isAnothers(number, id))) return;
      gaps.owe(id, at, settling, () => {
        const missing = passedOver.filter((number) => find(facts, id)?.missing.has(number) && !isAnothers(number, id));
        if (missing.length === 0) return;
        scene.report({
          key: id,
          message: `The events of transaction ${id} skip seqNo ${missing.slice(0, 5).join(', ')}`,
          frames: [lastIndex, index],
          expected: `seqNo ${last + 1}`,
          actual: `seqNo ${event.seqNo}`,
        });
      });
    };
    return {
      closed: () => gaps.forget(),
      calls: {
        TransactionEvent({ request, index, at }) {
          const transaction = transactionOf(facts, request);
          if (transaction && isRepeated(facts, request)) judgeRepeated(transaction, request, index);
          else if (transaction && request.seqNo > transaction.seqNo + 1) judgeGap(transaction, request, index, at);
          numbers.delete(request.seqNo);
          numbers.set(request.seqNo, request.transactionInfo.transactionId);
          keepNewest(numbers, 500);
        },
      },
    };
  },
});

export const numbersEventsFromZero = defineRule({
  id: 'R201-TX-003',
  title: 'The seqNo of a transaction begins at 0',
  severity: 'advice',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §1.3.2.1'],
  example: '> TransactionEvent {eventType: Started, seqNo: 1, …} in every transaction',
  harm: 'a CSMS waits for an event 0 that never was',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** the greatest number of the station so far */
    let greatest: number | undefined;
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { eventType, seqNo } = request;
          // Who counts over all transactions begins each where the one before stopped.
          if (eventType === 'Started' && seqNo !== 0 && isFirst(facts, request)) {
            if (greatest === undefined) scene.inconclusive('whether the station counts over all its transactions');
            else if (seqNo <= greatest) {
              scene.report({
                key: 'begin',
                message: `Transaction ${request.transactionInfo.transactionId} begins with seqNo ${seqNo}`,
                frames: [index],
                expected: 'seqNo 0',
                actual: `seqNo ${seqNo}`,
              });
            }
          }
          greatest = Math.max(greatest ?? seqNo, seqNo);
        },
      },
    };
  },
});

export const deliversEventsInOrder = defineRule({
  id: 'R201-TX-017',
  title: 'The events of a transaction are delivered in the order in which they happened',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['E04.FR.01', 'E04.FR.02', 'E11.FR.01', 'E11.FR.02', 'E12.FR.01', 'E12.FR.02'],
  example: '> TransactionEvent {eventType: Ended, seqNo: 2, …}  > TransactionEvent {eventType: Started, seqNo: 0, …}',
  harm: 'a CSMS ends a session that it does not know and starts one that never ends',
  watch(scene) {
    const facts = scene.facts(transactions);
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { seqNo, eventType } = request;
          const transaction = transactionOf(facts, request);
          if (!transaction || seqNo > transaction.seqNo || isRepeated(facts, request)) return;
          const { missing, firstSeqNo, id } = transaction;
          if (!missing.has(seqNo) && seqNo > firstSeqNo) return;
          scene.report({
            key: id,
            message: `${eventType} with seqNo ${seqNo} of transaction ${id} came after seqNo ${transaction.seqNo}`,
            frames: [transaction.lastIndex, index],
          });
        },
      },
    };
  },
});

export const confirmsEveryEvent = defineRule({
  id: 'R201-TX-019',
  title: 'The CSMS confirms every TransactionEvent of a station that it has accepted, known transaction or not, in whatever order',
  severity: 'violation',
  blame: 'csms',
  versions: both,
  spec: ['E05.FR.01', 'J02.FR.19', 'FR.02'],
  example: '> TransactionEvent {eventType: Ended, …} of a transaction that the CSMS does not know  < [4, …, "InternalError", …]',
  harm: 'the station sends the event again until it gives up, and the session is lost',
  watch(scene) {
    const standing = scene.facts(registration);
    return {
      refusals: {
        TransactionEvent({ call, frame, index }) {
          if (!call.legal || call.problems.length > 0 || frame.type !== 'error') return;
          if (standing.status === 'unknown' && frame.code === 'SecurityError') {
            return scene.inconclusive('whether the CSMS had accepted the station');
          }
          if (standing.status !== 'Accepted' && standing.status !== 'unknown') return;
          scene.report({
            key: frame.code,
            message: `The CSMS refused a TransactionEvent with ${frame.code}`,
            frames: [call.index, index],
            expected: 'a TransactionEventResponse',
            actual: frame.code,
          });
        },
      },
    };
  },
});
