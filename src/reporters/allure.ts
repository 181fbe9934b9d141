import { createHash } from 'node:crypto';
import type * as Allure from 'allure-js-commons';
import type { Reporter } from '../engine/events.ts';
import type { CaseResult, Failure, RunResult, StepResult, SutResult, TraceEntry, Verdict } from '../engine/results.ts';
import { expectedText, failuresOf, failureText, findingText } from './failure.ts';
import type { FileOptions } from './files.ts';
import { retryText, roleName, verdictWords, versionOf } from './summary.ts';
import { isWebAddress, printable } from './text.ts';

/** A result file of Allure; its types say enums where the files hold their words. */
export interface AllureResult extends AllureStep {
  uuid: string;
  historyId: string;
  testCaseId: string;
  fullName: string;
  titlePath: string[];
  labels: Allure.Label[];
  links: Allure.Link[];
}

/** Its readers know these two, its types don't. */
type Details = Allure.StatusDetails & { known?: boolean; flaky?: boolean };

type AllureStep = Omit<Allure.StepResult, 'status' | 'statusDetails' | 'stage' | 'steps' | 'uuid'> & {
  statusDetails: Details;
  status: `${Allure.Status}`;
  stage: `${Allure.Stage}`;
  steps: AllureStep[];
};

/** Allure knows no *inconclusive*: it is broken, as in junit.xml, so that it can't read as green. The label `verdict` tells them apart. */
const statuses: Record<Verdict, `${Allure.Status}`> = {
  pass: 'passed',
  fail: 'failed',
  error: 'broken',
  inconclusive: 'broken',
  notTested: 'skipped',
  notApplicable: 'skipped',
};

/** files that are written at the same time */
const atOnce = 16;

/** Writes Allure's result files into `allure-results/`: one for each case, its frames attached. */
export function allureReporter({ folder }: FileOptions): Reporter {
  const write = (name: string, text: string) => folder.write(`allure-results/${name}`, text);
  return {
    on() {},
    async end(run) {
      await write('environment.properties', environment(run));
      const cases = run.suts.flatMap((sut) => sut.cases.map((each) => [sut, each] as const)).values();
      const writeAll = async () => {
        for (const [sut, each] of cases) {
          const result = allureResult(run, sut, each);
          await write(`${result.uuid}-result.json`, JSON.stringify(result));
          if (each.trace.length > 0) await write(attachmentOf(result.uuid), each.trace.map(traceLine).join('\n'));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, writeAll));
    },
  };
}

export function allureResult(run: RunResult, sut: SutResult, result: CaseResult): AllureResult {
  const fullName = `${sut.name}: ${sut.protocol} ${sut.sut} ${result.id}`;
  const start = Date.parse(result.startedAt);
  const uuid = uuidOf(`${result.startedAt} ${fullName}`);
  const suite = `${versionOf(sut.protocol)} ${roleName(sut.sut, sut.protocol)}`;
  return {
    uuid,
    historyId: uuidOf(fullName),
    testCaseId: uuidOf(`${sut.protocol} ${sut.sut} ${result.id}`),
    fullName,
    titlePath: [sut.name, suite, result.profile].map(printable),
    name: printable(`${result.id} ${result.title}`),
    description: description(result),
    status: statuses[result.verdict],
    statusDetails: detailsOf(result),
    stage: 'finished',
    start,
    stop: start + Math.round(result.duration),
    steps: result.steps.map((step) => allureStep(step, start)),
    attachments: result.trace.length > 0 ? [{ name: 'Frames', type: 'text/plain', source: attachmentOf(uuid) }] : [],
    parameters: [{ name: 'seed', value: String(run.seed), excluded: true }],
    labels: labelsOf(sut, result, suite),
    links: linksOf(result),
  };
}

