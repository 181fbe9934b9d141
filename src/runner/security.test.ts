import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { defaultConfig } from '../engine/config.ts';
import { loadParty } from '../parties/index.ts';
import { createPki, type Pki } from '../pki/index.ts';
import { type ConnectOptions, connect } from '../transport/index.ts';
import { doorsAt, endpointsAt, keep, profileOf, tlsOptions } from './security.ts';
import { type ChargerStage, openChargerStage, openCsmsStage } from './stages.ts';

let pki: Pki;
let stage: ChargerStage;
let client: { key: string; cert: string };
const close: (() => Promise<void>)[] = [];

const nobody = { can: () => false, does: async () => {} };
const about = { protocol: 'ocpp1.6', config: defaultConfig, operator: nobody, timeScale: 1, onTrace: () => {} } as const;

beforeAll(async () => {
  pki = await createPki({ station: defaultConfig.station });
  client = await pki.station();
  const makeParty = await loadParty('ocpp1.6', 'csms');
  const server = await pki.server();
  const tls = { key: server.map(({ key }) => key), cert: server.map(({ cert }) => cert) };
  const basicAuth = () => 'a password';
  stage = await openChargerStage({
    ...about,
    party: () => makeParty(defaultConfig),
    pki,
    serve: { port: 0, basicAuth },
    doors: { 2: { port: 0, tls, basicAuth }, 3: { port: 0, tls: { ...tls, ca: pki.root, requestCert: true } } },
  });
});
afterAll(() => stage.close());
afterEach(() => Promise.all(close.splice(0).map((one) => one())));

