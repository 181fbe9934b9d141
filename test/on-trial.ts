import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Impostor } from '../fixtures/impostors/tamper.ts';
import type { TestCase } from '../src/engine/dsl.ts';
import type { Played } from '../src/engine/run.ts';
import type { Catch, Catches } from '../src/runner/impostors.ts';
import { shuffled } from '../src/runner/plan.ts';
import { complaintsOf, type TrialOptions, tryCases } from './trial.ts';

/** A system as it can be built, and the cases that are for it: features exclude each other, so one system cannot have them all. */
export interface Build extends Pick<TrialOptions, 'features' | 'securityProfile'> {
  name: string;
  /** sets it up; no case of the suite */
  before?: TestCase;
  cases: readonly TestCase[];
  /** more cases that it must pass; their impostors are on trial elsewhere */
  again?: readonly TestCase[];
}

export interface Trial extends Pick<TrialOptions, 'protocol' | 'sut' | 'password' | 'secure'> {
  builds: readonly Build[];
  impostors: Readonly<Record<string, Impostor>>;
  /** by case, which impostors it is there to catch */
  catches: Readonly<Record<string, readonly string[]>>;
}

/** Where the tables are that `npm run impostors` writes: they are shipped, for `ocppliance explain`. */
export const tables = new URL('../testcases/catalogue/impostors/', import.meta.url);
const isWriting = process.env.UPDATE_GOLDEN === '1';

/**
 * Every case passes every build of the faithful system that it is for, in whatever order, and catches its impostors, each played by a system of
 * its own: what an impostor spoils for one case must not catch it for the next.
 */
export function onTrial({ builds, impostors, catches, ...system }: Trial): void {
  // Slower than the usual hundredth: windows in which a charger may do nothing must hold on a busy machine.
  const patient: TrialOptions = { ...system, ...(system.sut === 'charger' ? { timeScale: 0.02 } : {}) };

  describe.each(builds)('a faithful system, $name', ({ features = {}, securityProfile, before, cases, again = [] }) => {
    const all = [...cases, ...again];
    const orders = { 'in order': all, backwards: [...all].reverse(), shuffled: shuffled(all, 7) };
    it.concurrent.each(Object.entries(orders))('passes every case without a finding, %s', async (_, order) => {
      const results = await tryCases([...(before ? [before] : []), ...order], {
        ...patient,
        features,
        ...(securityProfile && { securityProfile }),
      });
      expect([...results].flatMap(([id, played]) => complaintsOf(played).map((complaint) => `${id}: ${complaint}`))).toEqual([]);
      expect(results.size).toBe(order.length + (before ? 1 : 0));
    });
  });

  describe('impostors of it', () => {
    it('are each caught by every case that is there for them', { timeout: 120_000 }, async () => {
      const table = tableOf(expect.getState().testPath ?? '');
      const known = table.read();
      const caught = new Map<string, Catch | undefined>();
      const slipped: string[] = [];
      // A case that several builds can play meets its impostors in the first of them.
      const firstBuilds = [...builds].reverse().flatMap(({ features = {}, cases }) => cases.map((one) => [one, features] as const));
      const queue = [...new Map(firstBuilds)].flatMap(([testCase, features]) =>
        (catches[testCase.id] ?? []).map((name) => ({ testCase, features, name, impostor: impostors[name] ?? {} })),
      );
      const work = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          const { testCase, features, name, impostor } = next;
          const meets = async (seconds: number) => {
            const flaw = typeof impostor === 'function' ? impostor() : impostor;
            const timeouts = { answer: seconds, reaction: seconds, reboot: 2 * seconds };
            return (await tryCases([testCase], { ...system, timeouts, features, flaw })).get(testCase.id);
          };
          const { id } = testCase;
          const asKnown = (how: Catch | undefined) => how !== undefined && (isWriting || how === known[id]?.[name]);
          let played = await meets(0.5);
          // A busy machine may have been slower than our patience: a surprise is looked at once more, with more of it.
          if (!asKnown(catchOf(played))) played = await meets(3);
          const how = catchOf(played);
          caught.set(`${id} ${name}`, how);
          if (!how) slipped.push(`${name} slips past ${id}: ${played?.verdict} ${played?.reason ?? ''}`.trim());
        }
      };
      // Most of the time is spent waiting for what never comes.
      await Promise.all(Array.from({ length: 8 }, work));
      expect(slipped).toEqual([]);
      const rows = Object.entries(catches).map(([id, names]) => {
        const row = names.map((name) => [name, caught.get(`${id} ${name}`)]);
        return [id, Object.fromEntries(row)];
      });
      if (isWriting) table.write(Object.fromEntries(rows));
      expect(Object.fromEntries(rows), 'npm run impostors writes the table anew').toEqual(table.read());
    });

    it('leave no case without one, and none is without a case', () => {
      const ids = new Set(builds.flatMap(({ cases }) => cases.map(({ id }) => id)));
      const meant = new Set(Object.values(catches).flat());
      expect([...ids].filter((id) => !catches[id]?.length)).toEqual([]);
      expect(Object.keys(catches).filter((id) => !ids.has(id))).toEqual([]);
      expect(Object.keys(impostors).filter((name) => !meant.has(name))).toEqual([]);
      expect([...meant].filter((name) => !impostors[name])).toEqual([]);
    });
  });
}

/** A warning of the case itself is a catch as well: what should be done is left undone. */
function catchOf(played: Played | undefined): Catch | undefined {
  if (!played) return undefined;
  const { verdict, findings } = played;
  if (verdict === 'fail' || verdict === 'inconclusive') return verdict;
  if (findings.some(({ severity }) => severity === 'violation')) return 'violation';
  return findings.some(({ rule }) => rule === 'CASE-SHOULD') ? 'warning' : undefined;
}

/** The table of a set of impostors, named like the test that plays them. */
function tableOf(testPath: string) {
  const file = new URL(`${basename(testPath, '.test.ts')}.json`, tables);
  return {
    read: (): Catches => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}),
    write(catches: Catches) {
      mkdirSync(dirname(fileURLToPath(file)), { recursive: true });
      const rows = Object.entries(catches).map(([id, caught]) => `  ${JSON.stringify(id)}: ${JSON.stringify(caught)}`);
      writeFileSync(file, `{\n${rows.join(',\n')}\n}\n`);
    },
  };
}
