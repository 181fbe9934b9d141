import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dial, Inbox, readAll, recorder, upgradeRequest } from '../../test/support/sockets.ts';
import { ConnectError, type ConnectOptions, connect, type RefusedUpgrade, type ServeOptions, type Server, serve } from './index.ts';

const run = promisify(execFile);
let directory: string;
let pki: { root: string; server: Pair; charger: Pair; expired: Pair; foreign: Pair };
type Pair = { key: string; cert: string };

async function selfSigned(name: string, subject: string): Promise<Pair> {
  const args = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`];
  await run('openssl', ['req', '-x509', ...args, '-subj', subject, '-days', '2', '-addext', 'keyUsage=keyCertSign,digitalSignature'], {
    cwd: directory,
  });
  return pair(name);
}

async function issued(name: string, subject: string, days = '2'): Promise<Pair> {
  const args = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`];
  await run('openssl', ['req', '-new', ...args, '-subj', subject], { cwd: directory });
  await writeFile(join(directory, `${name}.ext`), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signing = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', days, '-extfile', `${name}.ext`];
  await run('openssl', ['x509', '-req', '-in', `${name}.csr`, ...signing, '-out', `${name}.pem`], { cwd: directory });
  return pair(name);
}

const pair = async (name: string): Promise<Pair> => ({
  key: await readFile(join(directory, `${name}.key`), 'utf8'),
  cert: await readFile(join(directory, `${name}.pem`), 'utf8'),
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'transport-tls-'));
  const root = await selfSigned('root', '/O=Test/CN=Test Root');
  pki = {
    root: root.cert,
    server: await issued('server', '/O=Test/CN=localhost'),
    charger: await issued('charger', '/O=Maker/CN=SN0001'),
    expired: await issued('expired', '/O=Test/CN=localhost', '-1'),
    foreign: await selfSigned('foreign', '/O=Other/CN=SN0001'),
  };
});
afterAll(() => rm(directory, { recursive: true }));

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(tls: ServeOptions['tls'], handshakeTimeout = 10_000) {
  const csms = recorder();
  const refused = new Inbox<RefusedUpgrade>();
  const accept = () => csms.listener;
  const server = await serve({
    port: 0,
    subprotocols: ['ocpp2.0.1'],
    accept,
    onRefused: refused.put,
    handshakeTimeout,
    ...(tls && { tls }),
  });
  servers.push(server);
  return { server, csms, refused };
}

const join1 = (url: string, tls: ConnectOptions['tls']) =>
  connect({ url, identity: 'CP1', subprotocols: ['ocpp2.0.1'], listener: () => undefined, ...(tls && { tls }) });

async function failure(url: string, tls?: ConnectOptions['tls']): Promise<ConnectError> {
  const error = await join1(url, tls).catch((reason) => reason);
  expect(error).toBeInstanceOf(ConnectError);
  return error;
}

test('with certificates of both sides, the facts of the session are in both handshakes', async () => {
  const { server, csms } = await start({ ...pki.server, ca: pki.root, requestCert: true });
  expect(server.url).toMatch(/^wss:/);
  const ours = await join1(server.url, { ca: pki.root, ...pki.charger, servername: 'localhost' });
  const theirs = await csms.opened();
  expect(theirs.handshake.tls).toMatchObject({
    version: 'TLSv1.3',
    cipher: expect.stringMatching(/^TLS_/),
    servername: 'localhost',
    peerCertificate: { subject: 'O=Maker, CN=SN0001', issuer: 'O=Test, CN=Test Root', serialNumber: expect.stringMatching(/^[0-9A-F]+$/) },
  });
  expect(ours.handshake.tls).toMatchObject({
    servername: 'localhost',
    peerCertificate: { subject: 'O=Test, CN=localhost', pem: pki.server.cert },
  });
});

test('in TLS 1.2 the cipher suite has its IANA name, and a client without certificate none', async () => {
  const { server, csms } = await start({ ...pki.server, maxVersion: 'TLSv1.2' });
  await join1(server.url, { ca: pki.root });
  const { tls } = (await csms.opened()).handshake;
  expect(tls).toEqual({ version: 'TLSv1.2', cipher: expect.stringMatching(/^TLS_ECDHE_ECDSA_WITH_AES_/) });
});