/** A charger at a door of ours: the facts of its handshake, or why there is none. */
async function comes(profile: 1 | 2 | 3, more: Partial<ConnectOptions> = {}): Promise<string> {
  const url = stage.urls[profile]?.replace('127.0.0.1', 'localhost') ?? '';
  const { tls, ...others } = more;
  try {
    const connection = await connect({
      url,
      identity: defaultConfig.station,
      subprotocols: ['ocpp1.6'],
      listener: () => {},
      ...(profile < 3 ? { basicAuth: { password: 'a password' } } : {}),
      ...(profile > 1 ? { tls: { ca: pki.root, ...(profile === 3 ? client : {}), ...tls } } : {}),
      ...others,
    });
    close.push(async () => connection.terminate());
    return connection.handshake.tls?.cipher ?? 'no TLS';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

it('we let a charger in by each door, and by one alone where a case says so', async () => {
  expect(stage.securityProfiles).toEqual([1, 2, 3]);
  expect(await comes(1)).toBe('no TLS');
  expect(await comes(2)).toMatch(/^TLS_/);
  expect(await comes(3)).toMatch(/^TLS_/);
  await stage.connect({ securityProfile: 3 });
  expect(await comes(2)).toContain('expects security profile 3');
  expect(await comes(3)).toMatch(/^TLS_/);
  await stage.connect({});
  expect(await comes(2)).toMatch(/^TLS_/);
});

it('we show what a case wishes, and our own again after it', async () => {
  const words = {
    expired: 'has expired',
    notYetValid: 'not valid yet',
    untrusted: 'self-signed|CA|trusted',
    wrongHost: 'another host name',
  } as const;
  for (const [flaw, said] of Object.entries(words)) {
    await stage.connect({ certificate: flaw as keyof typeof words });
    expect(await comes(2)).toMatch(new RegExp(said));
  }
  await stage.connect({ tlsVersion: '1.1' });
  expect(await comes(2)).toMatch(/no TLS version in common/);
  await stage.connect({ cipherSuite: 'TLS_RSA_WITH_AES_128_GCM_SHA256' });
  expect(await comes(2)).toBe('TLS_RSA_WITH_AES_128_GCM_SHA256');
  await stage.connect({});
  expect(await comes(2)).toMatch(/^TLS_AES/);
});

it('a new password is the only one while a case wishes so; later a charger may have kept the old one', async () => {
  const bytes = Uint8Array.from([0, 255, 1, 254]);
  const withNew = { basicAuth: { password: bytes } };
  await stage.connect({ password: bytes });
  expect(await comes(2)).toContain('401');
  expect(await comes(2, withNew)).toMatch(/^TLS_/);
  await stage.connect({});
  expect(await comes(2)).toMatch(/^TLS_/);
  expect(await comes(2, withNew)).toMatch(/^TLS_/);
  expect(await comes(2, { basicAuth: { password: 'neither' } })).toContain('401');
});

it('what a CSMS has let us in with is our own in the next case', async () => {
  const door = { url: 'wss://csms/ocpp', password: 'old', tls: { ca: 'root', ...client } };
  const doors = { 2: { ...door }, 3: { ...door }, 1: { url: 'ws://csms/ocpp' } };
  keep(doors, { password: 'new' });
  keep(doors, { certificate: { key: 'KEY', cert: 'CERT' } });
  keep(doors, { certificate: 'none' });
  expect(doors[2]).toMatchObject({ password: 'new', tls: { ca: 'root', key: 'KEY', cert: 'CERT' } });
  expect(doors[1]).toEqual({ url: 'ws://csms/ocpp' });
  expect([door, doors[1]].map(profileOf)).toEqual([3, 0]);
});

it('an endpoint gets of password and certificates what its profile needs', () => {
  const tls = { ca: 'root', ...client };
  const urls = { 1: 'ws://csms', 2: 'wss://csms:1', 3: 'wss://csms:2' };
  expect(endpointsAt(urls, { username: undefined, password: 'p', tls })).toEqual({
    1: { url: urls[1], password: 'p' },
    2: { url: urls[2], password: 'p', tls: { ca: 'root' } },
    3: { url: urls[3], tls },
  });
});

it('a certificate with a flaw is made only below an authority that the other side trusts', async () => {
  const stranger = await createPki({ station: 'SN-1' });
  await expect(tlsOptions({ certificate: 'expired' }, client, stranger)).rejects.toThrow('no authority that could make');
  await expect(tlsOptions({ certificate: 'expired' }, client, undefined)).rejects.toThrow('no authority');
  expect(await tlsOptions({ certificate: 'untrusted' }, client, stranger)).toHaveProperty('cert');
  expect(await tlsOptions({ certificate: 'none' }, { ca: 'root', ...client }, undefined)).toEqual({ ca: 'root' });
});

it('a profile for which nobody gave us an endpoint is inconclusive', async () => {
  const makeParty = await loadParty('ocpp1.6', 'charger');
  const ours = openCsmsStage({ ...about, party: () => makeParty(defaultConfig), url: 'ws://127.0.0.1:1/' });
  await expect(ours.connect({ securityProfile: 3 })).rejects.toThrow('security profile 3');
});

it('doors are where we have the means for them', async () => {
  const addresses = { 1: { port: 9001 }, 2: { port: 9002, host: '0.0.0.0' }, 3: { port: 9003 } };
  const profilesOf = async (means: Parameters<typeof doorsAt>[1]) => Object.keys(await doorsAt(addresses, means));
  expect(await profilesOf({})).toEqual([]);
  expect(await profilesOf({ password: 'p' })).toEqual(['1']);
  expect(await profilesOf({ password: 'p', tls: { key: 'KEY', cert: 'CERT' } })).toEqual(['1', '2']);
  expect(await profilesOf({ pki })).toEqual(['3']);
  const own = { key: 'KEY', cert: 'CERT', ca: 'CA' };
  const { 2: second, 3: third } = await doorsAt(addresses, { password: 'p', tls: own, pki });
  // What the user has given is shown; our authority is trusted as well, for certificates that it signs in a case.
  expect(second).toMatchObject({ port: 9002, host: '0.0.0.0', tls: { key: 'KEY', cert: 'CERT' } });
  expect(third?.tls).toEqual({ key: 'KEY', cert: 'CERT', ca: ['CA', pki.root], requestCert: true, rejectUnauthorized: true });
  expect(third?.basicAuth).toBeUndefined();
});

it('a cipher suite is offered only where we have a key for it', async () => {
  const [ecdsa, rsa] = await pki.server();
  const offers = (cipherSuite: string, own = ecdsa) => tlsOptions({ cipherSuite }, own, pki, 'server');
  expect(await offers('TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256')).toMatchObject({ ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' });
  expect(await offers('TLS_RSA_WITH_AES_128_GCM_SHA256', rsa)).toMatchObject({ ciphers: 'AES128-GCM-SHA256' });
  await expect(offers('TLS_RSA_WITH_AES_128_GCM_SHA256')).rejects.toThrow('our server has no certificate with an RSA key');
});
