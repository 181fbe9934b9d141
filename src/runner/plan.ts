import { describeAct, type Operator } from '../engine/acts.ts';
import { describeCondition, evaluate, type Features } from '../engine/conditions.ts';
import type { Listener, SutId } from '../engine/events.ts';
import type { SutBriefing, Verdict } from '../engine/results.ts';
import type { Bench } from './bench.ts';
import type { SuiteCase } from './catalogue.ts';

export interface PlannedCase extends SuiteCase {
  /** why it will not be played; absent if it will */
  skip?: { verdict: Extract<Verdict, 'notApplicable' | 'notTested'>; reason: string };
  /** Nobody declared whether it applies: it is played, and passes if it passes, but cannot fail. */
  undeclared?: string;
}

/** Everything that is to be done with one SUT. */
export interface SutPlan {
  sut: SutId;
  cases: PlannedCase[];
  /** by which cases were found to apply; unset: none was declared */
  features?: Features;
  briefing?: SutBriefing;
  open(run: { emit: Listener; signal: AbortSignal }): Promise<Bench>;
  rerun(id: string): string;
}

export interface Circumstances {
  features: Features;
  operator: Pick<Operator, 'can'>;
  allow: readonly 'destructive'[];
}

/** Decides before anything is played which cases apply and can be played. */
export function planCases(cases: readonly SuiteCase[], circumstances: Circumstances): PlannedCase[] {
  return cases.map((each) => {
    const skip = reasonToSkip(each, circumstances);
    if (skip) return { ...each, skip };
    const { applies } = each;
    const undeclared = applies !== undefined && evaluate(applies, circumstances.features) === undefined;
    return undeclared ? { ...each, undeclared: describeCondition(applies) } : each;
  });
}

function reasonToSkip({ testCase, applies }: SuiteCase, { features, operator, allow }: Circumstances): PlannedCase['skip'] {
  const { acts, destructive } = testCase;
  if (applies !== undefined && evaluate(applies, features) === false) {
    return { verdict: 'notApplicable', reason: `applies only to a SUT with ${describeCondition(applies)}` };
  }
  if (destructive && !allow.includes('destructive')) {
    return { verdict: 'notTested', reason: 'it may leave the SUT changed for good: play it with --allow destructive' };
  }
  const missing = acts.filter((act) => !operator.can(act));
  if (missing.length > 0) {
    const sentences = missing.map((act) => `${act} (${describeAct(act)})`).join(', ');
    return { verdict: 'notTested', reason: `nobody carries out ${sentences}: name someone with --operator` };
  }
  return undefined;
}

/** Numbers from 0 up to 1, the same for the same seed on every machine (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The cases in an order that the seed decides; 0 leaves them as they are. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  if (seed === 0) return result;
  const random = randomFrom(seed);
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
