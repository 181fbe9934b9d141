import { join } from 'node:path';
import { readBundle } from '../bundle/read.ts';
import { merge } from '../comparison/merge.ts';
import type { RunResult, SutResult } from '../engine/results.ts';
import { createReporters } from '../reporters/index.ts';
import { type Outcome, profilesOf, versionOf } from '../reporters/summary.ts';
import { oneLine } from '../reporters/text.ts';
import { UsageError } from '../runner/problem.ts';
import { exitCodeOf } from '../runner/run.ts';
import { say, usualFolder } from './passive.ts';
import { version } from './version.ts';

/** Joins reports, writes the new one, shows the matrix. Resolves to the exit code of a run with all of these cases. */
export async function mergeBundles(bundles: readonly string[], out: string | undefined): Promise<number> {
  const directory = out ?? usualFolder('merged');
  if (bundles.includes(directory))
    throw new UsageError(`${directory} is one of the reports that are joined: name another folder with --out`);
  const parts: { name: string; run: RunResult }[] = [];
  for (const name of bundles) {
    const { run, isPartial } = await readBundle(name);
    if (isPartial) say(`${name} is of a run that was killed: what it holds is counted, and the whole is incomplete`);
    parts.push({ name, run });
  }
  const run = merge(parts, { name: 'ocppliance', version: version() });
  const reporter = createReporters({ directory, console: false, formats: ['json', 'html', 'junit', 'ctrf', 'md'] });
  // What was heard between the cases stays in the old reports.
  const { suts, endedAt: _, interrupted: __, ...head } = run;
  reporter.on({ type: 'runStarted', run: head, total: suts.flatMap(({ cases }) => cases).length });
  for (const { name, sut, protocol, cases } of suts)
    for (const { id: caseId, trace, retry } of cases)
      for (const entry of [...trace, ...(retry?.trace ?? [])]) reporter.on({ type: 'trace', sut: { name, sut, protocol }, caseId, entry });
  await reporter.end?.(run);
  process.stdout.write(`${matrix(run).join('\n')}\n`);
  say(`the report is ${join(directory, 'report.html')}`);
  const isStrict = parts.some(({ run: { configuration } }) => configuration.strict === true);
  return exitCodeOf(run, isStrict);
}

const words: Record<Outcome, string> = { Pass: 'pass', Fail: 'FAIL', Incomplete: 'incomplete', 'Not tested': '–', 'Not applicable': '·' };

/** A row for each SUT, a column for each profile. */
function matrix(run: RunResult): string[] {
  const rows = run.suts.map((sut) => ({
    sut,
    profiles: new Map(profilesOf(sut, run.interrupted).map((each) => [each.profile, each.outcome])),
  }));
  const tried = (profile: string) => rows.some(({ profiles }) => ['Pass', 'Fail', 'Incomplete'].includes(profiles.get(profile) ?? ''));
  const columns = [...new Set(rows.flatMap(({ profiles }) => [...profiles.keys()]))].filter(tried);
  const title = ({ name, protocol }: SutResult) => `${oneLine(name)}  ${versionOf(protocol)}`;
  const table = [
    ['', ...columns],
    ...rows.map(({ sut, profiles }) => [title(sut), ...columns.map((profile) => words[profiles.get(profile) ?? 'Not applicable'])]),
  ];
  const widths = ['', ...columns].map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
