import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { dial, dialWebSocket, frame, Inbox, readAll, recorder, upgradeRequest } from '../../test/support/sockets.ts';
import type { Handshake } from '../engine/results.ts';
import { connect, ListenError, type RefusedUpgrade, type ServeOptions, type Server, serve } from './index.ts';

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(options: Partial<ServeOptions> = {}) {
  const refused = new Inbox<RefusedUpgrade>();
  const csms = recorder();
  const server = await serve({ port: 0, subprotocols: ['ocpp1.6'], accept: () => csms.listener, onRefused: refused.put, ...options });
  servers.push(server);
  return { server, csms, refused };
}

/** Sends raw bytes, and returns what came back and what was told of it. */
async function provoke({ server, refused }: Awaited<ReturnType<typeof start>>, bytes: string | Uint8Array) {
  const socket = await dial(server.port);
  socket.write(bytes);
  const [answer, told] = await Promise.all([readAll(socket), refused.take()]);
  return { answer, told };
}

const basic = (text: string | Uint8Array) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });

test('a charger connects, both talk, and each says who closed', async () => {
  const { server, csms } = await start({ path: '/ocpp' });
  const charger = recorder();
  const ours = await connect({ url: server.url, identity: 'CP1', subprotocols: ['ocpp1.6'], listener: charger.listener });
  const theirs = await csms.opened();

  expect(server.url).toBe(`ws://127.0.0.1:${server.port}/ocpp`);
  expect(theirs.handshake).toMatchObject({
    identity: 'CP1',
    path: '/ocpp/CP1',
    offeredSubprotocols: ['ocpp1.6'],
    subprotocol: 'ocpp1.6',
    authorization: 'none',
  });
  expect(theirs.handshake.headers).toMatchObject({ upgrade: 'websocket', 'sec-websocket-protocol': 'ocpp1.6' });
  expect(theirs.handshake.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(server.connections()).toEqual([theirs]);

  const text = '[2,"1","BootNotification",{"chargePointVendor":"Zoë ⚡"}]';
  expect(ours.send(text)).toBe(true);
  const { at, time, raw } = await csms.next('frame');
  expect(raw).toBe(text);
  expect(at).toBeLessThanOrEqual(performance.now());
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  theirs.send('[3,"1",{}]');
  expect(await charger.next('frame')).toMatchObject({ raw: '[3,"1",{}]' });

  theirs.close(1001, 'maintenance');
  expect(await csms.next('closed')).toMatchObject({ by: 'us', code: 1001, reason: 'maintenance' });
  expect(await charger.next('closed')).toMatchObject({ by: 'peer', code: 1001, reason: 'maintenance' });
  expect(charger.history.map(({ type }) => type)).toEqual(['opened', 'frame', 'closed']);
  expect(server.connections()).toEqual([]);
});

describe('subprotocol', () => {
  test.each([
    { offered: 'ocpp1.6, ocpp2.0.1', chosen: 'ocpp2.0.1' },
    { offered: 'ocpp1.6', chosen: 'ocpp1.6' },
    { offered: 'ocpp1.5,ocpp1.6,', chosen: 'ocpp1.6' },
    { offered: 'ocpp1.6, ocpp1.6', chosen: 'ocpp1.6' },
  ])('of "$offered" the first of our preferences is chosen: $chosen', async ({ offered, chosen }) => {
    const { server, csms } = await start({ subprotocols: ['ocpp2.0.1', 'ocpp1.6'] });
    const socket = await dial(server.port);
    socket.write(upgradeRequest('/CP1', { 'Sec-WebSocket-Protocol': offered }));
    const { handshake } = await csms.opened();
    socket.end();
    expect(await readAll(socket)).toContain(`\r\nSec-WebSocket-Protocol: ${chosen}\r\n`);
    expect(handshake).toMatchObject({ subprotocol: chosen, headers: { 'sec-websocket-protocol': offered } });
  });

  test.each(['ocpp2.0.1', 'OCPP1.6', undefined])('with none in common (%s) the handshake is completed and closed', async (offered) => {
    const server = await start();
    const request = upgradeRequest('/CP1', { 'Sec-WebSocket-Protocol': offered });
    const { answer, told } = await provoke(server, Buffer.concat([Buffer.from(request), frame(0x88, '')]));
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer).not.toMatch(/sec-websocket-protocol/i);
    expect(answer).toContain('\x88\x1a\x03\xeano subprotocol in common');
    expect(told).toMatchObject({ status: 101, handshake: { identity: 'CP1', subprotocol: '' } });
    expect(told.detail).toContain(offered ?? 'no Sec-WebSocket-Protocol');
  });

  test('with none in common it is refused, if so told', async () => {
    const { answer, told } = await provoke(
      await start({ withoutSubprotocol: 'refuse' }),
      upgradeRequest('/CP1', { 'Sec-WebSocket-Protocol': 'x' }),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(told).toMatchObject({ status: 400, detail: 'no subprotocol in common: x offered, ocpp1.6 expected' });
  });

  test('with none in common it goes on, if so told', async () => {
    const { server, csms } = await start({ withoutSubprotocol: 'accept' });
    const socket = await dialWebSocket(server.port, '/CP1', { 'Sec-WebSocket-Protocol': undefined });
    expect((await csms.opened()).handshake).toMatchObject({ offeredSubprotocols: [], subprotocol: '' });
    socket.destroy();
  });
});

describe('identity', () => {
  test.each([
    ['/ocpp/CP001', 'CP001'],
    ['/ocpp/RDAM%20123', 'RDAM 123'],
    ['/ocpp/a/b/CP%2F1', 'CP/1'],
    ['/ocpp/CP1/', 'CP1'],
    ['/ocpp/CP1?token=1', 'CP1'],
    ['ws://user:secret@host:9000/ocpp/CP1', 'CP1'],
  ])('of %s is %s', async (path, identity) => {
    const { server, csms } = await start({ path: 'ocpp/' });
    const socket = await dialWebSocket(server.port, path);
    const { handshake } = await csms.opened();
    expect(handshake).toMatchObject({ identity, path: path.replace('user:secret@', '') });
    expect(JSON.stringify(handshake)).not.toContain('secret');
    socket.destroy();
  });

  test.each([
    ['/ocpp/CP%', 400],
    ['/ocpp/%FF', 400],
    ['/ocpp/CP%0a1', 400],
    ['/ocpp/', 404],
    ['/ocpp', 404],
    ['/other/CP1', 404],
    ['/ocppx/CP1', 404],
  ])('cannot be had from %s: %i', async (path, status) => {
    const { answer, told } = await provoke(await start({ path: '/ocpp' }), upgradeRequest(path));
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(told).toMatchObject({ status, handshake: { path } });
  });

  test('that `accept` does not know is answered as it says', async () => {
    const { answer, told } = await provoke(
      await start({ accept: () => ({ status: 404, detail: 'CP1 is unknown' }) }),
      upgradeRequest('/CP1'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n[\s\S]*\r\n\r\nCP1 is unknown\n$/);
    expect(told).toMatchObject({ status: 404, detail: 'CP1 is unknown', handshake: { identity: 'CP1' } });
  });
});

describe('basic authentication', () => {
  const key = Buffer.from('0001020304050607ffffffccccccccccccffff3a', 'hex');
  const passwords: Record<string, string | Uint8Array> = { CP1: 'geheim:mit:Ümlaut', CP2: key };
  const basicAuth = (identity: string) => passwords[identity];

  test.each([
    ['/CP1', basic('CP1:geheim:mit:Ümlaut')],
    ['/CP2', basic(Buffer.concat([Buffer.from('CP2:'), key]))],
  ])('lets %s in with the right password, text or bytes, and keeps no trace of it', async (path, headers) => {
    const { server, csms } = await start({ basicAuth });
    const socket = await dialWebSocket(server.port, path, headers);
    const { handshake } = await csms.opened();
    expect(handshake.authorization).toBe('basic');
    expect(handshake.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(handshake)).not.toContain(headers.Authorization.slice(6));
    socket.destroy();
  });

  test.each<[string, Record<string, string>, Pick<Handshake, 'authorization' | 'userIsIdentity'>, RegExp]>([
    ['no credentials', {}, { authorization: 'none' }, /no credentials/],
    ['a wrong password', basic('CP1:geheim'), { authorization: 'basic', userIsIdentity: true }, /wrong password/],
    ['another user name', basic('CP2:geheim:mit:Ümlaut'), { authorization: 'basic', userIsIdentity: false }, /user name/],
    ['no colon', basic('CP1'), { authorization: 'basic' }, /base64 of identity:password/],
    ['a token', { Authorization: 'Bearer geheim' }, { authorization: 'other' }, /no basic credentials/],
  ])('refuses %s', async (_what, headers, authentication, detail) => {
    const { answer, told } = await provoke(await start({ basicAuth }), upgradeRequest('/CP1', headers));
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*WWW-Authenticate: Basic /);
    expect(told).toMatchObject({ status: 401, detail: expect.stringMatching(detail), handshake: authentication });
    expect(JSON.stringify(told)).not.toContain('geheim');
  });

  test('refuses an identity without a password, even an empty one', async () => {
    const { told } = await provoke(await start({ basicAuth }), upgradeRequest('/CP9', basic('CP9:')));
    expect(told.status).toBe(401);
  });
});

test('a charger that comes back replaces its old connection, and both are told', async () => {
  const { server, csms } = await start();
  const old = recorder();
  await connect({ url: server.url, identity: 'CP1', subprotocols: ['ocpp1.6'], listener: old.listener });
  const first = await csms.opened();
  const other = await connect({ url: server.url, identity: 'CP2', subprotocols: ['ocpp1.6'], listener: () => undefined });
  const bystander = await csms.opened();
  await connect({ url: server.url, identity: 'CP1', subprotocols: ['ocpp1.6'], listener: () => undefined });
  const second = await csms.opened();

  expect(await csms.next('closed', first)).toMatchObject({ by: 'us', code: 1000 });
  expect(await old.next('closed')).toMatchObject({ by: 'peer', code: 1000, reason: expect.stringContaining('replaced') });
  expect(server.connections()).toEqual([bystander, second]);
  expect(second.id).toBeGreaterThan(first.id);
  expect(other.send('[]')).toBe(true);
});

describe('bad input on the port', () => {
  test.each<[what: string, bytes: string | Uint8Array, status: number, detail: RegExp]>([
    ['garbage', Buffer.from([0, 1, 2, 3, 255, 10, 13, 10]), 400, /no HTTP request/],
    ['a TLS hello', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]), 400, /speaks TLS/],
    ['a space in the path', 'GET /RDAM 123 HTTP/1.1\r\nAuthorization: Basic abc\r\n\r\n', 400, /no HTTP request .*RDAM 123/],
    ['a GET that is no upgrade', 'GET /CP1 HTTP/1.1\r\nHost: x\r\n\r\n', 426, /GET without/],
    ['a POST', 'POST /CP1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi', 426, /POST without/],
    ['no Connection: Upgrade', upgradeRequest('/CP1', { Connection: undefined }), 426, /no "Connection: Upgrade"/],
    ['no key', upgradeRequest('/CP1', { 'Sec-WebSocket-Key': undefined }), 400, /Sec-WebSocket-Key/],
    ['an old version', upgradeRequest('/CP1', { 'Sec-WebSocket-Version': '7' }), 426, /Sec-WebSocket-Version/],
    ['another upgrade', upgradeRequest('/CP1', { Upgrade: 'h2c' }), 400, /Upgrade/],
    ['an upgrade by POST', upgradeRequest('/CP1').replace('GET', 'POST'), 400, /method/],
    ['an endless header', `GET /CP1 HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, /header/],
  ])('%s is answered, told once, and does not disturb', async (_what, bytes, status, detail) => {
    const started = await start();
    const { answer, told } = await provoke(started, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(told).toMatchObject({ status, detail: expect.stringMatching(detail), remoteAddress: expect.stringMatching(/^127/) });
    expect(JSON.stringify(told)).not.toContain('Basic abc');

    await connect({ url: started.server.url, identity: 'CP1', subprotocols: ['ocpp1.6'], listener: () => undefined });
    expect(started.refused.items).toEqual([]);
  });

  test('a slow handshake ends in time', async () => {
    const started = await start({ handshakeTimeout: 100 });
    const { answer, told } = await provoke(started, 'GET /CP1 HTTP/1.1\r\nHost: x\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(told).toMatchObject({ status: 408, detail: expect.stringContaining('in time') });
  });

  test('a reset in the middle of the request', async () => {
    const { server, refused } = await start();
    const socket = await dial(server.port);
    socket.write('GET /CP1 HTTP/1.1\r\nHost: x\r\n', () => socket.resetAndDestroy());
    expect(await refused.take()).toMatchObject({ status: 0, detail: expect.stringContaining('broke off') });
  });

  test('a reset right after the request leaves a connection that closes, or none', async () => {
    const { server, csms, refused } = await start();
    const socket = await dial(server.port);
    socket.write(upgradeRequest('/CP1'), () => socket.resetAndDestroy());
    const gone = await Promise.race([csms.next('closed'), refused.take()]);
    expect(gone).toMatchObject('status' in gone ? { status: 0 } : { by: 'unknown', code: 1006 });
    expect(server.connections()).toEqual([]);
  });

  test('more connections than allowed', async () => {
    const { server, refused } = await start({ maxConnections: 1 });
    await dial(server.port);
    const second = await dial(server.port);
    expect(await refused.take()).toMatchObject({ status: 0, detail: 'more than 1 connections at a time' });
    if (!second.destroyed) await once(second, 'close');
  });
});

test('closes at once although peers hang: one silent, one in its request, one that never answers the Close frame', async () => {
  const { server, csms } = await start();
  await dial(server.port);
  const loris = await dial(server.port);
  loris.write('GET /CP1 HTTP/1.1\r\n');
  await dialWebSocket(server.port);
  await csms.opened();

  const began = performance.now();
  await Promise.all([server.close(), server.close()]);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect(csms.history.at(-1)).toMatchObject({ type: 'closed', by: 'us', code: 1001 });
});

describe('listening fails in words', () => {
  test('on a port in use', async () => {
    const { server } = await start();
    const error = await start({ port: server.port }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect(error).toMatchObject({ code: 'EADDRINUSE', message: `port ${server.port} is in use: choose another with --listen` });
  });

  test('on an address that is not ours', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'EADDRNOTAVAIL', message: /no address of this machine/ });
  });

  test('on a number that is no port', async () => {
    await expect(start({ port: 70_000 })).rejects.toMatchObject({ code: 'ERR_SOCKET_BAD_PORT', message: /70000 is no port/ });
  });
});
