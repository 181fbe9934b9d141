/** What `analyze` and `proxy` have in common: which rules, the report, the exit code, and findings in words. */
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { FileEntry } from '../bundle/folder.ts';
import type { RunResult, Severity } from '../engine/results.ts';
import { type Charge, countBySeverity, type Findings } from '../judge/docket.ts';
import type { Rule } from '../judge/rule.ts';
import { loadRules } from '../judge/rules.ts';
import { selectRules } from '../judge/select.ts';
import { sutsOf } from '../judge/sentence.ts';
import { count, oneLine } from '../reporters/text.ts';
import { didYouMean } from '../runner/closest.ts';
import { UsageError } from '../runner/problem.ts';
import { version } from './version.ts';

export async function rulesFor(rules: readonly string[] = [], notRules: readonly string[] = []): Promise<Rule[]> {
  const all = await loadRules();
  const selected = selectRules(all, { rules, notRules }, (glob) => {
    const ids = all.map(({ id }) => id);
    throw new UsageError(`no rule is called ${glob}${didYouMean(glob, ids) || '.'} All are listed by: ocppliance list --rules`);
  });
  if (selected.length === 0) throw new UsageError('no rule is left: --not-rules takes away all that --rules selects');
  return selected;
}

/** V8 lets garbage grow to several times of what lives; this to so many percent of it. The less, the less memory, and the more time. */
export const letGarbageGrow = (percent: number): void => setFlagsFromString(`--heap-growing-percent=${percent}`);

export const say = (line: string): void => void process.stderr.write(`ocppliance: ${line}\n`);

/** `reports/2026-03-02T09-15-00-proxy` */
export const usualFolder = (verb: string): string => `reports/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${verb}`;

export interface Passed {
  findings: Findings;
  rules: readonly Rule[];
  strict: boolean;
  startedAt: string;
  interrupted: boolean;
  configuration: Record<string, unknown>;
  directory: string;
  /** files of the bundle that lie there already */
  known?: readonly FileEntry[];
}

/** Writes the report bundle; rules are its cases. */
export async function writeReport({ findings, rules, strict, directory, known = [], ...about }: Passed): Promise<void> {
  const run: RunResult = {
    format: 'ocppliance-results',
    formatVersion: 1,
    tool: { name: 'ocppliance', version: version() },
    ...about,
    endedAt: new Date().toISOString(),
    seed: 0,
    suts: sutsOf(findings, { rules, strict }),
  };
  const { createReporters } = await import('../reporters/index.ts');
  await createReporters({ directory, console: false, known }).end?.(run);
  say(`the report is ${join(directory, 'report.html')}`);
}

/** Violations fail, with `strict` warnings too, advice never. A rule that broke down is our own error. */
export function exitCodeOf(findings: Findings, strict: boolean): number {
  const broken = new Map(findings.stations.flatMap((station) => station.broken));
  for (const [rule, reason] of broken) say(`the rule ${rule} broke down, please report it: ${reason}`);
  const { violation, warning } = countBySeverity(findings);
  if (violation > 0 || (strict && warning > 0)) return 1;
  return broken.size > 0 ? 4 : 0;
}

const severities: readonly Severity[] = ['violation', 'warning', 'advice'];

/** The worst first, then the most frequent. */
export const sorted = (charges: readonly Charge[]): Charge[] =>
  [...charges].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.count - a.count);

const shownMessages = 3;

/** Findings by severity: rule, blame, how often, the first and the last time and where. */
export function findingsInWords({ charges }: Findings, where: (index: number) => string): string[] {
  return sorted(charges).flatMap((charge) => {
    const { severity, rule, blame, count: times, first, last, findings } = charge;
    const place = ({ index, time }: Charge['first']) => [where(index), time].filter(Boolean).join(' ');
    const span = times === 1 ? place(first) : `first ${place(first)}, last ${place(last)}`;
    const more = findings.length - shownMessages;
    return [
      `${severity.padEnd(9)}  ${rule.padEnd(11)}  ${blame.padEnd(7)}  ${times}×  ${span}`,
      ...findings
        .slice(0, shownMessages)
        .map(({ message, count: repeated }) => `    ${oneLine(message)}${repeated ? ` (${repeated}×)` : ''}`),
      ...(more > 0 ? [`    and ${more} more of this kind`] : []),
    ];
  });
}

/** `2 violations, 1 warning, 0 advice, of 3 rules` */
export function tally(findings: Findings): string {
  const { violation, warning, advice } = countBySeverity(findings);
  if (findings.charges.length === 0) return 'no findings';
  const broken = new Set(findings.charges.map(({ rule }) => rule)).size;
  return `${count(violation, 'violation')}, ${count(warning, 'warning')}, ${advice} advice, of ${count(broken, 'rule')}`;
}
