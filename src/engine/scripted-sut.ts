import { call, callError, callResult, type ErrorCode, type ProtocolVersion, parseFrame, type Role } from '../ocpp/index.ts';
import { systemClock } from './clock.ts';
import { defaultConfig } from './config.ts';
import type { Party } from './party.ts';
import type { Stage } from './play.ts';
import type { Handshake, TraceEntry } from './results.ts';
import { Session, type SessionOptions } from './session.ts';

type Payload = Record<string, unknown>;

export const handshake: Handshake = {
  identity: 'CP1',
  path: '/CP1',
  offeredSubprotocols: ['ocpp1.6'],
  subprotocol: 'ocpp1.6',
  headers: {},
  authorization: 'none',
  remoteAddress: '127.0.0.1',
};

interface ScriptedOptions {
  protocol?: ProtocolVersion;
  sut?: Role;
  judge?: SessionOptions['judge'];
}

/** A SUT without sockets, for the engine's own tests: what it does on each CALL is a function of the test's. */
export function scriptedSut({ protocol = 'ocpp1.6', sut = 'charger', judge }: ScriptedOptions = {}) {
  const trace: TraceEntry[] = [];
  const party: Party = {
    role: sut === 'charger' ? 'csms' : 'charger',
    knows: { registered: true, connectors: new Map(), transactions: new Map(), identity: {} },
    request: (_, given) => given,
    answer: (action) => (action === 'Heartbeat' ? { currentTime: new Date().toISOString() } : { idTagInfo: { status: 'Accepted' } }),
    observe: () => {},
  };
  const stamp = () => ({ at: systemClock.now(), time: systemClock.time() });
  let onCall: (action: string, payload: Payload, id: string) => void = () => {};
  let lastId = 0;
  const session = new Session({
    protocol,
    sut,
    station: 'CP1',
    idPrefix: 'test',
    party,
    clock: systemClock,
    onTrace: (entry) => trace.push(entry),
    ...(judge ? { judge } : {}),
  });
  const link = {
    send: (raw: string) => {
      const frame = parseFrame(raw);
      if (frame.type === 'call') queueMicrotask(() => onCall(frame.action, frame.payload, frame.id));
    },
    close: () => session.closed({ by: session.ours, code: 1000, reason: '' }, stamp()),
    terminate: () => session.closed({ by: session.ours, code: 1006, reason: '' }, stamp()),
  };
  const device = {
    /** what the SUT does when we call it */
    onCall: (reaction: (action: string, payload: Payload, id: string) => void) => {
      onCall = reaction;
    },
    answers: (id: string, payload: Payload) => session.received(callResult(id, payload), stamp()),
    refuses: (id: string, code: ErrorCode) => session.received(callError(id, code, 'because'), stamp()),
    calls: (action: string, payload: Payload) => session.received(call(`sut-${++lastId}`, action, payload), stamp()),
    sends: (raw: string) => session.received(raw, stamp()),
    connects: () => session.opened(link, handshake, stamp()),
    drops: () => session.closed({ by: sut, code: 1006, reason: '' }, stamp()),
  };
  const acts: string[] = [];
  const stage: Stage = {
    session,
    operator: {
      can: (act) => act !== 'powerCycle',
      does: async (act) => {
        acts.push(act);
        if (act === 'goOffline') throw new Error('the switch is stuck');
      },
    },
    config: { ...defaultConfig, timeouts: { answer: 0.05, reaction: 0.05, reboot: 0.1 } },
    timeScale: 1,
    connect: async () => ({ kind: 'accepting' }),
    disconnect: async () => link.close(),
  };
  device.connects();
  return { stage, session, device, trace, acts };
}
