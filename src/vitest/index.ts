import type { Operator } from '../engine/acts.ts';
import type { Listener } from '../engine/events.ts';
import type { CaseResult } from '../engine/results.ts';
import { ExpectationError } from '../engine/verdict.ts';
import type { Role } from '../ocpp/index.ts';
import type { Bench } from '../runner/bench.ts';
import { unplayed } from '../runner/perform.ts';
import type { PlannedCase, SutPlan } from '../runner/plan.ts';
import { messageOf, UnreachableError } from '../runner/problem.ts';
import { incidental } from '../runner/run.ts';
import type { Settings } from '../runner/settings.ts';
import { catchStrays } from '../runner/strays.ts';
import { type Context, findVitest, type Vitest } from './api.ts';
import { errorOf, metaOf, tellAllure } from './outcome.ts';
import { planSuite } from './plan.ts';

export type { Vitest } from './api.ts';
export type { CaseMeta } from './outcome.ts';

type Given = 'name' | 'listen' | 'wait' | 'url' | 'station' | 'username' | 'tls' | 'operatorTimeout' | 'features' | 'timeouts' | 'evseId';
type Known = 'connectorId' | 'evses' | 'token' | 'groupToken' | 'groupId' | 'unknownToken' | 'blockedToken' | 'expiredToken' | 'vendorId';
type Chosen = 'case' | 'profile' | 'cases' | 'allow' | 'strict' | 'timeScale';

/** As in the configuration file. Without `url` or `listen`, the built-in charger or CSMS is tested. */
export interface SuiteOptions extends Pick<Settings, Given | Known | Chosen> {
  sut: Role;
  /** `1.6` or `2.0.1` */
  ocpp: string;
  /** as on the command line, or your own */
  operator?: string | Operator;
  /** of the station; default OCPPLIANCE_PASSWORD */
  password?: string;
  /** what you import as `* as vitest from 'vitest'`; default the copy of the project that runs */
  vitest?: Vitest;
  /** told what happens meanwhile, such as for a report of ours */
  listener?: Listener;
}

/** No time limit of vitest's: it would end a case without a word. Deadlines belong to the expectations. */
const NO_LIMIT = 0;

/**
 * Registers every selected case as a test of vitest, in a `describe` for each profile. To be awaited at the top of a test file.
 * Whether a case applies is decided when it runs: reporters would lose what is skipped at registration.
 */
export async function conformanceSuite(options: SuiteOptions): Promise<void> {
  const vitest = options.vitest ?? (await findVitest());
  const stop = new AbortController();
  const plan = await planSuite(options, stop.signal);
  const bench = benchFor(plan, { emit: options.listener ?? (() => {}), signal: stop.signal });
  const results: CaseResult[] = [];

  const play = async (each: PlannedCase, { task, skip }: Context): Promise<void> => {
    const result = await bench.play(each);
    results.push(result);
    Object.assign(task.meta, { ocppliance: metaOf(result) });
    await tellAllure(result);
    const { verdict, reason } = result;
    if (verdict === 'notApplicable' || verdict === 'notTested')
      skip(`${verdict === 'notTested' ? 'not tested' : 'not applicable'}: ${reason}`);
    else if (verdict !== 'pass') throw errorOf(result);
  };

  const { describe, test, beforeAll, afterAll } = vitest;
  const limits = { timeout: NO_LIMIT, retry: 0 };
  // One SUT, one conversation at a time, whatever the project does with its own tests.
  describe(plan.sut.name, { concurrent: false }, () => {
    beforeAll(() => bench.open(), NO_LIMIT);
    afterAll(async () => {
      stop.abort();
      await bench.close();
    }, NO_LIMIT);
    for (const [profile, cases] of byProfile(plan.cases)) {
      describe(profile, { concurrent: false }, () => {
        for (const each of cases) test(`${each.testCase.id} ${each.testCase.title}`, limits, (context) => play(each, context));
      });
    }
    test('nothing else is wrong on the wire', limits, async () => {
      const messages = results.flatMap((result) =>
        incidental(result, options.strict ?? false).map(({ message }) => `${message} (${result.id})`),
      );
      if (messages.length > 0) throw new ExpectationError({ message: messages.join('\n'), expected: [], actual: messages });
    });
  });
}

function byProfile(cases: readonly PlannedCase[]): Map<string, PlannedCase[]> {
  const groups = new Map<string, PlannedCase[]>();
  for (const each of cases) groups.set(each.profile, [...(groups.get(each.profile) ?? []), each]);
  return groups;
}

/** The bench as tests need it: whatever keeps it from opening is told by each case, since a hook that fails would silence them. */
function benchFor(plan: SutPlan, run: Parameters<SutPlan['open']>[0]) {
  let bench: Bench | undefined;
  let trouble: { verdict: 'inconclusive' | 'error'; reason: string } | undefined;
  let stopCatching = (): string[] => [];
  let turn: Promise<unknown> = Promise.resolve();

  const playNow = (each: PlannedCase): Promise<CaseResult> | CaseResult => {
    if (each.skip) return unplayed(each, plan, each.skip.verdict, each.skip.reason);
    if (bench && !trouble) return bench.play(each);
    return unplayed(each, plan, trouble?.verdict ?? 'error', trouble?.reason ?? 'the SUT was not opened: beforeAll has not run');
  };

  return {
    async open() {
      stopCatching = catchStrays();
      try {
        if (plan.cases.some(({ skip }) => !skip)) bench = await plan.open(run);
        await bench?.ready();
      } catch (error) {
        trouble = { verdict: error instanceof UnreachableError ? 'inconclusive' : 'error', reason: messageOf(error) };
      }
    },
    play(each: PlannedCase): Promise<CaseResult> {
      const played = turn.then(() => playNow(each));
      turn = played.catch(() => undefined);
      return played;
    },
    async close() {
      await bench?.close();
      const [stray] = stopCatching();
      if (stray !== undefined) throw new Error(stray);
    },
  };
}
