import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadSuite } from '../src/runner/catalogue.ts';
import type { Catches } from '../src/runner/impostors.ts';
import { tables } from './on-trial.ts';

const document = new URL('../docs/impostors.md', import.meta.url);
const suite = await loadSuite();

function titleOf(set: string): string {
  const [version = '', sut = '', ...area] = set.split('-');
  return `OCPP ${version.replace('ocpp', '')}, ${sut === 'csms' ? 'CSMS' : 'charger'}${area.length > 0 ? `: ${area.join(' ')}` : ''}`;
}

function inWords(set: string, catches: Catches): string {
  const pairs = Object.values(catches).flatMap((caught) => Object.entries(caught));
  const count = (how: string) => pairs.filter(([, by]) => by === how).length;
  const others = ['inconclusive', 'violation', 'warning'].filter((how) => count(how) > 0).map((how) => `${how} ${count(how)}`);
  const rows = Object.entries(catches).map(([id, caught]) => {
    const names = Object.entries(caught).map(([name, how]) => (how === 'fail' ? name : `${name} (*${how}*)`));
    return `| ${id} | ${names.join(', ')} |`;
  });
  return [
    `## ${titleOf(set)}`,
    '',
    `${Object.keys(catches).length} cases, ${new Set(pairs.map(([name]) => name)).size} impostors: ${[`fail ${count('fail')}`, ...others].join(', ')}.`,
    '',
    '| case | catches |',
    '| --- | --- |',
    ...rows,
  ].join('\n');
}

const introduction = `# What the suite can see

An impostor is a charger or a CSMS that is faithful but for one deliberate flaw (\`fixtures/impostors\`). Each stands here with the cases that are there
to catch it; all of them also pass what has no flaw. What is not said otherwise fails the case. *inconclusive*: the flaw keeps the case from its
subject, which is told as such. *violation*, *warning*: the case passes, and the flaw is found on the wire beside it.

\`npm run impostors\` writes this page and \`testcases/catalogue/impostors\`; the tests hold both to be true.
`;

it('the page of impostors says what the tables say', () => {
  const sets = readdirSync(tables).sort();
  const read = (name: string): Catches => JSON.parse(readFileSync(new URL(name, tables), 'utf8'));
  const page = [introduction, ...sets.map((name) => `${inWords(name.replace('.json', ''), read(name))}\n`)].join('\n');
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(document, page);
  expect(existsSync(document) ? readFileSync(document, 'utf8') : '', 'npm run impostors writes it anew').toBe(page);
});

it('each case of the suite is in a table, and each table is written by a test', () => {
  const names = readdirSync(tables).map((name) => name.replace('.json', ''));
  const tests = readdirSync(new URL('impostors/', import.meta.url)).map((name) => name.replace('.test.ts', ''));
  expect(names.sort()).toEqual(tests.sort());
  const known = names.flatMap((name) =>
    Object.keys(JSON.parse(readFileSync(new URL(`${name}.json`, tables), 'utf8'))).map((id) => `${name.split('-', 2).join(' ')} ${id}`),
  );
  const missing = suite.map(({ testCase: { protocol, sut, id } }) => `${protocol} ${sut} ${id}`).filter((name) => !known.includes(name));
  expect(missing).toEqual([]);
});

/** Cases that are never failed, only kept from their subject; each with the reason. */
const neverFailed: Record<string, string> = {
  TC_085_CSMS: 'who does not let a station in shows nothing else',
};

it('each case fails an impostor, or finds something', () => {
  const timid = readdirSync(tables).flatMap((name) => {
    const catches: Catches = JSON.parse(readFileSync(new URL(name, tables), 'utf8'));
    return Object.keys(catches).filter((id) => Object.values(catches[id] ?? {}).every((how) => how === 'inconclusive'));
  });
  expect(timid).toEqual(Object.keys(neverFailed));
});
