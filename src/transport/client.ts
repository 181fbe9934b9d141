import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { type ClientOptions, WebSocket } from 'ws';
import type { Handshake } from '../engine/results.ts';
import type { ProtocolVersion } from '../ocpp/protocol.ts';
import { type Connection, type ConnectionLimits, type ConnectionListener, openConnection, socketOptions, stampNow } from './connection.ts';
import { ConnectError, codeOf, describeNetworkError, describeTlsError, excerpt, messageOf } from './errors.ts';
import { authorizationOf, basicAuthorization, identityOf, recordHeaders, remoteAddressOf, tlsOf } from './handshake.ts';

export interface ConnectOptions extends ConnectionLimits {
  /** `ws:` or `wss:`; the endpoint, or the whole connection URL if `identity` is not given or is its last segment */
  url: string;
  identity?: string;
  /** in order of our preference */
  subprotocols: readonly ProtocolVersion[];
  /** HTTP basic authentication; the user name is the identity unless told; a 1.6 password may be bytes (the decoded AuthorizationKey) */
  basicAuth?: { username?: string; password: string | Uint8Array };
  tls?: Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'servername' | 'minVersion' | 'maxVersion' | 'rejectUnauthorized' | 'ciphers'>;
  headers?: Record<string, string>;
  /** milliseconds for DNS, TCP, TLS and the upgrade together, default 10 000 */
  timeout?: number;
  /** permessage-deflate, default off because it triples the latency */
  compress?: boolean;
  signal?: AbortSignal;
  listener: ConnectionListener;
}

const TIMEOUT = 10_000;
/** bytes of a refusal's body that we look at, for its first line */
const MAX_BODY = 4_096;
const BODY_TIMEOUT = 1_000;

/**
 * Connects as a charger. Resolves once the handshake is complete and `opened` has been told; rejects with ConnectError, in which case
 * the listener has heard nothing. Redirects are not followed: OCPP knows none.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { timeout = TIMEOUT, signal, subprotocols, listener } = options;
  const { url, identity } = connectionUrl(options.url, options.identity);
  const headers = headersOf(options, identity);
  const where = `${url.protocol}//${url.host}`;
  let stage = 'address look-up or TCP connect';
  let answer: IncomingMessage | undefined;

  const ws = dial(url, subprotocols, {
    ...socketOptions(options),
    ...options.tls,
    headers,
    finishRequest(request) {
      request.on('socket', (socket) => {
        socket.once('connect', () => {
          stage = url.protocol === 'wss:' ? 'TLS handshake' : 'answer to the upgrade request';
        });
        socket.once('secureConnect', () => {
          stage = 'answer to the upgrade request';
        });
      });
      request.end();
    },
  });

  return new Promise((resolve, reject) => {
    let timer = setTimeout(() => fail(new ConnectError('timeout', timeoutMessage(where, stage, timeout))), timeout);
    const abort = () => fail(new ConnectError('aborted', `connecting to ${where} was given up`));
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) queueMicrotask(abort);

    function settle() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }

    function fail(error: ConnectError) {
      settle();
      reject(error);
      ws.terminate();
    }

    ws.on('unexpected-response', (_request, response) => {
      // Some servers neither end the body nor say how long it is.
      clearTimeout(timer);
      timer = setTimeout(() => fail(refusedError(response, '', options)), Math.min(timeout, BODY_TIMEOUT));
      firstLine(response).then((line) => fail(refusedError(response, line, options)));
    });

    let stamp = stampNow();
    ws.on('upgrade', (response) => {
      stamp = stampNow();
      answer = response;
    });

    // Stays on after the handshake: an error event without a listener would be thrown.
    ws.on('error', (error) => fail(connectError(error, answer, where, subprotocols)));

    ws.on('open', () => {
      settle();
      if (!answer) return;
      const { socket } = answer;
      const handshake: Handshake = {
        identity,
        path: url.pathname + url.search,
        offeredSubprotocols: [...subprotocols],
        subprotocol: ws.protocol,
        headers: recordHeaders(answer.headers),
        ...authorizationOf(headers.authorization, identity),
        remoteAddress: remoteAddressOf(socket),
        ...tlsOf(socket, options.tls?.servername ?? (isIP(url.hostname.replace(/^\[|\]$/g, '')) ? undefined : url.hostname)),
      };
      ws.removeAllListeners('error');
      resolve(openConnection(ws, socket, handshake, listener, options, stamp));
    });
  });
}

/** Node reads keys and certificates at once, and throws if they are none. */
function dial(url: URL, subprotocols: readonly string[], options: ClientOptions): WebSocket {
  try {
    return new WebSocket(url, [...subprotocols], options);
  } catch (error) {
    const words = describeTlsError(error);
    throw words === undefined ? error : new ConnectError('tls', `our key or certificates cannot be used: ${words}`, { cause: error });
  }
}

