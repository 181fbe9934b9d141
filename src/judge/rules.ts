import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ProtocolVersion } from '../ocpp/index.ts';
import type { Rule } from './rule.ts';

/** Next to the running code: `testcases/rules/` of the sources, or of `dist/`. */
const folder = fileURLToPath(new URL('../../testcases/rules', import.meta.url));

/**
 * All rules that come with us, by id; with a version only the files that may have rules for it, which is what a start can wait for. Files
 * are imported at the same time; rejects if two rules share an id.
 */
export async function loadRules(protocol?: ProtocolVersion): Promise<Rule[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(({ name, parentPath }) => /(?<!\.d|\.test)\.[jt]s$/.test(name) && concerns(basename(parentPath), protocol));
  const modules = await Promise.all(
    files.map(({ parentPath, name }): Promise<Record<string, unknown>> => import(pathToFileURL(join(parentPath, name)).href)),
  );
  const rules = modules.flatMap((module) => Object.values(module).filter(isRule)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = rules.find(({ id }, index) => rules[index + 1]?.id === id);
  if (twice) throw new Error(`two rules in ${folder} are called ${twice.id}`);
  return rules;
}

/** 2.1 inherits the rules of 2.0.1. */
const concerns = (family: string, protocol: ProtocolVersion | undefined): boolean =>
  protocol === undefined || !family.startsWith('ocpp') || family === protocol || (protocol === 'ocpp2.1' && family === 'ocpp2.0.1');

const isRule = (value: unknown): value is Rule => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'rule';
