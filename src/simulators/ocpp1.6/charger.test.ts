import { afterEach, expect, it } from 'vitest';
import { recorder } from '../../../test/support/sockets.ts';
import { type Server, serve } from '../../transport/index.ts';
import { startCharger } from './charger.ts';

let server: Server | undefined;
afterEach(() => server?.close());

/** A CSMS that says of itself nothing but what the test has it say. */
async function bench() {
  const heard = recorder();
  server = await serve({ port: 0, subprotocols: ['ocpp1.6'], accept: () => heard.listener });
  const charger = await startCharger({ url: server.url, identity: 'CP1', timeScale: 0.01 });
  const connection = await heard.opened();
  const next = async () => JSON.parse((await heard.next('frame')).raw);
  const register = async (status = 'Accepted', interval = 300) => {
    const [, id, action] = await next();
    expect(action).toBe('BootNotification');
    connection.send(JSON.stringify([3, id, { status, currentTime: new Date().toISOString(), interval }]));
  };
  return { heard, charger, connection, next, register };
}

it('answers garbage with an error or not at all, and lives on', async () => {
  const { charger, connection, next, register } = await bench();
  await register('Pending');
  for (const garbage of ['', 'null', '[]', '[2]', '[2,7,"Reset",{}]', '[3,"x"]', '[4,"x","E","",{}]', '{"a":1}']) connection.send(garbage);
  connection.send('[2,"a","Reset",{"type":null}]');
  connection.send('[2,"b","__proto__",{}]');
  connection.send('[2,"c","GetConfiguration",{"key":["__proto__","NumberOfConnectors"]}]');
  const answers = new Map<string, unknown[]>();
  while (!answers.has('c')) {
    const frame = await next();
    answers.set(frame[1], frame);
  }
  expect(answers.get('a')?.slice(0, 3)).toEqual([4, 'a', 'TypeConstraintViolation']);
  expect(answers.get('b')?.slice(0, 3)).toEqual([4, 'b', 'NotImplemented']);
  expect(answers.get('c')?.[2]).toEqual({
    configurationKey: [{ key: 'NumberOfConnectors', readonly: true, value: '2' }],
    unknownKey: ['__proto__'],
  });
  await charger.stop();
});

it('does not answer while it is rejected', async () => {
  const { heard, charger, connection, next, register } = await bench();
  await register('Rejected', 10);
  connection.send('[2,"a","GetConfiguration",{}]');
  const [, , action] = await next();
  expect(action).toBe('BootNotification');
  expect(heard.history.filter(({ type }) => type === 'frame')).toHaveLength(2);
  await charger.stop();
});

it('comes back without a new BootNotification when the connection was lost', async () => {
  const { heard, charger, connection, next, register } = await bench();
  await register();
  await next();
  connection.terminate();
  const again = await heard.opened();
  again.send('[2,"a","TriggerMessage",{"requestedMessage":"BootNotification"}]');
  let frame = await next();
  while (frame[0] !== 3) frame = await next();
  expect(frame).toEqual([3, 'a', { status: 'Rejected' }]);
  expect(heard.history.filter((event) => event.type === 'frame' && event.raw.includes('"BootNotification"'))).toHaveLength(1);
  await charger.stop();
});

it('pings at the interval that it was given, once it has rebooted', async () => {
  const { heard, charger, connection, register } = await bench();
  await register();
  connection.send('[2,"a","ChangeConfiguration",{"key":"WebSocketPingInterval","value":"1"}]');
  connection.send('[2,"b","Reset",{"type":"Hard"}]');
  await heard.opened();
  await heard.next('ping');
  await heard.next('ping');
  await charger.stop();
});

it('gives a refused token the energy that it may still have', async () => {
  const { charger, connection, next, register } = await bench();
  await register();
  const answer = (id: string, payload: object) => connection.send(JSON.stringify([3, id, payload]));
  connection.send('[2,"a","ChangeConfiguration",{"key":"StopTransactionOnInvalidId","value":"false"}]');
  connection.send('[2,"b","ChangeConfiguration",{"key":"MaxEnergyOnInvalidId","value":"20"}]');
  let refusedAt = 0;
  const told: string[] = [];
  while (!told.includes('SuspendedEVSE')) {
    const [type, id, action, { status, connectorId } = {} as { status?: string; connectorId?: number }] = await next();
    if (type === 3 && id === 'b') {
      await charger.operator.does('plugIn', { connectorId: 1 }, 'CP1');
      await charger.operator.does('presentToken', { idToken: 'A', connectorId: 1 }, 'CP1');
    }
    if (type !== 2) continue;
    if (action === 'StartTransaction') refusedAt = performance.now();
    if (connectorId === 1 && status) told.push(status);
    const info = { idTagInfo: { status: action === 'Authorize' ? 'Accepted' : 'Invalid' } };
    answer(id, action === 'StatusNotification' ? {} : action === 'StartTransaction' ? { transactionId: 1, ...info } : info);
  }
  expect(told.slice(-2)).toEqual(['Charging', 'SuspendedEVSE']);
  // 20 Wh at 7360 W last ten of the charger's seconds.
  expect(performance.now() - refusedAt).toBeGreaterThan(90);
  await charger.stop();
});

it('leaves no timer behind, not even in the middle of a reset', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  const { charger, connection, register } = await bench();
  await register();
  connection.send('[2,"a","Reset",{"type":"Hard"}]');
  await charger.operator.does('plugIn', { connectorId: 1 }, 'CP1');
  await charger.stop();
  await server?.close();
  expect(timers()).toBeLessThanOrEqual(before);
});
