import type { Reporter } from '../engine/events.ts';
import type { CaseResult, RunResult, StepResult, SutResult } from '../engine/results.ts';
import { expectedText, failuresOf, failureText, findingText } from './failure.ts';
import type { FileOptions } from './files.ts';
import { allCases, byProfile, countVerdicts, retryText, verdictWords } from './summary.ts';
import { duration, printable } from './text.ts';

/** Writes `junit.xml`: a test suite for each profile of each system under test. */
export function junitReporter({ folder }: FileOptions): Reporter {
  return {
    on() {},
    end: async (run) => void (await folder.write('junit.xml', junitXml(run))),
  };
}

/** The document in parts: a long run's does not have to be held as a whole. */
export function* junitXml(run: RunResult): Generator<string> {
  const took = Date.parse(run.endedAt) - Date.parse(run.startedAt);
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites${attributes({ name: 'ocppliance', ...totals(allCases(run)), time: seconds(took) })}>\n`;
  for (const sut of run.suts) for (const [profile, cases] of byProfile(sut.cases)) yield* suite(run, sut, profile, cases);
  yield '</testsuites>\n';
}

function* suite(run: RunResult, sut: SutResult, profile: string, cases: CaseResult[]): Generator<string> {
  const properties = {
    protocol: sut.protocol,
    role: sut.sut,
    version: run.tool.version,
    seed: String(run.seed),
    ...prefixed(sut.observed),
  };
  const head = {
    name: `${sut.name} · ${sut.protocol} ${sut.sut} · ${profile}`,
    ...totals(cases),
    timestamp: cases[0]?.startedAt ?? run.startedAt,
    time: seconds(cases.reduce((sum, each) => sum + each.duration, 0)),
  };
  yield `  <testsuite${attributes(head)}>\n    <properties>\n`;
  for (const [name, value] of Object.entries(properties)) yield `      <property${attributes({ name, value })}/>\n`;
  yield '    </properties>\n';
  for (const each of cases) yield `${testcase(sut, each)}\n`;
  yield '  </testsuite>\n';
}

function testcase(sut: SutResult, result: CaseResult): string {
  const head = {
    name: `${result.id} ${result.title}`,
    classname: `${sut.name}.${sut.protocol}.${sut.sut}.${result.profile}`,
    time: seconds(result.duration),
  };
  return [
    `    <testcase${attributes(head)}>`,
    ...properties(result),
    ...outcome(result),
    // Of what went well nobody reads the steps; results.json has them.
    ...(result.verdict === 'pass' && result.findings.length === 0 ? [] : [`      <system-out>${content(systemOut(result))}</system-out>`]),
    '    </testcase>',
  ].join('\n');
}

/** A failure stays one though a retry passed; Surefire's `flakyFailure` would read as green. */
function properties({ flaky, retry }: CaseResult): string[] {
  if (!retry) return [];
  const all = { ...(flaky && { flaky: 'true' }), retry: retryText(retry) };
  const lines = Object.entries(all).map(([name, value]) => `        <property${attributes({ name, value })}/>`);
  return ['      <properties>', ...lines, '      </properties>'];
}

/**
 * `failure` is the SUT's, `error` is a case that could not be judged: our own error, or inconclusive, which must not read as green.
 * What was deliberately not played is `skipped`; the reason is its message, which is the only place where CI systems show one.
 */
function outcome(result: CaseResult): string[] {
  const { verdict } = result;
  const reason = result.reason ?? failuresOf(result)[0]?.message ?? verdictWords[verdict];
  if (verdict === 'pass') return [];
  if (verdict === 'notTested' || verdict === 'notApplicable') {
    const condition = result.condition ? ` (applies if: ${result.condition})` : '';
    return [`      <skipped${attributes({ message: `${verdictWords[verdict]}: ${reason}${condition}` })}/>`];
  }
  // Not a property: Jenkins and GitLab show none, and a `failure` turns them red though the gate is green. pytest's xfail does the same.
  if (result.expectedFailure) {
    const message = `expected failure: ${expectedText(result.expectedFailure)}`;
    return [`      <skipped${attributes({ message, type: 'expectedFailure' })}>${content(failureText(result))}</skipped>`];
  }
  const element = verdict === 'fail' ? 'failure' : 'error';
  return [`      <${element}${attributes({ message: reason, type: verdict })}>${content(failureText(result))}</${element}>`];
}

function systemOut({ steps, findings }: CaseResult): string {
  const lines = (step: StepResult, indent: string): string[] => [
    `${indent}${step.verdict.padEnd(5)} ${step.title} (${duration(step.duration)})`,
    ...step.steps.flatMap((inner) => lines(inner, `${indent}  `)),
  ];
  return [...steps.flatMap((step) => lines(step, '')), ...findings.map(findingText)].join('\n');
}

function totals(cases: readonly CaseResult[]): Record<string, string> {
  const counts = countVerdicts(cases);
  const expected = cases.filter(({ expectedFailure }) => expectedFailure).length;
  return {
    tests: String(cases.length),
    failures: String(counts.fail - expected),
    errors: String(counts.error + counts.inconclusive),
    skipped: String(counts.notTested + counts.notApplicable + expected),
  };
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const prefixed = (observed: Record<string, string>) =>
  Object.fromEntries(Object.entries(observed).map(([name, value]) => [`observed.${name}`, value]));

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\t': '&#9;' };

const entity = (character: string): string => entities[character] ?? character;

/** Nothing in it means anything to XML. */
const isPlain = /^[ !#-%'-;=?-~]*$/;

const content = (text: string): string => printable(text).replace(/[&<>]/g, entity);

const attributes = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${isPlain.test(value) ? value : printable(value).replace(/[&<>"\n\t]/g, entity)}"`)
    .join('');
