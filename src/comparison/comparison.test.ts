import { describe, expect, test } from 'vitest';
import { allVerdicts } from '../../fixtures/runs/all-verdicts.ts';
import { inWords } from '../commands/diff-in-words.ts';
import type { CaseResult, Finding, RunResult, SutResult, TraceEntry, Verdict } from '../engine/results.ts';
import { compare } from './compare.ts';
import { merge } from './merge.ts';

const result = (id: string, verdict: Verdict, given: Partial<CaseResult> = {}): CaseResult => ({
  ...{ id, title: id, protocol: 'ocpp1.6', sut: 'charger', profile: 'Core', official: true, status: 'mandatory', spec: [], verdict },
  ...{ startedAt: '', duration: 10, steps: [], findings: [], trace: [], rerun: '' },
  ...given,
});

const run = (cases: CaseResult[], given: Partial<SutResult> = {}, about: Partial<RunResult> = {}): RunResult => ({
  ...{ format: 'ocppliance-results', formatVersion: 1, tool: { name: 'ocppliance', version: '0' }, startedAt: '2026-03-02T09:00:00Z' },
  ...{ endedAt: '2026-03-02T09:01:00Z', interrupted: false, seed: 0, configuration: { strict: true } },
  suts: [{ name: 'Duo', sut: 'charger', protocol: 'ocpp1.6', observed: {}, cases, ...given }],
  ...about,
});

/** A conversation: who says what, and how many milliseconds later. */
const trace = (...frames: [from: 'charger' | 'csms', parts: unknown, after?: number][]): TraceEntry[] => {
  let at = 0;
  return frames.map(([from, parts, after = 1], index) => {
    at += after;
    return { index, at, time: '', connection: 1, kind: 'frame', from, raw: JSON.stringify(parts) };
  });
};

const finding = (given: Partial<Finding> = {}): Finding => ({
  ...{ rule: 'R16-TX-001', severity: 'violation', blame: 'charger', message: 'm', frames: [0], incidental: true },
  ...given,
});

const only = (old: RunResult, now: RunResult) => {
  const comparison = compare(old, now);
  const [sut] = comparison.suts;
  if (!sut) throw new Error('nothing was compared');
  return { ...sut, regressions: comparison.regressions, text: inWords(comparison).join('\n') };
};

