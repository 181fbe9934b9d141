import { describeAct, type Operator } from './acts.ts';
import { type Duration, readable, waitOf } from './clock.ts';
import type { State, TestCase, Undo } from './dsl.ts';
import { filesOf } from './files.ts';
import { mismatches, show } from './match.ts';
import { OurSide, plain } from './ours.ts';
import { badVerdicts, Play, type PlayListener, type Stage } from './play.ts';
import type { Attachment, Failure, Finding, StepResult, TraceEntry, Verdict } from './results.ts';
import { TheirSide } from './theirs.ts';
import { ExpectationError, failureOf, InconclusiveError, NotTestedError, verdictOf, worstOf } from './verdict.ts';

/** What playing one case gave. The runner adds what it knows of the case. */
export interface Played {
  verdict: Verdict;
  reason?: string;
  startedAt: string;
  duration: number;
  steps: StepResult[];
  findings: Finding[];
  trace: TraceEntry[];
  attachments?: Attachment[];
}

export interface RunOptions {
  strict?: boolean;
  listener?: PlayListener;
  /** stops the conversation; what the states have set is still undone */
  signal?: AbortSignal;
}

const nobody: PlayListener = { stepStarted: () => {}, stepEnded: () => {} };

/**
 * Plays a case on a stage: reaches its states, runs its conversation, undoes what the states set. Never rejects: what goes wrong on our side
 * is the verdict `error`. Free of I/O.
 */
export async function runTestCase(
  testCase: TestCase,
  stage: Stage,
  { strict = false, listener = nobody, signal }: RunOptions = {},
): Promise<Played> {
  const { session } = stage;
  session.beginCase();
  const startedAt = session.options.clock.time();
  const play = new Play(stage, testCase.spec, listener);
  const interrupt = () => play.interrupt(new InconclusiveError('the run was interrupted'));
  signal?.addEventListener('abort', interrupt);
  const undos: { title: string; undo: Undo }[] = [];
  const cast = castFor(play, testCase.acts);
  let outcome: { verdict: Verdict; failure?: Failure };
  try {
    const reached = new Set<State>();
    for (const state of testCase.given) await reach(state, play, cast, undos, reached);
    play.phase = 'run';
    play.cursor = session.position;
    play.start = play.cursor;
    play.expectations = 0;
    await testCase.run(cast as never);
    outcome = finished(play);
  } catch (error) {
    outcome = { verdict: verdictIn(play.phase, error), failure: failureOf(error) };
  }
  const forgotten = play.end();
  if (outcome.verdict === 'pass' && forgotten.length > 0) {
    outcome = { verdict: 'error', failure: { message: `the case ended without awaiting "${forgotten[0]}": an await is missing` } };
  }
  // Optional expectations settle in their own microtasks once the play has ended.
  await Promise.resolve();
  await Promise.resolve();
  const cleanup = await undoAll(undos, play);
  signal?.removeEventListener('abort', interrupt);
  return summarize(play, outcome, { strict, startedAt, cleanup });
}

function finished(play: Play): { verdict: Verdict; failure?: Failure } {
  return play.expectations > 0
    ? { verdict: 'pass' }
    : { verdict: 'error', failure: { message: 'the case expected nothing, so it proves nothing' } };
}

/** While a situation is being reached, what the SUT does not do leaves the case undecided. */
function verdictIn(phase: StepResult['phase'], error: unknown): Verdict {
  const verdict = verdictOf(error);
  return phase === 'given' && verdict === 'fail' ? 'inconclusive' : verdict;
}

/** Each state once, though several may need it. */
async function reach(state: State, play: Play, cast: object, undos: { title: string; undo: Undo }[], reached: Set<State>): Promise<void> {
  if (reached.has(state)) return;
  reached.add(state);
  for (const needed of state.given) await reach(needed, play, cast, undos, reached);
  await play.group(`given ${state.title}`, async () => {
    const undo = await state.reach(cast as never);
    if (undo) undos.push({ title: state.title, undo });
  });
}

