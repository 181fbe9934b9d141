import { describe, expect, it } from 'vitest';
import { not } from '../engine/conditions.ts';
import { defineTestCase, type TestCase } from '../engine/dsl.ts';
import type { RunEvent } from '../engine/events.ts';
import type { CaseResult, Finding, Verdict } from '../engine/results.ts';
import type { Bench } from './bench.ts';
import type { SuiteCase } from './catalogue.ts';
import { undecided, unplayed } from './perform.ts';
import { planCases, type SutPlan, shuffled } from './plan.ts';
import { UnreachableError } from './problem.ts';
import { exitCodeOf, incidental, type RunOptions, runPlans } from './run.ts';

const suiteCase = (id: string, more: Partial<TestCase> = {}): SuiteCase => ({
  testCase: { ...defineTestCase({ id, title: id, protocol: 'ocpp1.6', sut: 'charger', spec: [], run: async () => {} }), ...more },
  file: '',
  profile: 'Core',
  official: true,
  status: 'mandatory',
  ...(more.requires === undefined ? {} : { applies: more.requires }),
});

const resultOf = (each: SuiteCase, verdict: Verdict): CaseResult => unplayed(each, { rerun: (id) => id }, verdict, 'because');

const circumstances = { features: { Has: true, Lacks: false }, operator: { can: (act: string) => act === 'plugIn' }, allow: [] };

describe('planCases', () => {
  const skipOf = (more: Partial<TestCase>, about: Partial<typeof circumstances> = {}) =>
    planCases([suiteCase('A', more)], { ...circumstances, ...about })[0]?.skip;

  it('plays what applies and can be played', () => expect(skipOf({ requires: 'Has', acts: ['plugIn'] })).toBeUndefined());

  it.each<[Partial<TestCase>, string, RegExp]>([
    [{ requires: 'Lacks' }, 'notApplicable', /only to a SUT with Lacks/],
    [{ requires: not('Has') }, 'notApplicable', /only to a SUT with not Has/],
    [{ acts: ['plugIn', 'powerCycle'] }, 'notTested', /nobody carries out powerCycle \(Switch the charger off and on again\)/],
    [{ destructive: true }, 'notTested', /--allow destructive/],
  ])('%j is %s', (more, verdict, reason) => expect(skipOf(more)).toEqual({ verdict, reason: expect.stringMatching(reason) }));
});

it('a case of which nobody declared whether it applies is played all the same', () => {
  expect(planCases([suiteCase('A', { requires: 'Unknown' })], circumstances)[0]).toMatchObject({ undeclared: 'Unknown' });
});

it('what a SUT may rightly lack it cannot fail', () => {
  const played = { verdict: 'fail' as const, reason: 'no answer', startedAt: '', duration: 1, steps: [], findings: [], trace: [] };
  expect(undecided(played, undefined).verdict).toBe('fail');
  expect(undecided(played, 'C-49')).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^no answer; .* a SUT with C-49/),
  });
  expect(undecided({ ...played, verdict: 'pass' }, 'C-49').verdict).toBe('pass');
});

describe('shuffled', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);

  it('leaves the order alone without a seed, and repeats itself with one', () => {
    expect(shuffled(items, 0)).toEqual(items);
    expect(shuffled(items, 7)).toEqual(shuffled(items, 7));
    expect(shuffled(items, 7)).not.toEqual(shuffled(items, 8));
    expect(shuffled(items, 7).toSorted((a, b) => a - b)).toEqual(items);
  });
});

