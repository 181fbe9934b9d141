import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultConfig } from '../../engine/config.ts';
import { type Connection, connect } from '../../transport/index.ts';
import { Peer } from '../peer.ts';
import type { Simulator } from '../simulator.ts';
import { startCsms } from './csms.ts';

let csms: Simulator & { url: string };
const open: Connection[] = [];

beforeEach(async () => {
  csms = await startCsms({ port: 0, config: defaultConfig, timeScale: 0.01 });
});

afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  await csms.stop();
});

/** A station of few words: it calls, and tells what it is called. */
async function station(identity: string) {
  const heard: { action: string; request: unknown }[] = [];
  let wake = () => {};
  const hear = (action: string, answer: Record<string, unknown>) => (request: unknown) => {
    heard.push({ action, request });
    wake();
    return answer;
  };
  const handlers = { Reset: hear('Reset', { status: 'Accepted' }), UnlockConnector: hear('UnlockConnector', { status: 'Unlocked' }) };
  const peer = new Peer({ protocol: 'ocpp1.6', role: 'charger', handlers, timeout: 5 });
  const connection = await connect({
    url: csms.url,
    identity,
    subprotocols: ['ocpp1.6'],
    listener: (_, event) => void (event.type === 'frame' && peer.receive(event.raw)),
  });
  open.push(connection);
  peer.attach(connection);
  const calls = (action: string, payload = {}) => peer.call(action, payload);
  return {
    calls,
    hears: async () => {
      if (heard.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      return heard.shift();
    },
    boots: () => calls('BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }),
    starts: (connectorId: number, idTag: string) =>
      calls('StartTransaction', { connectorId, idTag, meterStart: 0, timestamp: `2024-05-01T10:00:0${connectorId}Z` }),
  };
}

it('answers nothing but BootNotification until a station is registered, and remembers it over a reconnect', async () => {
  const first = await station('CP-1');
  await expect(first.calls('Heartbeat')).rejects.toMatchObject({ code: 'SecurityError' });
  await csms.operator.does('holdRegistration', { pending: true }, 'CP-1');
  expect(await first.boots()).toMatchObject({ status: 'Pending' });
  await expect(first.calls('Heartbeat')).rejects.toMatchObject({ code: 'SecurityError' });
  await csms.operator.does('holdRegistration', { pending: false }, 'CP-1');
  expect(await first.boots()).toMatchObject({ status: 'Accepted' });
  const again = await station('CP-1');
  expect(await again.calls('Heartbeat')).toHaveProperty('currentTime');
});

it('keeps several stations apart, also those whose names need escapes', async () => {
  const names = ['CP-1', 'RDAM 123', 'a/b'];
  const stations = await Promise.all(names.map(station));
  for (const one of stations) expect(await one.boots()).toMatchObject({ status: 'Accepted' });
  for (const [index, name] of names.entries()) {
    await csms.operator.does('unlockConnector', { connectorId: index + 1 }, name);
    expect(await stations[index]?.hears()).toEqual({ action: 'UnlockConnector', request: { connectorId: index + 1 } });
  }
});

it('lets a token charge once at a time, and ends what a new start replaces', async () => {
  const one = await station('CP-1');
  await one.boots();
  const { transactionId } = await one.starts(1, 'TAG-1');
  expect(await one.starts(1, 'TAG-1')).toMatchObject({ transactionId, idTagInfo: { status: 'Accepted' } });
  expect(await one.starts(2, 'tag-1')).toMatchObject({ idTagInfo: { status: 'ConcurrentTx' } });
  await one.calls('StopTransaction', { transactionId, meterStop: 1, timestamp: '2024-05-01T11:00:00Z' });
  expect(await one.starts(2, 'TAG-1')).toMatchObject({ idTagInfo: { status: 'Accepted' } });
});

it('says why an act cannot be carried out', async () => {
  await expect(csms.operator.does('resetStation', { how: 'soft' }, 'CP-9')).rejects.toThrow('CP-9 is not connected');
  expect(csms.operator.can('requestReport')).toBe(false);
  await expect(csms.operator.does('requestReport', {}, 'CP-9')).rejects.toThrow('no way to requestReport');
  const one = await station('CP-1');
  await one.boots();
  await expect(csms.operator.does('requestMessage', { message: 'Nonsense' }, 'CP-1')).rejects.toThrow('Nonsense cannot be triggered');
  await csms.operator.does('resetStation', { how: 'hard' }, 'CP-1');
  expect(await one.hears()).toEqual({ action: 'Reset', request: { type: 'Hard' } });
});