/**
 * The URL to connect to and the identity in it (OCPP-J 1.6 §3.1.1, 2.0.1 part 4 §3.1.1). An identity is percent-encoded and appended,
 * unless the URL ends in it already; without one, the last segment of the URL is it. Throws ConnectError of kind `url`.
 */
export function connectionUrl(base: string, identity?: string): { url: URL; identity: string } {
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (url?.protocol !== 'ws:' && url?.protocol !== 'wss:') {
    throw new ConnectError(
      'url',
      `${excerpt(withoutUserInfo(base))} is no WebSocket URL: it must look like ws://host:port/path or wss://host/path`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConnectError('url', `the URL of ${url.host} holds credentials: take them out and give the password apart`);
  }
  url.hash = '';
  const last = identityOf(url.pathname);
  if (identity !== undefined && identity !== '' && identity !== last) {
    url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(identity)}`;
    return { url, identity };
  }
  if (!last) throw new ConnectError('url', `${url.href} names no charger: append / and the charger's identity`);
  return { url, identity: last };
}

const withoutUserInfo = (url: string): string => url.replace(/\/\/[^/]*@/, '//');

/** Header names in lower case, so that none is sent twice. */
function headersOf({ headers, basicAuth }: ConnectOptions, identity: string): Record<string, string> {
  const lower = Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  if (basicAuth) lower.authorization = basicAuthorization(basicAuth.username ?? identity, basicAuth.password);
  return lower;
}

const timeoutMessage = (where: string, stage: string, timeout: number): string =>
  `no connection to ${where} within ${timeout} ms, still waiting for: ${stage}. Check address, port and firewall, or allow more time`;

/** The first line of a refusal, if it is text for people; never rejects. */
async function firstLine(response: IncomingMessage): Promise<string> {
  const isText = !/html/i.test(response.headers['content-type'] ?? '');
  let body = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      body += chunk;
      if (body.length >= MAX_BODY || body.trimStart().includes('\n')) break;
    }
  } catch {
    // What came before the body broke off will do.
  }
  return isText ? excerpt(body.trim().split(/[\r\n]/, 1)[0] ?? '') : '';
}

const ADVICE: Record<number, string> = {
  400: 'the CSMS finds fault with the request: check path and subprotocol',
  401: 'check the password, and that the user name is the identity',
  403: 'the CSMS knows who this is and does not let it in: check how the charger is registered',
  404: 'check the path, and that the CSMS knows this identity',
  409: 'the CSMS may still hold an older connection of this identity',
  426: 'the CSMS did not see a WebSocket upgrade: check the path, and proxies on the way',
  429: 'too many attempts: wait before the next one',
};

function refusedError(response: IncomingMessage, line: string, { basicAuth }: ConnectOptions): ConnectError {
  const { statusCode: status = 0, statusMessage = '', headers } = response;
  const location = excerpt(headers.location ?? 'nowhere');
  const advice =
    status === 401 && !basicAuth
      ? 'it asks for credentials: give a password'
      : status >= 300 && status < 400
        ? `it redirects to ${location}, which chargers do not follow: connect there`
        : (ADVICE[status] ??
          (status >= 500 ? 'the CSMS, or a proxy before it, is in trouble: see its log' : 'this may be no OCPP endpoint: check the path'));
  const said = line === '' ? '' : ` (it says: ${line})`;
  return new ConnectError('refused', `the CSMS refused the upgrade: ${status} ${excerpt(statusMessage)}${said}: ${advice}`, { status });
}

function connectError(error: Error, answer: IncomingMessage | undefined, where: string, subprotocols: readonly string[]): ConnectError {
  if (answer) {
    const answered = answer.headers['sec-websocket-protocol'];
    const status = 101;
    if (answered === undefined && subprotocols.length > 0) {
      const message = `the CSMS completed the handshake without a subprotocol: it speaks none of ${subprotocols.join(', ')} at this URL`;
      return new ConnectError('subprotocol', message, { status, cause: error });
    }
    if (answered !== undefined && !subprotocols.some((version) => version === answered)) {
      const message = `the CSMS chose the subprotocol "${excerpt(answered)}", which was not offered: offered was ${subprotocols.join(', ') || 'none'}`;
      return new ConnectError('subprotocol', message, { status, cause: error });
    }
    return new ConnectError('protocol', `the CSMS's answer to the upgrade is wrong: ${excerpt(error.message)}`, { status, cause: error });
  }
  const tls = describeTlsError(error);
  if (tls !== undefined) return new ConnectError('tls', `no TLS connection to ${where}: ${tls}`, { cause: error });
  const code = codeOf(error);
  if (code.startsWith('HPE_')) {
    const message = `what answers at ${where} does not speak HTTP: check the port, and whether it wants wss:// (${excerpt(messageOf(error))})`;
    return new ConnectError('protocol', message, { cause: error });
  }
  return new ConnectError('unreachable', `no connection to ${where}: ${describeNetworkError(error)}`, { cause: error });
}
