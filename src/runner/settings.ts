import type { Timeouts } from '../engine/clock.ts';
import { defaultConfig, type IdToken, type SutConfig } from '../engine/config.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import type { TlsFiles } from './bench.ts';
import { testedVersions } from './discover.ts';
import type { FirmwareFiles } from './firmware.ts';
import { UsageError } from './problem.ts';

type List = string | readonly string[];
type TokenName = 'token' | 'groupToken' | 'unknownToken' | 'blockedToken' | 'expiredToken';

/** What a user may set, in the words of config.schema.json: as flag, in the environment, or in the configuration file. */
export interface Settings {
  sut?: Role;
  name?: string;
  ocpp?: string | number;
  listen?: number | string;
  wait?: number;
  url?: string;
  endpoints?: Partial<Record<1 | 2 | 3, string>>;
  station?: string;
  username?: string;
  passwordFile?: string;
  tls?: TlsFiles;
  operator?: string;
  operatorTimeout?: number;
  doors?: Partial<Record<1 | 2 | 3, number | string>>;
  firmware?: FirmwareFiles;
  features?: Record<string, boolean>;
  declaration?: string;
  certification?: boolean;
  timeouts?: Partial<Timeouts>;
  evseId?: number;
  connectorId?: number;
  evses?: readonly number[];
  token?: string | IdToken;
  groupToken?: string | IdToken;
  groupId?: string;
  unknownToken?: string | IdToken;
  blockedToken?: string | IdToken;
  expiredToken?: string | IdToken;
  jobs?: number;
  /** for the second job and those that follow */
  moreStations?: readonly (Pick<Settings, TokenName | 'groupId'> & { station: string })[];
  cpoName?: string;
  vendorId?: string;
  case?: List;
  profile?: List;
  cases?: List;
  allow?: readonly 'destructive'[];
  strict?: boolean;
  baseline?: string;
  updateBaseline?: boolean;
  retries?: number;
  bail?: boolean;
  timeout?: number;
  shard?: string;
  rerunFailed?: string;
  events?: string;
  seed?: number;
  timeScale?: number;
  reportDir?: string;
  pdf?: boolean;
  maskTokens?: boolean;
  sign?: string;
  yes?: boolean;
}

export const defaults = {
  operator: 'none',
  operatorTimeout: 120,
  wait: 60,
  seed: 0,
  timeScale: 1,
  jobs: 1,
  strict: false,
} as const satisfies Settings;

/** Settings after flags, environment, file and defaults have been put together. */
export type EffectiveSettings = Settings & { [Key in keyof typeof defaults]: NonNullable<Settings[Key]> };

/** The first that sets something wins; features, timeouts and TLS files are put together one by one. */
export function mergeSettings(...sources: readonly Settings[]): EffectiveSettings {
  const merged: EffectiveSettings = { ...defaults };
  for (const source of sources.toReversed()) {
    const { features, timeouts, tls } = merged;
    Object.assign(merged, Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined)));
    if (source.features) merged.features = { ...features, ...source.features };
    if (source.timeouts) merged.timeouts = { ...timeouts, ...source.timeouts };
    if (source.tls) merged.tls = { ...tls, ...source.tls };
  }
  return merged;
}

export const listOf = (list: List | undefined): readonly string[] => (list === undefined ? [] : typeof list === 'string' ? [list] : list);

/** `1.6` or `ocpp1.6`, as the name of the subprotocol. */
export function protocolOf(ocpp: string | number): ProtocolVersion {
  const name = `ocpp${String(ocpp).replace(/^ocpp/i, '')}`;
  const known = testedVersions.find((version) => version === name);
  if (!known) throw new UsageError(`OCPP ${ocpp} is not tested: choose ${testedVersions.map(versionOf).join(' or ')}`);
  return known;
}

export const versionOf = (protocol: ProtocolVersion): string => protocol.replace('ocpp', '');

/** `9000` or `0.0.0.0:9000`; a host in brackets is IPv6 */
export function addressOf(listen: number | string): { port: number; host?: string } {
  const match = /^(?:\[?([^\s/\]]+)\]?:)?(\d{1,5})$/.exec(String(listen));
  const port = Number(match?.[2]);
  if (!match || port > 65_535) throw new UsageError(`${listen} is no port to listen on: write --listen 9000, or --listen 0.0.0.0:9000`);
  return match[1] === undefined ? { port } : { port, host: match[1] };
}

const tokenOf = (token: string | IdToken): IdToken =>
  typeof token === 'string' ? { idToken: token, type: 'ISO14443' } : { ...token, type: token.type ?? 'ISO14443' };

/** What cases may know of the SUT. */
export function sutConfigOf(settings: Settings): SutConfig {
  const { station, evseId, connectorId, evses, groupId, cpoName, vendorId, timeouts } = settings;
  const { token, groupToken, unknownToken, blockedToken, expiredToken } = settings;
  const given = { station, evseId, connectorId, evses, groupId, cpoName, vendorId };
  const tokens = { token, groupToken, unknownToken, blockedToken, expiredToken };
  return {
    ...defaultConfig,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...Object.fromEntries(Object.entries(tokens).flatMap(([name, value]) => (value === undefined ? [] : [[name, tokenOf(value)]]))),
    timeouts: { ...defaultConfig.timeouts, ...timeouts },
  };
}

/** The effective configuration for the report: defaults included, secrets masked. */
export function maskedSettings(settings: EffectiveSettings, password: string | undefined): Record<string, unknown> {
  const { yes: _, operator, url, ...shown } = settings;
  const { station, vendorId, ...config } = sutConfigOf(settings);
  return {
    ...shown,
    ...config,
    ...(url === undefined ? {} : { url: withoutCredentials(url) }),
    operator: withoutCredentials(operator),
    ...(password === undefined ? {} : { password: '********' }),
  };
}

const withoutCredentials = (url: string): string => url.replace(/^([a-z]+:\/\/)[^/]*@/i, '$1********@');