describe('runPlans', () => {
  const bench = (more: Partial<Bench> = {}): Bench => ({
    url: 'ws://sut',
    ready: async () => {},
    play: async (each) => resultOf(each, 'pass'),
    observed: () => ({ vendor: 'Volterra' }),
    close: async () => {},
    ...more,
  });
  const planWith = (cases: SuiteCase[], open: SutPlan['open']): SutPlan => ({
    sut: { name: 'duo', sut: 'charger', protocol: 'ocpp1.6' },
    cases: planCases(cases, circumstances),
    open,
    rerun: (id) => `rerun ${id}`,
  });
  const run = async (plan: SutPlan, signal = new AbortController().signal, more: Partial<RunOptions> = {}) => {
    const events: RunEvent[] = [];
    const outcome = await runPlans({
      ...more,
      plans: [plan],
      version: '1',
      seed: 0,
      configuration: {},
      signal,
      listener: (event) => events.push(event),
    });
    return { ...outcome, events, cases: outcome.result.suts[0]?.cases.map(({ id, verdict }) => `${id} ${verdict}`) };
  };

  it('plays what can be played, passes over the rest, and tells both', async () => {
    const { result, events, cases } = await run(planWith([suiteCase('A'), suiteCase('B', { requires: 'Lacks' })], async () => bench()));
    expect(cases).toEqual(['A pass', 'B notApplicable']);
    expect(result.suts[0]?.observed).toEqual({ vendor: 'Volterra' });
    // The bench tells what it plays, but that a case has ended tells the run.
    const told = events.map(({ type }) => type);
    expect(told).toEqual(['runStarted', 'sutStarted', 'caseEnded', 'caseStarted', 'caseEnded', 'sutEnded', 'runEnded']);
  });

  it('opens nothing if there is nothing to play', async () => {
    const { cases } = await run(planWith([suiteCase('A', { requires: 'Lacks' })], () => Promise.reject(new Error('opened'))));
    expect(cases).toEqual(['A notApplicable']);
  });

  it('leaves undecided what could not be reached, and closes', async () => {
    let closed = false;
    const ready = () => Promise.reject(new UnreachableError('nobody home'));
    const close = async () => {
      closed = true;
    };
    const plan = planWith([suiteCase('A'), suiteCase('B', { requires: 'Lacks' })], async () => bench({ ready, close }));
    const { result, cases, unreachable } = await run(plan);
    expect(cases).toEqual(['A inconclusive', 'B notApplicable']);
    expect({ unreachable, closed, code: exitCodeOf(result, false) }).toEqual({ unreachable: ['nobody home'], closed: true, code: 3 });
  });

  it('stops between cases when told to, and says so', async () => {
    const stop = new AbortController();
    const play = async (each: SuiteCase) => {
      stop.abort();
      return resultOf(each, 'inconclusive');
    };
    const { result, cases } = await run(
      planWith([suiteCase('A'), suiteCase('B')], async () => bench({ play })),
      stop.signal,
    );
    expect(cases).toEqual(['A inconclusive', 'B notTested']);
    expect({ interrupted: result.interrupted, code: exitCodeOf(result, false) }).toEqual({ interrupted: true, code: 130 });
  });
});

