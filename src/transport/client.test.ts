import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { readHeader, recorder } from '../../test/support/sockets.ts';
import { ConnectError, type ConnectOptions, connect, connectionUrl, type Server, serve } from './index.ts';

const cleanups: (() => unknown)[] = [];
afterEach(() => Promise.all(cleanups.splice(0).map((cleanup) => cleanup())));

/** A TCP server that does as told with each connection. */
async function tcp(behave: (socket: Socket) => unknown): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    behave(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`;
}

async function http(answer: RequestListener): Promise<string> {
  const server = createHttpServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ocpp`;
}

async function failure(url: string, options: Partial<ConnectOptions> = {}): Promise<ConnectError> {
  const { listener, history } = recorder();
  const error = await connect({ url, identity: 'CP1', subprotocols: ['ocpp1.6', 'ocpp2.0.1'], listener, ...options }).catch(
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ConnectError);
  expect(history).toEqual([]);
  return error;
}

describe('connection URL', () => {
  test.each([
    ['ws://csms/ocpp', 'CP001', 'ws://csms/ocpp/CP001', 'CP001'],
    ['wss://csms:8443/ocpp/', 'RDAM 123', 'wss://csms:8443/ocpp/RDAM%20123', 'RDAM 123'],
    ['ws://csms', 'CP/1 ü', 'ws://csms/CP%2F1%20%C3%BC', 'CP/1 ü'],
    ['ws://csms/ocpp/CP001', 'CP001', 'ws://csms/ocpp/CP001', 'CP001'],
    ['ws://csms/ocpp/RDAM%20123', undefined, 'ws://csms/ocpp/RDAM%20123', 'RDAM 123'],
    ['ws://csms/ocpp?tenant=1', 'CP1', 'ws://csms/ocpp/CP1?tenant=1', 'CP1'],
  ])('%s and %s make %s', (base, identity, href, expected) => {
    const made = connectionUrl(base, identity);
    expect(made.url.href).toBe(href);
    expect(made.identity).toBe(expected);
  });

  test.each([
    ['csms/ocpp', 'CP1', /must look like ws:/],
    ['http://csms/ocpp', 'CP1', /must look like ws:/],
    ['ws://csms/', undefined, /names no charger/],
    ['ws://csms/CP%', undefined, /names no charger/],
    ['ws://CP1:geheim@csms/ocpp', 'CP1', /credentials/],
    ['http://CP1:geheim@csms/ocpp', 'CP1', /must look like ws:/],
  ])('%s and %s make none', async (base, identity, message) => {
    const { listener } = recorder();
    const error = await connect({ url: base, ...(identity && { identity }), subprotocols: [], listener }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ kind: 'url', message: expect.stringMatching(message) });
    expect(String(error)).not.toContain('geheim');
  });
});

