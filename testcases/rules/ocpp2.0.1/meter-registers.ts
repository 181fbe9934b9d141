import { defineRule, parseDateTime } from 'ocppliance';
import { both, keepFreshest, keepNewest } from './facts.ts';
import { isFirst, isRepeated, transactionOf, transactions } from './facts-transactions.ts';
import { imports, type Kind, type Sample, type Samples, samplesOf, samplesWith, stepOf } from './samples.ts';

/** What a register showed. */
class Reading {
  amount = 0;
  /** what its last digit was worth */
  step = 0;
  /** by the station's clock */
  time = 0;
  index = 0;

  constructor(sample: Sample, time: number, index: number) {
    this.renew(sample, time, index);
  }

  renew({ amount, value, kind }: Sample, time: number, index: number): void {
    this.amount = amount;
    this.step = stepOf(value, kind);
    this.time = time;
    this.index = index;
  }
}

const day = 86_400_000;
/** Rounding differs by what the last digit is worth. */
const isLess = ({ amount, value, kind }: Sample, before: Reading): boolean =>
  amount < before.amount && amount + Math.max(stepOf(value, kind), before.step) < before.amount;
const inWords = ({ amount }: { amount: number }): string => `${Math.round(amount * 1000) / 1000} Wh`;

/** Registers that may not run backwards. Begin may be told again at the end; the end is the business of R201-MET-014. */
const growing = samplesWith(
  ({ measurand, context }) => measurand.endsWith('.Register') && context !== 'Transaction.Begin' && context !== 'Transaction.End',
);

type Register = Pick<Kind, 'measurand' | 'phase' | 'location'> & { reading: Reading };

const mostRegisters = 1000;

/** The registers of transactions, by transactionId, and of EVSEs, by number, as they were last told: the newest thousand. */
class Registers {
  readonly #places = new Map<string | number, Register[]>();
  #size = 0;

  of(place: string | number, { measurand, phase, location }: Kind): Reading | undefined {
    for (const each of this.#places.get(place) ?? []) {
      if (each.measurand === measurand && each.phase === phase && each.location === location) return each.reading;
    }
    return undefined;
  }

  add(place: string | number, { measurand, phase, location }: Kind, reading: Reading): void {
    const registers = this.#places.get(place) ?? [];
    registers.push({ measurand, phase, location, reading });
    this.#places.set(place, registers);
    this.#size += 1;
    if (this.#size > mostRegisters) this.#dropStalest();
  }

  forget(place: string | number): void {
    this.#size -= this.#places.get(place)?.length ?? 0;
    this.#places.delete(place);
  }

  #dropStalest(): void {
    let stalest: { place: string | number; register: Register } | undefined;
    for (const [place, registers] of this.#places) {
      for (const register of registers) {
        if (!stalest || register.reading.index < stalest.register.reading.index) stalest = { place, register };
      }
    }
    if (!stalest) return;
    const { place, register } = stalest;
    const rest = this.#places.get(place)?.filter((each) => each !== register) ?? [];
    if (rest.length > 0) this.#places.set(place, rest);
    else this.#places.delete(place);
    this.#size -= 1;
  }
}

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
    const last = new Registers();
    const judge = (samples: Samples, place: string | number, index: number) => {
      for (const sample of growing(samples)) {
        const time = parseDateTime(sample.timestamp);
        const before = last.of(place, sample.kind);
        if (!before) last.add(place, sample.kind, new Reading(sample, time, index));
        // What is older tells nothing, unless the clock was set.
        else if (!(time < before.time && before.time - time < day)) {
          if (!(time < before.time) && isLess(sample, before)) report(sample, place, before, index);
          before.renew(sample, time, index);
        }
      }
    };
    const report = (sample: Sample, place: string | number, before: Reading, index: number) =>
      scene.report({
        key: `${typeof place === 'number' ? `EVSE ${place}` : `transaction ${place}`} ${sample.kind.measurand}`,
        message: `${sample.kind.measurand} went from ${inWords(before)} back to ${inWords(sample)}`,
        frames: [before.index, index],
        expected: `${inWords(before)} or more`,
        actual: inWords(sample),
      });
    return {
      calls: {
        MeterValues: ({ request: { evseId, meterValue }, index }) => judge(samplesOf(meterValue), evseId, index),
        TransactionEvent({ request, index }) {
          const { eventType, meterValue, transactionInfo, evse } = request;
          const evseId = evse?.id ?? transactionOf(facts, request)?.evseId;
          // From one transaction to the next is the business of R201-MET-004 and R201-MET-014.
          if (isFirst(facts, request) && evseId !== undefined) last.forget(evseId);
          if (meterValue && !isRepeated(facts, request)) judge(samplesOf(meterValue), transactionInfo.transactionId, index);
          if (eventType === 'Ended') last.forget(transactionInfo.transactionId);
        },
      },
    };
  },
});

interface Session {
  evseId: number | undefined;
  begin?: Reading;
  last?: Reading;
  /** of its last event */
  index: number;
}

/** The import register as a whole, whenever it was read. */
const totals = samplesWith(({ measurand, phase }) => measurand === 'Energy.Active.Import.Register' && phase === undefined);

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
    const report = (key: string | number, what: string, before: Reading, now: Sample, index: number) =>
      scene.report({
        key,
        message: `${what} with ${inWords(now)}, less than the ${inWords(before)} before`,
        frames: [before.index, index],
        expected: `${inWords(before)} or more`,
        actual: inWords(now),
      });
    const judge = (session: Session, id: string, now: Sample, isOver: boolean, index: number) => {
      const { context } = now.kind;
      const time = parseDateTime(now.timestamp);
      if (context === 'Transaction.Begin') {
        if (session.begin) return;
        session.begin = new Reading(now, time, index);
        const before = session.evseId === undefined ? undefined : ends.get(session.evseId);
        // A register that begins anew each time is the business of R201-MET-004.
        if (before && now.amount > 0 && !isOver && isLess(now, before))
          report(`begin ${session.evseId}`, `Transaction ${id} begins`, before, now, index);
        return;
      }
      const isEnd = context === 'Transaction.End';
      const before = session.last ?? session.begin;
      if (isEnd && before && isLess(now, before)) report(id, `Transaction ${id} ends`, before, now, index);
      if (!session.last) session.last = new Reading(now, time, index);
      else if (isEnd || time >= session.last.time) session.last.renew(now, time, index);
    };
    return {
      calls: {
        TransactionEvent({ request, index }) {
          const { meterValue, transactionInfo, evse, eventType } = request;
          if (isRepeated(facts, request)) return;
          const { transactionId: id } = transactionInfo;
          const isOver = eventType === 'Ended';
          const known = sessions.get(id);
          const session: Session = known ?? { evseId: undefined, index };
          session.evseId = evse?.id ?? session.evseId;
          session.index = index;
          for (const sample of totals(samplesOf(meterValue))) judge(session, id, sample, isOver, index);
          if (isOver) {
            sessions.delete(id);
            if (session.evseId === undefined || !session.last) return;
            ends.set(session.evseId, session.last);
            keepNewest(ends, 100);
          } else if (!known) {
            sessions.set(id, session);
            keepFreshest(sessions, 100);
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
          const { meterValue, evse } = request;
          if (!meterValue || isRepeated(facts, request)) return;
          const evseId = evse?.id ?? transactionOf(facts, request)?.evseId;
          if (evseId === undefined) return;
          for (const { kind, amount } of imports(samplesOf(meterValue))) {
            const before = began.get(evseId);
            if (kind.context !== 'Transaction.Begin') {
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
