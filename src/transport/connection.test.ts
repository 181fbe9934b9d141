import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { dialWebSocket, frame, recorder } from '../../test/support/sockets.ts';
import { type ConnectionLimits, connect, type Server, serve } from './index.ts';

const TEXT = 0x81;
const BINARY = 0x82;
const CLOSE = 0x88;
const PING = 0x89;

const servers: Server[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

async function start(limits: ConnectionLimits & { compress?: boolean } = {}) {
  const csms = recorder();
  const server = await serve({ port: 0, subprotocols: ['ocpp1.6'], accept: () => csms.listener, ...limits });
  servers.push(server);
  return { server, csms };
}

/** A connection of ours to a raw peer that does as it likes. */
async function startRaw(limits?: ConnectionLimits) {
  const { server, csms } = await start(limits);
  const peer = await dialWebSocket(server.port);
  return { server, csms, peer, connection: await csms.opened() };
}

/** A connection with our own client at the other end. */
async function startPair(limits?: ConnectionLimits & { compress?: boolean }) {
  const { server, csms } = await start(limits);
  const charger = recorder();
  const ours = await connect({ url: server.url, identity: 'CP1', subprotocols: ['ocpp1.6'], listener: charger.listener, ...limits });
  return { server, csms, charger, ours, theirs: await csms.opened() };
}

async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  while (bytes.length < count) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    bytes = Buffer.concat([bytes, chunk ?? Buffer.alloc(0)]);
  }
  return bytes;
}

describe('what a peer may send', () => {
  test('text in fragments is one frame', async () => {
    const { csms, peer } = await startRaw();
    peer.write(Buffer.concat([frame(0x01, '[2,"1",'), frame(0x00, '"Heartbeat"'), frame(0x80, ',{}]')]));
    expect(await csms.next('frame')).toMatchObject({ raw: '[2,"1","Heartbeat",{}]' });
  });

  test('text stays as it came, byte order mark, blanks and NUL included', async () => {
    const { csms, peer } = await startRaw();
    peer.write(frame(TEXT, '\uFEFF [ ]\0\n'));
    expect(await csms.next('frame')).toMatchObject({ raw: '\uFEFF [ ]\0\n' });
    peer.write(frame(TEXT, ''));
    expect(await csms.next('frame')).toMatchObject({ raw: '' });
  });

  test('broken UTF-8 is trouble, and the talk goes on', async () => {
    const { csms, peer } = await startRaw();
    peer.write(frame(TEXT, Buffer.from('[2,"1","Authorize",{"idTag":"M\xfcller\x1b"}]', 'latin1')));
    const trouble = await csms.next('trouble');
    expect(trouble).toMatchObject({ what: 'invalidUtf8', detail: expect.stringContaining('"idTag":"M\uFFFDller "') });
    peer.write(frame(TEXT, '[]'));
    expect(await csms.next('frame')).toMatchObject({ raw: '[]' });
  });

  test('a binary frame is trouble that shows what was in it, and the talk goes on', async () => {
    const { csms, peer } = await startRaw();
    peer.write(frame(BINARY, '[2,"1","Heartbeat",{}]'));
    expect(await csms.next('trouble')).toMatchObject({ what: 'binary', detail: 'binary frame of 22 bytes: [2,"1","Heartbeat",{}]' });
    peer.write(frame(TEXT, '[]'));
    expect(await csms.next('frame')).toMatchObject({ raw: '[]' });
  });

  test('a frame of 10 MB ends the connection before it is read', async () => {
    const { csms, ours } = await startPair({ maxPayload: 1_000_000 });
    ours.send('x'.repeat(10_000_000));
    expect(await csms.next('trouble')).toMatchObject({ what: 'tooLarge' });
    expect(await csms.next('closed')).toMatchObject({ by: 'us', code: 1009 });
  });

  test('so does one that unpacks to more than allowed', async () => {
    const { csms, ours } = await startPair({ maxPayload: 1_000_000, compress: true });
    ours.send('x'.repeat(10_000_000));
    expect(await csms.next('trouble')).toMatchObject({ what: 'tooLarge' });
    expect(await csms.next('closed')).toMatchObject({ by: 'us', code: 1009 });
  });

  test.each<[what: string, bytes: Buffer]>([
    ['an unmasked frame', frame(TEXT, '[]', { masked: false })],
    ['a compressed frame that was not agreed upon', frame(0xc1, '[]')],
    ['an unknown opcode', frame(0x83, '')],
    ['a continuation of nothing', frame(0x80, '[]')],
    ['a ping of 126 bytes', frame(PING, 'x'.repeat(126))],
    ['a close frame of one byte', frame(CLOSE, 'x')],
  ])('%s breaks the protocol: trouble, then closed by us with 1002', async (_what, bytes) => {
    const { csms, peer } = await startRaw();
    peer.end(bytes);
    expect(await csms.next('trouble')).toMatchObject({ what: 'protocolError', detail: expect.stringContaining('Invalid WebSocket frame') });
    expect(await csms.next('closed')).toMatchObject({ by: 'us', code: 1002 });
  });

  test('a ping is told, and so is our automatic pong', async () => {
    const { csms, peer } = await startRaw();
    peer.write(frame(PING, 'abc'));
    expect(await readBytes(peer, 5)).toEqual(Buffer.from('\x8a\x03abc', 'latin1'));
    expect(await csms.next('ping')).toMatchObject({ by: 'peer' });
    expect(await csms.next('pong')).toMatchObject({ by: 'us' });
  });
});

