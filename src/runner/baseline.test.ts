import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CaseResult, Finding, RunResult, SutResult } from '../engine/results.ts';
import { type BaselineEntry, expecting, readBaseline, staleIn, updatedBaseline } from './baseline.ts';
import { exitCodeOf } from './run.ts';

const today = '2026-03-02';
const names = { cases: new Set(['TC_1', 'TC_2', 'TC_3']), rules: new Set(['R16-TX-001', 'R16-TX-002']) };
const folder = mkdtempSync(join(tmpdir(), 'ocppliance-baseline-'));
const fileOf = (text: string): string => {
  const path = join(folder, 'baseline.yaml');
  writeFileSync(path, text);
  return path;
};

const finding = (rule: string, given: Partial<Finding> = {}): Finding => ({
  ...{ rule, severity: 'violation', blame: 'charger', message: `breaks ${rule}\nin two lines`, frames: [], incidental: true },
  ...given,
});

const result = (id: string, verdict: CaseResult['verdict'], given: Partial<CaseResult> = {}): CaseResult => ({
  ...{ id, title: id, protocol: 'ocpp1.6', sut: 'charger', profile: 'Core', official: true, status: 'mandatory', spec: [], verdict },
  ...{ startedAt: '', duration: 0, steps: [], findings: [], trace: [], rerun: '' },
  ...given,
});

const run = (cases: CaseResult[], given: Partial<SutResult> = {}): RunResult => ({
  ...{ format: 'ocppliance-results', formatVersion: 1, tool: { name: 'ocppliance', version: '0' }, startedAt: '', endedAt: '' },
  ...{ interrupted: false, seed: 0, configuration: {} },
  suts: [{ name: 'X', sut: 'charger', protocol: 'ocpp1.6', observed: {}, cases, ...given }],
});

const codeWith = (entries: BaselineEntry[], ...cases: CaseResult[]) => exitCodeOf(run(cases.map(expecting(entries, today))), false);

describe('what is excused', () => {
  test('a fail, with the reason; not an error, not what is undecided', () => {
    const entry = { case: 'TC_1', reason: 'known', link: 'https://example.org/1' };
    const mark = expecting([entry], today);
    expect(mark(result('TC_1', 'fail')).expectedFailure).toEqual({ reason: 'known', link: 'https://example.org/1' });
    expect(mark(result('TC_2', 'fail')).expectedFailure).toBeUndefined();
    expect([result('TC_1', 'error'), result('TC_1', 'inconclusive')].map(mark).map((each) => each.expectedFailure)).toEqual([
      undefined,
      undefined,
    ]);
    expect(codeWith([entry], result('TC_1', 'fail'), result('TC_2', 'pass'))).toBe(0);
    expect(codeWith([entry], result('TC_1', 'fail'), result('TC_2', 'fail'))).toBe(1);
    expect(codeWith([entry], result('TC_1', 'error'), result('TC_2', 'pass'))).toBe(4);
    expect(codeWith([entry], result('TC_1', 'inconclusive'), result('TC_2', 'pass'))).toBe(3);
  });

  test('only of the SUT that is named, and until the end of the day', () => {
    const fails = result('TC_1', 'fail');
    expect(codeWith([{ case: 'TC_1', reason: 'x', sut: 'csms' }], fails)).toBe(1);
    expect(codeWith([{ case: 'TC_1', reason: 'x', protocol: 'ocpp2.0.1' }], fails)).toBe(1);
    expect(codeWith([{ case: 'TC_1', reason: 'x', sut: 'charger', protocol: 'ocpp1.6', expires: today }], fails)).toBe(0);
    expect(codeWith([{ case: 'TC_1', reason: 'x', expires: '2026-03-01' }], fails)).toBe(1);
  });

  test('findings of a rule, in the retry too, if the SUT is to blame', () => {
    const entries = [{ rule: 'R16-TX-001', reason: 'x' }];
    const passes = (...findings: Finding[]) => result('TC_1', 'pass', { findings });
    expect(codeWith(entries, passes(finding('R16-TX-001')))).toBe(0);
    expect(codeWith(entries, passes(finding('R16-TX-001'), finding('R16-TX-002')))).toBe(1);
    const retry = { verdict: 'fail', startedAt: '', duration: 0, steps: [], findings: [finding('R16-TX-002')], trace: [] } as const;
    expect(
      codeWith(
        [{ case: 'TC_1', reason: 'x' }],
        result('TC_1', 'fail', { retry: { ...retry, findings: [...retry.findings], steps: [], trace: [] } }),
      ),
    ).toBe(1);
  });

  test('a case of which nothing but such a finding is wrong, under --strict', () => {
    const own = finding('R16-TX-001', { incidental: false, severity: 'warning' });
    const entries = [{ rule: 'R16-TX-001', reason: 'x' }];
    expect(codeWith(entries, result('TC_1', 'fail', { findings: [own] }))).toBe(0);
    const step = { title: 's', phase: 'run', verdict: 'fail', startedAt: 0, duration: 0, frames: [], steps: [] } as const;
    expect(codeWith(entries, result('TC_1', 'fail', { findings: [own], steps: [{ ...step, frames: [], steps: [] }] }))).toBe(1);
  });
});