describe('compare', () => {
  test('a run with itself: nothing', () => {
    const { regressions, suts, unmatched } = compare(allVerdicts, structuredClone(allVerdicts));
    expect({ regressions, unmatched }).toEqual({ regressions: 0, unmatched: [] });
    for (const { verdicts, findings, shapes, identity, features, settings, timing, cases } of suts)
      expect([verdicts, findings, shapes, identity, features, settings, timing, cases.gone, cases.added].flat()).toEqual([]);
  });

  test.for<[from: Verdict, to: Verdict, kind: string]>([
    ['pass', 'fail', 'regression'],
    ['pass', 'inconclusive', 'regression'],
    ['inconclusive', 'fail', 'regression'],
    ['notTested', 'fail', 'regression'],
    ['pass', 'error', 'change'],
    ['pass', 'notApplicable', 'change'],
    ['fail', 'inconclusive', 'change'],
    ['fail', 'pass', 'improvement'],
    ['inconclusive', 'pass', 'improvement'],
  ])('%s to %s is a %s', ([from, to, kind]) => {
    const { verdicts, regressions } = only(run([result('A', from)]), run([result('A', to)]));
    expect(verdicts).toMatchObject([{ id: 'A', from, to, kind }]);
    expect(regressions).toBe(kind === 'regression' ? 1 : 0);
  });

  test('a failure that the baseline excuses is no regression, nor is a case that was not there', () => {
    const excused = result('A', 'fail', { expectedFailure: { reason: 'known' } });
    expect(only(run([result('A', 'pass')]), run([excused, result('B', 'fail')]))).toMatchObject({
      regressions: 0,
      verdicts: [{ kind: 'change', expected: true }],
      cases: { compared: 1, added: ['B'], gone: [] },
    });
  });

  test('findings: by rule and action, not by their words; only a violation by the SUT is a regression', () => {
    const said = trace(['charger', [2, '1', 'StartTransaction', {}]]);
    const withFindings = (...findings: Finding[]) => run([result('A', 'pass', { trace: said, findings })]);
    expect(only(withFindings(), withFindings(finding()))).toMatchObject({
      regressions: 1,
      findings: [{ change: 'new', kind: 'regression', action: 'StartTransaction', cases: ['A'] }],
    });
    expect(only(withFindings(finding({ message: 'at 9' })), withFindings(finding({ message: 'at 10' }))).findings).toEqual([]);
    expect(only(withFindings(finding()), withFindings())).toMatchObject({
      regressions: 0,
      findings: [{ change: 'gone', kind: 'improvement' }],
    });
    expect(only(withFindings(), withFindings(finding({ severity: 'warning' }))).regressions).toBe(0);
    expect(only(withFindings(), withFindings(finding({ blame: 'csms' }))).regressions).toBe(0);
    expect(only(withFindings(), withFindings(finding({ expectedFailure: { reason: 'known' } }))).findings).toEqual([]);
  });

  test('shapes: new fields, values of enumerations, kinds of messages; not ids and names', () => {
    const told = (status: object) =>
      trace(['charger', [2, '1', 'StatusNotification', { connectorId: 1, errorCode: 'NoError', ...status }]]);
    const old = run([result('A', 'pass', { trace: told({ status: 'Available' }) })]);
    const now = run([result('A', 'pass', { trace: told({ status: 'Faulted', vendorId: 'com.example' }) })]);
    expect(only(old, now)).toMatchObject({
      regressions: 0,
      shapes: [
        { message: 'StatusNotification request', change: 'new', fields: ['vendorId'], values: ['status = "Faulted"'] },
        { message: 'StatusNotification request', change: 'gone', values: ['status = "Available"'] },
      ],
    });
    const heartbeat = run([
      result('A', 'pass', { trace: [...told({ status: 'Available' }), ...trace(['charger', [2, '2', 'Heartbeat', {}]])] }),
    ]);
    expect(only(old, heartbeat).shapes).toEqual([{ message: 'Heartbeat request', change: 'new' }]);
  });

  test('identity, features and settings', () => {
    const keys = (value: string) => [{ key: 'ConnectionTimeOut', value, readonly: false }];
    const told = (value: string) =>
      trace(['csms', [2, '1', 'GetConfiguration', {}]], ['charger', [3, '1', { configurationKey: keys(value) }]]);
    const of = (firmwareVersion: string, value: string, declared: boolean, port: string) =>
      run([result('A', 'pass', { trace: told(value) })], {
        observed: { firmwareVersion, remoteAddress: `127.0.0.1:${port}` },
        declaration: [{ feature: 'Reservation', declared }],
      });
    expect(only(of('1.4', '60', true, '1'), of('1.5', '30', false, '2'))).toMatchObject({
      regressions: 0,
      identity: [{ name: 'firmwareVersion', from: '1.4', to: '1.5' }],
      features: [{ name: 'Reservation', from: 'declared yes', to: 'declared no' }],
      settings: [{ name: 'ConnectionTimeOut', from: '60', to: '30' }],
    });
  });

  test('settings that we set, or that were not asked for, are no difference', () => {
    const asked = (key: string[], value: string) =>
      trace(
        ['csms', [2, '1', 'GetConfiguration', { key }]],
        ['charger', [3, '1', { configurationKey: [{ key: key[0], value, readonly: false }] }]],
      );
    const set = trace(['csms', [2, '0', 'ChangeConfiguration', { key: 'ConnectionTimeOut', value: '9' }]]);
    const old = run([result('A', 'pass', { trace: asked(['ConnectionTimeOut'], '60') })]);
    const now = run([result('A', 'pass', { trace: [...set, ...asked(['ConnectionTimeOut'], '9')] })]);
    expect(only(old, now).settings).toEqual([]);
    expect(only(old, run([result('A', 'pass', { trace: asked(['LightIntensity'], '9') })])).settings).toEqual([]);
  });

  test('times shift if they do by much, and were measured often enough', () => {
    const answering = (milliseconds: number, times: number) =>
      run([
        result('A', 'pass', {
          trace: Array.from({ length: times }, (_, n) =>
            trace(['csms', [2, `${n}`, 'ClearCache', {}]], ['charger', [3, `${n}`, { status: 'Accepted' }], milliseconds]),
          ).flat(),
        }),
      ]);
    expect(only(answering(20, 5), answering(400, 5)).timing).toEqual([{ what: 'answers to ClearCache', from: 20, to: 400, times: [5, 5] }]);
    expect(only(answering(20, 5), answering(60, 5)).timing).toEqual([]);
    expect(only(answering(20, 4), answering(400, 4)).timing).toEqual([]);
    const lasting = (duration: number) => run([result('A', 'pass', { duration, trace: trace(['charger', [2, '1', 'Heartbeat', {}]]) })]);
    expect(only(lasting(1_000), lasting(9_000)).timing).toEqual([{ what: 'case A', from: 1_000, to: 9_000 }]);
  });

  test('SUTs are matched by role and version, even under another name; what has no match is told', () => {
    const old = run([result('A', 'pass')], { name: 'firmware 1' });
    expect(compare(old, run([result('A', 'fail')], { name: 'firmware 2' }))).toMatchObject({
      regressions: 1,
      suts: [{ old: 'firmware 1', new: 'firmware 2' }],
    });
    expect(compare(old, run([], { name: 'X', sut: 'csms' }))).toMatchObject({ suts: [], unmatched: [{ in: 'old' }, { in: 'new' }] });
  });

  test('in words: the worst first, nothing that ends a line', () => {
    const { text } = only(
      run([result('A', 'fail'), result('B', 'pass')]),
      run([result('A', 'pass'), result('B', 'fail', { reason: 'one\ntwo\u001b[2J' })]),
    );
    expect(text).toContain('✗ B: pass → fail: one\\ntwo\\u001b[2J\n    ✓ A: fail → pass');
    expect(text).toMatch(/1 regression$/);
  });
});

