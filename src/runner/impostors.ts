import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestCase } from '../engine/dsl.ts';
import { ownFolder } from './discover.ts';

/** What gave an impostor away: the verdict of the case or, where it passed, what was found beside it. */
export type Catch = 'fail' | 'inconclusive' | 'violation' | 'warning';

/** By case and impostor, what gave it away. */
export type Catches = Record<string, Record<string, Catch>>;

/** The impostors that a case catches: simulators with one flaw each. The tables were written when they were last on trial. */
export async function impostorsCaughtBy({ protocol, sut, id }: Pick<TestCase, 'protocol' | 'sut' | 'id'>): Promise<Record<string, Catch>> {
  const folder = join(ownFolder, 'catalogue/impostors');
  const files = (await readdir(folder)).filter((name) => name.startsWith(`${protocol}-${sut}`));
  const tables = await Promise.all(files.sort().map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Catches));
  return Object.assign({}, ...tables.map((table) => table[id]));
}
