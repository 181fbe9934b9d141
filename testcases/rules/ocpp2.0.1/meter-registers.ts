import { defineRule } from 'ocppliance';
import { both, keepNewest } from './facts.ts';
import { find, isFirst, isRepeated, transactions } from './facts-transactions.ts';
import { isRegister, type Sample, samplesOf } from './samples.ts';

interface Reading {
  amount: number;
  step: number;
  /** by the station's clock */
  time: number;
  index: number;
}

const day = 86_400_000;
const read = ({ amount, step, timestamp }: Sample, index: number): Reading => ({ amount, step, time: Date.parse(timestamp), index });
/** Rounding differs by what the last digit is worth. */
const isLess = (now: Reading, before: Reading): boolean => now.amount + Math.max(now.step, before.step) < before.amount;
const inWords = ({ amount }: Reading): string => `${Math.round(amount * 1000) / 1000} Wh`;

export const registersOnlyGrow = defineRule({
  id: 'R201-MET-003',
  title: 'A register never runs backwards',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['J02.FR.16'],
  example: '> TransactionEvent with 12500 Wh  > TransactionEvent with 12480 Wh',
  harm: 'the energy of a session cannot be computed, or is negative',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** by transaction or EVSE, measurand, phase and location: the newest thousand */
    const last = new Map<string, Reading>();
    const judge = (sample: Sample, place: string, index: number) => {
      // Begin may be told again at the end; the end is the business of R201-MET-014.
      if (!isRegister(sample) || sample.context === 'Transaction.Begin' || sample.context === 'Transaction.End') return;
      const key = `${place} ${sample.measurand} ${sample.phase ?? ''} ${sample.location ?? ''}`;
      const before = last.get(key);
      const now = read(sample, index);
      // What is older tells nothing, unless the clock was set.
      if (before && now.time < before.time && before.time - now.time < day) return;
      last.delete(key);
      last.set(key, now);
      keepNewest(last, 1000);
      if (!before || now.time < before.time || !isLess(now, before)) return;
      scene.report({
        key: `${place} ${sample.measurand}`,
        message: `${sample.measurand} went from ${inWords(before)} back to ${inWords(now)}`,
        frames: [before.index, index],
        expected: `${inWords(before)} or more`,
        actual: inWords(now),
      });
    };
    return {
      calls: {
        MeterValues({ request: { evseId, meterValue }, index }) {
          for (const sample of samplesOf(meterValue)) judge(sample, `EVSE ${evseId}`, index);
        },
        TransactionEvent({ request, index }) {
          const { meterValue, transactionInfo, evse } = request;
          const { transactionId } = transactionInfo;
          const evseId = evse?.id ?? find(facts, transactionId)?.evseId;
          if (isFirst(facts, request) && evseId !== undefined) {
            // From one transaction to the next is the business of R201-MET-004 and R201-MET-014.
            for (const key of [...last.keys()]) if (key.startsWith(`EVSE ${evseId} `)) last.delete(key);
          }
          if (!meterValue || isRepeated(facts, request)) return;
          for (const sample of samplesOf(meterValue)) judge(sample, `transaction ${transactionId}`, index);
        },
      },
    };
  },
});

interface Session {
  evseId: number | undefined;
  begin?: Reading;
  last?: Reading;
}

export const registersGoOn = defineRule({
  id: 'R201-MET-014',
  title: 'A transaction ends with no less than it had, and the next begins with no less than that',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['J02.FR.16', 'E06.FR.11'],
  example: '> TransactionEvent Ended with 8200 Wh  > TransactionEvent Started with 8100 Wh',
  harm: 'energy is billed twice, or not at all',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** the import register of running transactions, and of the last that ended on each EVSE: the newest hundred of each */
    const sessions = new Map<string, Session>();
    const ends = new Map<number, Reading>();
    const report = (key: string | number, what: string, before: Reading, now: Reading) =>
      scene.report({
        key,
        message: `${what} with ${inWords(now)}, less than the ${inWords(before)} before`,
        frames: [before.index, now.index],
        expected: `${inWords(before)} or more`,
        actual: inWords(now),
      });
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { meterValue, transactionInfo, evse, eventType } = request;
          if (isRepeated(facts, request)) return;
          const { transactionId: id } = transactionInfo;
          const session: Session = sessions.get(id) ?? { evseId: undefined };
          session.evseId = evse?.id ?? session.evseId;
          for (const sample of samplesOf(meterValue)) {
            const { measurand, context, phase } = sample;
            if (measurand !== 'Energy.Active.Import.Register' || phase !== undefined) continue;
            const now = read(sample, index);
            if (context === 'Transaction.Begin') {
              if (session.begin) continue;
              session.begin = now;
              const before = session.evseId === undefined ? undefined : ends.get(session.evseId);
              // A register that begins anew each time is the business of R201-MET-004.
              if (before && now.amount > 0 && eventType !== 'Ended' && isLess(now, before))
                report(`begin ${session.evseId}`, `Transaction ${id} begins`, before, now);
            } else if (context === 'Transaction.End') {
              const before = session.last ?? session.begin;
              if (before && isLess(now, before)) report(id, `Transaction ${id} ends`, before, now);
              session.last = now;
            } else if (!session.last || now.time >= session.last.time) session.last = now;
          }
          sessions.delete(id);
          if (eventType !== 'Ended') {
            sessions.set(id, session);
            keepNewest(sessions, 100);
          } else if (session.evseId !== undefined && session.last) {
            ends.set(session.evseId, session.last);
            keepNewest(ends, 100);
          }
        },
      },
    };
  },
});

export const registersAreNotSetBack = defineRule({
  id: 'R201-MET-004',
  title: 'The register of an EVSE goes on from one transaction to the next, it does not begin anew',
  severity: 'warning',
  blame: 'charger',
  versions: both,
  spec: ['J02.FR.17'],
  example: '> TransactionEvent Started with 0 Wh, in one transaction after the other',
  harm: 'what flowed between transactions, or before a fault, is lost',
  watch(scene) {
    const facts = scene.facts(transactions);
    /** by EVSE: whether its register has been above zero since a transaction began at zero */
    const began = new Map<number, { index: number; hasGrown: boolean }>();
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { meterValue, transactionInfo, evse } = request;
          const evseId = evse?.id ?? find(facts, transactionInfo.transactionId)?.evseId;
          if (!meterValue || evseId === undefined || isRepeated(facts, request)) return;
          for (const { measurand, context, amount } of samplesOf(meterValue)) {
            if (measurand !== 'Energy.Active.Import.Register') continue;
            const before = began.get(evseId);
            if (context !== 'Transaction.Begin') {
              if (before && amount > 0) before.hasGrown = true;
            } else if (amount === 0 && request.eventType !== 'Ended') {
              if (before?.hasGrown) {
                scene.report({
                  key: evseId,
                  message: `The register of EVSE ${evseId} began at 0 again`,
                  frames: [before.index, index],
                  actual: '0 Wh',
                });
              }
              began.set(evseId, { index, hasGrown: false });
              keepNewest(began, 100);
            }
          }
        },
      },
    };
  },
});