describe('how a connection ends', () => {
  test.each<[what: string, payload: Buffer, code: number, reason: string]>([
    ['a code and a reason', Buffer.from('\x0f\xa0bye', 'latin1'), 4000, 'bye'],
    ['no code', Buffer.alloc(0), 1005, ''],
    ['a reason that is not UTF-8', Buffer.from('\x03\xe8\xff', 'latin1'), 1000, '\uFFFD'],
  ])('by the peer with %s', async (_what, payload, code, reason) => {
    const { csms, peer } = await startRaw();
    peer.end(frame(CLOSE, payload));
    expect(await csms.next('closed')).toMatchObject({ by: 'peer', code, reason });
    expect(csms.history.map(({ type }) => type)).toEqual(['opened', 'closed']);
  });

  test('by the peer with a code that is never sent', async () => {
    const { csms, peer } = await startRaw();
    peer.end(frame(CLOSE, Buffer.from([0x03, 0xee])));
    expect(await csms.next('trouble')).toMatchObject({ what: 'protocolError', detail: expect.stringContaining('1006') });
    expect(await csms.next('closed')).toMatchObject({ by: 'peer', code: 1005 });
  });

  test('by the peer without a Close frame', async () => {
    const { csms, peer } = await startRaw();
    peer.end();
    expect(await csms.next('closed')).toMatchObject({ by: 'peer', code: 1006, reason: '' });
  });

  test('by a reset: trouble, and nobody knows who', async () => {
    const { csms, peer } = await startRaw();
    peer.resetAndDestroy();
    expect(await csms.next('trouble')).toMatchObject({ what: 'network', detail: expect.stringContaining('ECONNRESET') });
    expect(await csms.next('closed')).toMatchObject({ by: 'unknown', code: 1006 });
  });

  test('by a reset while we send', async () => {
    const { csms, peer, connection } = await startRaw();
    peer.pause();
    connection.send('x'.repeat(10_000_000));
    peer.resetAndDestroy();
    expect(await csms.next('trouble')).toMatchObject({ what: 'network', detail: expect.stringMatching(/ECONNRESET|EPIPE/) });
    expect(await csms.next('closed')).toMatchObject({ code: 1006 });
    expect(connection.send('[]')).toBe(false);
  });

  test('by a reset that we have not read of yet: sending says so at once', async () => {
    const { peer, connection } = await startRaw();
    peer.resetAndDestroy();
    let sent = 0;
    while (sent < 1_000 && connection.send('[]')) sent++;
    expect(sent).toBeLessThan(1_000);
  });

  test('in the middle of a frame', async () => {
    const { csms, peer } = await startRaw();
    peer.end(frame(TEXT, 'x'.repeat(100)).subarray(0, 50));
    expect(await csms.next('closed')).toMatchObject({ by: 'peer', code: 1006 });
  });

  test('by our terminate, without a Close frame', async () => {
    const { csms, charger, ours } = await startPair();
    ours.terminate();
    expect(await charger.next('closed')).toMatchObject({ by: 'us', code: 1006 });
    expect(await csms.next('closed')).toMatchObject({ by: 'peer', code: 1006 });
  });

  test('by our close, whatever it is given', async () => {
    for (const [code, reason, sent] of [
      [1000, '', 1000],
      [3001, '⚡'.repeat(100), 3001],
      [1006, 'not on the wire', 1005],
      [-1, '', 1005],
    ] as const) {
      const { csms, charger, ours } = await startPair();
      ours.close(code, reason);
      expect(await csms.next('closed')).toMatchObject({ by: 'peer', code: sent });
      expect(await charger.next('closed')).toMatchObject({ by: 'us', code: sent });
    }
  });

  test('once: afterwards nothing throws, nothing is sent and nothing is told', async () => {
    const { csms, charger, ours, theirs } = await startPair();
    ours.close();
    await Promise.all([csms.next('closed'), charger.next('closed')]);
    for (const connection of [ours, theirs]) {
      expect(connection.send('[]')).toBe(false);
      expect(connection.sendBytes(Buffer.from('[]'))).toBe(false);
      connection.ping();
      connection.close(1000, 'again');
      connection.terminate();
    }
    expect(charger.history.map(({ type }) => type)).toEqual(['opened', 'closed']);
  });
});

