import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { masked } from '../bundle/masking.ts';
import { readBundle } from '../bundle/read.ts';
import type { Operator } from '../engine/acts.ts';
import type { Reporter } from '../engine/events.ts';
import type { RunResult } from '../engine/results.ts';
import { createOperator } from '../operator/index.ts';
import { count, printable } from '../reporters/text.ts';
import { briefed } from '../runner/briefing.ts';
import { builtinTimeScale, planBuiltin } from '../runner/builtin.ts';
import { loadSuite, type SuiteCase } from '../runner/catalogue.ts';
import { type Configuration, loadConfiguration } from '../runner/config.ts';
import { testedVersions } from '../runner/discover.ts';
import { loadModule } from '../runner/load.ts';
import { notPassedIn, shardOf } from '../runner/narrow.ts';
import type { SutPlan } from '../runner/plan.ts';
import { messageOf, UsageError } from '../runner/problem.ts';
import { exitCodeOf, incidental, runPlans } from '../runner/run.ts';
import { selectCases } from '../runner/select.ts';
import { type EffectiveSettings, listOf, maskedSettings, protocolOf, type Settings } from '../runner/settings.ts';
import { endpointOf, planners } from '../runner/sut-plan.ts';
import { contradictionsIn, declared } from './declared.ts';
import { eventStream } from './event-stream.ts';
import { openGate } from './gate.ts';
import { version } from './version.ts';

/** Runs what flags, environment and configuration file say. Resolves to the exit code. */
export async function runSuite(flags: Settings, file: string | undefined): Promise<number> {
  const configuration = await loadConfiguration({ flags, file });
  const { password, warnings } = configuration;
  for (const warning of warnings) say(warning);
  const features = await declared(configuration.settings);
  const { settings } = features;
  const { suite, cases } = await loadCases(settings);
  const gate = await openGate(settings, suite);
  await mayTest(settings);
  const directory = settings.reportDir ?? usualFolder(settings);
  const { createReporters, usualFormats } = await import('../reporters/index.ts');
  const mask = { secrets: password === undefined ? [] : [password], tokens: settings.maskTokens ?? false };
  const reporter = createReporters({
    directory,
    mask,
    formats: settings.pdf ? [...usualFormats, 'pdf'] : usualFormats,
    sign: settings.sign,
    stepSummary: process.env.GITHUB_STEP_SUMMARY,
  });
  const events = settings.events === undefined ? undefined : masked(eventStream(settings.events), mask);
  const signal = interruptible(settings.timeout, (text) => reporter.on({ type: 'prompt', text: `ocppliance: ${text}` }));
  const unbriefed = settings.sut ? [await planUsers({ ...configuration, settings }, cases, reporter, signal)] : planPair(settings, cases);
  const plans = await Promise.all(unbriefed.map((plan) => briefed(plan, suite, settings.sut ? identityOf(settings) : {})));
  const { bail = false, retries = 0, strict } = settings;
  const shown = maskedSettings(settings.sut ? settings : { ...settings, timeScale: builtinTimeScale, operator: 'simulator' }, password);
  const { result, unreachable, strays } = await runPlans({
    plans: plans.map(features.brief),
    signal,
    version: version(),
    seed: settings.seed,
    configuration: { ...shown, ...features.about },
    listener(event) {
      features.on(event);
      reporter.on(event);
      events?.on(event);
    },
    retries,
    amend: { case: gate.amend, sut: features.amend },
    isEnough: ({ verdict, expectedFailure }) => bail && (verdict === 'error' || (verdict === 'fail' && !expectedFailure)),
  });
  await reporter.end?.(result);
  await events?.end?.(result);
  for (const reason of unreachable) say(reason);
  sayIncidental(result, strict);
  for (const { name, notRestored = [] } of result.suts)
    for (const thing of notRestored) say(printable(`left changed at ${name}: ${thing}`));
  const contradicted = contradictionsIn(result);
  for (const line of contradicted) say(printable(line));
  const excused = result.suts.flatMap(({ cases }) => cases.filter(({ expectedFailure }) => expectedFailure)).length;
  if (excused > 0) say(`${count(excused, 'failure')} expected: see ${settings.baseline}`);
  const { stale, run } = await gate.close(result);
  for (const line of stale) say(line);
  for (const stray of strays) say(`${stray}, outside of any case: please report it`);
  if (strays.length > 0) return 4;
  const code = exitCodeOf(run, strict, signal);
  const failsTheGate = stale.length > 0 || (settings.certification === true && contradicted.length > 0);
  return failsTheGate && (code === 0 || code === 3) ? 1 : code;
}

const say = (line: string): void => void process.stderr.write(`ocppliance: ${line}\n`);

/** What made the exit code, though every case kept its verdict. */
function sayIncidental({ suts }: RunResult, strict: boolean): void {
  const found = suts.flatMap(({ cases }) =>
    cases.flatMap((each) => incidental(each, strict).map(({ message }) => `${message} (seen in ${each.id})`)),
  );
  if (found.length === 0) return;
  say(`wrong on the wire, outside of what the cases ask for: ${found.length}, all in the report`);
  for (const line of found.slice(0, 5)) process.stderr.write(`  ${line}\n`);
}

