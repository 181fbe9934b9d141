import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { defaultConfig } from '../../engine/config.ts';
import type { Simulator } from '../simulator.ts';
import { startCsms } from './csms.ts';

let csms: Simulator & { url: string };
const sockets: WebSocket[] = [];

beforeEach(async () => {
  csms = await startCsms({ port: 0, config: defaultConfig, timeScale: 0.01 });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await csms.stop();
});

/** A station that says what it is told to, and hands over the next frame of the CSMS. */
async function connect(identity: string) {
  const socket = new WebSocket(`${csms.url}/${encodeURIComponent(identity)}`, 'ocpp2.0.1');
  sockets.push(socket);
  const frames: unknown[][] = [];
  let arrived = () => {};
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)));
    arrived();
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const next = async (): Promise<unknown[]> => {
    if (frames.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    return frames.shift() ?? [];
  };
  const asks = (...frame: unknown[]) => {
    socket.send(JSON.stringify(frame));
    return next();
  };
  return { socket, next, asks };
}

const boot = { reason: 'PowerUp', chargingStation: { model: 'M', vendorName: 'V' } };

it('answers nobody but with SecurityError before it has accepted the station', async () => {
  const { asks } = await connect('A');
  expect((await asks(2, '1', 'Heartbeat', {})).slice(0, 3)).toEqual([4, '1', 'SecurityError']);
  expect(await asks(2, '2', 'BootNotification', boot)).toMatchObject([3, '2', { status: 'Accepted', interval: 300 }]);
  expect((await asks(2, '3', 'Heartbeat', {})).slice(0, 2)).toEqual([3, '3']);
});

it('keeps several stations apart, whatever they are called', async () => {
  const names = ['A', 'Straße 1/2', '東京'];
  const stations = await Promise.all(names.map(connect));
  for (const { asks } of stations) await asks(2, '1', 'BootNotification', boot);
  for (const [index, name] of names.entries()) {
    await csms.operator.does('requestMessage', { message: 'Heartbeat' }, name);
    expect(await stations[index]?.next()).toMatchObject([2, expect.any(String), 'TriggerMessage', { requestedMessage: 'Heartbeat' }]);
  }
});

it('holds a station back, looks at it meanwhile, and hears only what it has asked for', async () => {
  await csms.operator.does('holdRegistration', { pending: true }, 'A');
  const { asks, next } = await connect('A');
  expect(await asks(2, '1', 'BootNotification', boot)).toMatchObject([3, '1', { status: 'Pending' }]);
  const [, , action, request] = await next();
  expect([action, request]).toEqual(['GetBaseReport', { requestId: 1, reportBase: 'FullInventory' }]);
  const report = { requestId: 1, generatedAt: '2025-01-01T00:00:00Z', seqNo: 0 };
  expect(await asks(2, '2', 'NotifyReport', report)).toEqual([3, '2', {}]);
  expect((await asks(2, '3', 'Heartbeat', {})).slice(0, 3)).toEqual([4, '3', 'SecurityError']);
  await csms.operator.does('holdRegistration', { pending: false }, 'A');
  expect(await asks(2, '4', 'BootNotification', boot)).toMatchObject([3, '4', { status: 'Accepted' }]);
});

it('does not let a token charge at two places at a time', async () => {
  const { asks } = await connect('A');
  await asks(2, '1', 'BootNotification', boot);
  const event = (transactionId: string, eventType: string, seqNo: number) => ({
    ...{ eventType, seqNo, triggerReason: 'Authorized', timestamp: '2025-01-01T00:00:00Z' },
    ...{ transactionInfo: { transactionId }, idToken: defaultConfig.token },
  });
  const status = async (id: string, ...about: Parameters<typeof event>) => {
    const [, , answer] = await asks(2, id, 'TransactionEvent', event(...about));
    return (answer as { idTokenInfo?: { status: string } }).idTokenInfo?.status;
  };
  expect(await status('2', 'T1', 'Started', 0)).toBe('Accepted');
  expect(await status('3', 'T2', 'Started', 0)).toBe('ConcurrentTx');
  expect(await status('4', 'T1', 'Updated', 1)).toBe('Accepted');
  expect(await status('5', 'T1', 'Ended', 2)).toBe('Accepted');
  expect(await status('6', 'T3', 'Started', 0)).toBe('Accepted');
});

it('survives whatever a station sends', async () => {
  const { socket, asks } = await connect('A');
  await asks(2, '1', 'BootNotification', boot);
  const nonsense = [
    '',
    '{',
    'null',
    '[]',
    '[2]',
    '[2,5,"Heartbeat",{}]',
    '[3,"x",{}]',
    '[4,"x"]',
    '[9,"x",{}]',
    `[2,"${'x'.repeat(40)}","A",{}]`,
  ];
  for (const text of nonsense) socket.send(text);
  socket.send(Buffer.from([0xff, 0xfe]), { binary: true });
  for (let tries = 0; ; tries++) {
    const [type, id] = await asks(2, `alive-${tries}`, 'Heartbeat', {});
    if (type === 3 && String(id).startsWith('alive')) break;
    expect(tries).toBeLessThan(nonsense.length);
  }
});

it('says what it cannot do', async () => {
  const does = (act: string, wish: Record<string, unknown>) => csms.operator.does(act, wish, 'nobody');
  await expect(does('clearAuthorizationCache', {})).rejects.toThrow('nobody is not connected');
  await expect(does('requestMessage', { message: 'Weather' })).rejects.toThrow(
    'there is no message to be triggered Weather: choose one of',
  );
  expect(csms.operator.can('limitCharging')).toBe(false);
  await expect(does('limitCharging', {})).rejects.toThrow('this CSMS has no way to limitCharging');
});
