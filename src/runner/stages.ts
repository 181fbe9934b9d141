import { randomBytes } from 'node:crypto';
import type { Operator } from '../engine/acts.ts';
import { systemClock } from '../engine/clock.ts';
import type { SutConfig } from '../engine/config.ts';
import type { ConnectOptions } from '../engine/dsl.ts';
import type { Party } from '../engine/party.ts';
import type { ConnectResult, Stage } from '../engine/play.ts';
import type { Handshake, TraceEntry } from '../engine/results.ts';
import { Session } from '../engine/session.ts';
import { otherRole, type ProtocolVersion, type Role } from '../ocpp/index.ts';
import {
  ConnectError,
  type Connection,
  type ConnectionListener,
  connect,
  type ServeOptions,
  type Server,
  serve,
  type TransportEvent,
} from '../transport/index.ts';

export interface StageOptions {
  protocol: ProtocolVersion;
  config: SutConfig;
  operator: Operator;
  /** makes the side that we play; called anew for each session */
  party: () => Party;
  timeScale: number;
  onTrace(entry: TraceEntry): void;
}

export interface ChargerStageOptions extends StageOptions {
  serve: Pick<ServeOptions, 'port' | 'host' | 'tls' | 'path' | 'basicAuth' | 'compress'>;
  /** lets any identity in, the first one stays; otherwise only the configured station */
  anyStation?: boolean;
}

/** The stage on which a charger is tested: we listen, one long session over all cases. */
export interface ChargerStage extends Stage {
  readonly server: Server;
  /** resolves once the station is connected; rejects with the words of what was seen when `milliseconds` are over */
  awaitStation(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the stage for a charger under test. Rejects with a `ListenError`. */
export async function openChargerStage(options: ChargerStageOptions): Promise<ChargerStage> {
  const session = createSession(options, 'charger');
  let away = false;
  let tested: string | undefined = options.anyStation ? undefined : options.config.station;
  let current: Connection | undefined;
  const refusals: string[] = [];
  const listen: ConnectionListener = (connection, event) => {
    // Only the newest connection is the conversation; an older one that is still closing has nothing to say.
    if (event.type === 'opened') current = connection;
    if (connection === current) tell(session, connection, event);
  };
  const server = await serve({
    ...options.serve,
    subprotocols: [options.protocol],
    accept: (handshake: Handshake) => {
      if (away) return { status: 503, detail: 'this CSMS is away for a moment' };
      tested ??= handshake.identity;
      if (handshake.identity !== tested) return { status: 404, detail: `this CSMS tests ${tested}, not ${handshake.identity}` };
      return listen;
    },
    onRefused: ({ at, time, status, detail, handshake }) => {
      refusals.push(`${status} ${detail}`);
      if (refusals.length > 20) refusals.shift();
      session.noticed({ kind: 'refused', status, detail, ...(handshake ? { handshake } : {}) }, { at, time });
    },
  });
  return {
    session,
    server,
    operator: options.operator,
    config: options.config,
    timeScale: options.timeScale,
    async connect() {
      away = false;
      return { kind: 'accepting' };
    },
    async disconnect() {
      away = true;
      await closed(session);
    },
    awaitStation: (milliseconds) => awaitOpening(session, milliseconds, () => refusals),
    close: () => server.close(),
  };
}

export interface CsmsStageOptions extends StageOptions {
  /** the CSMS's endpoint, without or with the station's identity as its last segment */
  url: string;
  username?: string;
  password?: string | Uint8Array;
  tls?: Parameters<typeof connect>[0]['tls'];
  compress?: boolean;
}

/** The stage on which a CSMS is tested: we dial, each case has a session of its own. */
export function openCsmsStage(options: CsmsStageOptions): Stage & { close(): Promise<void> } {
  const session = createSession(options, 'csms');
  return {
    session,
    operator: options.operator,
    config: options.config,
    timeScale: options.timeScale,
    connect: (chosen) => dial(session, options, chosen),
    disconnect: () => closed(session),
    close: () => closed(session),
  };
}

async function dial(session: Session, options: CsmsStageOptions, chosen: ConnectOptions): Promise<ConnectResult> {
  const password = chosen.password ?? options.password;
  const username = chosen.username ?? options.username;
  let current: Connection | undefined;
  try {
    await connect({
      url: options.url,
      identity: chosen.identity ?? options.config.station,
      subprotocols: (chosen.subprotocols as ProtocolVersion[] | undefined) ?? [options.protocol],
      ...(password === undefined ? {} : { basicAuth: { ...(username === undefined ? {} : { username }), password } }),
      ...(options.tls ? { tls: options.tls } : {}),
      ...(options.compress ? { compress: true } : {}),
      timeout: options.config.timeouts.answer * 1000,
      listener: (connection, event) => {
        current ??= connection;
        if (connection === current) tell(session, connection, event);
      },
    });
    return { kind: 'opened' };
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error;
    const { status, message } = error;
    session.noticed({ kind: 'refused', status: status ?? 0, detail: message }, { at: systemClock.now(), time: systemClock.time() });
    return { kind: 'refused', detail: message, ...(status === undefined ? {} : { status }) };
  }
}

function createSession({ protocol, config, party, onTrace }: StageOptions, sut: Role): Session {
  const idPrefix = randomBytes(6).toString('base64url');
  return new Session({ protocol, sut, station: config.station, idPrefix, party: party(), clock: systemClock, onTrace });
}

/** Hands an event of the transport to the session, in the session's words. */
function tell(session: Session, connection: Connection, event: TransportEvent): void {
  const { sut } = session.options;
  const roleOf = (by: 'us' | 'peer') => (by === 'us' ? otherRole(sut) : sut);
  switch (event.type) {
    case 'opened':
      session.opened(connection, connection.handshake, event);
      break;
    case 'frame':
      session.received(event.raw, event);
      break;
    case 'closed':
      session.closed({ by: event.by === 'unknown' ? 'unknown' : roleOf(event.by), code: event.code, reason: event.reason }, event);
      break;
    case 'trouble':
      session.noticed({ kind: 'trouble', from: sut, what: event.what, detail: event.detail }, event);
      break;
    default:
      session.noticed({ kind: event.type, from: roleOf(event.by) }, event);
  }
}

/** Closes the WebSocket, if there is one, and waits until it is gone. */
async function closed(session: Session): Promise<void> {
  if (!session.connected) return;
  await new Promise<void>((resolve) => {
    const stop = session.wait({
      onClosed: () => {
        stop();
        resolve();
      },
    });
    session.close(1000, '');
  });
}

function awaitOpening(session: Session, milliseconds: number, refusals: () => string[]): Promise<void> {
  if (session.connected) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      const turnedAway = refusals().at(-1);
      const hint = turnedAway ? `the last attempt was turned away: ${turnedAway}` : 'nothing tried to connect';
      reject(new Error(`no charger connected within ${milliseconds / 1000} s; ${hint}`));
    }, milliseconds);
    const stop = session.wait({
      onOpened: () => {
        clearTimeout(timer);
        stop();
        resolve();
      },
    });
  });
}
