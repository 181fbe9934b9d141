import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allVerdicts } from '../../fixtures/runs/all-verdicts.ts';
import { exceptions } from '../../fixtures/runs/exceptions.ts';
import { replay } from '../../fixtures/runs/replay.ts';
import { consoleReporter } from './console.ts';
import { createReporters } from './index.ts';

const golden = (name: string) => new URL(`../../test/golden/${name}`, import.meta.url);

/** Compares with the file in test/golden, or writes it anew under UPDATE_GOLDEN=1. */
function expectGolden(name: string, text: string): void {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(golden(name), text);
  const wanted = existsSync(golden(name)) ? readFileSync(golden(name), 'utf8') : '';
  expect(text, `test/golden/${name}: if the change is meant, run UPDATE_GOLDEN=1 npx vitest run src/reporters`).toBe(wanted);
}

const directory = mkdtempSync(join(tmpdir(), 'ocppliance-golden-'));
const written = (name: string) => readFileSync(join(directory, name), 'utf8');

beforeAll(() => replay(allVerdicts, [createReporters({ directory, console: false })]));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('results.json is the run, and follows its published schema', () => {
  const schema: object = JSON.parse(readFileSync(new URL('results.schema.json', import.meta.url), 'utf8'));
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  const results: object = JSON.parse(written('results.json'));
  validate(results);
  expect(validate.errors).toBeNull();
  expect(results).toEqual(allVerdicts);
  validate({ ...results, verdict: 'pass' });
  expect(validate.errors).toHaveLength(1);
  expectGolden('results.json', written('results.json'));
});

test('trace.jsonl has every entry of every case', () => {
  const lines = written('trace.jsonl').trimEnd().split('\n');
  expect(lines).toHaveLength(allVerdicts.suts.flatMap(({ cases }) => cases.flatMap(({ trace }) => trace)).length);
  expectGolden('trace.jsonl', written('trace.jsonl'));
});

test('ctrf.json', () => {
  const report = JSON.parse(written('ctrf.json'));
  expect(report.results.summary).toMatchObject({ tests: 15, passed: 6, failed: 2 });
  expectGolden('ctrf.json', `${JSON.stringify(report, null, 2)}\n`);
});

test('summary.md', () => expectGolden('summary.md', written('summary.md')));

test('manifest.json lists every other file, and what is in it', () => {
  const { files, report } = JSON.parse(written('manifest.json'));
  const there = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)));
  expect(files.map(({ path }: { path: string }) => path)).toEqual(there.sort());
  for (const { path, sha256, size } of files) {
    const bytes = readFileSync(join(directory, path));
    expect([path, size, sha256]).toEqual([path, bytes.length, createHash('sha256').update(bytes).digest('hex')]);
  }
  expect(written('report.html')).toContain(`Report ${report} `);
});

test('junit.xml', () => expectGolden('junit.xml', written('junit.xml')));

test('allure-results', () => {
  const names = readdirSync(join(directory, 'allure-results')).sort();
  const files = names.map((name) => [name, written(join('allure-results', name))] as const);
  const readable = files.map(([name, text]) => [name, name.endsWith('.json') ? JSON.parse(text) : text.split('\n')] as const);
  expectGolden('allure-results.json', `${JSON.stringify(Object.fromEntries(readable), null, 2)}\n`);
});

