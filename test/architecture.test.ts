import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whom, a line a folder (its own files apart). `ocppliance` is what a test case is written with. */
const allowed: Record<string, string[]> = {
  'src/ocpp': [],
  'src/engine': ['src/ocpp'],
  'src/judge': ['src/engine', 'src/ocpp'],
  'src/transport': ['src/engine', 'src/ocpp'],
  'src/pki': ['src/engine'],
  'src/files': ['src/engine'],
  'src/parties': ['src/engine', 'src/ocpp'],
  'src/simulators': ['src/engine', 'src/ocpp', 'src/pki', 'src/transport'],
  'src/operator': ['src/engine', 'src/ocpp'],
  'src/bundle': ['src/engine', 'src/judge', 'src/ocpp'],
  'src/reporters': ['src/engine', 'src/ocpp', 'src/bundle'],
  'src/runner': [
    'src/engine',
    'src/judge',
    'src/ocpp',
    'src/pki',
    'src/files',
    'src/transport',
    'src/parties',
    'src/simulators',
    'src/operator',
  ],
  'src/declaration': ['src/engine', 'src/ocpp', 'src/operator', 'src/runner'],
  'src/comparison': ['src/engine', 'src/ocpp', 'src/declaration'],
  'src/analyze': ['src/engine', 'src/judge', 'src/ocpp'],
  'src/proxy': ['src/engine', 'src/judge', 'src/ocpp', 'src/transport'],
  'src/vitest': ['src/engine', 'src/ocpp', 'src/operator', 'src/runner', 'src/reporters'],
  'src/commands': [
    'src/declaration',
    'src/comparison',
    'src/analyze',
    'src/proxy',
    'src/bundle',
    'src/parties',
    'src/judge',
    'src/engine',
    'src/ocpp',
    'src/transport',
    'src/simulators',
    'src/operator',
    'src/runner',
    'src/reporters',
  ],
  src: ['src/ocpp', 'src/engine', 'src/judge', 'src/commands'],
  'testcases/states': ['ocppliance'],
  'testcases/rules': ['ocppliance'],
  testcases: ['ocppliance', 'testcases/states'],
  'fixtures/impostors': ['src/simulators'],
};

const sources = (...folders: string[]): string[] =>
  folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$|\/generated\//.test(file));

const folderOf = (path: string): string | undefined =>
  Object.keys(allowed)
    .sort((a, b) => b.length - a.length)
    .find((folder) => path === folder || path.startsWith(`${folder}/`));

const imports = (source: string): string[] =>
  [...source.matchAll(/^(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm)].map(
    (match) => match[1] ?? match[2] ?? '',
  );

it('imports run one way', () => {
  const files = sources('src', 'testcases', 'fixtures/impostors');
  expect(files.length).toBeGreaterThan(20);
  const wrong: string[] = [];
  for (const file of files) {
    const folder = folderOf(dirname(file));
    if (!folder) {
      wrong.push(`${file} is in no folder that the table knows`);
      continue;
    }
    for (const specifier of imports(readFileSync(join(root, file), 'utf8'))) {
      const target = specifier.startsWith('.') ? folderOf(dirname(relative(root, join(root, dirname(file), specifier)))) : specifier;
      const foreign = !specifier.startsWith('.') && specifier !== 'ocppliance';
      if (foreign || target === folder || allowed[folder]?.includes(target ?? '')) continue;
      wrong.push(`${file} imports ${specifier}`);
    }
  }
  expect(wrong).toEqual([]);
});

it('the protocol and the engine do no I/O', () => {
  const guilty = sources('src/ocpp', 'src/engine').filter((file) =>
    imports(readFileSync(join(root, file), 'utf8')).some((specifier) => /^node:(?!module$)/.test(specifier)),
  );
  expect(guilty).toEqual([]);
});
