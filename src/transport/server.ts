import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Handshake } from '../engine/results.ts';
import type { ProtocolVersion } from '../ocpp/protocol.ts';
import { badRequest, handshakeOf, httpResponse, judge, noSubprotocol, type ParseError } from './admission.ts';
import {
  CLOSE_TIMEOUT,
  type Connection,
  type ConnectionLimits,
  type ConnectionListener,
  openConnection,
  type Stamp,
  socketOptions,
  stampNow,
} from './connection.ts';
import { codeOf, describeNetworkError, describeTlsError, listenError } from './errors.ts';
import { hostInUrl, remoteAddressOf, trimSlashes } from './handshake.ts';

/** Why a peer was turned away: an HTTP status and a sentence, which is also the body of the answer. */
export interface Refusal {
  status: number;
  detail: string;
}

/** A peer that did not become a connection. `status` is what we answered: 101 if the WebSocket was completed and closed at once, 0 if no answer was possible. */
export interface RefusedUpgrade extends Stamp, Refusal {
  remoteAddress: string;
  /** as far as it got */
  handshake?: Handshake;
}

export interface ServeOptions extends ConnectionLimits {
  /** 0 for any free one */
  port: number;
  /** default 127.0.0.1 */
  host?: string;
  /** in order of our preference */
  subprotocols: readonly ProtocolVersion[];
  /** What to do with a client that offers none of ours. Default `close`, the only one that OCPP-J allows. `accept` goes on without any. */
  withoutSubprotocol?: 'close' | 'refuse' | 'accept';
  /** Endpoint path before the identity, such as `/ocpp`; others get 404. Default: any path. */
  path?: string;
  /** The password expected of an identity, as text or as bytes (1.6: the decoded AuthorizationKey), or any of several; undefined lets nobody in. */
  basicAuth?: (identity: string) => string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  tls?: Pick<TlsOptions, 'key' | 'cert' | 'ca' | 'requestCert' | 'rejectUnauthorized' | 'minVersion' | 'maxVersion' | 'ciphers'>;
  /** permessage-deflate, if the client offers it; default off because it triples the latency */
  compress?: boolean;
  /** milliseconds from TCP connection to complete request, default 10 000 */
  handshakeTimeout?: number;
  /** TCP connections at one time, default 1000 */
  maxConnections?: number;
  /** Who listens to a charger that is about to be let in, or why it is not. */
  accept: (handshake: Handshake) => ConnectionListener | Refusal;
  onRefused?: (refused: RefusedUpgrade) => void;
}

export interface Server {
  readonly port: number;
  /** endpoint URL, to which chargers append `/` and their identity */
  readonly url: string;
  /** Shows something else in TLS from now on: open connections stay, who is on the way in has to come again. Nothing happens without TLS. */
  present(tls: NonNullable<ServeOptions['tls']>): void;
  /** those that are not closed yet, oldest first */
  connections(): Connection[];
  /** Closes all connections with 1001 and resolves when everything is closed, after 300 ms at most. */
  close(): Promise<void>;
}

const HANDSHAKE_TIMEOUT = 10_000;
const MAX_CONNECTIONS = 1_000;
/** both whitepaper and 2.x forbid less */
const LOWEST_TLS = 'TLSv1.2';
/** milliseconds that connections get for the closing handshake when the server closes */
const GRACE = 300;

/** What the HTTP server says of a peer that goes away in the middle of its request, by reset or by FIN. */
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']);

