import type { Operator } from '../engine/acts.ts';
import type { SutConfig } from '../engine/config.ts';
import type { SutId } from '../engine/events.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { openChargerBench, openCsmsBench } from './bench.ts';
import type { SuiteCase } from './catalogue.ts';
import { readFirmware } from './firmware.ts';
import { inParallel } from './jobs.ts';
import { planCases, type SutPlan } from './plan.ts';
import { UsageError } from './problem.ts';
import { pkiFor } from './security.ts';
import { addressOf, type EffectiveSettings, sutConfigOf } from './settings.ts';

export interface SutPlanOptions {
  settings: EffectiveSettings;
  password: string | undefined;
  protocol: ProtocolVersion;
  /** the selected ones, of this version and role */
  cases: readonly SuiteCase[];
  operator: Operator;
  rerun(id: string): string;
}

/** The plan for the user's charger. It is tested where it comes from: we listen. */
export function planCharger({ settings, password, protocol, cases, operator, rerun }: SutPlanOptions): SutPlan {
  if (settings.jobs > 1) throw new UsageError('a charger has one conversation at a time: leave --jobs out, it is for a CSMS');
  const { listen, station, name, wait, tls, timeScale, strict, doors = {}, firmware, features = {}, allow = [] } = settings;
  if (listen === undefined)
    throw new UsageError('a charger needs a port to connect to: add --listen 9000, or --listen 0.0.0.0:9000 for chargers elsewhere');
  const sut: SutId = { name: name ?? station ?? 'charger', sut: 'charger', protocol };
  const { port, host } = addressOf(listen);
  return {
    sut,
    rerun,
    features,
    cases: planCases(cases, { features, operator, allow }),
    async open({ emit, signal }) {
      const config = { ...sutConfigOf(settings), ...(firmware && { firmware: await readFirmware(firmware) }) };
      const bench = await openChargerBench({
        ...{ sut, strict, emit, signal, rerun, operator, timeScale, port, wait },
        config,
        pki: await pkiFor(cases, config),
        anyStation: station === undefined,
        doors: Object.fromEntries(Object.entries(doors).map(([profile, address]) => [profile, addressOf(address)])),
        ...(host === undefined ? {} : { host }),
        ...(tls ? { tls } : {}),
        ...(password === undefined ? {} : { password }),
      });
      const text = `Waiting for a charger at ${bench.url}/${station ?? '<identity>'}, at most ${wait} s`;
      return {
        ...bench,
        ready() {
          emit({ type: 'prompt', text });
          return bench.ready();
        },
      };
    },
  };
}

/** The plan for the user's CSMS, which we dial as station. */
export function planCsms({ settings, password, protocol, cases, operator, rerun }: SutPlanOptions): SutPlan {
  const { url, name, tls, timeScale, strict, username, endpoints = {}, features = {}, allow = [] } = settings;
  if (url === undefined)
    throw new UsageError('a CSMS needs the URL of its endpoint: ocppliance run csms ws://host:port/path/STATION --ocpp 1.6');
  const { host, station } = endpointOf(url, settings.station);
  const stations = [{ station: station.identity }, ...furtherStations(settings)];
  const configs = stations.map((own) => sutConfigOf({ ...settings, ...own }));
  const sut: SutId = { name: name ?? host, sut: 'csms', protocol };
  return {
    sut,
    rerun,
    features,
    cases: planCases(cases, { features, operator, allow }),
    async open({ emit, signal }) {
      const openAs = async (config: SutConfig) =>
        openCsmsBench({
          ...{ sut, strict, emit, signal, rerun, operator, timeScale, config },
          pki: await pkiFor(cases, config),
          url: station.endpoint,
          urls: Object.fromEntries(
            Object.entries(endpoints).map(([profile, each]) => [profile, endpointOf(each, station.identity).station.endpoint]),
          ),
          ...(tls ? { tls } : {}),
          ...(username === undefined ? {} : { username }),
          ...(password === undefined ? {} : { password }),
        });
      return inParallel(await Promise.all(configs.map(openAs)));
    },
  };
}

/** Those of the second job and of what follows. */
function furtherStations({ jobs, moreStations = [], tls, username, operator }: EffectiveSettings) {
  if (jobs === 1) return [];
  if (tls?.cert !== undefined || username !== undefined)
    throw new UsageError('our certificate or user name is that of one station: with --jobs, stations can only have a password in common');
  if (operator === 'prompt') throw new UsageError('a person can do one thing at a time: leave --jobs out, or name another --operator');
  if (jobs > 1 + moreStations.length)
    throw new UsageError(
      `--jobs ${jobs} needs more stations with tokens of their own, ${jobs - 1} in all: "moreStations" in the configuration file has ${moreStations.length}`,
    );
  return moreStations.slice(0, jobs - 1);
}

interface Station {
  identity: string;
  endpoint: string;
}

/** The identity is the station that was named, or else the last segment of the URL; the endpoint is the URL without it. */
export function endpointOf(text: string, named?: string): { host: string; isLoopback: boolean; station: Station } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^wss?:$/.test(url.protocol))
    throw new UsageError(`${text.replace(/\/\/[^/]*@/, '//')} is no WebSocket URL: write it like ws://host:port/path/STATION`);
  if (url.username || url.password)
    throw new UsageError('take the credentials out of the URL: set OCPPLIANCE_PASSWORD, or passwordFile in the configuration file');
  const segments = url.pathname.split('/').filter(Boolean);
  const last = decode(segments.at(-1));
  const identity = named ?? last;
  if (!identity) throw new UsageError(`${url.href} names no station: append / and its identity, or add --station`);
  if (last === identity) segments.pop();
  url.pathname = `/${segments.join('/')}`;
  const { hostname } = url;
  return { host: url.host, isLoopback: isLoopback(hostname), station: { identity, endpoint: url.href } };
}

function decode(segment: string | undefined): string | undefined {
  try {
    return segment && decodeURIComponent(segment);
  } catch {
    throw new UsageError(`the identity ${segment} is not percent-encoded as a URL needs it`);
  }
}

const isLoopback = (hostname: string): boolean => hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);

export const planners = { charger: planCharger, csms: planCsms } as const satisfies Record<Role, (options: SutPlanOptions) => SutPlan>;
