import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Rule } from './rule.ts';

/** Next to the running code: `testcases/rules/` of the sources, or of `dist/`. */
const folder = fileURLToPath(new URL('../../testcases/rules', import.meta.url));

/** All rules that come with us, by id. Every file is imported at the same time; rejects if two rules share an id. */
export async function loadRules(): Promise<Rule[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /(?<!\.d|\.test)\.[jt]s$/.test(entry.name));
  const modules = await Promise.all(
    files.map(({ parentPath, name }): Promise<Record<string, unknown>> => import(pathToFileURL(join(parentPath, name)).href)),
  );
  const rules = modules.flatMap((module) => Object.values(module).filter(isRule)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = rules.find(({ id }, index) => rules[index + 1]?.id === id);
  if (twice) throw new Error(`two rules in ${folder} are called ${twice.id}`);
  return rules;
}

const isRule = (value: unknown): value is Rule => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'rule';