describe('what no longer holds', () => {
  const whys = (entries: BaselineEntry[], cases: CaseResult[], given?: Partial<SutResult>) =>
    staleIn(entries, run(cases, given), today).map(({ why }) => why);

  test('an entry of a case that passes, or that is past its date', () => {
    expect(whys([{ case: 'TC_1', reason: 'a bug' }], [result('TC_1', 'pass')])).toEqual([
      'TC_1 is expected to fail, but passed: take it out (a bug)',
    ]);
    expect(whys([{ case: 'TC_1', reason: 'a bug', expires: '2026-03-01' }], [result('TC_1', 'fail')])).toEqual([
      'TC_1 was excused until 2026-03-01 only: a bug',
    ]);
    expect(whys([{ case: 'TC_1', reason: 'a bug' }], [result('TC_1', 'fail'), result('TC_2', 'pass')])).toEqual([]);
  });

  test('not: what was not played, what is flaky, what is of another SUT', () => {
    expect(whys([{ case: 'TC_1', reason: 'x' }], [result('TC_1', 'notTested')])).toEqual([]);
    expect(whys([{ case: 'TC_1', reason: 'x' }], [result('TC_2', 'pass')])).toEqual([]);
    expect(whys([{ case: 'TC_1', reason: 'x', flaky: true }], [result('TC_1', 'pass')])).toEqual([]);
    expect(whys([{ case: 'TC_1', reason: 'x', sut: 'csms', expires: '2020-01-01' }], [result('TC_1', 'pass')])).toEqual([]);
  });

  test('a rule that a whole run has not found broken; a part of a run proves nothing', () => {
    const entries = [{ rule: 'R16-TX-001', reason: 'x' }];
    expect(whys(entries, [result('TC_1', 'pass')])).toHaveLength(1);
    expect(whys(entries, [result('TC_1', 'pass', { findings: [finding('R16-TX-001')] })])).toEqual([]);
    const absent = [{ id: 'TC_2', profile: 'Core', status: 'mandatory', why: 'notSelected', applicable: true } as const];
    expect(whys(entries, [result('TC_1', 'pass')], { absent })).toEqual([]);
    expect(whys(entries, [result('TC_1', 'notTested')])).toEqual([]);
  });
});

test.for([
  ['a: [1,\n', /cannot be read: /],
  ['cases: []', /holds no baseline: it should be a list under expectedFailures/],
  ['expectedFailures:\n  - { case: TC_9, reason: x }', /entry 1: no case is called TC_9: did you mean TC_1/],
  ['expectedFailures:\n  - { rule: R16-TX-003, reason: x }', /entry 1: no rule is called R16-TX-003: did you mean R16-TX-001/],
  ['expectedFailures:\n  - { reason: x }', /should name either a case or a rule/],
  ['expectedFailures:\n  - { case: TC_1 }', /\(TC_1\) gives no reason/],
  ['expectedFailures:\n  - { case: TC_1, reason: x, expires: soon }', /expires on "soon", which is no date like 2027-01-31/],
  ['expectedFailures:\n  - { case: TC_1, reason: x, expiry: 2027-01-31 }', /has "expiry": did you mean expires\?/],
  ['expectedFailures:\n  - { case: TC_1, reason: x, sut: station }', /has the sut "station"/],
] as const)('%j is refused in one line', async ([text, message]) => {
  const error = await readBaseline(fileOf(text), names).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) });
  expect(String(error)).not.toContain('\n');
});

test('an update takes out what passes, adds what fails, and leaves comments, dates and what was not played', async () => {
  const path = fileOf(`# ours
expectedFailures:
  - { case: TC_1, reason: mended }
  # the vendor knows
  - { case: TC_2, reason: still broken, expires: 2020-01-01 }
`);
  const known = await readBaseline(path, names);
  const cases = [
    result('TC_1', 'pass'),
    result('TC_2', 'fail'),
    result('TC_3', 'fail', { reason: 'no answer\nat all', findings: [finding('R16-TX-002')], flaky: true }),
  ];
  const text = await updatedBaseline(path, known, run(cases), false, today);
  expect(text).toMatch(/^# ours\n/);
  expect(text).toContain('# the vendor knows\n  - { case: TC_2, reason: still broken, expires: 2020-01-01 }');
  const entries = await readBaseline(fileOf(text), names);
  const place = { sut: 'charger', protocol: 'ocpp1.6' };
  expect(entries).toEqual([
    { case: 'TC_2', reason: 'still broken', expires: '2020-01-01' },
    { case: 'TC_3', ...place, reason: 'no answer', flaky: true },
    { rule: 'R16-TX-002', ...place, reason: 'breaks R16-TX-002' },
  ]);
  expect(staleIn(entries, run(cases), today)).toHaveLength(1);
});