test('pings of ours are told, and the pongs to them', async () => {
  const { csms, charger, ours } = await startPair();
  ours.ping();
  expect(await charger.next('ping')).toMatchObject({ by: 'us' });
  expect(await csms.next('ping')).toMatchObject({ by: 'peer' });
  expect(await charger.next('pong')).toMatchObject({ by: 'peer' });
});

test('bytes go out as they are, in a binary or a text frame', async () => {
  const { csms, ours } = await startPair();
  ours.sendBytes(Buffer.from('[]'));
  expect(await csms.next('trouble')).toMatchObject({ what: 'binary' });
  ours.sendBytes(Buffer.from([0x5b, 0xff]), 'text');
  expect(await csms.next('trouble')).toMatchObject({ what: 'invalidUtf8' });
  ours.sendBytes(Buffer.from('[]'), 'text');
  expect(await csms.next('frame')).toMatchObject({ raw: '[]' });
});

test('a peer that does not read is dropped when too much waits for it', async () => {
  const { csms, peer, connection } = await startRaw({ maxBuffered: 100_000 });
  peer.pause();
  let sent = 0;
  while (connection.send('x'.repeat(50_000))) sent++;
  expect(sent).toBeGreaterThan(1);
  expect(await csms.next('trouble')).toMatchObject({ what: 'network', detail: expect.stringContaining('does not read') });
  expect(await csms.next('closed')).toMatchObject({ by: 'us', code: 1006 });
});

test('a peer that is silent between two pings is given up as half-open', async () => {
  const { csms } = await startRaw({ pingInterval: 50 });
  expect(await csms.next('ping')).toMatchObject({ by: 'us' });
  expect(await csms.next('trouble')).toMatchObject({ what: 'network', detail: expect.stringContaining('half-open') });
  expect(await csms.next('closed')).toMatchObject({ by: 'unknown', code: 1006 });
});

test('a peer that answers pings is kept', async () => {
  const { csms, charger } = await startPair({ pingInterval: 20 });
  for (let count = 0; count < 5; count++) await csms.next('pong');
  expect(charger.history.map(({ type }) => type)).not.toContain('closed');
  expect(csms.history.map(({ type }) => type)).not.toContain('trouble');
});

test('events are told in order, with times that never go back', async () => {
  const { csms, ours } = await startPair();
  for (let count = 0; count < 100; count++) ours.send(String(count));
  ours.close();
  await csms.next('closed');
  const frames = csms.history.flatMap((event) => (event.type === 'frame' ? [event.raw] : []));
  expect(frames).toEqual(Array.from({ length: 100 }, (_, count) => String(count)));
  expect(csms.history).toEqual(csms.history.toSorted((left, right) => left.at - right.at));
});

test('compression is agreed upon only if both ask for it', async () => {
  const { csms, ours } = await startPair({ compress: true });
  expect(ours.handshake.headers).toHaveProperty('sec-websocket-extensions');
  ours.send('x'.repeat(100_000));
  expect((await csms.next('frame')).raw).toHaveLength(100_000);
  const plain = await startPair();
  expect(plain.ours.handshake.headers).not.toHaveProperty('sec-websocket-extensions');
});
