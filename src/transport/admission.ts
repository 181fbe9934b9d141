import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Handshake } from '../engine/results.ts';
import type { ProtocolVersion } from '../ocpp/protocol.ts';
import type { ConnectionListener } from './connection.ts';
import { codeOf, excerpt } from './errors.ts';
import {
  authorizationOf,
  credentialsOf,
  identityOf,
  isBelow,
  isSameSecret,
  recordHeaders,
  remoteAddressOf,
  subprotocolsOf,
  tlsOf,
  withoutCredentials,
} from './handshake.ts';
import type { Refusal, ServeOptions } from './server.ts';

/** What an upgrade request says; the subprotocol is the one of `ours` that is chosen, '' if none is common. */
export function handshakeOf({ url = '', headers, socket }: IncomingMessage, ours: readonly ProtocolVersion[], endpoint: string): Handshake {
  const offeredSubprotocols = subprotocolsOf(headers['sec-websocket-protocol']);
  const identity = identityOf(url, endpoint) ?? '';
  return {
    identity,
    path: withoutCredentials(url),
    offeredSubprotocols,
    subprotocol: ours.find((version) => offeredSubprotocols.includes(version)) ?? '',
    headers: recordHeaders(headers),
    ...authorizationOf(headers.authorization, identity),
    remoteAddress: remoteAddressOf(socket),
    ...tlsOf(socket),
  };
}

/** Lets in, with a listener; turns away; or undefined: completed and closed at once, for want of a subprotocol. */
export function judge(
  { url = '', headers }: IncomingMessage,
  handshake: Handshake,
  options: ServeOptions,
  endpoint: string,
): Refusal | { listener: ConnectionListener } | undefined {
  if (!isBelow(url, endpoint)) return { status: 404, detail: `no endpoint at ${excerpt(handshake.path)}: connect to ${endpoint}/IDENTITY` };
  const problem = identityProblem(identityOf(url, endpoint), handshake.path);
  if (problem) return problem;
  if (options.basicAuth) {
    const detail = credentialsProblem(headers.authorization, handshake.identity, options.basicAuth(handshake.identity));
    if (detail !== undefined) return { status: 401, detail };
  }
  if (handshake.subprotocol === '') {
    const { withoutSubprotocol = 'close' } = options;
    if (withoutSubprotocol === 'close') return undefined;
    if (withoutSubprotocol === 'refuse') return { status: 400, detail: noSubprotocol(handshake, options.subprotocols) };
  }
  const accepted = options.accept(handshake);
  return typeof accepted === 'function' ? { listener: accepted } : accepted;
}

function identityProblem(identity: string | undefined, path: string): Refusal | undefined {
  if (identity === undefined)
    return { status: 400, detail: `the identity in ${excerpt(path)} is not percent-encoded as RFC 3986 asks for` };
  if (identity === '') return { status: 404, detail: `${excerpt(path)} names no charger: append / and its identity to the endpoint URL` };
  if (/\p{Cc}/u.test(identity)) return { status: 400, detail: `the identity in ${excerpt(path)} has control characters` };
  return undefined;
}

/** What is wrong with the credentials, never what they are. */
function credentialsProblem(
  header: string | undefined,
  identity: string,
  expected: ReturnType<NonNullable<ServeOptions['basicAuth']>>,
): string | undefined {
  if (header === undefined) return 'no credentials: HTTP basic authentication is required with every connection';
  const credentials = credentialsOf(header);
  if (!credentials) return 'the Authorization header holds no basic credentials: base64 of identity:password is required';
  // Compared first, so that an unknown identity takes as long as a wrong password.
  const passwords = [expected ?? ''].flat();
  const isRight = passwords.filter((password) => isSameSecret(credentials.password, password)).length > 0 && expected !== undefined;
  if (credentials.user !== identity) return 'the user name is not the identity in the path';
  return isRight ? undefined : 'wrong password, or unknown identity';
}

export const noSubprotocol = ({ offeredSubprotocols }: Handshake, ours: readonly ProtocolVersion[]): string =>
  offeredSubprotocols.length === 0
    ? `no Sec-WebSocket-Protocol was offered: expected ${ours.join(' or ')}`
    : `no subprotocol in common: ${excerpt(offeredSubprotocols.join(', '))} offered, ${ours.join(' or ')} expected`;

export type ParseError = Error & { rawPacket?: Buffer };

/** What the HTTP parser gave up on. */
export function badRequest(error: ParseError): Refusal {
  switch (codeOf(error)) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, detail: 'no complete request in time' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, detail: 'the header of the request is too large' };
  }
  const bytes = error.rawPacket ?? Buffer.alloc(0);
  if (bytes[0] === 0x16 && bytes[1] === 0x03)
    return { status: 400, detail: 'the peer speaks TLS on a port without TLS: it must use ws://' };
  // Nothing beyond the request line: the headers hold credentials.
  const line = bytes.toString('utf8').split(/[\r\n]/, 1)[0] ?? '';
  return { status: 400, detail: `no HTTP request (${excerpt(error.message)}): ${excerpt(line.replace(/\/\/[^\s/]*@/, '//'))}` };
}

export function httpResponse({ status, detail }: Refusal): string {
  const body = `${detail}\n`;
  const headers = ['Connection: close', 'Content-Type: text/plain; charset=utf-8', `Content-Length: ${Buffer.byteLength(body)}`];
  if (status === 401) headers.push('WWW-Authenticate: Basic realm="OCPP", charset="UTF-8"');
  if (status === 426) headers.push('Upgrade: websocket', 'Sec-WebSocket-Version: 13');
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`, ...headers, '', body].join('\r\n');
}
