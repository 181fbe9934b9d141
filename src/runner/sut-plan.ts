import type { Operator } from '../engine/acts.ts';
import type { SutId } from '../engine/events.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { openChargerBench, openCsmsBench } from './bench.ts';
import type { SuiteCase } from './catalogue.ts';
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
  const { listen, station, name, wait, tls, timeScale, strict, features = {}, allow = [] } = settings;
  if (listen === undefined)
    throw new UsageError('a charger needs a port to connect to: add --listen 9000, or --listen 0.0.0.0:9000 for chargers elsewhere');
  const sut: SutId = { name: name ?? station ?? 'charger', sut: 'charger', protocol };
  const { port, host } = addressOf(listen);
  return {
    sut,
    rerun,
    cases: planCases(cases, { features, operator, allow }),
    async open({ emit, signal }) {
      const config = sutConfigOf(settings);
      const bench = await openChargerBench({
        ...{ sut, strict, emit, signal, rerun, operator, timeScale, port, wait },
        config,
        pki: await pkiFor(cases, config),
        anyStation: station === undefined,
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
  const config = { ...sutConfigOf(settings), station: station.identity };
  const sut: SutId = { name: name ?? host, sut: 'csms', protocol };
  return {
    sut,
    rerun,
    cases: planCases(cases, { features, operator, allow }),
    open: async ({ emit, signal }) =>
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
      }),
  };
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