async function undoAll(undos: { title: string; undo: Undo }[], play: Play): Promise<string[]> {
  play.phase = 'cleanup';
  const problems: string[] = [];
  for (const { title, undo } of undos.reverse()) {
    try {
      await play.group(`undo ${title}`, undo);
    } catch (error) {
      problems.push(`could not undo "${title}": ${failureOf(error).message}`);
    }
  }
  play.end();
  return problems;
}

function summarize(
  play: Play,
  outcome: { verdict: Verdict; failure?: Failure },
  about: { strict: boolean; startedAt: string; cleanup: string[] },
): Played {
  const { session, steps } = play;
  const findings = [...session.findings];
  for (const problem of about.cleanup) {
    findings.push({ rule: 'CLEANUP', severity: 'advice', blame: session.options.sut, message: problem, frames: [], incidental: true });
  }
  // A step that failed counts even if the case caught its error.
  const own = steps.filter((step) => step.phase === 'run');
  const warned = about.strict && findings.some((finding) => !finding.incidental && finding.severity === 'warning');
  const verdict = worstOf([outcome.verdict, ...(outcome.verdict === 'pass' ? badVerdicts(own) : []), warned ? 'fail' : 'pass']);
  const failure = outcome.failure ?? own.find((step) => step.failure)?.failure;
  const reason = failure?.message ?? (warned ? findings.find((finding) => !finding.incidental)?.message : undefined);
  return {
    verdict,
    ...(verdict === 'pass' || reason === undefined ? {} : { reason }),
    startedAt: about.startedAt,
    duration: play.elapsed(),
    steps,
    findings,
    trace: session.entries,
    ...(play.attachments.length > 0 ? { attachments: play.attachments } : {}),
  };
}

function castFor(play: Play, acts: readonly string[]): object {
  const { session, stage } = play;
  const { sut } = session.options;
  return {
    [sut]: new TheirSide(play),
    [session.ours]: new OurSide(play),
    operator: acting(play, stage.operator, acts),
    config: stage.config,
    clock: {
      waits: (duration: Duration) => {
        const wait = waitOf(duration, stage.config.timeouts, stage.timeScale);
        return play.step(`wait ${readable(wait)}`, { deadline: wait }, () =>
          play.until<void>(
            wait,
            () => {},
            () => () => {},
          ),
        );
      },
      lasts: (duration: Duration) => waitOf(duration, stage.config.timeouts, stage.timeScale),
    },
    files: filesOf(play),
    certificates: stage.certificates ?? missing('certificates'),
    check: (statement: string, actual: unknown, expected: unknown, options: { level?: 'must' | 'should' } = {}) => {
      play.expectations += 1;
      return play.step(statement, options, async () => {
        const differences = mismatches(expected, actual);
        if (differences.length > 0) {
          throw play.fail(`not so: ${statement} (${differences.join('; ')})`, { expected: plain(expected), actual: show(actual, 2000) });
        }
      });
    },
  };
}

/** Stands in for what this run was not given: whoever needs it learns so. */
function missing<T extends object>(what: string): T {
  const tell = () => {
    throw new InconclusiveError(`this run has no ${what}`);
  };
  return new Proxy({} as T, { get: tell });
}

function acting(play: Play, operator: Operator, declared: readonly string[]) {
  const { session } = play;
  return {
    can: (act: string) => operator.can(act),
    does: (act: string, parameters: Record<string, unknown> = {}) => {
      play.stimulus();
      const sentence = describeAct(act, parameters);
      return play.step(`operator: ${sentence}`, {}, async (step) => {
        if (!operator.can(act)) {
          const missing = `nobody is there to ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
          throw declared.includes(act) ? new NotTestedError(missing) : new InconclusiveError(missing);
        }
        step.frames.push(session.recordAct({ kind: 'act', act, parameters, outcome: 'asked' }));
        try {
          await operator.does(act, parameters, session.options.station);
          step.frames.push(session.recordAct({ kind: 'act', act, parameters, outcome: 'done' }));
        } catch (error) {
          const detail = error instanceof Error ? error.message : String(error);
          step.frames.push(session.recordAct({ kind: 'act', act, parameters, outcome: 'failed', detail }));
          throw error instanceof ExpectationError ? error : new InconclusiveError(`the operator could not ${act}: ${detail}`);
        }
      });
    },
  };
}