function labelsOf(sut: SutResult, result: CaseResult, suite: string): Allure.Label[] {
  const reason = result.verdict === 'pass' ? undefined : result.reason;
  const labels: Record<string, string | undefined> = {
    framework: 'ocppliance',
    parentSuite: sut.name,
    suite,
    subSuite: result.profile,
    epic: suite,
    feature: result.profile,
    severity: result.status === 'mandatory' ? 'critical' : result.status === 'conditional' ? 'normal' : 'minor',
    verdict: result.verdict,
    reason,
    condition: result.condition,
    expectedFailure: result.expectedFailure && expectedText(result.expectedFailure),
    retry: result.retry && retryText(result.retry),
  };
  const tags = [
    result.verdict,
    result.status,
    ...(result.official ? ['official'] : []),
    ...(result.expectedFailure ? ['expectedFailure'] : []),
    ...(result.flaky ? ['flaky'] : []),
    ...new Set(result.findings.map(({ severity }) => severity)),
  ];
  return [
    ...Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value: printable(value) }])),
    ...tags.map((value) => ({ name: 'tag', value })),
  ];
}

function description(result: CaseResult): string {
  return [
    result.verdict !== 'pass' && `${verdictWords[result.verdict]}: ${result.reason ?? ''}`,
    result.expectedFailure && `Expected failure: ${expectedText(result.expectedFailure)}`,
    result.retry && `Retry: ${retryText(result.retry)}`,
    result.condition && `Applies if: ${result.condition}`,
    result.spec.length > 0 && `Specification: ${result.spec.join(', ')}`,
    ...result.findings.map(findingText),
    `Rerun: ${result.rerun}`,
  ]
    .filter((line) => typeof line === 'string')
    .map(printable)
    .join('\n\n');
}

function detailsOf(result: CaseResult): Details {
  if (result.verdict === 'pass') return {};
  const message = result.reason ?? failuresOf(result)[0]?.message ?? verdictWords[result.verdict];
  if (statuses[result.verdict] === 'skipped') return { message: printable(message) };
  // The retry is no result file of its own: Allure would take the last one, and its pass, for the result.
  return {
    message: printable(message),
    trace: failureText(result),
    ...compared(failuresOf(result)[0]),
    ...(result.expectedFailure && { known: true }),
    ...(result.flaky && { flaky: true }),
  };
}

function linksOf({ expectedFailure }: CaseResult): Allure.Link[] {
  const link = expectedFailure?.link;
  return link !== undefined && isWebAddress(link) ? [{ type: 'issue', name: 'Expected failure', url: link }] : [];
}

function compared(failure: Failure | undefined): Allure.StatusDetails {
  const text = (value: unknown) => printable(JSON.stringify(value, null, 2));
  return {
    ...(failure?.expected !== undefined && { expected: text(failure.expected) }),
    ...(failure?.actual !== undefined && { actual: text(failure.actual) }),
  };
}

function allureStep(step: StepResult, caseStart: number): AllureStep {
  const start = caseStart + Math.round(step.startedAt);
  return {
    name: printable(step.phase === 'run' ? step.title : `${step.phase}: ${step.title.replace(/^given /, '')}`),
    status: statuses[step.verdict],
    statusDetails: step.failure ? { message: printable(step.failure.message), ...compared(step.failure) } : {},
    stage: 'finished',
    start,
    stop: start + Math.round(step.duration),
    steps: step.steps.map((inner) => allureStep(inner, caseStart)),
    attachments: [],
    parameters: [],
  };
}

const attachmentOf = (uuid: string) => `${uuid}-attachment.txt`;

function traceLine(entry: TraceEntry): string {
  if (entry.kind === 'frame') return `${entry.time} ${entry.from.padEnd(7)} ${entry.raw}`;
  const { index: _index, at: _at, time, connection: _connection, kind, ...facts } = entry;
  return `${time} ${kind.padEnd(7)} ${JSON.stringify(facts)}`;
}

function environment(run: RunResult): string {
  const facts: [string, string][] = [
    ['ocppliance', run.tool.version],
    ['seed', String(run.seed)],
  ];
  for (const sut of run.suts) {
    facts.push([sut.name, `${versionOf(sut.protocol)} ${roleName(sut.sut, sut.protocol)}`]);
    for (const [name, value] of Object.entries(sut.observed)) facts.push([`${sut.name} ${name}`, value]);
  }
  // Java's format of properties: a space, colon or equals sign would end the key, a backslash begins an escape
  const key = (text: string) => printable(text).replace(/[\s:=\\]/g, '_');
  const value = (text: string) => printable(text).replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return facts.map(([name, text]) => `${key(name)}=${value(text)}\n`).join('');
}

/** The same thing has the same id in every run of this reporter, and files don't depend on chance. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
