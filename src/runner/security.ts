import type { ConnectionOptions } from 'node:tls';
import type { Credentials, Shown } from '../engine/certificates.ts';
import type { ConnectOptions, Password, SecurityProfile } from '../engine/dsl.ts';
import { InconclusiveError } from '../engine/verdict.ts';
import type { Pki } from '../pki/index.ts';

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

/** Those of a CSMS that lets in stations with certificates of our own authority. */
export async function secureEndpoints(urls: { 2: string; 3: string }, pki: Pki, password?: string): Promise<Endpoints> {
  const ca = pki.root;
  return {
    2: { url: byName(urls[2]), tls: { ca }, ...(password === undefined ? {} : { password }) },
    3: { url: byName(urls[3]), tls: { ca, ...(await pki.station()) } },
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
export async function tlsOptions(
  { certificate, tlsVersion, cipherSuite }: ConnectOptions,
  own: Endpoint['tls'],
  pki: Pki | undefined,
): Promise<ConnectionOptions> {
  const version = cipherSuite === undefined ? tlsVersion : '1.2';
  const { key: _key, cert: _cert, ...trust } = own ?? {};
  return {
    ...(certificate === undefined ? own : { ...trust, ...(await shown(certificate, pki)) }),
    ...(version && { minVersion: `TLSv${version}`, maxVersion: `TLSv${version}` }),
    // OpenSSL speaks what is older than 1.2 only on this level.
    ...(version === '1.1' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
    ...(cipherSuite !== undefined && { ciphers: openSslName(cipherSuite) }),
  };
}

async function shown(certificate: Shown, pki: Pki | undefined): Promise<Partial<Credentials>> {
  if (certificate === 'none') return {};
  if (typeof certificate === 'object') return certificate;
  if (!pki) throw new InconclusiveError(`this run has no certificate that is ${certificate}`);
  return pki.station(certificate);
}

/** `ECDHE-ECDSA-AES128-GCM-SHA256` for `TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`; OpenSSL leaves out the key exchange if it is RSA's. */
const openSslName = (name: string): string =>
  name
    .replace(/^TLS_(RSA_)?/, '')
    .replace(/^WITH_|_WITH/, '')
    .replace(/AES_(\d+)/, 'AES$1')
    .replace(/_CBC_/, '_')
    .replaceAll('_', '-');
