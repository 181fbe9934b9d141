import { performance } from 'node:perf_hooks';
import type { Listener } from '../engine/events.ts';
import type { CaseResult, Finding, RunResult, SutResult } from '../engine/results.ts';
import type { Bench } from './bench.ts';
import { environment } from './environment.ts';
import { unplayed } from './perform.ts';
import { type PlannedCase, type SutPlan, shuffled } from './plan.ts';
import { UnreachableError } from './problem.ts';
import { catchStrays } from './strays.ts';

export interface RunOptions {
  plans: readonly SutPlan[];
  version: string;
  /** 0: the order of the suite */
  seed: number;
  /** what the result says of how it came about; without secrets */
  configuration: Record<string, unknown>;
  signal: AbortSignal;
  listener: Listener;
  /** how often a case that failed is tried again */
  retries?: number;
  /** the last word on what was played, before it is told */
  amend?: Amend;
  /** true: nothing more is to be played */
  isEnough?(result: CaseResult): boolean;
}

/** What is known of results besides what was played, such as which failures are expected. */
export interface Amend {
  case(result: CaseResult): CaseResult;
  sut(result: SutResult): SutResult;
}

export interface Outcome {
  result: RunResult;
  /** SUTs that could not be talked to, each with the reason */
  unreachable: string[];
  /** errors of ours that belong to no case */
  strays: string[];
}

/** Plays the plans, one SUT after the other. Rejects only with what keeps the run from beginning, such as a port in use. */
export async function runPlans(options: RunOptions): Promise<Outcome> {
  const { plans, version, seed, configuration, signal, listener: emit, retries = 0, amend, isEnough } = options;
  const began = Date.now() - performance.now();
  const startedAt = new Date().toISOString();
  const tool = { name: 'ocppliance', version } as const;
  const head = { format: 'ocppliance-results', formatVersion: 1, tool, startedAt, seed, configuration } as const;
  const stopCatching = catchStrays();
  const suts: SutResult[] = [];
  const unreachable: string[] = [];
  let strays: string[] = [];
  let started = false;
  let enough = false;
  const how: HowToPlay = {
    emit,
    signal,
    retries,
    amend,
    isOver: () => enough,
    played: (result) => {
      enough ||= isEnough?.(result) ?? false;
    },
  };
  try {
    for (const plan of plans) {
      const bench = await openIfNeeded(plan, { emit: allButTheEnd(emit), signal });
      if (!started) emit({ type: 'runStarted', run: head, total: plans.reduce((sum, { cases }) => sum + cases.length, 0) });
      started = true;
      suts.push(await runSut({ ...plan, cases: shuffled(plan.cases, seed) }, bench, { ...how, unreachable }));
    }
  } finally {
    strays = stopCatching();
  }
  const result: RunResult = {
    ...head,
    endedAt: new Date().toISOString(),
    interrupted: signal.aborted,
    environment: await environment(plans, Math.round(Date.now() - performance.now() - began)),
    suts,
  };
  emit({ type: 'runEnded', result });
  return { result, unreachable, strays };
}

type Surroundings = { emit: Listener; signal: AbortSignal };

interface HowToPlay extends Surroundings {
  retries: number;
  amend: Amend | undefined;
  /** nothing more is to be played */
  isOver(): boolean;
  played(result: CaseResult): void;
}

/** A case has ended when nothing more will be said of it: that is for the run to tell, not for the bench. */
const allButTheEnd =
  (emit: Listener): Listener =>
  (event) => {
    if (event.type !== 'caseEnded') emit(event);
  };

function openIfNeeded(plan: SutPlan, surroundings: Surroundings): Promise<Bench> | undefined {
  return surroundings.signal.aborted || plan.cases.every(({ skip }) => skip) ? undefined : plan.open(surroundings);
}

async function runSut(
  plan: SutPlan,
  bench: Bench | undefined,
  { unreachable, ...how }: HowToPlay & { unreachable: string[] },
): Promise<SutResult> {
  const { sut, cases, briefing } = plan;
  const { emit, signal, amend } = how;
  emit({ type: 'sutStarted', sut, total: cases.length, ...(briefing && { briefing }) });
  let atStart: Record<string, string> = {};
  const finish = (results: CaseResult[], notRestored: readonly string[] = []): SutResult => {
    const observed = bench?.observed() ?? {};
    const changed = Object.entries(atStart).some(([name, value]) => observed[name] !== value);
    const seen = { ...sut, ...briefing, observed, ...(changed && { observedAtStart: atStart }), ...left(notRestored), cases: results };
    const result = amend?.sut(seen) ?? seen;
    emit({ type: 'sutEnded', result });
    return result;
  };
  try {
    await bench?.ready();
    atStart = bench?.observed() ?? {};
    const results = await playAll(plan, bench, how);
    return finish(results, await bench?.restore?.());
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    if (!signal.aborted) unreachable.push(error.message);
    // One reason for all of them: it is told once, at the end.
    return finish(cases.map((each) => passedOver(each, plan) ?? unplayed(each, plan, 'inconclusive', error.message)));
  } finally {
    await bench?.close();
  }
}