/** Listens, and resolves when it does. Rejects with ListenError. What peers send never throws: it goes to their listener or to `onRefused`. */
export async function serve(options: ServeOptions): Promise<Server> {
  const { host = '127.0.0.1' } = options;
  const endpoint = trimSlashes(options.path ?? '');
  /** all TCP connections, whatever became of them */
  const sockets = new Set<Socket>();
  /** sockets whose fate has been told: each is told once */
  const told = new WeakSet<Socket>();
  const open = new Map<Connection, WebSocket>();
  /** the far ends of those that have seen what we showed before */
  const outdated = new Set<string>();
  const upgrades = new WeakMap<IncomingMessage, { handshake: Handshake; listener?: ConnectionListener }>();
  let closing: Promise<void> | undefined;

  function tellRefused(socket: Socket, { status, detail }: Refusal, handshake?: Handshake) {
    if (told.has(socket)) return;
    told.add(socket);
    const remoteAddress = handshake?.remoteAddress ?? remoteAddressOf(socket);
    options.onRefused?.({ ...stampNow(), status, detail, remoteAddress, ...(handshake && { handshake }) });
  }

  /** Answers over HTTP, drops what else comes, and lets the socket go. */
  function refuse(socket: Socket, refusal: Refusal, handshake?: Handshake) {
    tellRefused(socket, refusal, handshake);
    if (!socket.writable) return;
    socket.end(httpResponse(refusal));
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), CLOSE_TIMEOUT);
    socket.once('close', () => clearTimeout(timer));
  }

  const webSockets = new WebSocketServer({
    ...socketOptions(options),
    noServer: true,
    clientTracking: false,
    verifyClient: ({ req: request }, proceed) => {
      const upgrade = upgrades.get(request);
      if (!upgrade) return;
      const verdict = closing
        ? { status: 503, detail: 'the server is shutting down' }
        : outdated.has(remoteAddressOf(request.socket))
          ? { status: 503, detail: 'the certificate of this server has just changed' }
          : judge(request, upgrade.handshake, options, endpoint);
      if (verdict && 'status' in verdict) return refuse(request.socket, verdict, upgrade.handshake);
      if (verdict) upgrade.listener = verdict.listener;
      proceed(true);
    },
  });
  webSockets.on('wsClientError', (error, _socket, request) => {
    const knowsVersion = request.headers['sec-websocket-version'] === '13';
    refuse(request.socket, { status: knowsVersion ? 400 : 426, detail: error.message }, upgrades.get(request)?.handshake);
  });

  function admit(ws: WebSocket, socket: Socket, handshake: Handshake, listener: ConnectionListener, stamp: Stamp) {
    told.add(socket);
    const replaced = [...open.keys()].filter((connection) => connection.handshake.identity === handshake.identity);
    const connection = openConnection(ws, socket, handshake, listener, options, stamp);
    open.set(connection, ws);
    ws.on('close', () => open.delete(connection));
    // A charger that comes back knows sooner than we do that its old connection is dead: the new one wins.
    for (const old of replaced) old.close(1000, 'replaced by a newer connection of the same identity');
  }

  /** The letter of OCPP-J (1.6 §3.2, 2.0.1 part 4 §3.2): the handshake is completed without a subprotocol, the WebSocket closed at once. */
  function turnAway(ws: WebSocket, socket: Socket, handshake: Handshake) {
    ws.on('error', () => undefined);
    ws.close(1002, 'no subprotocol in common');
    tellRefused(socket, { status: 101, detail: noSubprotocol(handshake, options.subprotocols) }, handshake);
  }

  const http = await startListening(options, host);
  http.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;

  http.on('upgrade', (request, _duplex, head) => {
    const stamp = stampNow();
    const { socket } = request;
    const handshake = handshakeOf(request, options.subprotocols, endpoint);
    upgrades.set(request, { handshake });
    socket.on('error', (error) => tellRefused(socket, { status: 0, detail: describeNetworkError(error) }, handshake));
    // ws sees only what we chose: it would refuse a list that is sloppily written, and choose by the client's order.
    delete request.headers['sec-websocket-protocol'];
    if (handshake.subprotocol !== '') request.headers['sec-websocket-protocol'] = handshake.subprotocol;
    webSockets.handleUpgrade(request, socket, head, (ws) => {
      const listener = upgrades.get(request)?.listener;
      if (listener) admit(ws, socket, handshake, listener, stamp);
      else turnAway(ws, socket, handshake);
    });
  });

  http.on('request', (request, response) => {
    const isMeant = request.headers.upgrade?.toLowerCase() === 'websocket';
    const detail = isMeant
      ? 'the request has "Upgrade: websocket" but no "Connection: Upgrade"'
      : `this is an OCPP-J endpoint for WebSocket clients: ${request.method} without "Upgrade: websocket" leads nowhere`;
    tellRefused(request.socket, { status: 426, detail }, isMeant ? handshakeOf(request, options.subprotocols, endpoint) : undefined);
    request.resume();
    response.writeHead(426, { Upgrade: 'websocket', Connection: 'close', 'Content-Type': 'text/plain; charset=utf-8' }).end(`${detail}\n`);
  });

  // What is no HTTP, or no TLS: https tells of both here.
  http.on('clientError', (error: ParseError, socket: Socket) => {
    const untrusted = socket instanceof TLSSocket ? describeTlsError(socket.authorizationError) : undefined;
    const tls = untrusted ?? describeTlsError(error);
    if (tls === undefined && !BROKEN_OFF.has(codeOf(error))) return refuse(socket, badRequest(error));
    tellRefused(socket, { status: 0, detail: tls ?? 'the connection broke off before the request was complete' });
    socket.destroy();
  });

  http.on('drop', (peer?: { remoteAddress?: string; remotePort?: number }) => {
    const remoteAddress = peer?.remoteAddress ? `${hostInUrl(peer.remoteAddress)}:${peer.remotePort}` : '';
    options.onRefused?.({ ...stampNow(), status: 0, detail: `more than ${http.maxConnections} connections at a time`, remoteAddress });
  });

  // Such as too many open files; the server itself goes on.
  http.on('error', (error) => {
    options.onRefused?.({ ...stampNow(), status: 0, detail: `a connection could not be taken: ${error.message}`, remoteAddress: '' });
  });

  http.on('connection', (socket: Socket) => {
    sockets.add(socket);
    const from = remoteAddressOf(socket);
    socket.once('close', () => {
      sockets.delete(socket);
      outdated.delete(from);
    });
  });

  async function shutDown(): Promise<void> {
    const ended = [...open.values()].map((ws) => new Promise((resolve) => ws.once('close', resolve)));
    const stopped = new Promise((resolve) => http.close(resolve));
    for (const connection of open.keys()) connection.close(1001, 'the server is shutting down');
    http.closeAllConnections(); // those that are no WebSockets
    const timer = setTimeout(() => {
      for (const socket of sockets) socket.destroy();
    }, GRACE);
    await Promise.all([stopped, ...ended]);
    clearTimeout(timer);
  }

  const address = http.address() as AddressInfo; // it listens on TCP, not on a pipe
  return {
    port: address.port,
    url: `${options.tls ? 'wss' : 'ws'}://${hostInUrl(host)}:${address.port}${endpoint}`,
    present: (tls) => {
      if (!(http instanceof SecureServer)) return;
      http.setSecureContext({ minVersion: LOWEST_TLS, ...tls });
      for (const socket of sockets) outdated.add(remoteAddressOf(socket));
    },
    connections: () => [...open.keys()],
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  };
}

function startListening(options: ServeOptions, host: string): Promise<ReturnType<typeof createServer>> {
  const timeout = options.handshakeTimeout ?? HANDSHAKE_TIMEOUT;
  const limits = { headersTimeout: timeout, requestTimeout: timeout, connectionsCheckingInterval: Math.min(1_000, timeout / 4) };
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const { tls } = options;
    const server = tls
      ? createSecureServer({
          ...limits,
          minVersion: LOWEST_TLS,
          rejectUnauthorized: tls.requestCert ?? false,
          ...tls,
          handshakeTimeout: timeout,
        })
      : createServer(limits);
    server.once('error', reject);
    server.listen(options.port, host, () => {
      server.removeListener('error', reject);
      resolve(server);
    });
  }).catch((error: unknown) => {
    throw listenError(error, host, options.port);
  });
}
