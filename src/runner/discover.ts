import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TestCase } from '../engine/dsl.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { type Exports, loadModule } from './load.ts';
import { codeOf, UsageError } from './problem.ts';

/** Next to the running code: `testcases/` of the sources, or of `dist/`. */
export const ownFolder = fileURLToPath(new URL('../../testcases', import.meta.url));

/** The versions of which there are cases. */
export const testedVersions = ['ocpp1.6', 'ocpp2.0.1'] as const satisfies readonly ProtocolVersion[];

export interface FoundCase {
  testCase: TestCase;
  /** absolute path of the file that it was imported from */
  file: string;
}

export interface Wanted {
  protocols?: readonly ProtocolVersion[];
  suts?: readonly Role[];
  /** more folders with cases, the user's own */
  folders?: readonly string[];
}

/** Imports the cases of these versions and roles, all files at once. Two of the same id for the same kind of SUT are a `UsageError`. */
export async function discoverCases({
  protocols = testedVersions,
  suts = ['charger', 'csms'],
  folders = [],
}: Wanted): Promise<FoundCase[]> {
  const quadrants = protocols.flatMap((protocol) => suts.map((sut) => join(ownFolder, protocol, sut)));
  const own = quadrants.map(async (folder) => importAll(await filesIn(folder), (file) => import(pathToFileURL(file).href)));
  const users = folders.map(async (folder) => {
    const found = await importAll(await usersFilesIn(folder), (file) => loadModule('case file', file));
    if (found.length === 0) throw new UsageError(`no file in ${folder} exports a test case: export what defineTestCase returns`);
    return found;
  });
  const found = (await Promise.all([...own, ...users])).flat();
  const wanted = found.filter(({ testCase }) => protocols.includes(testCase.protocol) && suts.includes(testCase.sut));
  refuseDuplicates(wanted);
  return wanted;
}

async function importAll(files: string[], load: (file: string) => Promise<Exports>): Promise<FoundCase[]> {
  const modules = await Promise.all(files.map(async (file) => ({ file, exports: Object.values(await load(file)) })));
  return modules.flatMap(({ file, exports }) => exports.filter(isTestCase).map((testCase) => ({ testCase, file })));
}

const isTestCase = (value: unknown): value is TestCase =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'testCase';

const isModule = (name: string): boolean => /\.[cm]?[jt]s$/.test(name) && !/\.(?:d|test|test-d|spec)\.[cm]?[jt]s$/.test(name);

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown): Dirent[] => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && isModule(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function usersFilesIn(folder: string): Promise<string[]> {
  const files = await filesIn(folder);
  if (files.length === 0) throw new UsageError(`no case files in ${folder}: --cases takes a folder with .ts or .js files`);
  return files.filter((file) => !relative(folder, file).split(sep).includes('node_modules'));
}

function refuseDuplicates(cases: readonly FoundCase[]): void {
  const files = new Map<string, string>();
  for (const { testCase, file } of cases) {
    const key = `${testCase.protocol} ${testCase.sut} ${testCase.id}`;
    const other = files.get(key);
    if (other !== undefined) throw new UsageError(`two cases are called ${testCase.id}: in ${other} and in ${file}. Rename one`);
    files.set(key, file);
  }
}
