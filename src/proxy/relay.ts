import { createServer, type IncomingMessage, request as requestHttp } from 'node:http';
import { createServer as createSecureServer, request as requestHttps } from 'node:https';
import { type AddressInfo, connect as connectTcp, type NetConnectOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TlsOptions } from 'node:tls';
import { describeNetworkError, describeTlsError, listenError } from '../transport/errors.ts';

export interface RelayOptions {
  port: number;
  /** default 127.0.0.1 */
  host?: string;
  /** `ws:` or `wss:`: the endpoint, to which what follows ours in the path of a charger is appended */
  upstream: URL;
  /** for the chargers */
  tls?: Pick<TlsOptions, 'key' | 'cert'>;
  /** whom we trust upstream; default: whom the system trusts */
  ca?: ConnectionOptions['ca'];
  /** chargers at one time, default 10 000 */
  maxConnections?: number;
  onOpened(opened: Opened): LinkListener;
  /** No link came about. Status 0: the charger had no answer. */
  onRefused(refused: Refused): void;
}

/** A charger and a CSMS that have agreed on a WebSocket. */
export interface Opened {
  request: IncomingMessage;
  response: IncomingMessage;
}

export interface Refused {
  request: IncomingMessage;
  status: number;
  detail: string;
  /** whether the CSMS itself said so */
  byUpstream: boolean;
}

/** Called after the bytes have been handed on. Must not throw and must not change the bytes. */
export interface LinkListener {
  bytes(from: Side, bytes: Buffer): void;
  /** Each once. `ended`: it has said all; `broken`: it is gone without having done so. */
  left(side: Side, how: 'ended' | 'broken'): void;
  /** nothing is open any more */
  closed(): void;
}

export type Side = 'charger' | 'csms';

export interface Relay {
  readonly port: number;
  readonly url: string;
  readonly links: number;
  /** Drops all links and stops listening. */
  close(): Promise<void>;
}

const answerTimeout = 20_000;
const keepAlive = 30_000;

/**
 * Passes WebSockets on, byte for byte: after the handshake it only moves bytes, so subprotocol, extensions, masks, pings, Close frames and
 * their order are the peers' own. A side that does not read slows down the other, and takes no memory. Rejects with ListenError.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { host = '127.0.0.1', upstream, onOpened, onRefused } = options;
  const sockets = new Set<Socket>();
  let links = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.setNoDelay(true).setKeepAlive(true, keepAlive);
  };

  function answer(socket: Socket, status: number, reason: string, headers: readonly string[], body = ''): void {
    socket.end(`HTTP/1.1 ${status} ${reason}\r\n${linesOf(headers)}\r\n${body}`);
  }

  function turnAway(request: IncomingMessage, socket: Socket, status: number, detail: string): void {
    onRefused({ request, status: socket.writable ? status : 0, detail, byUpstream: false });
    const headers = [
      'Content-Type',
      'text/plain; charset=utf-8',
      'Content-Length',
      String(Buffer.byteLength(`${detail}\n`)),
      'Connection',
      'close',
    ];
    answer(socket, status, status === 504 ? 'Gateway Timeout' : 'Bad Gateway', headers, `${detail}\n`);
  }

  function connectUpstream(): Socket {
    const { hostname, port, protocol } = upstream;
    const name = hostname.replace(/^\[|\]$/g, '');
    const isSecure = protocol === 'wss:';
    const target: NetConnectOpts = { host: name, port: Number(port) || (isSecure ? 443 : 80), allowHalfOpen: true };
    if (!isSecure) return connectTcp(target);
    return connectTls({ ...target, ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }), ...(options.ca && { ca: options.ca }) });
  }

  function onUpgrade(request: IncomingMessage, charger: Socket, head: Buffer): void {
    const send = upstream.protocol === 'wss:' ? requestHttps : requestHttp;
    const call = send({
      method: 'GET',
      path: pathAt(upstream, request.url ?? '/'),
      headers: headersFor(upstream, request.rawHeaders),
      setHost: false,
      timeout: answerTimeout,
      createConnection: connectUpstream,
    });
    let isSettled = false;
    const fail = (status: number, detail: string): void => {
      if (isSettled) return;
      isSettled = true;
      call.destroy();
      turnAway(request, charger, status, detail);
    };
    const waited = waitFor(charger, () => {
      fail(0, 'the charger went away before the CSMS had answered');
      charger.destroy();
    });
    charger.on('error', () => charger.destroy());

    call.on('upgrade', (response, csms, csmsHead) => {
      isSettled = true;
      const early = waited();
      charger.write(`HTTP/1.1 101 ${response.statusMessage}\r\n${linesOf(response.rawHeaders)}\r\n`);
      const listener = onOpened({ request, response });
      links += 1;
      keep(csms);
      join(charger, csms, listener, () => {
        links -= 1;
      });
      // What came with the headers of each.
      if (csmsHead.length > 0) csms.unshift(csmsHead);
      for (const bytes of [...early, head]) if (bytes.length > 0) charger.unshift(bytes);
    });
    call.on('response', (response) => {
      isSettled = true;
      waited();
      const { statusCode: status = 502, statusMessage = '', rawHeaders } = response;
      onRefused({ request, status, detail: statusMessage, byUpstream: true });
      charger.write(`HTTP/1.1 ${status} ${statusMessage}\r\n${linesOf(withoutFraming(rawHeaders))}Connection: close\r\n\r\n`);
      response.pipe(charger);
      response.on('error', () => charger.destroy());
    });
    call.on('timeout', () => fail(504, `the CSMS at ${upstream.host} did not answer within ${answerTimeout / 1000} s`));
    call.on('error', (error) => {
      fail(502, `no connection to the CSMS at ${upstream.host}: ${describeTlsError(error) ?? describeNetworkError(error)}`);
    });
    call.end();
  }

  const server = options.tls ? createSecureServer({ minVersion: 'TLSv1.2', ...options.tls }) : createServer();
  server.maxConnections = options.maxConnections ?? 10_000;
  server.on('connection', keep);
  server.on('upgrade', (request, _stream, head) => onUpgrade(request, request.socket, head));
  server.on('request', (request, response) => {
    request.resume();
    response.writeHead(426, { Upgrade: 'websocket', Connection: 'close' }).end('this is a proxy for WebSockets of OCPP-J\n');
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, options.port)));
    server.listen({ port: options.port, host, backlog: 2048 }, resolve);
  });
  const { port } = server.address() as AddressInfo; // TCP, no pipe
  return {
    port,
    url: `${options.tls ? 'wss' : 'ws'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
    get links() {
      return links;
    },
    async close() {
      const stopped = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await stopped;
    },
  };
}

/**
 * Notices if a charger goes away that has to wait for an answer, which takes reading. Returns how to end that, and get what it said too early,
 * the last first.
 */