test('what the CSMS answered is in the handshake, credentials are not', async () => {
  const passwords = new Map<string, Uint8Array>([['RDAM 123', Buffer.from([0, 1, 255, 58])]]);
  const csms = recorder();
  const server: Server = await serve({
    port: 0,
    subprotocols: ['ocpp2.0.1'],
    basicAuth: (identity) => passwords.get(identity),
    accept: () => csms.listener,
  });
  cleanups.push(() => server.close());
  const charger = recorder();
  const connection = await connect({
    url: server.url,
    identity: 'RDAM 123',
    subprotocols: ['ocpp2.0.1', 'ocpp1.6'],
    basicAuth: { password: Buffer.from([0, 1, 255, 58]) },
    headers: { 'User-Agent': 'charger' },
    listener: charger.listener,
  });
  expect(connection.handshake).toMatchObject({
    identity: 'RDAM 123',
    path: '/RDAM%20123',
    offeredSubprotocols: ['ocpp2.0.1', 'ocpp1.6'],
    subprotocol: 'ocpp2.0.1',
    headers: { 'sec-websocket-protocol': 'ocpp2.0.1', upgrade: 'websocket' },
    authorization: 'basic',
    remoteAddress: `127.0.0.1:${server.port}`,
  });
  expect(await charger.opened()).toBe(connection);
  const { handshake } = await csms.opened();
  expect(handshake).toMatchObject({ identity: 'RDAM 123', authorization: 'basic', headers: { 'user-agent': 'charger' } });
  expect(JSON.stringify([connection.handshake, handshake])).not.toMatch(/"authorization":"Basic/);
});

test('a frame that comes together with the answer is not lost', async () => {
  const csms = recorder();
  const server = await serve({
    port: 0,
    subprotocols: ['ocpp1.6'],
    accept: () => (connection, event) => {
      csms.listener(connection, event);
      if (event.type === 'opened') connection.send('[2,"1","Reset",{"type":"Soft"}]');
    },
  });
  cleanups.push(() => server.close());
  const charger = recorder();
  await connect({ url: server.url, identity: 'CP1', subprotocols: ['ocpp1.6'], listener: charger.listener });
  expect(await charger.next('frame')).toMatchObject({ raw: '[2,"1","Reset",{"type":"Soft"}]' });
  expect(charger.history[0]).toMatchObject({ type: 'opened' });
});

describe('a refusal is told in words', () => {
  test.each<[status: number, headers: Record<string, string>, body: string, message: RegExp]>([
    [401, {}, '', /refused the upgrade: 401 Unauthorized: it asks for credentials: give a password$/],
    [404, {}, 'no such charge point\nstack trace', /404 Not Found \(it says: no such charge point\): .*knows this identity/],
    [403, { 'content-type': 'text/html' }, '<html>nope</html>', /403 Forbidden: [^<]*$/],
    [302, { location: 'https://other/' }, '', /302 Found: it redirects to https:\/\/other\//],
    [503, {}, '\x1b[31mred\x1b[0m', /503 Service Unavailable \(it says: {2}\[31mred \[0m\): .*see its log/],
    [200, {}, 'hello', /200 OK \(it says: hello\): .*no OCPP endpoint/],
    [400, {}, 'x'.repeat(100_000), /^.{0,400}$/],
  ])('%i', async (status, headers, body, message) => {
    const url = await http((_request, response) => response.writeHead(status, headers).end(body));
    expect(await failure(url)).toMatchObject({ kind: 'refused', status, message: expect.stringMatching(message) });
  });

  test('also if the password was wrong', async () => {
    const url = await http((_request, response) => response.writeHead(401).end());
    const error = await failure(url, { basicAuth: { password: 'geheim' } });
    expect(error.message).toMatch(/401 Unauthorized: check the password/);
    expect(error.message).not.toContain('geheim');
  });

  test('also if its body never ends', async () => {
    const url = await http((_request, response) => response.writeHead(403, { 'content-length': '10' }).write('not'));
    expect(await failure(url, { timeout: 200 })).toMatchObject({ kind: 'refused', status: 403 });
  });
});

describe('a wrong handshake is an error', () => {
  const answer = (lines: string[]) =>
    tcp(async (socket) => {
      await readHeader(socket);
      socket.write(['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade', ...lines, '', ''].join('\r\n'));
    });

  test('with a wrong key', async () => {
    const error = await failure(await answer(['Sec-WebSocket-Protocol: ocpp1.6', 'Sec-WebSocket-Accept: x']));
    expect(error).toMatchObject({ kind: 'protocol', status: 101, message: expect.stringContaining('Sec-WebSocket-Accept') });
  });

  test.each(['ocpp2.1', 'ocpp1.6, ocpp2.0.1', 'OCPP1.6'])('with the subprotocol %s, which was not offered', async (subprotocol) => {
    const error = await failure(await answer([`Sec-WebSocket-Protocol: ${subprotocol}`]));
    expect(error).toMatchObject({ kind: 'subprotocol', status: 101, message: expect.stringContaining(`"${subprotocol}"`) });
  });

  test('without a subprotocol, as OCPP-J has it when none is common', async () => {
    const server = await serve({ port: 0, subprotocols: ['ocpp2.1'], accept: () => () => undefined });
    cleanups.push(() => server.close());
    expect(await failure(server.url)).toMatchObject({
      kind: 'subprotocol',
      status: 101,
      message: expect.stringMatching(/none of ocpp1.6, ocpp2.0.1/),
    });
  });

  test('from something that speaks no HTTP', async () => {
    const url = await tcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await failure(url)).toMatchObject({ kind: 'protocol', message: expect.stringContaining('does not speak HTTP') });
  });
});

describe('no connection at all is an error', () => {
  test('if nobody listens', async () => {
    const url = await tcp(() => undefined);
    await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
    expect(await failure(url)).toMatchObject({
      kind: 'unreachable',
      message: `no connection to ${url.replace('/ocpp', '')}: nothing listens there: is it running, and is the port right? (ECONNREFUSED)`,
    });
  });

  test('if it is reset in the middle of the handshake', async () => {
    const url = await tcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect(await failure(url)).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ECONNRESET') });
  });

  test('if it is closed in the middle of the answer', async () => {
    const url = await tcp((socket) => socket.once('data', () => socket.end('HTTP/1.1 101 Swit')));
    expect((await failure(url)).kind).toMatch(/unreachable|protocol/);
  });

  test('if the peer accepts and says nothing, with what was waited for', async () => {
    const url = await tcp(() => undefined);
    const error = await failure(url, { timeout: 100 });
    expect(error).toMatchObject({
      kind: 'timeout',
      message: expect.stringMatching(/within 100 ms, still waiting for: answer to the upgrade/),
    });
  });

  test('if it is given up, before or in the middle', async () => {
    const controller = new AbortController();
    const url = await tcp((socket) => socket.once('data', () => controller.abort()));
    expect(await failure(url, { signal: controller.signal })).toMatchObject({ kind: 'aborted' });
    expect(await failure(url, { signal: controller.signal })).toMatchObject({ kind: 'aborted' });
  });
});
