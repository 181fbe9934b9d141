import { expect, it } from 'vitest';
import { systemClock } from './clock.ts';
import type { Party } from './party.ts';
import { Session } from './session.ts';

const stamp = { at: 0, time: '' };

/** A station that promises two parts of a report whenever it is asked for one, on a wire that only remembers. */
function createSession() {
  const sent: unknown[][] = [];
  const party: Party = {
    role: 'charger',
    knows: { registered: true, connectors: new Map(), transactions: new Map(), identity: {} },
    request: (_, given) => given,
    answer: () => ({ status: 'Accepted' }),
    observe: () => {},
    promises: ({ action }) => (action === 'GetBaseReport' ? [1, 2].map((part) => ({ action: 'NotifyReport', given: { part } })) : []),
  };
  const session = new Session({
    protocol: 'ocpp2.0.1',
    sut: 'csms',
    station: 'S',
    idPrefix: 'p',
    party,
    clock: systemClock,
    onTrace: () => {},
  });
  const link = { send: (raw: string) => void sent.push(JSON.parse(raw)), close: () => {}, terminate: () => {} };
  const handshake = {
    ...{ identity: 'S', path: '/S', offeredSubprotocols: [], subprotocol: 'ocpp2.0.1', headers: {} },
    ...{ authorization: 'none' as const, remoteAddress: '' },
  };
  session.opened(link, handshake, stamp);
  const asks = () => session.received('[2,"1","GetBaseReport",{"requestId":1,"reportBase":"FullInventory"}]', stamp);
  const answersLast = () => session.received(JSON.stringify([3, sent.at(-1)?.[1], {}]), stamp);
  /** what has been called, in order */
  const called = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return sent.filter(([type]) => type === 2).map(([, , action, payload]) => [action, payload]);
  };
  return { session, sent, asks, answersLast, called };
}

it('a promised CALL follows the answer, the next one follows when it is answered', async () => {
  const { session, sent, asks, answersLast, called } = createSession();
  asks();
  expect(sent).toEqual([[3, '1', { status: 'Accepted' }]]);
  expect(await called()).toEqual([['NotifyReport', { part: 1 }]]);
  answersLast();
  expect(await called()).toHaveLength(2);
  answersLast();
  await session.promises;
  expect(session.promises).toBeUndefined();
});

it('a promised CALL waits until that of the case is answered', async () => {
  const { session, asks, answersLast, called } = createSession();
  session.call('Heartbeat', {}, () => {});
  asks();
  expect(await called()).toEqual([['Heartbeat', {}]]);
  session.received('[3,"p-1",{"currentTime":"2025-01-01T00:00:00Z"}]', stamp);
  expect(await called()).toEqual([
    ['Heartbeat', {}],
    ['NotifyReport', { part: 1 }],
  ]);
  answersLast();
  expect(await called()).toHaveLength(3);
});

it('what a case has answered itself promises nothing', async () => {
  const { session, asks, called } = createSession();
  session.script('GetBaseReport', { left: 1, answer: () => ({ status: 'Accepted' }) });
  asks();
  expect(await called()).toEqual([]);
  expect(session.promises).toBeUndefined();
});

it('a promise dies with its connection', async () => {
  const { session, asks, called } = createSession();
  asks();
  expect(await called()).toHaveLength(1);
  session.closed({ by: 'csms', code: 1000, reason: '' }, stamp);
  await session.promises;
  expect(await called()).toHaveLength(1);
});