describe('report.html', () => {
  // style and script are no output: a change of them must not need a new golden file
  const page = () => written('report.html').replace(/sha256-[\w+/=]+/g, 'sha256-…');
  const data = () => /<script type="text\/plain" id="data">([^<]*)</.exec(page())?.[1] ?? '';

  test('the page', () => {
    const bare = page()
      .replace(/<style>[\s\S]*?<\/style>/, '<style>…</style>')
      .replace(/<script>[\s\S]*<\/script>/, '<script>…</script>');
    expectGolden('report.html', bare.replace(data(), '…'));
  });

  test('the data that cases are drawn from', () => {
    const cases: unknown = JSON.parse(inflateRawSync(Buffer.from(data(), 'base64')).toString());
    expectGolden('report-data.json', `${JSON.stringify(cases, null, 2)}\n`);
  });

  test('says on its cover that it is partial after an interruption', async () => {
    const partial = mkdtempSync(join(tmpdir(), 'ocppliance-partial-'));
    const run = {
      ...allVerdicts,
      interrupted: true,
      suts: allVerdicts.suts.slice(0, 1).map((sut) => ({ ...sut, cases: sut.cases.slice(0, 1) })),
    };
    await createReporters({ directory: partial, console: false }).end?.(run);
    const text = readFileSync(join(partial, 'report.html'), 'utf8');
    expect(text).toContain('<strong>Interrupted.</strong>');
    expect(text).toContain('Incomplete</span>');
    rmSync(partial, { recursive: true });
  });
});

describe('what is expected to fail, and what is flaky', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'ocppliance-exceptions-'));
  const told = (name: string) => readFileSync(join(elsewhere, name), 'utf8');
  beforeAll(() => replay(exceptions, [createReporters({ directory: elsewhere, console: false })]));
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  test('junit.xml skips what is expected, and fails what is flaky', () => {
    expect(told('junit.xml')).toContain('tests="3" failures="2" errors="0" skipped="1"');
    expectGolden('exceptions-junit.xml', told('junit.xml'));
  });

  test('ctrf.json', () => {
    const { tests } = JSON.parse(told('ctrf.json')).results;
    expect(tests.map(({ flaky, retries }: Record<string, unknown>) => [flaky, retries])).toEqual([
      [undefined, undefined],
      [true, 1],
      [undefined, 1],
    ]);
    expectGolden('exceptions-ctrf.json', `${JSON.stringify(tests, null, 2)}\n`);
  });

  test('summary.md', () => expectGolden('exceptions-summary.md', told('summary.md')));

  test('allure-results', () => {
    const names = readdirSync(join(elsewhere, 'allure-results')).filter((name) => name.endsWith('-result.json'));
    const results: Record<string, unknown>[] = names.map((name) => JSON.parse(told(join('allure-results', name))));
    const marks = results.map(({ name, status, statusDetails, labels, links }) => ({ name, status, statusDetails, labels, links }));
    expectGolden('exceptions-allure.json', `${JSON.stringify(marks, null, 2)}\n`);
  });

  test('report.html, and the data of its retries', () => {
    const page = told('report.html');
    expectGolden('exceptions-report.html', `${/<main>[\s\S]*<h2 id="parties">/.exec(page)?.[0]}\n`);
    expect(page).not.toContain('href="javascript:');
    const data = /<script type="text\/plain" id="data">([^<]*)</.exec(page)?.[1] ?? '';
    const cases: { retry?: { verdict: string; reason?: string; rows: unknown[] }; expectedFailure?: object }[] = JSON.parse(
      inflateRawSync(Buffer.from(data, 'base64')).toString(),
    );
    expect(cases.map(({ retry }) => [retry?.verdict, retry?.reason, retry?.rows.length])).toEqual([
      [undefined, undefined, undefined],
      ['pass', undefined, 4],
      ['inconclusive', 'the charger was not connected', 4],
    ]);
    expect(cases[0]?.expectedFailure).toEqual(exceptions.suts[0]?.cases[0]?.expectedFailure);
  });

  test('results.json follows its schema', () => {
    const schema: object = JSON.parse(readFileSync(new URL('results.schema.json', import.meta.url), 'utf8'));
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    validate(JSON.parse(told('results.json')));
    expect(validate.errors).toBeNull();
  });
});

test('the console', async () => {
  let text = '';
  const terminal = { write: (more: string) => (text += more) };
  await replay(allVerdicts, [consoleReporter({ terminal, color: false, live: false, report: 'reports/x/report.html' })]);
  expectGolden('console.txt', text);
});
