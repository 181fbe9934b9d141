import type { Listener, SutId } from '../engine/events.ts';
import type { Stage } from '../engine/play.ts';
import type { CaseResult, Finding, TraceEntry, Verdict } from '../engine/results.ts';
import { type Played, runTestCase } from '../engine/run.ts';
import type { Session } from '../engine/session.ts';
import type { SuiteCase } from './catalogue.ts';
import type { PlannedCase } from './plan.ts';
import { collectStrays } from './strays.ts';

/** What all cases against one SUT share. */
export interface Performance {
  sut: SutId;
  strict: boolean;
  emit: Listener;
  /** the user wants to stop */
  signal: AbortSignal;
  /** the line that plays a case again */
  rerun(id: string): string;
}

/** milliseconds that an interrupted case gets to undo what it has set */
const GRACE = 3_000;

/** Plays one case on a stage, tells what happens, and never rejects. */
export async function perform(suiteCase: PlannedCase, stage: Stage, performance: Performance): Promise<CaseResult> {
  const { sut, strict, emit, signal } = performance;
  const { testCase, profile, official, status } = suiteCase;
  const caseId = testCase.id;
  const head = { id: caseId, title: testCase.title, profile, official, status, spec: [...testCase.spec], rerun: performance.rerun(caseId) };
  const leadIn = takeLeadIn(stage.session);
  emit({ type: 'caseStarted', sut, case: head });
  const strays = collectStrays();
  const listener = {
    stepStarted: (title: string, phase: 'given' | 'run' | 'cleanup', deadline: number | undefined) =>
      emit({ type: 'stepStarted', sut, caseId, title, phase, ...(deadline === undefined ? {} : { deadline }) }),
    stepEnded: (step: CaseResult['steps'][number]) => emit({ type: 'stepEnded', sut, caseId, step }),
  };
  const startedAt = new Date();
  const played = await patiently(runTestCase(testCase, stage, { strict, listener, signal }), signal, () =>
    unfinished(stage.session, startedAt),
  );
  markHeard(stage.session);
  const result = resultOf(suiteCase, performance, undecided(withStrays(played, await strays()), suiteCase.undeclared), leadIn);
  emit({ type: 'caseEnded', sut, result });
  return result;
}

/** The result of a case that is not played, and why. */
export function unplayed(suiteCase: SuiteCase, performance: Pick<Performance, 'rerun'>, verdict: Verdict, reason: string): CaseResult {
  const nothing = { startedAt: new Date().toISOString(), duration: 0, steps: [], findings: [], trace: [] };
  return resultOf(suiteCase, performance, { verdict, reason, ...nothing }, { entries: [], findings: [] });
}

function resultOf(suiteCase: SuiteCase, { rerun }: Pick<Performance, 'rerun'>, played: Played, leadIn: LeadIn): CaseResult {
  const { testCase, profile, official, status, condition, requirements } = suiteCase;
  const { id, title, protocol, sut, spec } = testCase;
  const { verdict, reason, startedAt, duration, steps } = played;
  return {
    id,
    title,
    protocol,
    sut,
    profile,
    official,
    status,
    ...(condition === undefined ? {} : { condition }),
    spec: [...spec],
    ...(requirements === undefined ? {} : { requirements }),
    verdict,
    ...(reason === undefined ? {} : { reason }),
    startedAt,
    duration,
    steps,
    findings: [...leadIn.findings, ...played.findings],
    trace: [...leadIn.entries, ...played.trace],
    ...(played.attachments ? { attachments: played.attachments } : {}),
    rerun: rerun(id),
  };
}

interface LeadIn {
  entries: TraceEntry[];
  findings: Finding[];
}

/** How far earlier cases have taken notice of a session. */
const heard = new WeakMap<Session, { position: number; findings: number }>();

function markHeard(session: Session): void {
  heard.set(session, { position: session.position, findings: session.findings.length });
}

/** What came between two cases is told with the one that follows: nothing that a SUT does goes unjudged. */
function takeLeadIn(session: Session): LeadIn {
  const mark = heard.get(session) ?? { position: 0, findings: 0 };
  return {
    entries: session.entries.filter(({ index }) => index >= mark.position),
    findings: session.findings.slice(mark.findings),
  };
}

function withStrays(played: Played, strays: readonly string[]): Played {
  const [first] = strays;
  return first === undefined ? played : { ...played, verdict: 'error', reason: first };
}

/** What a SUT may rightly lack it cannot fail: a failure waits for the declaration. */
export function undecided(played: Played, undeclared: string | undefined): Played {
  if (undeclared === undefined || played.verdict !== 'fail') return played;
  const hint = `this counts only for a SUT with ${undeclared}: declare whether it has, under "features" or with ocppliance declare`;
  return { ...played, verdict: 'inconclusive', reason: `${played.reason ?? 'it failed'}; ${hint}` };
}

/** Once the signal is given, waits no longer than the grace. */
function patiently<T>(promise: Promise<T>, signal: AbortSignal, instead: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = () => {
      timer = setTimeout(() => resolve(instead()), GRACE);
    };
    signal.addEventListener('abort', onAbort);
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
    });
  });
}

/** A case that did not end when it was told to. */
function unfinished(session: Session, startedAt: Date): Played {
  return {
    verdict: 'inconclusive',
    reason: 'the run was interrupted',
    startedAt: startedAt.toISOString(),
    duration: Date.now() - startedAt.getTime(),
    steps: [],
    findings: [...session.findings],
    trace: [...session.entries],
  };
}
