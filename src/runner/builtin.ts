import { randomBytes } from 'node:crypto';
import { describeAct, type Operator } from '../engine/acts.ts';
import type { Condition, Features } from '../engine/conditions.ts';
import { defaultConfig, type SutConfig } from '../engine/config.ts';
import type { SutId } from '../engine/events.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { type Simulator, startCharger, startCsms } from '../simulators/index.ts';
import { type Bench, type BenchOptions, openChargerBench, openCsmsBench } from './bench.ts';
import type { SuiteCase } from './catalogue.ts';
import { planCases, type SutPlan } from './plan.ts';
import { pkiFor, secureEndpoints } from './security.ts';
import { versionOf } from './settings.ts';

export interface BuiltinOptions {
  protocol: ProtocolVersion;
  sut: Role;
  cases: readonly SuiteCase[];
  strict: boolean;
  /** seconds; those of the user, if he set any */
  timeouts?: Partial<SutConfig['timeouts']> | undefined;
  timeScale?: number;
  rerun(id: string): string;
}

/** A simulated SUT needs no real minutes. */
export const builtinTimeScale = 0.01;

/** What the simulators do not do. */
function lackingIn(protocol: ProtocolVersion, role: Role): Set<string> {
  const security = ['FirmwareManagement', 'SecurityProfile2', 'SecurityProfile3'];
  if (protocol !== 'ocpp1.6') return new Set(['LocalAuthListManagement', 'Reservation', 'SmartCharging', ...security]);
  // A cable is either fixed or detachable, and power either lasts or does not.
  return new Set(role === 'csms' ? [] : ['BackupPower', 'FixedCable', ...security]);
}

/** They declare whatever else a case asks about: one that they could not do would not pass. */
function declarationFor(cases: readonly SuiteCase[], lacking: Set<string>): Features {
  const asked = cases.flatMap(({ applies }) => (applies === undefined ? [] : featuresIn(applies)));
  return Object.fromEntries(asked.map((feature) => [feature, !lacking.has(feature)]));
}

function featuresIn(condition: Condition): string[] {
  if (typeof condition === 'string') return [condition];
  if ('not' in condition) return featuresIn(condition.not);
  return ('allOf' in condition ? condition.allOf : condition.anyOf).flatMap(featuresIn);
}

/** The plan for the charger or the CSMS that comes with us, over real sockets on loopback. */
export function planBuiltin({
  protocol,
  sut: role,
  cases,
  strict,
  timeouts,
  timeScale = builtinTimeScale,
  rerun,
}: BuiltinOptions): SutPlan {
  const sut: SutId = { name: `built-in ${role === 'csms' ? 'CSMS' : role} ${versionOf(protocol)}`, sut: role, protocol };
  const config = { ...defaultConfig, timeouts: { ...defaultConfig.timeouts, ...timeouts } };
  // Nothing can be broken for good; which acts a simulator can do it says itself, once it runs.
  const circumstances = {
    features: declarationFor(cases, lackingIn(protocol, role)),
    operator: { can: () => true },
    allow: ['destructive'],
  } as const;
  return {
    sut,
    rerun,
    cases: planCases(cases, circumstances),
    open: async (run) =>
      openers[role]({ ...run, sut, strict, rerun, config, timeScale, operator: nobodyYet, pki: await pkiFor(cases, config) }),
  };
}

const nobodyYet: Operator = {
  can: () => false,
  does: (act) => Promise.reject(new Error(`nobody is there yet to ${describeAct(act)}`)),
};

const newPassword = (): string => randomBytes(15).toString('base64url');

const openers: Record<Role, (options: BenchOptions) => Promise<Bench>> = {
  async charger(options) {
    const { sut, config, timeScale } = options;
    let simulator: Simulator | undefined;
    // The simulator needs to know where we listen, and the bench who its operator is: the operator passes on.
    const operator: Operator = {
      can: (act) => simulator?.operator.can(act) ?? false,
      does: (act, parameters, station) => (simulator?.operator ?? nobodyYet).does(act, parameters, station),
    };
    const password = newPassword();
    const bench = await openChargerBench({ ...options, operator, password, port: 0, anyStation: false, wait: 10 });
    simulator = await startCharger(sut.protocol, { url: bench.url, identity: config.station, password, timeScale });
    return alongWith(bench, simulator);
  },
  async csms(options) {
    const { sut, config, timeScale, pki } = options;
    const password = newPassword();
    const security = pki ? { security: { server: await pki.server(), authority: pki.authority } } : {};
    const simulator = await startCsms(sut.protocol, { port: 0, config, password, timeScale, ...security });
    const { url, secureUrls } = simulator;
    const endpoints = pki && secureUrls ? await secureEndpoints(secureUrls, pki, password) : {};
    const bench = await openCsmsBench({ ...options, operator: simulator.operator, password, url, endpoints });
    return alongWith(bench, simulator);
  },
};

const alongWith = (bench: Bench, simulator: Simulator): Bench => ({
  ...bench,
  async close() {
    await simulator.stop();
    await bench.close();
  },
});
