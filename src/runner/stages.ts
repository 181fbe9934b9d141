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
import type { Rule } from '../judge/rule.ts';
import { judgeSession } from '../judge/session.ts';
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
  /** what must hold of the whole conversation */
  rules?: readonly Rule[];
  files?: FileServer;
  /** certificates for cases, and for what they show in TLS */
  pki?: Pki;
  onTrace(entry: TraceEntry): void;
}

/** One place where we let a charger in. */
export type Door = Pick<ServeOptions, 'port' | 'host' | 'tls' | 'path' | 'basicAuth' | 'compress'>;

export interface ChargerStageOptions extends StageOptions {
  serve: Door;
  /** where we let the charger in under other security profiles than that of `serve` */
  doors?: Partial<Record<SecurityProfile, Door>>;
  /** lets any identity in, the first one stays; otherwise only the configured station */
  anyStation?: boolean;
}

/** The stage on which a charger is tested: we listen, one long session over all cases. */
export interface ChargerStage extends Stage {
  readonly server: Server;
  /** where we listen, by security profile */
  readonly urls: Partial<Record<SecurityProfile, string>>;
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
  /** what a case has wished for, until it wishes for something else */
  let wishes: ConnectOptions = {};
  /** Those that cases have set; which of them the charger has kept, only it knows. */
  const passwords: (string | Uint8Array)[] = [];
  let tested: string | undefined = options.anyStation ? undefined : options.config.station;
  let current: Connection | undefined;
  const refusals: string[] = [];
  const listen: ConnectionListener = (connection, event) => {
    // Only the newest connection is the conversation; an older one that is still closing has nothing to say.
    if (event.type === 'opened') current = connection;
    if (connection === current) tell(session, connection, event);
  };
  const open = (profile: SecurityProfile, { basicAuth, ...door }: Door) =>
    serve({
      ...door,
      ...(basicAuth && { basicAuth: (identity) => wishes.password ?? [...passwords, basicAuth(identity) ?? []].flat() }),
      subprotocols: [options.protocol],
      accept: (handshake: Handshake) => {
        if (away) return { status: 503, detail: 'this CSMS is away for a moment' };
        const { securityProfile = profile } = wishes;
        if (securityProfile !== profile) return { status: 403, detail: `this CSMS expects security profile ${securityProfile}` };
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

  const doors: [SecurityProfile, Door][] = [[profileOfDoor(options.serve), options.serve]];
  for (const [profile, door] of Object.entries(options.doors ?? {})) doors.push([Number(profile) as SecurityProfile, door]);
  const server = await open(...(doors[0] as [SecurityProfile, Door]));
  const others = await Promise.all(doors.slice(1).map((door) => open(...door)));
  const servers = [server, ...others];
  return {
    session,
    server,
    urls: Object.fromEntries(doors.map(([profile], index) => [profile, servers[index]?.url])),
    securityProfiles: doors.map(([profile]) => profile).sort(),
    operator: options.operator,
    config: options.config,
    timeScale: options.timeScale,
    ...surroundings(options),
    async connect(chosen) {
      if (chosen.password !== undefined) passwords.push(...[chosen.password].flat());
      if (hasTlsWish(chosen) || hasTlsWish(wishes)) {
        for (const [index, [, { tls }]] of doors.entries())
          if (tls) servers[index]?.present(await tlsOptions(chosen, tls, options.pki, 'server'));
      }
      wishes = chosen;
      away = false;
      return { kind: 'accepting' };
    },
    async disconnect() {
      away = true;
      await closed(session);
    },
    awaitStation: (milliseconds, signal) => awaitOpening(session, milliseconds, () => refusals, signal),
    close: async () => void (await Promise.all(servers.map((each) => each.close()))),
  };
}

/** Which profile a door of ours amounts to: what it asks for tells. */
function profileOfDoor({ tls, basicAuth }: Door): SecurityProfile {
  if (tls) return tls.requestCert ? 3 : 2;
  return basicAuth ? 1 : 0;
}

const hasTlsWish = ({ certificate, tlsVersion, cipherSuite }: ConnectOptions): boolean =>
  certificate !== undefined || tlsVersion !== undefined || cipherSuite !== undefined;

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
  if (!door)
    throw new InconclusiveError(
      `nobody told us where the CSMS lets stations in under security profile ${chosen.securityProfile}, only under ${profileOf(options)}`,
    );
  const [password, ...others] = [chosen.password ?? door.password ?? []].flat();
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
function isRefusalInTls({ kind, cause }: ConnectError, chosen: ConnectOptions): boolean {
  const brokeOff = kind === 'unreachable' && cause instanceof Error && 'code' in cause && cause.code === 'ECONNRESET';
  return hasTlsWish(chosen) && (kind === 'tls' || brokeOff);
}

/** What a stage has besides a connection. */
const surroundings = ({ files, pki }: StageOptions): Pick<Stage, 'files' | 'certificates'> => ({
  ...(files && { files }),
  ...(pki && { certificates: pki }),
});

function createSession({ protocol, config, party, onTrace, rules = [], timeScale }: StageOptions, sut: Role): Session {
  const idPrefix = randomBytes(6).toString('base64url');
  const judge = judgeSession(rules, timeScale);
  return new Session({ protocol, sut, station: config.station, idPrefix, party: party(), clock: systemClock, onTrace, judge });
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