const left = (notRestored: readonly string[]): Pick<SutResult, 'notRestored'> =>
  notRestored.length > 0 ? { notRestored: [...notRestored] } : {};

/** Plays cases one after the other, or as many at a time as the bench can. The results are in the order of the plan. */
async function playAll(plan: SutPlan, bench: Bench | undefined, how: HowToPlay): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const jobs = bench?.jobs ?? 1;
  const toTryAgain: [index: number, each: PlannedCase, failed: CaseResult][] = [];
  // All take from the same line.
  const line = plan.cases.entries();
  const work = async () => {
    for (const [index, each] of line) {
      const played = await playCase(each, plan, bench, how);
      const isForLater = jobs > 1 && played.verdict === 'fail' && how.retries > 0;
      if (isForLater) toTryAgain.push([index, each, played]);
      else results[index] = await ended(played, each, plan, bench, how);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  // Alone: what fails among others only is flaky.
  for (const [index, each, failed] of toTryAgain) results[index] = await ended(failed, each, plan, bench, how);
  return results;
}

async function playCase(each: PlannedCase, plan: SutPlan, bench: Bench | undefined, how: HowToPlay): Promise<CaseResult> {
  const { sut } = plan;
  const unplayable = passedOver(each, plan) ?? stopped(each, plan, how);
  if (!unplayable && bench) {
    const played = await bench.play(each);
    how.played(how.amend?.case(played) ?? played);
    return played;
  }
  const { testCase, profile, official, status } = each;
  const { id, title, spec } = testCase;
  how.emit({ type: 'caseStarted', sut, case: { id, title, profile, official, status, spec: [...spec], rerun: plan.rerun(id) } });
  return unplayable ?? unplayed(each, plan, 'error', 'there is no bench to play it on');
}

/** Tries a failure again if that is asked for, and tells what there is to tell of the case. */
async function ended(
  played: CaseResult,
  each: PlannedCase,
  { sut }: SutPlan,
  bench: Bench | undefined,
  how: HowToPlay,
): Promise<CaseResult> {
  const tried = played.verdict === 'fail' && bench ? await triedAgain(played, each, bench, how) : played;
  const result = how.amend?.case(tried) ?? tried;
  how.emit({ type: 'caseEnded', sut, result });
  return result;
}

function stopped(each: PlannedCase, plan: SutPlan, { signal, isOver }: HowToPlay): CaseResult | undefined {
  if (signal.aborted) return unplayed(each, plan, 'notTested', `the run was ${why(signal)} before this case`);
  return isOver() ? unplayed(each, plan, 'notTested', 'the run stopped at the first failure, as --bail asks') : undefined;
}

const why = ({ reason }: AbortSignal): string => (isTimeout(reason) ? 'out of time' : 'interrupted');

const isTimeout = (reason: unknown): boolean => reason instanceof Error && reason.name === 'TimeoutError';

/** A failure that does not come again tells something, but it did come. */
async function triedAgain(failed: CaseResult, each: PlannedCase, bench: Bench, { retries, signal }: HowToPlay): Promise<CaseResult> {
  if (retries === 0 || signal.aborted) return failed;
  const { verdict, reason, startedAt, duration, steps, findings, trace } = await bench.play(each);
  const retry = { verdict, ...(reason !== undefined && { reason }), startedAt, duration, steps, findings, trace };
  return { ...failed, retry, ...(verdict === 'pass' && { flaky: true }) };
}

const passedOver = (each: PlannedCase, plan: SutPlan): CaseResult | undefined =>
  each.skip && unplayed(each, plan, each.skip.verdict, each.skip.reason);

/** What a SUT did wrong outside of the subject of the cases, and nobody expected. Under `strict`, a broken SHOULD counts. */
export function incidental(result: Pick<CaseResult, 'sut' | 'findings' | 'retry'>, strict: boolean): Finding[] {
  return [...result.findings, ...(result.retry?.findings ?? [])].filter(
    ({ incidental: beside, blame, severity, expectedFailure }) =>
      beside && blame === result.sut && !expectedFailure && (severity === 'violation' || (strict && severity === 'warning')),
  );
}

/**
 * 0 passed · 1 failed · 3 incomplete · 4 our own error · 130 interrupted. A failure that is expected is none; a run that was out of time is
 * incomplete.
 */
export function exitCodeOf({ interrupted, suts }: RunResult, strict: boolean, signal?: AbortSignal): 0 | 1 | 3 | 4 | 130 {
  const outOfTime = isTimeout(signal?.reason);
  if (interrupted && !outOfTime) return 130;
  const cases = suts.flatMap((sut) => sut.cases);
  const has = (verdict: CaseResult['verdict']) => cases.some((each) => each.verdict === verdict);
  const fails = cases.filter(({ verdict }) => verdict === 'fail');
  if (has('error')) return 4;
  if (fails.some((each) => !each.expectedFailure) || cases.some((each) => incidental(each, strict).length > 0)) return 1;
  // A run in which nothing was tried must not read as green.
  return outOfTime || has('inconclusive') || (!has('pass') && fails.length === 0) ? 3 : 0;
}
