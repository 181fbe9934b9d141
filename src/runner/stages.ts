import { randomBytes } from 'node:crypto';
import type { Operator } from '../engine/acts.ts';
import { systemClock } from '../engine/clock.ts';
import type { SutConfig } from '../engine/config.ts';
import type { ConnectOptions, SecurityProfile } from '../engine/dsl.ts';
import type { FileServer } from '../engine/files.ts';
import type { Party } from '../engine/party.ts';
import type { ConnectResult, Stage } from '../engine/play.ts';
import type { Handshake, TraceEntry } from '../engine/results.ts';
import { Session } from '../engine/session.ts';
import { InconclusiveError } from '../engine/verdict.ts';
import { otherRole, type ProtocolVersion, type Role } from '../ocpp/index.ts';
import type { Pki } from '../pki/index.ts';
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
import { type Endpoint, type Endpoints, keep, profileOf, tlsOptions } from './security.ts';

export interface StageOptions {
  protocol: ProtocolVersion;
  config: SutConfig;
  operator: Operator;
  /** makes the side that we play; called anew for each session */
  party: () => Party;
  timeScale: number;
  files?: FileServer;
  /** certificates for cases, and for what they show in TLS */
  pki?: Pki;
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
  /** resolves once the station is connected; rejects with the words of what was seen when `milliseconds` are over, or on the signal */
  awaitStation(milliseconds: number, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Opens the stage for a charger under test. Rejects with a `ListenError`. */
export async function openChargerStage({ config: given, ...rest }: ChargerStageOptions): Promise<ChargerStage> {
  // Its own copy: a station that nobody named gives its name by connecting.
  const options = { ...rest, config: { ...given } };
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
      if (tested === undefined) {
        tested = handshake.identity;
        options.config.station = tested;
        session.options.station = tested;
      }
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
    ...surroundings(options),
    async connect() {
      away = false;
      return { kind: 'accepting' };
    },
    async disconnect() {
      away = true;
      await closed(session);
    },
    awaitStation: (milliseconds, signal) => awaitOpening(session, milliseconds, () => refusals, signal),
    close: () => server.close(),
  };
}

export interface CsmsStageOptions extends StageOptions, Endpoint {
  compress?: boolean;
  /** where it lets stations in under other security profiles than that of its `url` */
  endpoints?: Endpoints;
}

/** The stage on which a CSMS is tested: we dial, each case has a session of its own. */
export function openCsmsStage(options: CsmsStageOptions): Stage & { close(): Promise<void> } {
  const session = createSession(options, 'csms');
  const { endpoints = {} } = options;
  const usual = profileOf(options);
  const doors: Endpoints = Object.assign(endpoints, { [usual]: endpoints[usual] ?? endpointOf(options) });
  /** what has let us in, and will be our own once the case is over */
  const earned: ConnectOptions[] = [];
  const securityProfiles = Object.keys(doors).map(Number) as SecurityProfile[];
  return {
    session,
    operator: options.operator,
    config: options.config,
    timeScale: options.timeScale,
    securityProfiles,
    ...surroundings(options),
    async connect(chosen) {
      const result = await dial(session, options, doors[chosen.securityProfile ?? usual], chosen);
      if (result.kind === 'opened' && chosen.identity === undefined) earned.push(chosen);
      return result;
    },
    disconnect: () => closed(session),
    async close() {
      await closed(session);
      for (const chosen of earned) keep(doors, chosen);
    },
  };
}

async function dial(
  session: Session,
  options: CsmsStageOptions,
  door: Endpoint | undefined,
  chosen: ConnectOptions,
): Promise<ConnectResult> {
  if (!door) throw new InconclusiveError(`nobody told us where the CSMS lets stations in under security profile ${chosen.securityProfile}`);
  const [password, ...others] = [chosen.password ?? door.password].flat();
  const username = chosen.username ?? door.username;
  let current: Connection | undefined;
  try {
    await connect({
      url: door.url,
      identity: chosen.identity ?? options.config.station,
      subprotocols: (chosen.subprotocols as ProtocolVersion[] | undefined) ?? [options.protocol],
      ...(password === undefined ? {} : { basicAuth: { ...(username === undefined ? {} : { username }), password } }),
      ...(door.url.startsWith('wss:') ? { tls: await tlsOptions(chosen, door.tls, options.pki) } : {}),
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
    const { status, message: detail } = error;
    session.noticed({ kind: 'refused', status: status ?? 0, detail }, { at: systemClock.now(), time: systemClock.time() });
    if (others.length > 0) return dial(session, options, door, { ...chosen, password: others });
    if (status !== undefined) return { kind: 'refused', detail, status };
    return isRefusalInTls(error, chosen) ? { kind: 'refused', detail, inTls: true } : { kind: 'refused', detail };
  }
}

const endpointOf = ({ url, username, password, tls }: Endpoint): Endpoint => ({
  url,
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
  ...(tls ? { tls } : {}),
});

/** TLS 1.3 tells of a client certificate that is not liked only after its handshake, by a connection that breaks off. */
function isRefusalInTls({ kind, cause }: ConnectError, { certificate, tlsVersion, cipherSuite }: ConnectOptions): boolean {
  const isChosen = certificate !== undefined || tlsVersion !== undefined || cipherSuite !== undefined;
  const brokeOff = kind === 'unreachable' && cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
  return isChosen && (kind === 'tls' || brokeOff);
}

/** What a stage has besides a connection. */
const surroundings = ({ files, pki }: StageOptions): Pick<Stage, 'files' | 'certificates'> => ({
  ...(files && { files }),
  ...(pki && { certificates: pki }),
});

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

function awaitOpening(session: Session, milliseconds: number, refusals: () => string[], signal?: AbortSignal): Promise<void> {
  if (session.connected) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      stop();
      signal?.removeEventListener('abort', onAbort);
    };
    const timer = setTimeout(() => {
      settle();
      const turnedAway = refusals().at(-1);
      const hint = turnedAway ? `the last attempt was turned away: ${turnedAway}` : 'nothing tried to connect';
      reject(new Error(`no charger connected within ${milliseconds / 1000} s; ${hint}`));
    }, milliseconds);
    const onAbort = () => {
      settle();
      reject(new Error('the run was interrupted before a charger connected'));
    };
    const stop = session.wait({
      onOpened: () => {
        settle();
        resolve();
      },
    });
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
  });
}