describe('runPlans as a gate', () => {
  /** Plays each case with these verdicts, one after the other. */
  const playing = (verdicts: Record<string, Verdict[]>) => {
    const played: string[] = [];
    const play = async (each: SuiteCase) => {
      const { id } = each.testCase;
      played.push(id);
      return resultOf(each, verdicts[id]?.shift() ?? 'pass');
    };
    const bench: Bench = { url: '', ready: async () => {}, observed: () => ({}), close: async () => {}, play };
    return { played, bench };
  };
  const runWith = async (verdicts: Record<string, Verdict[]>, more: Partial<RunOptions>, jobs = 1) => {
    const { played, bench: alone } = playing(verdicts);
    const bench: Bench = { ...alone, jobs };
    const cases = planCases(
      Object.keys(verdicts).map((id) => suiteCase(id)),
      circumstances,
    );
    const plan: SutPlan = { sut: { name: 'duo', sut: 'charger', protocol: 'ocpp1.6' }, cases, open: async () => bench, rerun: (id) => id };
    const ended: CaseResult[] = [];
    const listener = (event: RunEvent) => void (event.type === 'caseEnded' && ended.push(event.result));
    const signal = more.signal ?? new AbortController().signal;
    const { result } = await runPlans({ version: '1', seed: 0, configuration: {}, signal, listener, ...more, plans: [plan] });
    return { played, ended, result };
  };

  it('tries what failed once more, keeps the verdict, and tells it once', async () => {
    const { played, ended, result } = await runWith({ A: ['fail', 'pass'], B: ['fail', 'fail'], C: ['inconclusive'] }, { retries: 1 });
    expect(played).toEqual(['A', 'A', 'B', 'B', 'C']);
    expect(ended.map(({ id, verdict, flaky, retry }) => [id, verdict, flaky, retry?.verdict])).toEqual([
      ['A', 'fail', true, 'pass'],
      ['B', 'fail', undefined, 'fail'],
      ['C', 'inconclusive', undefined, undefined],
    ]);
    expect(exitCodeOf(result, false)).toBe(1);
  });

  it('tries again alone, once all others are done', async () => {
    const { played, ended } = await runWith({ A: ['fail', 'pass'], B: ['pass'], C: ['fail', 'fail'], D: ['pass'] }, { retries: 1 }, 2);
    expect(played).toEqual(['A', 'B', 'C', 'D', 'A', 'C']);
    expect(ended.map(({ id, retry }) => `${id} ${retry?.verdict}`)).toEqual(['B undefined', 'D undefined', 'A pass', 'C fail']);
  });

  it('amends before it tells, and stops at what is enough', async () => {
    const amend = {
      case: (each: CaseResult) => (each.id === 'A' ? { ...each, expectedFailure: { reason: 'known' } } : each),
      sut: <T>(sut: T) => sut,
    };
    const isEnough = ({ verdict, expectedFailure }: CaseResult) => verdict === 'fail' && !expectedFailure;
    const { played, ended } = await runWith({ A: ['fail'], B: ['fail'], C: ['pass'] }, { amend, isEnough });
    expect(played).toEqual(['A', 'B']);
    expect(ended.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'notTested']);
    expect(ended[0]?.expectedFailure).toEqual({ reason: 'known' });
    expect(ended[2]?.reason).toContain('first failure');
  });

  it('is incomplete when it is out of time, which is no interruption', async () => {
    const signal = AbortSignal.abort(new DOMException('too long', 'TimeoutError'));
    const { ended, result } = await runWith({ A: ['pass'] }, { signal });
    expect(ended[0]).toMatchObject({ verdict: 'notTested', reason: expect.stringContaining('out of time') });
    expect([exitCodeOf(result, false, signal), exitCodeOf(result, false)]).toEqual([3, 130]);
  });
});

describe('exitCodeOf', () => {
  const finding = (more: Partial<Finding> = {}): Finding => ({
    ...{ rule: 'R', severity: 'violation', blame: 'charger', message: 'm', frames: [], incidental: true },
    ...more,
  });
  const codeOf = (verdicts: Verdict[], findings: Finding[] = [], strict = false) => {
    const cases = verdicts.map((verdict) => ({ ...resultOf(suiteCase('A'), verdict), findings }));
    const sut = { name: '', sut: 'charger', protocol: 'ocpp1.6', observed: {}, cases } as const;
    const head = { format: 'ocppliance-results', formatVersion: 1, tool: { name: 'ocppliance', version: '1' } } as const;
    return exitCodeOf({ ...head, startedAt: '', endedAt: '', interrupted: false, seed: 0, configuration: {}, suts: [sut] }, strict);
  };

  it.each<[Verdict[], number]>([
    [['pass', 'notApplicable', 'notTested'], 0],
    [['pass', 'fail', 'inconclusive'], 1],
    [['pass', 'inconclusive'], 3],
    [['notTested', 'notApplicable'], 3],
    [['fail', 'error'], 4],
  ])('%j is %i', (verdicts, code) => expect(codeOf(verdicts)).toBe(code));

  it('counts violations of the SUT outside of the cases, and warnings if strict', () => {
    expect(codeOf(['pass'], [finding()])).toBe(1);
    expect(codeOf(['pass'], [finding({ blame: 'csms' })])).toBe(0);
    expect(codeOf(['pass'], [finding({ severity: 'warning' })])).toBe(0);
    expect(codeOf(['pass'], [finding({ severity: 'warning' })], true)).toBe(1);
    expect(incidental({ sut: 'charger', findings: [finding({ incidental: false })] }, true)).toEqual([]);
  });
});