describe('the client says why it does not connect', () => {
  test('to a certificate of an unknown issuer, and the server why it was left', async () => {
    const { server, refused } = await start(pki.server);
    expect(await failure(server.url)).toMatchObject({ kind: 'tls', message: expect.stringMatching(/issue|CA/) });
    expect(await refused.take()).toMatchObject({ status: 0 });
  });

  test('to a self-signed certificate', async () => {
    const { server } = await start(pki.foreign);
    expect(await failure(server.url)).toMatchObject({ kind: 'tls', message: expect.stringContaining('self-signed') });
  });

  test('to an expired certificate', async () => {
    const { server } = await start(pki.expired);
    expect(await failure(server.url, { ca: pki.root })).toMatchObject({ kind: 'tls', message: expect.stringContaining('has expired') });
  });

  test('to a certificate for another host', async () => {
    const { server } = await start(pki.server);
    const error = await failure(server.url, { ca: pki.root, servername: 'csms.example' });
    expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining('another host name') });
  });

  test('to a port without TLS', async () => {
    const { server, refused } = await start(undefined);
    expect(await failure(server.url.replace('ws:', 'wss:'))).toMatchObject({ kind: 'tls', message: expect.stringContaining('use ws://') });
    expect(await refused.take()).toMatchObject({ status: 400, detail: expect.stringContaining('speaks TLS') });
  });

  test('without TLS to a port with it', async () => {
    const { server, refused } = await start(pki.server);
    expect((await failure(server.url.replace('wss:', 'ws:'))).kind).toMatch(/unreachable|protocol/);
    expect(await refused.take()).toMatchObject({ status: 0, detail: expect.stringContaining('plain HTTP on a TLS port') });
  });

  test('if no version is common', async () => {
    const { server, refused } = await start({ ...pki.server, minVersion: 'TLSv1.3' });
    const error = await failure(server.url, { ca: pki.root, maxVersion: 'TLSv1.2' });
    expect(error).toMatchObject({ kind: 'tls', message: expect.stringContaining('no TLS version in common') });
    expect(await refused.take()).toMatchObject({ status: 0, detail: expect.stringContaining('no TLS version in common') });
  });

  test('with a key that is none', async () => {
    const { server } = await start(pki.server);
    expect(await failure(server.url, { key: 'nonsense', cert: 'nonsense' })).toMatchObject({ kind: 'tls' });
  });
});

describe('the server says why it lets nobody in', () => {
  test('without a client certificate', async () => {
    const { server, refused } = await start({ ...pki.server, ca: pki.root, requestCert: true });
    expect((await failure(server.url, { ca: pki.root })).kind).toMatch(/tls|unreachable/);
    expect(await refused.take()).toMatchObject({ status: 0, detail: expect.stringContaining('no client certificate') });
  });

  test('with a client certificate that it does not trust', async () => {
    const { server, refused } = await start({ ...pki.server, ca: pki.root, requestCert: true });
    expect((await failure(server.url, { ca: pki.root, ...pki.foreign })).kind).toMatch(/tls|unreachable/);
    expect(await refused.take()).toMatchObject({ status: 0, detail: expect.stringMatching(/certificate/) });
  });

  test('who speaks garbage, or nothing at all', async () => {
    const { server, refused } = await start(pki.server, 200);
    const socket = await dial(server.port);
    socket.write(Buffer.from([1, 2, 3, 4, 5, 6]));
    await readAll(socket);
    expect(await refused.take()).toMatchObject({ status: 0, detail: expect.stringMatching(/TLS/) });
    const silent = await dial(server.port);
    await readAll(silent);
    expect(await refused.take()).toMatchObject({ status: 0, detail: expect.stringContaining('in time') });
  });

  test('who resets in the middle of the TLS handshake', async () => {
    const { server, refused } = await start(pki.server);
    const socket = await dial(server.port);
    socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]), () => socket.resetAndDestroy());
    expect(await refused.take()).toMatchObject({ status: 0 });
  });
});

test('who has seen a certificate that is not shown any more has to come again; who is in stays', async () => {
  const { server, refused } = await start(pki.server);
  const inside = await join1(server.url, { ca: pki.root });
  const early = connectTls({ port: server.port, host: '127.0.0.1', ca: pki.root });
  await once(early, 'secureConnect');
  server.present(pki.foreign);
  early.write(upgradeRequest('/CP1', { 'Sec-WebSocket-Protocol': 'ocpp2.0.1' }));
  expect(await readAll(early)).toMatch(/^HTTP\/1\.1 503 /);
  expect(await refused.take()).toMatchObject({ status: 503, detail: expect.stringContaining('has just changed') });
  expect(server.connections()).toHaveLength(1);
  expect(inside.handshake.tls?.peerCertificate?.pem).toBe(pki.server.cert);
  expect((await failure(server.url, { ca: pki.root })).kind).toBe('tls');
});

test('closes at once although a peer hangs in the TLS handshake', async () => {
  const { server } = await start(pki.server);
  const socket = await dial(server.port);
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(2_000);
  socket.write(upgradeRequest('/CP1'));
});

test('listening with a key that does not fit fails in words', async () => {
  const started = start({ key: pki.charger.key, cert: pki.server.cert });
  await expect(started).rejects.toMatchObject({ name: 'ListenError', message: expect.stringContaining('TLS key or certificate') });
});
