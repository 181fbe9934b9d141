import type { Reporter } from '../engine/events.ts';
import type { CaseResult, RunResult, StepResult, SutResult, Verdict } from '../engine/results.ts';
import { expectedText, failuresOf, failureText } from './failure.ts';
import type { FileOptions } from './files.ts';
import { allCases, byProfile, retryText, roleName, verdictWords, versionOf } from './summary.ts';
import { printable } from './text.ts';

type Status = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

/** What could not be judged is `other`, which no reader takes for green; `rawStatus` is our own word. */
const statuses: Record<Verdict, Status> = {
  pass: 'passed',
  fail: 'failed',
  error: 'other',
  inconclusive: 'other',
  notTested: 'skipped',
  notApplicable: 'skipped',
};

/** Writes `ctrf.json` in the Common Test Report Format. */
export function ctrfReporter({ folder }: FileOptions): Reporter {
  return {
    on() {},
    end: async (run) => void (await folder.write('ctrf.json', `${JSON.stringify(ctrf(run))}\n`)),
  };
}

export function ctrf(run: RunResult): object {
  const cases = allCases(run);
  const count = (status: Status) => cases.filter(({ verdict }) => statuses[verdict] === status).length;
  const [start, stop] = [Date.parse(run.startedAt), Date.parse(run.endedAt)];
  return {
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: run.endedAt,
    generatedBy: `ocppliance ${run.tool.version}`,
    results: {
      tool: { name: 'ocppliance', version: run.tool.version },
      summary: {
        tests: cases.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        suites: run.suts.reduce((sum, sut) => sum + byProfile(sut.cases).size, 0),
        start,
        stop,
        duration: stop - start,
      },
      tests: run.suts.flatMap((sut) => sut.cases.map((each) => test(sut, each))),
      environment: { extra: { seed: run.seed, interrupted: run.interrupted } },
    },
  };
}

function test(sut: SutResult, result: CaseResult): object {
  const { id, title, verdict, reason, startedAt, duration, profile, status, official, spec, steps, rerun, flaky, retry, expectedFailure } =
    result;
  const start = Date.parse(startedAt);
  const took = Math.round(duration);
  const message = verdict === 'pass' ? undefined : (reason ?? failuresOf(result)[0]?.message ?? verdictWords[verdict]);
  return {
    name: printable(`${id} ${title}`),
    status: statuses[verdict],
    rawStatus: verdict,
    duration: took,
    start,
    stop: start + took,
    suite: [sut.name, `${versionOf(sut.protocol)} ${roleName(sut.sut, sut.protocol)}`, profile].map(printable),
    ...(message !== undefined && { message: printable(message) }),
    ...(statuses[verdict] === 'failed' || statuses[verdict] === 'other' ? { trace: failureText(result) } : {}),
    ...(retry && { retries: 1 }),
    ...(flaky && { flaky }),
    tags: [verdict, status, ...(official ? ['official'] : []), ...(expectedFailure ? ['expectedFailure'] : [])],
    // Of what went well nobody reads the steps; results.json has them.
    ...(verdict !== 'pass' && { steps: steps.map(step) }),
    extra: {
      spec,
      rerun,
      ...(expectedFailure && { expectedFailure: printable(expectedText(expectedFailure)) }),
      ...(retry && { retry: printable(retryText(retry)) }),
    },
  };
}

const step = ({ title, verdict }: StepResult): object => ({ name: printable(title), status: statuses[verdict] });
