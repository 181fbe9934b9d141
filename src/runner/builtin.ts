import { randomBytes } from 'node:crypto';
import { describeAct, type Operator } from '../engine/acts.ts';
import type { Features } from '../engine/conditions.ts';
import { defaultConfig, type SutConfig } from '../engine/config.ts';
import type { SutId } from '../engine/events.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { firmwareImage, type Simulator, startCharger, startCsms } from '../simulators/index.ts';
import { type Bench, type BenchOptions, openChargerBench, openCsmsBench } from './bench.ts';
import { featuresIn } from './briefing.ts';
import type { SuiteCase } from './catalogue.ts';
import { configOfJob, inParallel } from './jobs.ts';
import { planCases, type SutPlan } from './plan.ts';
import { chargerSecurity, pkiFor, secureEndpoints } from './security.ts';
import { versionOf } from './settings.ts';

export interface BuiltinOptions {
  protocol: ProtocolVersion;
  sut: Role;
  cases: readonly SuiteCase[];
  strict: boolean;
  /** seconds; those of the user, if he set any */
  timeouts?: Partial<SutConfig['timeouts']> | undefined;
  timeScale?: number;
  /** how many stations a CSMS is tested as at a time */
  jobs?: number;
  rerun(id: string): string;
}

/** A simulated SUT needs no real minutes. */
export const builtinTimeScale = 0.01;

/** What the simulators do not do. */
function lackingIn(protocol: ProtocolVersion, role: Role): Set<string> {
  if (protocol !== 'ocpp1.6') {
    const security = ['FirmwareManagement', 'SecurityProfile2', 'SecurityProfile3'];
    // AQ-2: a cable lock that keeps an EV out until somebody is authorized. AQ-11: one certificate for both OCPP and ISO 15118.
    return new Set(['LocalAuthListManagement', 'Reservation', 'SmartCharging', 'AQ-2', 'AQ-11', ...security]);
  }
  // A cable is either fixed or detachable, and power either lasts or does not.
  return new Set(role === 'csms' ? [] : ['BackupPower', 'FixedCable']);
}

/** They declare whatever else a case asks about: one that they could not do would not pass. */
function declarationFor(cases: readonly SuiteCase[], lacking: Set<string>): Features {
  const asked = cases.flatMap(({ applies }) => (applies === undefined ? [] : featuresIn(applies)));
  return Object.fromEntries(asked.map((feature) => [feature, !lacking.has(feature)]));
}

/** The plan for the charger or the CSMS that comes with us, over real sockets on loopback. */
export function planBuiltin({
  protocol,
  sut: role,
  cases,
  strict,
  timeouts,
  timeScale = builtinTimeScale,
  jobs = 1,
  rerun,
}: BuiltinOptions): SutPlan {
  const sut: SutId = { name: `built-in ${role === 'csms' ? 'CSMS' : role} ${versionOf(protocol)}`, sut: role, protocol };
  const config = { ...defaultConfig, timeouts: { ...defaultConfig.timeouts, ...timeouts } };
  // Nothing can be broken for good; which acts a simulator can do it says itself, once it runs.
  const features = declarationFor(cases, lackingIn(protocol, role));
  const circumstances = {
    features,
    operator: { can: () => true },
    allow: ['destructive'],
  } as const;
  return {
    sut,
    rerun,
    features,
    cases: planCases(cases, circumstances),
    open: async (run) =>
      openers[role]({ ...run, sut, strict, rerun, config, timeScale, operator: nobodyYet, pki: await pkiFor(cases, config), jobs }),
  };
}

const nobodyYet: Operator = {
  can: () => false,
  does: (act) => Promise.reject(new Error(`nobody is there yet to ${describeAct(act)}`)),
};

const newPassword = (): string => randomBytes(15).toString('base64url');

const anyPort = { port: 0 };

const openers: Record<Role, (options: BenchOptions & { jobs: number }) => Promise<Bench>> = {
  async charger(options) {
    const { sut, timeScale, pki } = options;
    const image = firmwareImage('1.1');
    const config = { ...options.config, firmware: (await pki?.firmware(undefined, image)) ?? { file: image } };
    let simulator: Simulator | undefined;
    // The simulator needs to know where we listen, and the bench who its operator is: the operator passes on.
    const operator: Operator = {
      can: (act) => simulator?.operator.can(act) ?? false,
      does: (act, parameters, station) => (simulator?.operator ?? nobodyYet).does(act, parameters, station),
    };
    const password = newPassword();
    const doors = pki ? { 2: anyPort, 3: anyPort } : {};
    const bench = await openChargerBench({ ...options, config, operator, password, doors, port: 0, anyStation: false, wait: 10 });
    simulator = await startCharger(sut.protocol, {
      url: bench.url,
      identity: config.station,
      password,
      timeScale,
      // Both ways to update firmware are tested, though the whitepaper would leave it only one (L01.FR.20).
      features: { UnsignedFirmware: true },
      ...(pki ? { security: await chargerSecurity(pki, bench.urls, 1) } : {}),
    });
    return alongWith(bench, simulator);
  },
  async csms(options) {
    const { sut, timeScale, pki, jobs } = options;
    const password = newPassword();
    const security = pki ? { security: { server: await pki.server(), authority: pki.authority } } : {};
    const configs = Array.from({ length: jobs }, (_, index) => configOfJob(options.config, index + 1));
    const tokens = { config: options.config, moreTokens: configs.slice(1) };
    const simulator = await startCsms(sut.protocol, { port: 0, ...tokens, password, timeScale, ...security });
    const { url, secureUrls } = simulator;
    const openAs = async (config: SutConfig) => {
      const own = pki?.of(config.station);
      const endpoints = own && secureUrls ? await secureEndpoints(secureUrls, own, password) : {};
      return openCsmsBench({ ...options, config, pki: own, operator: simulator.operator, password, url, endpoints });
    };
    return alongWith(inParallel(await Promise.all(configs.map(openAs))), simulator);
  },
};

const alongWith = (bench: Bench, simulator: Simulator): Bench => ({
  ...bench,
  async close() {
    await simulator.stop();
    await bench.close();
  },
});
