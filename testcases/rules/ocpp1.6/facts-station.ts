import { defineFacts, parseDateTime, type Scene } from 'ocppliance';
import { numberIn, textIn } from './payload.ts';

export interface StationFacts {
  /** the CSMS's last word on a BootNotification, `none` while one is open or failed, `unknown` before the first */
  registration: 'unknown' | 'none' | 'Accepted' | 'Pending' | 'Rejected';
  /** of the last BootNotification.conf: seconds, when it came, its trace index and connection */
  interval: number;
  answeredAt: number;
  answerIndex: number;
  registeredOn: number;
  connection: number;
  connected: boolean;
  /** when the connection was opened or, if nobody told, first used; observer's milliseconds */
  connectedAt: number;
  /** the same by the wall clock, milliseconds since 1970 */
  connectedTime: number;
  /** when a connection was last lost */
  lostAt: number;
  /** when a CALL of the charger was last refused with a CALLERROR, answered with nonsense or lost */
  troubledAt: number;
  /** the same of a CALL about a transaction: those behind it wait until it is tried again */
  queueTroubledAt: number;
  /** when the charger last sent a CALL */
  calledAt: number;
  /** grows with each boot, connection and loss of it: what was known of the state before may have changed unseen */
  era: number;
  /** when the record began, by the wall clock */
  since: number;
}

const never = Number.NEGATIVE_INFINITY;

/** Messages that are delivered in order, each until it is confirmed (1.6 §3.7). */
const queued = new Set(['StartTransaction', 'StopTransaction', 'MeterValues']);

/** The connection and the registration of the Charge Point (1.6 §4.2). */
export const station = defineFacts({
  versions: ['ocpp1.6'],
  create: (): StationFacts => ({
    registration: 'unknown',
    interval: 0,
    answeredAt: never,
    answerIndex: -1,
    registeredOn: -1,
    connection: -1,
    connected: false,
    connectedAt: never,
    connectedTime: Number.NaN,
    lostAt: never,
    troubledAt: never,
    queueTroubledAt: never,
    calledAt: never,
    era: 0,
    since: Number.NaN,
  }),
  learn(facts, scene) {
    function arrive(at: number, wall: number, connection: number): void {
      if (Number.isNaN(facts.since)) facts.since = wall;
      Object.assign(facts, { connected: true, connectedAt: at, connectedTime: wall, connection, era: facts.era + 1 });
    }
    function trouble(action: string, at: number): void {
      facts.troubledAt = at;
      if (queued.has(action)) facts.queueTroubledAt = at;
    }
    return {
      opened: ({ at, time, connection }) => arrive(at, parseDateTime(time), connection),
      closed({ at }) {
        for (const { action } of scene.open('charger').values()) trouble(action, at);
        Object.assign(facts, { connected: false, lostAt: at, era: facts.era + 1 });
      },
      frame({ at, wall, connection }) {
        if (!facts.connected || connection !== facts.connection) arrive(at, wall, connection);
      },
      chargerCall({ at }) {
        facts.calledAt = at;
      },
      flawedResult({ call, problems, at }) {
        if (call.from === 'charger' && problems.length > 0) trouble(call.action, at);
      },
      rawCalls: {
        BootNotification({ from }) {
          if (from !== 'charger') return;
          facts.registration = 'none';
          facts.era += 1;
        },
      },
      rawAnswers: {
        BootNotification({ call, response, at, index, connection }) {
          const status = textIn(response, 'status');
          if (call.from !== 'charger' || (status !== 'Accepted' && status !== 'Pending' && status !== 'Rejected')) return;
          Object.assign(facts, {
            ...{ registration: status, interval: numberIn(response, 'interval') ?? 0 },
            ...{ answeredAt: at, answerIndex: index, registeredOn: connection },
          });
        },
      },
      anyError({ call, at }) {
        if (call?.from === 'charger') trouble(call.action, at);
      },
      broken({ call, at }) {
        if (call?.from === 'charger') trouble(call.action, at);
      },
    };
  },
});

/** An open CALL of the charger older than this keeps it from sending others. */
const patience = 5_000;
/** ms; a message about a transaction that failed is tried again after a while that grows */
const retries = 300_000;

/**
 * Calls back so many milliseconds after `from`, if the charger was able to send all the time. Where the connection was lost, or an answer
 * of the CSMS failed to come, what is missing then proves nothing.
 */
export function afterwards(scene: Scene, from: number, milliseconds: number, then: (now: number) => void): () => void {
  const facts = scene.facts(station);
  const { era } = facts;
  return scene.when(from + milliseconds, (now) => {
    if (!facts.connected || facts.lostAt >= from) return scene.inconclusive('the connection was lost before it was due');
    if (facts.era !== era) return scene.inconclusive('the charger booted before it was due');
    const oldest = scene.open('charger').values().next().value;
    const waits = (oldest && oldest.at < now - patience) || facts.troubledAt >= from || facts.queueTroubledAt >= from - retries;
    if (waits) return scene.inconclusive('the charger waited in vain for an answer before it was due');
    then(now);
  });
}

/** Milliseconds in which a charger follows up on what it accepted or began; generous, as no two say what is usual. */
export const followUp = 60_000;
