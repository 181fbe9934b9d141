import { readdirSync } from 'node:fs';
import { defaultConfig, type SutConfig } from '../src/engine/config.ts';
import type { TestCase } from '../src/engine/dsl.ts';
import type { TraceEntry } from '../src/engine/results.ts';
import { type Played, runTestCase } from '../src/engine/run.ts';
import { loadValidators, type ProtocolVersion, type Role } from '../src/ocpp/index.ts';
import { loadParty } from '../src/parties/index.ts';
import { openChargerStage, openCsmsStage } from '../src/runner/stages.ts';
import { type Flaw, type Simulator, startCharger, startCsms } from '../src/simulators/index.ts';

export interface TrialOptions {
  protocol: ProtocolVersion;
  sut: Role;
  flaw?: Flaw;
  /** seconds; short ones make impostors quick to catch */
  timeouts?: Partial<SutConfig['timeouts']>;
  timeScale?: number;
  /** of a CSMS: lets only stations in that give it, as ours does */
  password?: string;
}

/** All cases in a folder of `testcases`, such as `ocpp1.6/csms`, by the order of their files. */
export async function casesIn(folder: string): Promise<TestCase[]> {
  const root = new URL(`../testcases/${folder}/`, import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const modules: Record<string, TestCase>[] = await Promise.all(files.sort().map((file) => import(new URL(file, root).href)));
  return modules.flatMap((module) => Object.values(module));
}

/** Plays cases in a row over real sockets against the simulator, faithful or flawed. */
export async function tryCases(cases: readonly TestCase[], options: TrialOptions): Promise<Map<string, Played>> {
  await loadValidators(options.protocol);
  const results = new Map<string, Played>();
  const trace: TraceEntry[] = [];
  const config = { ...defaultConfig, timeouts: { ...defaultConfig.timeouts, ...options.timeouts } };
  const bench = options.sut === 'charger' ? await chargerBench(config, options, trace) : await csmsBench(config, options, trace);
  try {
    for (const testCase of cases) {
      const stage = bench.stage();
      results.set(testCase.id, await runTestCase(testCase, stage));
      await bench.after(stage);
    }
  } finally {
    await bench.close();
  }
  return results;
}

async function chargerBench(config: SutConfig, { protocol, flaw, timeScale = 0.01 }: TrialOptions, trace: TraceEntry[]) {
  const makeParty = await loadParty(protocol, 'csms');
  let simulator: Simulator | undefined;
  const operator = {
    can: (act: string) => simulator?.operator.can(act) ?? false,
    does: async (act: string, parameters: Record<string, unknown>, station: string) => simulator?.operator.does(act, parameters, station),
  };
  const stage = await openChargerStage({
    protocol,
    config,
    operator,
    timeScale,
    party: () => makeParty(config),
    serve: { port: 0 },
    onTrace: (entry) => void trace.push(entry),
  });
  simulator = await startCharger(protocol, { url: stage.server.url, identity: config.station, timeScale, ...(flaw ? { flaw } : {}) });
  return {
    stage: () => stage,
    after: async () => {},
    close: async () => {
      await simulator?.stop();
      await stage.close();
    },
  };
}

async function csmsBench(config: SutConfig, { protocol, flaw, timeScale = 0.01, password }: TrialOptions, trace: TraceEntry[]) {
  const makeParty = await loadParty(protocol, 'charger');
  const secret = password === undefined ? {} : { password };
  const simulator = await startCsms(protocol, { port: 0, config, timeScale, ...secret, ...(flaw ? { flaw } : {}) });
  return {
    stage: () =>
      openCsmsStage({
        protocol,
        config,
        operator: simulator.operator,
        timeScale,
        party: () => makeParty(config),
        url: simulator.url,
        ...secret,
        onTrace: (entry) => void trace.push(entry),
      }),
    after: (stage: { close?: () => Promise<void> }) => stage.close?.() ?? Promise.resolve(),
    close: () => simulator.stop(),
  };
}
