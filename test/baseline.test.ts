import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../src/engine/events.ts';
import type { RunResult } from '../src/engine/results.ts';
import { folderWith, ocppliance } from './support/cli.ts';

/** Cases of which one passes, one fails, one fails once, and one breaks down, against the built-in charger. */
const source = `import { defineTestCase } from 'ocppliance';
const head = { protocol: 'ocpp1.6', sut: 'charger', profile: 'Mine', spec: ['mine'] } as const;
const clears = (status: () => 'Accepted' | 'Rejected') => async ({ csms }: any) => { await csms.calls('ClearCache', {}, { status: status() }); };
let times = 0;
export const cases = 1;
export const passes = defineTestCase({ ...head, id: 'MY_PASS', title: 'Passes', run: clears(() => 'Accepted') });
export const fails = defineTestCase({ ...head, id: 'MY_FAIL', title: 'Fails', run: clears(() => 'Rejected') });
export const flaky = defineTestCase({ ...head, id: 'MY_FLAKY', title: 'Fails once', run: clears(() => (++times === 1 ? 'Rejected' : 'Accepted')) });
export const breaks = defineTestCase({ ...head, id: 'MY_ERROR', title: 'Breaks down', run: () => Promise.reject(new TypeError('oops')) });
export const waits = defineTestCase({ ...head, id: 'MY_WAIT', title: 'Waits', run: async ({ csms, charger }) => { await csms.calls('ClearCache', {}); await charger.calls('FirmwareStatusNotification', {}, { within: '30s' }); } });
`;

function folder(baseline = ''): string {
  const cwd = folderWith({ 'baseline.yaml': baseline });
  mkdirSync(join(cwd, 'cases'));
  writeFileSync(join(cwd, 'cases', 'mine.ts'), source);
  return cwd;
}

const run = (cwd: string, ids: string[], ...more: string[]) =>
  ocppliance(['run', '--cases', 'cases', '--report-dir', 'report', ...ids.flatMap((id) => ['--case', id]), ...more], { cwd });

const casesIn = (cwd: string, report = 'report') => {
  const results: RunResult = JSON.parse(readFileSync(join(cwd, report, 'results.json'), 'utf8'));
  return results.suts.flatMap(({ cases }) => cases);
};

const excuses = (...ids: string[]): string =>
  `expectedFailures:\n${ids.map((id) => `  - { case: ${id}, reason: known, link: 'https://example.org/${id}' }\n`).join('')}`;

const gate = ['--baseline', 'baseline.yaml'];

