import { X509Certificate } from 'node:crypto';
import type { ConnectionOptions } from 'node:tls';
import type { Shown } from '../engine/certificates.ts';
import { describeCondition } from '../engine/conditions.ts';
import type { SutConfig } from '../engine/config.ts';
import type { ConnectOptions, Password, SecurityProfile } from '../engine/dsl.ts';
import { InconclusiveError } from '../engine/verdict.ts';
import type { Pki } from '../pki/index.ts';
import type { ChargerSecurity } from '../simulators/index.ts';
import type { SuiteCase } from './catalogue.ts';
import type { Door } from './stages.ts';

/** Where and how a CSMS lets a station in under one security profile. */
export interface Endpoint {
  /** without or with the station's identity as its last segment */
  url: string;
  username?: string;
  /** several: to be tried in turn */
  password?: Password;
  tls?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;
}

/**
 * The doors of a CSMS, by security profile. Kept by who opens stages: a password or certificate that a case has had changed is the right
 * one from then on.
 */
export type Endpoints = Partial<Record<SecurityProfile, Endpoint>>;

/** Those at these URLs: each gets what its profile needs of password and certificates. */
export function endpointsAt(
  urls: Partial<Record<1 | 2 | 3, string>>,
  { username, password, tls }: { [Part in 'username' | 'password' | 'tls']: Endpoint[Part] | undefined },
): Endpoints {
  const secret = { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
  const trust = tls?.ca === undefined ? {} : { ca: tls.ca };
  return {
    ...(urls[1] === undefined ? {} : { 1: { url: urls[1], ...secret } }),
    ...(urls[2] === undefined ? {} : { 2: { url: urls[2], ...secret, tls: trust } }),
    ...(urls[3] === undefined ? {} : { 3: { url: urls[3], ...(tls ? { tls } : {}) } }),
  };
}

/** Those of a CSMS that lets in stations with certificates of our own authority. */
export async function secureEndpoints(urls: { 2: string; 3: string }, pki: Pki, password?: string): Promise<Endpoints> {
  const ca = pki.root;
  return {
    2: { url: byName(urls[2]), tls: { ca }, ...(password === undefined ? {} : { password }) },
    3: { url: byName(urls[3]), tls: { ca, ...(await pki.station()) } },
  };
}

type Pem = string | Buffer;

export interface DoorOptions {
  password?: string | undefined;
  /** the user's: what we show, and whose certificates we accept */
  tls?: { key?: Pem; cert?: Pem; ca?: Pem } | undefined;
  pki?: Pki | undefined;
}

/**
 * Our doors for a charger at these addresses, by security profile: those that we have the means for. Who gave us no certificate of his
 * own has us show one of our authority, which the charger may come to trust.
 */
export async function doorsAt(
  addresses: Partial<Record<1 | 2 | 3, Pick<Door, 'port' | 'host'>>>,
  { password, tls, pki }: DoorOptions,
): Promise<Partial<Record<1 | 2 | 3, Door>>> {
  const basicAuth = password === undefined ? undefined : { basicAuth: () => password };
  const own = (await pki?.server()) ?? [];
  const shown = tls?.cert ? { key: tls.key, cert: tls.cert } : { key: own.map(({ key }) => key), cert: own.map(({ cert }) => cert) };
  const secure = tls?.cert || pki ? shown : undefined;
  const ca = clientAuthorities({ tls, pki });
  return {
    ...(addresses[1] && basicAuth && { 1: { ...addresses[1], ...basicAuth } }),
    ...(addresses[2] && basicAuth && secure && { 2: { ...addresses[2], ...basicAuth, tls: secure } }),
    ...(addresses[3] && secure && ca.length > 0 && { 3: { ...addresses[3], tls: { ...secure, ...demanding(ca) } } }),
  };
}

/** Whose certificates we accept of a charger: also those of our own authority, as a case may have it show one. */
export const clientAuthorities = ({ tls, pki }: Pick<DoorOptions, 'tls' | 'pki'>): Pem[] => [tls?.ca ?? [], pki?.root ?? []].flat();

export const demanding = (ca: Pem[]) => ({ ca, requestCert: true, rejectUnauthorized: true });

/** What a charger is given before it is put up that trusts our authority, and has a certificate of it. */
export async function chargerSecurity(pki: Pki, urls: ChargerSecurity['urls'], profile: SecurityProfile): Promise<ChargerSecurity> {
  return {
    profile,
    urls: Object.fromEntries(Object.entries(urls).map(([each, url]) => [each, byName(url)])),
    roots: { csms: [pki.root], manufacturer: [pki.manufacturerRoot] },
    certificate: await pki.station(),
  };
}

/** The certificate of a CSMS is for a host name (A00.FR.510). */
const byName = (url: string): string => url.replace('//127.0.0.1:', '//localhost:');

/** Which profile an endpoint amounts to: what it needs tells. */
export function profileOf({ url, password, tls }: Endpoint): SecurityProfile {
  if (url.startsWith('wss:')) return tls?.cert === undefined ? 2 : 3;
  return password === undefined ? 0 : 1;
}

/** Makes what a CSMS has let us in with our own: a case has had the password or the certificate changed. */
export function keep(doors: Endpoints, { password, certificate }: ConnectOptions): void {
  for (const door of Object.values(doors)) {
    if (password !== undefined && door.password !== undefined) door.password = password;
    if (typeof certificate === 'object' && door.tls?.cert !== undefined) door.tls = { ...door.tls, ...certificate };
  }
}

/** What we show and speak in TLS, if a case has its own wishes. Rejects with an `InconclusiveError` if nobody has given us the means. */
export async function tlsOptions<T extends Pick<ConnectionOptions, 'cert' | 'key'>>(
  { certificate, tlsVersion, cipherSuite }: ConnectOptions,
  own: T | undefined,
  pki: Pki | undefined,
  side: 'station' | 'server' = 'station',
): Promise<Omit<T, 'cert' | 'key'> & Pick<ConnectionOptions, 'cert' | 'key' | 'minVersion' | 'maxVersion' | 'ciphers'>> {
  const { key, cert, ...others } = own ?? ({} as T);
  const version = cipherSuite === undefined ? tlsVersion : '1.2';
  const only = version && (`TLSv${version}` as const);
  if (cipherSuite !== undefined && side === 'server' && certificate === undefined) mustFit(cipherSuite, cert);
  return {
    ...others,
    ...(certificate === undefined ? { key, cert } : await shown(certificate, cert, pki, side)),
    ...(only && { minVersion: only, maxVersion: only }),
    // OpenSSL speaks what is older than 1.2 only on this level.
    ...(version === '1.1' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    ...(cipherSuite !== undefined && { ciphers: openSslName(cipherSuite) }),
  };
}

/** A cipher suite needs a server that has a key of its kind. */
function mustFit(cipherSuite: string, cert: ConnectionOptions['cert']): void {
  const [kind, name] = cipherSuite.includes('ECDSA') ? (['ec', 'an ECDSA'] as const) : (['rsa', 'an RSA'] as const);
  const certificates = [cert ?? []].flat().map((pem) => new X509Certificate(pem));
  if (certificates.some(({ publicKey }) => publicKey.asymmetricKeyType === kind)) return;
  throw new InconclusiveError(`our server has no certificate with ${name} key, which ${cipherSuite} needs`);
}

type Pems = { key?: string[]; cert?: string[] };

async function shown(certificate: Shown, own: ConnectionOptions['cert'], pki: Pki | undefined, side: 'station' | 'server'): Promise<Pems> {
  if (certificate === 'none') return {};
  if (typeof certificate === 'object') return { key: [certificate.key], cert: [certificate.cert] };
  const { problemWith } = await import('../pki/index.ts');
  // It has to be wrong in this one thing: below an authority that the SUT does not trust, nobody would see it.
  const isTrusted = pki !== undefined && problemWith(String([own].flat()[0] ?? ''), [pki.root]) === undefined;
  if (!pki || (certificate !== 'untrusted' && !isTrusted))
    throw new InconclusiveError(`this run has no authority that could make a certificate which is ${certificate}`);
  const credentials = side === 'server' ? await pki.server(certificate) : [await pki.station(certificate)];
  return { key: credentials.map(({ key }) => key), cert: credentials.map(({ cert }) => cert) };
}

/** Certificates for a run, if its cases can make use of them: the library that makes them takes its time to load. */
export async function pkiFor(cases: readonly SuiteCase[], { station, cpoName }: SutConfig): Promise<Pki | undefined> {
  const isAsked = cases.some(({ applies }) => applies !== undefined && describeCondition(applies).includes('SecurityProfile'));
  return isAsked ? (await import('../pki/index.ts')).createPki({ station, organization: cpoName }) : undefined;
}

/** `ECDHE-ECDSA-AES128-GCM-SHA256` for `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`; OpenSSL leaves out the key exchange if it is RSA's. */
const openSslName = (name: string): string =>
  name
    .replace(/^TLS_(RSA_)?/, '')
    .replace(/^WITH_|_WITH/, '')
    .replace(/AES_(\d+)/, 'AES$1')
    .replace(/_CBC_/, '_')
    .replaceAll('_', '-');