describe('merge', () => {
  const tool = { name: 'ocppliance', version: '1' } as const;
  const absent = (id: string) => ({ id, profile: 'Core', status: 'mandatory', why: 'notSelected', applicable: true }) as const;

  test('shards become one, and what one left out the other has', () => {
    const parts = [
      run([result('A', 'pass')], { absent: [absent('B'), absent('C')], declaration: [{ feature: 'F', declared: true }] }),
      run(
        [result('B', 'fail')],
        { absent: [absent('A'), absent('C')], declaration: [{ feature: 'F', declared: true, observed: false }] },
        { startedAt: '2026-03-02T08:00:00Z' },
      ),
    ];
    const merged = merge(
      parts.map((part, index) => ({ name: `shard-${index}`, run: part })),
      tool,
    );
    expect(merged.suts).toMatchObject([
      { name: 'Duo', absent: [{ id: 'C' }], cases: [{ id: 'A' }, { id: 'B' }], declaration: [{ declared: true, observed: false }] },
    ]);
    expect(merged).toMatchObject({
      startedAt: '2026-03-02T08:00:00Z',
      configuration: { strict: true, mergedFrom: [{ name: 'shard-0' }, { name: 'shard-1' }] },
    });
  });

  test('releases stand side by side, told apart by firmware, or else by date', () => {
    const of = (firmwareVersion: string, startedAt: string) => run([result('A', 'pass')], { observed: { firmwareVersion } }, { startedAt });
    const names = (...runs: RunResult[]) =>
      merge(
        runs.map((each) => ({ name: '', run: each })),
        tool,
      ).suts.map(({ name }) => name);
    expect(names(of('1.4', '2026-03-01T09:00:00Z'), of('1.5', '2026-03-02T09:00:00Z'))).toEqual([
      'Duo (firmware 1.4)',
      'Duo (firmware 1.5)',
    ]);
    expect(names(of('1.4', '2026-03-01T09:00:00Z'), of('1.4', '2026-03-02T09:00:00Z'))).toEqual([
      'Duo (2026-03-01 09:00:00)',
      'Duo (2026-03-02 09:00:00)',
    ]);
  });
});