describe('expected failures', { timeout: 60_000 }, () => {
  it('do not fail the run, and are shown as what they are', async () => {
    const cwd = folder(excuses('MY_FAIL'));
    const { code, stderr } = await run(cwd, ['MY_PASS', 'MY_FAIL'], ...gate);
    expect(code).toBe(0);
    expect(stderr).toMatch(/✗ MY_FAIL .*\n {6}fail: .*\n {6}expected: known https:\/\/example\.org\/MY_FAIL/);
    expect(stderr).toContain('1 failure expected: see baseline.yaml');
    expect(casesIn(cwd).map(({ id, verdict, expectedFailure }) => [id, verdict, expectedFailure?.reason])).toEqual([
      ['MY_FAIL', 'fail', 'known'],
      ['MY_PASS', 'pass', undefined],
    ]);
    expect((await run(cwd, ['MY_PASS', 'MY_FAIL'])).code).toBe(1);
  });

  it('never excuse an error, and fail the run once they pass or are past their date', async () => {
    expect((await run(folder(excuses('MY_ERROR')), ['MY_PASS', 'MY_ERROR'], ...gate)).code).toBe(4);
    const passing = await run(folder(excuses('MY_PASS')), ['MY_PASS'], ...gate);
    expect(passing.code).toBe(1);
    expect(passing.stderr).toContain('baseline.yaml: MY_PASS is expected to fail, but passed: take it out (known)');
    const past = excuses('MY_FAIL').replace('}', ', expires: 2020-01-31 }');
    const late = await run(folder(past), ['MY_FAIL'], ...gate);
    expect(late.code).toBe(1);
    expect(late.stderr).toContain('baseline.yaml: MY_FAIL was excused until 2020-01-31 only: known');
  });

  it.each([
    [excuses('MY_PASS', 'MY_FIAL'), /baseline\.yaml: entry 2: no case is called MY_FIAL: did you mean MY_FAIL/],
    ['expectedFailures: [\n', /baseline\.yaml cannot be read: /],
    ['expectedFailures:\n  - { rule: R99, reason: known }\n', /no rule is called R99/],
  ])('%j is refused in one line', async (baseline, line) => {
    const { code, stderr } = await run(folder(baseline), ['MY_PASS'], ...gate);
    expect(stderr).toMatch(line);
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
  });

  it('--update-baseline writes what fails, so that the next run passes; a case of the other role is known too', async () => {
    const cwd = folder(`# ours\n${excuses('MY_PASS', 'TC_001_CSMS')}`);
    const first = await run(cwd, ['MY_PASS', 'MY_FAIL', 'MY_FLAKY'], ...gate, '--update-baseline', '--retries', '1');
    expect(first).toMatchObject({ code: 0 });
    const text = readFileSync(join(cwd, 'baseline.yaml'), 'utf8');
    expect(text).toMatch(/^# ours\n/);
    expect(text).toContain('TC_001_CSMS');
    expect(text).not.toContain('MY_PASS');
    expect(first.stderr).not.toMatch(/rerun: .*--update-baseline/);
    expect((await run(cwd, ['MY_PASS', 'MY_FAIL', 'MY_FLAKY'], ...gate)).code).toBe(0);
  });
});

describe('a run as a gate', { timeout: 60_000 }, () => {
  it('--retries marks what is flaky, and hides nothing', async () => {
    const cwd = folder();
    const { code, stderr } = await run(cwd, ['MY_FAIL', 'MY_FLAKY'], '--retries', '1');
    expect(code).toBe(1);
    expect(stderr).toMatch(/MY_FAIL .*\n.*\n {6}tried again: fail\n/);
    expect(stderr).toMatch(/MY_FLAKY .*\n.*\n {6}flaky: it passed when it was tried again\n/);
    const [fails, flaky] = casesIn(cwd);
    expect(fails).toMatchObject({ id: 'MY_FAIL', verdict: 'fail', retry: { verdict: 'fail' } });
    expect(fails?.flaky).toBeUndefined();
    expect(flaky).toMatchObject({ id: 'MY_FLAKY', verdict: 'fail', flaky: true, retry: { verdict: 'pass' } });
    expect(flaky?.retry?.trace.length).toBeGreaterThan(1);
  });

  it('--bail stops at the first failure that is not expected', async () => {
    const cwd = folder(excuses('MY_FAIL'));
    const { code } = await run(cwd, ['MY_FAIL', 'MY_FLAKY', 'MY_PASS'], ...gate, '--bail');
    expect({ code, verdicts: casesIn(cwd).map(({ verdict }) => verdict) }).toEqual({ code: 1, verdicts: ['fail', 'fail', 'notTested'] });
  });

  it('--timeout ends the run, which is incomplete then', async () => {
    const cwd = folder();
    const { code } = await run(cwd, ['MY_PASS', 'MY_WAIT'], '--timeout', '2');
    expect(code).toBe(3);
    expect(casesIn(cwd).map(({ verdict }) => verdict)).toEqual(['pass', 'inconclusive']);
  });

  it('--rerun-failed plays what did not pass', async () => {
    const cwd = folder();
    await run(cwd, ['MY_PASS', 'MY_FAIL']);
    const again = ['run', '--cases', 'cases', '--rerun-failed', 'report', '--report-dir'];
    expect((await ocppliance([...again, 'again'], { cwd })).code).toBe(1);
    expect(casesIn(cwd, 'again').map(({ id }) => id)).toEqual(['MY_FAIL']);
    const none = await ocppliance([...again, 'none', '--case', 'MY_PASS'], { cwd });
    expect(none).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('what did not pass in report is not among the cases that are selected'),
    });
  });

  it('--events tells each event as a line, to a file or to stdout', async () => {
    const cwd = folder();
    const { stdout } = await run(cwd, ['MY_PASS'], '--events', '-');
    const events = (text: string): RunEvent[] =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    const told = events(stdout);
    expect(told.map(({ type }) => type).filter((type) => /^(run|sut|case)/.test(type))).toEqual([
      ...['runStarted', 'sutStarted', 'caseStarted', 'caseEnded', 'sutEnded', 'runEnded'],
    ]);
    expect(told.find(({ type }) => type === 'caseEnded')).toMatchObject({ result: { id: 'MY_PASS', verdict: 'pass' } });
    await run(cwd, ['MY_PASS'], '--events', 'events.ndjson');
    expect(events(readFileSync(join(cwd, 'events.ndjson'), 'utf8')).at(-1)?.type).toBe('runEnded');
  });
});
