import { existsSync } from 'node:fs';
import type { RunResult } from '../engine/results.ts';
import { loadRules } from '../judge/rules.ts';
import { type BaselineEntry, expecting, readBaseline, staleIn, updatedBaseline } from '../runner/baseline.ts';
import { loadSuite, officialCases, type SuiteCase } from '../runner/catalogue.ts';
import { testedVersions } from '../runner/discover.ts';
import { UsageError } from '../runner/problem.ts';
import type { Amend } from '../runner/run.ts';
import type { EffectiveSettings } from '../runner/settings.ts';
import { writeWhole } from './write-whole.ts';

/** What stands between a run and its exit code: failures that are expected. */
export interface Gate {
  amend: Amend['case'];
  /**
   * Lines about what no longer holds; any of them fails the run. Writes the baseline anew if asked to: then what failed is expected from now
   * on, in the run that is handed back.
   */
  close(run: RunResult): Promise<{ stale: string[]; run: RunResult }>;
}

/** Reads the baseline, if there is one. */
export async function openGate(
  { baseline, updateBaseline = false, strict }: EffectiveSettings,
  suite: readonly SuiteCase[],
): Promise<Gate> {
  if (baseline === undefined) {
    if (updateBaseline) throw new UsageError('--update-baseline needs to know which: add --baseline baseline.yaml');
    return { amend: (result) => result, close: async (run) => ({ stale: [], run }) };
  }
  const today = new Date().toISOString().slice(0, 10);
  const known = await names(suite);
  const entries: BaselineEntry[] = updateBaseline && !existsSync(baseline) ? [] : await readBaseline(baseline, known);
  return {
    amend: expecting(entries, today),
    async close(run) {
      const stale = staleIn(entries, run, today).filter(({ kind }) => !updateBaseline || kind === 'past');
      const lines = stale.map(({ why }) => `${baseline}: ${why}`);
      if (!updateBaseline) return { stale: lines, run };
      await writeWhole(baseline, await updatedBaseline(baseline, entries, run, strict, today));
      const amend = expecting(await readBaseline(baseline, known), today);
      return { stale: lines, run: { ...run, suts: run.suts.map((sut) => ({ ...sut, cases: sut.cases.map(amend) })) } };
    },
  };
}

/** What a baseline may name: it may be shared by all versions and roles. */
async function names(suite: readonly SuiteCase[]) {
  const [all, rules, ...official] = await Promise.all([loadSuite(), loadRules(), ...testedVersions.map(officialCases)]);
  return {
    cases: new Set([...suite, ...all].map(({ testCase }) => testCase.id).concat(official.flat().map(({ id }) => id))),
    rules: new Set([...rules.map(({ id }) => id), 'CASE-SHOULD']),
  };
}