/** Who is tested, in the words of who has it tested. */
function identityOf({ name, station, url, listen }: EffectiveSettings): Record<string, string> {
  const said = { name, station, url, listen: listen === undefined ? undefined : String(listen) };
  return Object.fromEntries(Object.entries(said).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

async function loadCases(settings: EffectiveSettings): Promise<{ suite: SuiteCase[]; cases: SuiteCase[] }> {
  const { sut, ocpp, url } = settings;
  if (url !== undefined && sut === 'charger')
    throw new UsageError('a charger has no URL, it connects to us: leave the URL out and add --listen 9000');
  if (sut !== undefined && ocpp === undefined) throw new UsageError('say which version is tested: add --ocpp 1.6 or --ocpp 2.0.1');
  const suite = await loadSuite({
    protocols: ocpp === undefined ? testedVersions : [protocolOf(ocpp)],
    ...(sut === undefined ? {} : { suts: [sut] }),
    folders: listOf(settings.cases).map((folder) => resolve(folder)),
  });
  const selected = await selectCases(suite, { case: listOf(settings.case), profile: listOf(settings.profile) });
  const { rerunFailed, shard } = settings;
  const wanted = rerunFailed === undefined ? selected : notPassedIn(selected, (await readBundle(rerunFailed)).run, rerunFailed);
  return { suite, cases: shard === undefined ? wanted : shardOf(wanted, shard) };
}

async function planUsers(
  { settings, password }: Configuration,
  cases: SuiteCase[],
  reporter: Reporter,
  signal: AbortSignal,
): Promise<SutPlan> {
  const { sut = 'charger', ocpp = '' } = settings;
  const operator = await loadOperator(settings, reporter, signal);
  return planners[sut]({ settings, password, protocol: protocolOf(ocpp), cases, operator, rerun });
}

function planPair({ strict, timeouts, jobs }: EffectiveSettings, cases: readonly SuiteCase[]): SutPlan[] {
  return testedVersions.flatMap((protocol) =>
    (['charger', 'csms'] as const)
      .map((sut) => ({ sut, cases: cases.filter(({ testCase }) => testCase.protocol === protocol && testCase.sut === sut) }))
      .filter((part) => part.cases.length > 0)
      .map((part) => planBuiltin({ protocol, ...part, strict, timeouts, jobs, rerun })),
  );
}

async function loadOperator({ operator, operatorTimeout }: EffectiveSettings, reporter: Reporter, signal: AbortSignal): Promise<Operator> {
  try {
    return await createOperator(operator, {
      signal,
      timeout: operatorTimeout,
      prompt: (text) => reporter.on({ type: 'prompt', text }),
      load: (path) => loadModule('operator module', resolve(path)),
    });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(`--operator: ${messageOf(error)}`) : error;
  }
}

/** Who tests a system that may not be his own, or in use, should know: asked once. */
async function mayTest({ sut, url, station, yes }: EffectiveSettings): Promise<void> {
  if (sut !== 'csms' || url === undefined || yes) return;
  const { host, isLoopback, station: tested } = endpointOf(url, station);
  if (isLoopback) return;
  const what = `${host} is not on this machine, and will be sent malformed messages and transactions in the name of ${tested.identity}`;
  if (!process.stdin.isTTY) throw new UsageError(`${what}: if you may test it, add --yes`);
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await reader.question(`${what}. May you test it? [y/N] `);
  reader.close();
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new UsageError(`${host} is not tested: answer y, or add --yes`);
}

/** The first Ctrl-C, or the end of the time (seconds), stops the case that runs and writes the report; the second does not wait for it. */
function interruptible(timeout: number | undefined, tell: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    // Not beside the line that changes, but above it.
    tell('stopping, the report is being written. Once more to stop at once');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  // Not AbortSignal.any: in Node 20 what it is made of can be collected as garbage, and it never comes.
  if (timeout !== undefined) setTimeout(() => controller.abort(new DOMException('out of time', 'TimeoutError')), timeout * 1000).unref();
  return controller.signal;
}

/** `reports/2026-03-02T09-15-00-wallbox-duo-22` */
function usualFolder({ name, sut, station, url }: EffectiveSettings): string {
  const tested = name ?? (sut === undefined ? 'built-in' : (station ?? (url === undefined ? sut : new URL(url).host)));
  const slug = tested
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return `reports/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${slug || sut}`;
}

const selecting = /^--(case|profile|report-dir|rerun-failed|shard|events)(=|$)/;
/** what is of a whole run only */
const whole = /^--(certification|update-baseline|bail)$/;

/** The line that plays one case again: as it was called, without what chose the cases. */
function rerun(id: string): string {
  const [verb = 'run', ...args] = process.argv.slice(2);
  const kept = args.filter((arg, index) => {
    const before = args[index - 1] ?? '';
    return !whole.test(arg) && !selecting.test(arg) && !(selecting.test(before) && !before.includes('='));
  });
  return ['ocppliance', verb, ...kept, '--case', id].map(quoted).join(' ');
}

const quoted = (arg: string): string => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`);
