import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Handshake } from '../engine/results.ts';

/**
 * The identity in a request target: the last segment below the endpoint that is not empty, percent-decoded (OCPP-J 1.6 §3.1.1, 2.0.1
 * part 4 §3.1.1). '' if there is none, undefined if its encoding is broken. An absolute URL as target, a query and a trailing slash are put up with:
 * whether they are right is for the rules to say, which see the path as it came.
 */
export function identityOf(target: string, endpoint = ''): string | undefined {
  try {
    return decodeURIComponent(pathOf(target).slice(endpoint.length).split('/').findLast(Boolean) ?? '');
  } catch {
    return undefined;
  }
}

/** The path of a request target: no scheme, authority, query or fragment. */
const pathOf = (target: string): string => target.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');

/** A request target as it came, but for the credentials that an absolute URL may hold. */
export const withoutCredentials = (target: string): string => target.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');

/** Whether a request target lies below an endpoint path: `/ocpp/CP1` does below `/ocpp`, `/ocppx/CP1` and `/ocpp` do not. */
export const isBelow = (target: string, endpoint: string): boolean => pathOf(target).startsWith(`${trimSlashes(endpoint)}/`);

/** `/ocpp` for any of `ocpp`, `/ocpp`, `/ocpp/`; '' for the root. */
export function trimSlashes(endpoint: string): string {
  const path = endpoint.replace(/^\/+|\/+$/g, '');
  return path === '' ? '' : `/${path}`;
}

/** The tokens of a Sec-WebSocket-Protocol header, however sloppily it is written; each once, in order. */
export const subprotocolsOf = (header: string | undefined): string[] => [...new Set((header ?? '').split(/[\s,]+/).filter(Boolean))];

/** What a handshake may say of its credentials. */
export function authorizationOf(header: string | undefined, identity: string): Pick<Handshake, 'authorization' | 'userIsIdentity'> {
  if (header === undefined) return { authorization: 'none' };
  if (!/^basic\s/i.test(header)) return { authorization: 'other' };
  const credentials = credentialsOf(header);
  return { authorization: 'basic', ...(credentials && { userIsIdentity: credentials.user === identity }) };
}

/** User and password of basic authentication (RFC 7617), split at the first colon. The password may be any bytes. */
export function credentialsOf(header: string | undefined): { user: string; password: Buffer } | undefined {
  const token = /^basic\s+([A-Za-z0-9+/_=-]+)\s*$/i.exec(header ?? '')?.[1];
  if (token === undefined) return undefined;
  const bytes = Buffer.from(token, 'base64');
  const colon = bytes.indexOf(':');
  return colon < 0 ? undefined : { user: bytes.toString('utf8', 0, colon), password: bytes.subarray(colon + 1) };
}

export const basicAuthorization = (user: string, password: string | Uint8Array): string =>
  `Basic ${Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password)]).toString('base64')}`;

/** Compares in a time that tells nothing of either, not even the length. */
export const isSameSecret = (left: string | Uint8Array, right: string | Uint8Array): boolean =>
  timingSafeEqual(digest(left), digest(right));

const digest = (secret: string | Uint8Array): Buffer => createHash('sha256').update(secret).digest();

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'www-authenticate', 'cookie', 'set-cookie']);

/** Headers for the record: lower-case names, repeated ones joined, without any that carry credentials. */
export function recordHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const record: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !SECRET_HEADERS.has(name)) record[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return record;
}

/** `127.0.0.1:51000`, `[::1]:51000`; '' once the socket is gone. */
export function remoteAddressOf(socket: Socket): string {
  const { remoteAddress = '', remotePort = '' } = socket;
  return remoteAddress === '' ? '' : `${hostInUrl(remoteAddress)}:${remotePort}`;
}

export const hostInUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * The TLS facts of a socket, to be spread into a handshake: cipher suites by their IANA names, as OCPP lists them. Only a server's socket
 * knows the host name that was asked for.
 */
export function tlsOf(socket: Socket, asked?: string): Pick<Handshake, 'tls'> {
  if (!(socket instanceof TLSSocket)) return {};
  const peer = socket.getPeerX509Certificate();
  const servername = asked ?? (socket as { servername?: string | false | null }).servername;
  return {
    tls: {
      version: socket.getProtocol() ?? '',
      cipher: socket.getCipher().standardName,
      ...(servername && { servername }),
      ...(peer && {
        peerCertificate: {
          subject: nameOf(peer.subject),
          issuer: nameOf(peer.issuer),
          serialNumber: peer.serialNumber,
          pem: peer.toString(),
        },
      }),
    },
  };
}

/** Node writes a distinguished name with one attribute a line. */
const nameOf = (name: string): string => name.split('\n').join(', ');