function waitFor(charger: Socket, onGone: () => void): () => Buffer[] {
  const early: Buffer[] = [];
  const read = (): void => {
    const bytes: Buffer | null = charger.read();
    if (bytes) early.unshift(bytes);
    // More than that is for whoever reads on.
    if (early.length > 16) charger.removeListener('readable', read);
  };
  charger.on('readable', read).once('end', onGone).once('close', onGone);
  return () => {
    charger.removeListener('readable', read).removeListener('end', onGone).removeListener('close', onGone);
    return early;
  };
}

/** Moves bytes both ways until both sides have ended, or one is gone. */
function join(charger: Socket, csms: Socket, listener: LinkListener, onClosed: () => void): void {
  const ends: Record<Side, Socket> = { charger, csms };
  let open = 2;
  for (const [side, from, to] of [['charger', charger, csms] as const, ['csms', csms, charger] as const]) {
    let hasEnded = false;
    from.on('data', (bytes: Buffer) => {
      if (to.writable && !to.write(bytes)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      listener.bytes(side, bytes);
    });
    from.on('end', () => {
      hasEnded = true;
      to.end();
      listener.left(side, 'ended');
    });
    from.on('error', () => {});
    from.on('close', (hadError) => {
      if (!hasEnded) listener.left(side, 'broken');
      // A reset is passed on as one; after a proper end the other side may still have something to say.
      if (hadError) to.resetAndDestroy();
      else if (!hasEnded) to.destroy();
      open -= 1;
      if (open > 0) return;
      onClosed();
      listener.closed();
    });
  }
  for (const socket of Object.values(ends)) socket.setTimeout(0);
}

/** `ws://csms/ocpp` and `/CP001?x=1` make `/ocpp/CP001?x=1`. */
const pathAt = (upstream: URL, target: string): string =>
  `${upstream.pathname.replace(/\/+$/, '')}${target.startsWith('/') ? '' : '/'}${target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')}`;

/** The headers as they came, in their order and spelling; but the host is the one that is called. */
const headersFor = (upstream: URL, raw: readonly string[]): string[] =>
  pairs(raw).flatMap(([name, value]) => (/^host$/i.test(name) ? [name, upstream.host] : [name, value]));

/** Node has undone the framing of the body: it ends with the connection. */
const withoutFraming = (raw: readonly string[]): string[] =>
  pairs(raw).flatMap(([name, value]) => (/^(?:transfer-encoding|connection|keep-alive)$/i.test(name) ? [] : [name, value]));

const pairs = (raw: readonly string[]): [string, string][] =>
  raw.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []));

const linesOf = (raw: readonly string[]): string =>
  pairs(raw)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
