import type { Listener } from '../engine/events.ts';
import type { CaseResult, Finding, RunResult, SutResult } from '../engine/results.ts';
import type { Bench } from './bench.ts';
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
}

export interface Outcome {
  result: RunResult;
  /** SUTs that could not be talked to, each with the reason */
  unreachable: string[];
  /** errors of ours that belong to no case */
  strays: string[];
}

/** Plays the plans, one SUT after the other. Rejects only with what keeps the run from beginning, such as a port in use. */
export async function runPlans({ plans, version, seed, configuration, signal, listener: emit }: RunOptions): Promise<Outcome> {
  const startedAt = new Date().toISOString();
  const tool = { name: 'ocppliance', version } as const;
  const head = { format: 'ocppliance-results', formatVersion: 1, tool, startedAt, seed, configuration } as const;
  const stopCatching = catchStrays();
  const suts: SutResult[] = [];
  const unreachable: string[] = [];
  let strays: string[] = [];
  let started = false;
  try {
    for (const plan of plans) {
      const bench = await openIfNeeded(plan, { emit, signal });
      if (!started) emit({ type: 'runStarted', run: head, total: plans.reduce((sum, { cases }) => sum + cases.length, 0) });
      started = true;
      suts.push(await runSut({ ...plan, cases: shuffled(plan.cases, seed) }, bench, { emit, signal, unreachable }));
    }
  } finally {
    strays = stopCatching();
  }
  const result: RunResult = { ...head, endedAt: new Date().toISOString(), interrupted: signal.aborted, suts };
  emit({ type: 'runEnded', result });
  return { result, unreachable, strays };
}

type Surroundings = { emit: Listener; signal: AbortSignal };

function openIfNeeded(plan: SutPlan, surroundings: Surroundings): Promise<Bench> | undefined {
  return surroundings.signal.aborted || plan.cases.every(({ skip }) => skip) ? undefined : plan.open(surroundings);
}

async function runSut(
  plan: SutPlan,
  bench: Bench | undefined,
  { emit, signal, unreachable }: Surroundings & { unreachable: string[] },
): Promise<SutResult> {
  const { sut, cases } = plan;
  emit({ type: 'sutStarted', sut, total: cases.length });
  const finish = (results: CaseResult[]): SutResult => {
    const result = { ...sut, observed: bench?.observed() ?? {}, cases: results };
    emit({ type: 'sutEnded', result });
    return result;
  };
  try {
    await bench?.ready();
    return finish(await playAll(plan, bench, { emit, signal }));
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    if (!signal.aborted) unreachable.push(error.message);
    // One reason for all of them: it is told once, at the end.
    return finish(cases.map((each) => passedOver(each, plan) ?? unplayed(each, plan, 'inconclusive', error.message)));
  } finally {
    await bench?.close();
  }
}

/** Plays cases one after the other: a SUT has one conversation at a time. */
async function playAll(plan: SutPlan, bench: Bench | undefined, { emit, signal }: Surroundings): Promise<CaseResult[]> {
  const { sut, cases } = plan;
  const results: CaseResult[] = [];
  for (const each of cases) {
    const stopped = signal.aborted ? unplayed(each, plan, 'notTested', 'the run was interrupted before this case') : undefined;
    const without = passedOver(each, plan) ?? stopped;
    if (!without && bench) {
      results.push(await bench.play(each));
      continue;
    }
    const result = without ?? unplayed(each, plan, 'error', 'there is no bench to play it on');
    const { id, title, profile } = result;
    emit({ type: 'caseStarted', sut, case: { id, title, profile } });
    emit({ type: 'caseEnded', sut, result });
    results.push(result);
  }
  return results;
}

const passedOver = (each: PlannedCase, plan: SutPlan): CaseResult | undefined =>
  each.skip && unplayed(each, plan, each.skip.verdict, each.skip.reason);

/** What a SUT did wrong outside of the subject of the cases. Under `strict`, a broken SHOULD counts. */
export function incidental({ sut, findings }: Pick<CaseResult, 'sut' | 'findings'>, strict: boolean): Finding[] {
  return findings.filter(
    (finding) =>
      finding.incidental && finding.blame === sut && (finding.severity === 'violation' || (strict && finding.severity === 'warning')),
  );
}

/** 0 passed · 1 failed · 3 incomplete · 4 our own error · 130 interrupted */
export function exitCodeOf({ interrupted, suts }: RunResult, strict: boolean): 0 | 1 | 3 | 4 | 130 {
  if (interrupted) return 130;
  const cases = suts.flatMap((sut) => sut.cases);
  const has = (verdict: CaseResult['verdict']) => cases.some((each) => each.verdict === verdict);
  if (has('error')) return 4;
  if (has('fail') || cases.some((each) => incidental(each, strict).length > 0)) return 1;
  // A run in which nothing was tried must not read as green.
  return has('inconclusive') || !has('pass') ? 3 : 0;
}
