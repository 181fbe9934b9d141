import { appendFile } from 'node:fs/promises';
import type { Reporter } from '../engine/events.ts';
import type { CaseResult, ExpectedFailure, Finding, RunResult, SutResult } from '../engine/results.ts';
import type { FileOptions } from './files.ts';
import {
  countFindings,
  coverageText,
  exceptionsText,
  type Outcome,
  profilesOf,
  retryText,
  roleName,
  sutOutcome,
  verdictWords,
  versionOf,
} from './summary.ts';
import { count, isWebAddress, oneLine, shorten } from './text.ts';

export interface MarkdownOptions extends FileOptions {
  /** a file that the summary is appended to: GitHub's step summary */
  stepSummary?: string | undefined;
}

const symbols: Record<Outcome, string> = { Pass: '✅', Fail: '❌', Incomplete: '🟡', 'Not tested': '⚪', 'Not applicable': '➖' };

/** GitHub refuses more than 1 MiB; nobody reads as much. */
const mostRows = 50;
const longest = 300;

/** Writes `summary.md`: what a merge request or a CI job should show. */
export function markdownReporter({ folder, stepSummary }: MarkdownOptions): Reporter {
  return {
    on() {},
    async end(run) {
      const text = summaryMarkdown(run);
      await folder.write('summary.md', text);
      // A summary that cannot be shown is no reason to fail a run.
      if (stepSummary) await appendFile(stepSummary, text).catch(() => {});
    },
  };
}

export function summaryMarkdown(run: RunResult): string {
  return [
    '## OCPP conformance',
    '',
    `ocppliance ${cell(run.tool.version)} · ${run.startedAt.slice(0, 16).replace('T', ' ')} UTC · seed ${run.seed} · not an OCA certificate`,
    ...(run.interrupted ? ['', '**Interrupted: what follows is incomplete.**'] : []),
    ...run.suts.flatMap((sut) => sutLines(sut, run.interrupted)),
    '',
  ].join('\n');
}

function sutLines(sut: SutResult, interrupted: boolean): string[] {
  const outcome = sutOutcome(sut, interrupted);
  const profiles = profilesOf(sut, interrupted).filter(
    ({ coverage }) => coverage.decided > 0 || coverage.applicable > coverage.notSelected,
  );
  const exceptions = exceptionsText(sut.cases);
  const bad = sut.cases.filter(({ verdict }) => verdict === 'fail' || verdict === 'error' || verdict === 'inconclusive');
  return [
    '',
    `### ${symbols[outcome]} ${cell(sut.name)} · ${versionOf(sut.protocol)} ${roleName(sut.sut, sut.protocol)}: ${outcome}`,
    '',
    '| Profile | Result | Passed and covered | Findings |',
    '|---|---|---|---:|',
    ...profiles.map(
      ({ profile, outcome: result, coverage }) =>
        `| ${cell(profile)} | ${symbols[result]} ${result} | ${coverageText(coverage)} | ${countFindings(sut.cases.filter((each) => each.profile === profile))} |`,
    ),
    ...(exceptions ? ['', exceptions] : []),
    ...(bad.length > 0 ? ['', '| Case | Verdict | Why |', '|---|---|---|', ...limited(bad.map(caseRow), 3)] : []),
    ...findingLines(sut.cases),
  ];
}

function caseRow({ id, title, verdict, reason, expectedFailure, flaky, retry }: CaseResult): string {
  const said = [verdictWords[verdict], expectedFailure && 'expected', flaky && 'flaky'].filter(Boolean).join(', ');
  const why = [reason && cell(reason), expectedFailure && expected(expectedFailure), retry && `*${cell(retryText(retry))}*`];
  return `| <code>${cell(id)}</code> ${cell(title)} | ${said} | ${why.filter(Boolean).join('<br>')} |`;
}

function expected({ reason, link, expires }: ExpectedFailure): string {
  const where = link === undefined ? '' : isWebAddress(link) ? ` ([link](${link}))` : ` (${cell(link)})`;
  return `*expected: ${cell(reason)}*${where}${expires ? ` until ${cell(expires)}` : ''}`;
}

function findingLines(cases: readonly CaseResult[]): string[] {
  const rules = new Map<string, { finding: Finding; times: number }>();
  for (const finding of cases.flatMap(({ findings }) => findings)) {
    const key = `${finding.rule} ${finding.blame}`;
    const known = rules.get(key) ?? { finding, times: 0 };
    known.times += finding.count ?? 1;
    rules.set(key, known);
  }
  if (rules.size === 0) return [];
  const order = { violation: 0, warning: 1, advice: 2 };
  const sorted = [...rules.values()].sort((a, b) => order[a.finding.severity] - order[b.finding.severity]);
  const rows = sorted.map(
    ({ finding, times }) =>
      `| ${finding.severity}${finding.expectedFailure ? ', expected' : ''} | <code>${cell(finding.rule)}</code> | ${finding.blame} | ${cell(finding.message)}${finding.expectedFailure ? `<br>${expected(finding.expectedFailure)}` : ''} | ${times} |`,
  );
  const head = ['| Severity | Rule | By | Observed | Times |', '|---|---|---|---|---:|'];
  return [
    '',
    '<details><summary>',
    '',
    `${count(rules.size, 'rule')} broken on the wire`,
    '',
    '</summary>',
    '',
    ...head,
    ...limited(rows, 5),
    '',
    '</details>',
  ];
}

const limited = (rows: string[], columns: number): string[] =>
  rows.length <= mostRows ? rows : [...rows.slice(0, mostRows), `| … and ${rows.length - mostRows} more ${'|'.repeat(columns)}`];

/** A peer's text as text: no markup, no mention, no second cell. */
const cell = (text: string): string =>
  shorten(oneLine(text), longest).replace(/[\\`*[\]<>#|~&@]/g, (character) => `&#${character.charCodeAt(0)};`);
