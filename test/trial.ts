import { readdirSync } from 'node:fs';
import type { Features } from '../src/engine/conditions.ts';
import { defaultConfig, type SutConfig } from '../src/engine/config.ts';
import type { TestCase } from '../src/engine/dsl.ts';
import type { TraceEntry } from '../src/engine/results.ts';
import { type Played, runTestCase } from '../src/engine/run.ts';
import { createFileServer } from '../src/files/index.ts';
import { loadRules } from '../src/judge/rules.ts';
import { loadValidators, type ProtocolVersion, type Role } from '../src/ocpp/index.ts';
import { loadParty } from '../src/parties/index.ts';
import { createPki } from '../src/pki/index.ts';
import { chargerSecurity, doorsAt, secureEndpoints } from '../src/runner/security.ts';
import { openChargerStage, openCsmsStage } from '../src/runner/stages.ts';
import { type Flaw, firmwareImage, type Simulator, startCharger, startCsms } from '../src/simulators/index.ts';

export interface TrialOptions {
  protocol: ProtocolVersion;
  sut: Role;
  flaw?: Flaw;
  /** seconds; short ones make impostors quick to catch */
  timeouts?: Partial<SutConfig['timeouts']>;
  timeScale?: number;
  /** of a charger: what it has and what it lacks, other than usual */
  features?: Features;
  /** a CSMS lets only stations in that give it, as ours does; a charger that is secure gives it */
  password?: string;
  /** with the certificates of a PKI that is made for it: a CSMS lets stations in over TLS too, a charger has all security profiles */
  secure?: boolean;
  /** of a charger that is secure: the security profile under which it connects first */
  securityProfile?: 1 | 2 | 3;
}

/** All cases in a folder of `testcases`, such as `ocpp1.6/csms`, by the order of their files. */
export async function casesIn(folder: string): Promise<TestCase[]> {
  const root = new URL(`../testcases/${folder}/`, import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const modules: Record<string, TestCase>[] = await Promise.all(files.sort().map((file) => import(new URL(file, root).href)));
  return modules.flatMap((module) => Object.values(module));
}

/** What is wrong with a case that was played: a verdict that is not a pass, and every finding. */
export const complaintsOf = ({ verdict, reason, findings }: Played): string[] => [
  ...(verdict === 'pass' ? [] : [`${verdict}: ${reason}`]),
  ...findings.map(({ rule, message }) => `${rule}: ${message}`),
];

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

async function chargerBench(given: SutConfig, options: TrialOptions, trace: TraceEntry[]) {
  const { protocol, flaw, features = {}, timeScale = 0.01, secure, securityProfile = 1, password = 'a password of 1.6' } = options;
  const [makeParty, rules] = await Promise.all([loadParty(protocol, 'csms'), loadRules(protocol)]);
  const pki = secure ? await createPki({ station: given.station }) : undefined;
  const image = firmwareImage('1.1');
  const config = { ...given, firmware: (await pki?.firmware(undefined, image)) ?? { file: image } };
  const anyPort = { port: 0 };
  const doors = pki && (await doorsAt({ 1: anyPort, 2: anyPort, 3: anyPort }, { password, pki }));
  const files = createFileServer(pki ? { tls: pki.server } : {});
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
    rules,
    party: () => makeParty(config),
    serve: doors?.[securityProfile] ?? { port: 0 },
    ...(doors && { doors: Object.fromEntries(Object.entries(doors).filter(([profile]) => Number(profile) !== securityProfile)) }),
    files,
    ...(pki ? { pki } : {}),
    onTrace: (entry) => void trace.push(entry),
  });
  simulator = await startCharger(protocol, {
    url: stage.server.url,
    identity: config.station,
    timeScale,
    features,
    ...(pki ? { password, security: await chargerSecurity(pki, stage.urls, securityProfile) } : {}),
    ...(flaw ? { flaw } : {}),
  });
  return {
    stage: () => stage,
    // A case may have left our door shut.
    after: async () => void (await stage.connect({})),
    close: async () => {
      await simulator?.stop();
      await stage.close();
      await files.close();
    },
  };
}

async function csmsBench(config: SutConfig, { protocol, flaw, timeScale = 0.01, password, secure }: TrialOptions, trace: TraceEntry[]) {
  const [makeParty, rules] = await Promise.all([loadParty(protocol, 'charger'), loadRules(protocol)]);
  const secret = password === undefined ? {} : { password };
  const pki = secure ? await createPki({ station: config.station }) : undefined;
  const security = pki ? { security: { server: await pki.server(), authority: pki.authority } } : {};
  const simulator = await startCsms(protocol, { port: 0, config, timeScale, ...secret, ...security, ...(flaw ? { flaw } : {}) });
  const endpoints = pki && simulator.secureUrls ? await secureEndpoints(simulator.secureUrls, pki, password) : {};
  const files = createFileServer();
  return {
    stage: () =>
      openCsmsStage({
        protocol,
        config,
        operator: simulator.operator,
        timeScale,
        rules,
        party: () => makeParty(config),
        url: simulator.url,
        ...secret,
        endpoints,
        files,
        ...(pki ? { pki } : {}),
        onTrace: (entry) => void trace.push(entry),
      }),
    after: (stage: { close?: () => Promise<void> }) => stage.close?.() ?? Promise.resolve(),
    close: async () => {
      await simulator.stop();
      await files.close();
    },
  };
}
