/** `refused`: an HTTP answer other than 101; `protocol`: what answered is no WebSocket server, or a wrong one. */
export type ConnectErrorKind = 'url' | 'unreachable' | 'timeout' | 'tls' | 'refused' | 'subprotocol' | 'protocol' | 'aborted';

/** Why no connection came about, in a sentence for people that ends in what to do. */
export class ConnectError extends Error {
  override readonly name = 'ConnectError';
  readonly kind: ConnectErrorKind;
  /** HTTP status, if there was an answer: also 101, with a wrong subprotocol */
  readonly status?: number;

  constructor(kind: ConnectErrorKind, message: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    if (status !== undefined) this.status = status;
  }
}

/** Why we cannot listen. `code` is the system's (`EADDRINUSE` …) or OpenSSL's. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
  readonly code: string;

  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** The code of a system, OpenSSL, HTTP parser or ws error; '' if it has none. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const LIMIT = 200;

/** Foreign text for a message of ours: one line, bounded, with nothing in it that would steer a terminal. */
export function excerpt(text: string): string {
  const line = text.slice(0, LIMIT).replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return text.length > LIMIT ? `${line}…` : line;
}

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: is it running, and is the port right?',
  ECONNRESET: 'the connection was reset by the other side',
  EPIPE: 'the connection was closed by the other side while we were sending',
  ENOTFOUND: 'the host name is unknown: check its spelling and the DNS',
  EAI_AGAIN: 'the host name could not be looked up: check the DNS and the network',
  ETIMEDOUT: 'no answer: check address, port and firewall',
  EHOSTUNREACH: 'no way to the host: check address and network',
  ENETUNREACH: 'no way to the network: check address and network',
};

/** What went wrong below WebSocket and TLS. */
export const describeNetworkError = (error: unknown): string => {
  const code = codeOf(error);
  const words = NETWORK[code];
  return words === undefined ? excerpt(messageOf(error) || code) : `${words} (${code})`;
};

/** What OpenSSL and Node say of a certificate that we do not accept; the sentences hold for either side. */
const CERTIFICATES: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed and not trusted: give it, or the root that issued it, as CA',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain ends in a root that is not trusted: give that root as CA',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate was issued by a CA that is not trusted, or an intermediate is missing in the chain',
  UNABLE_TO_GET_ISSUER_CERT: 'the issuer of a certificate in the chain is unknown: give the root as CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer of the certificate is unknown: give its root as CA',
  CERT_HAS_EXPIRED: 'the certificate has expired: renew it, or check the clock',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet: check the clock',
  CERT_SIGNATURE_FAILURE: 'the signature on the certificate is wrong',
  CERT_REVOKED: 'the certificate has been revoked',
  INVALID_PURPOSE: 'the certificate is not meant for this purpose: check its extended key usage',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host name: connect by a name that it holds, or set the server name',
};

/** Parts of OpenSSL's codes or messages, the first that fits. */
const TLS: [part: string, words: string][] = [
  ['HTTP_REQUEST', 'the peer speaks plain HTTP on a TLS port: it must use wss://'],
  ['WRONG_VERSION_NUMBER', 'the peer does not speak TLS on this port: use ws://, or another port'],
  ['PACKET_LENGTH_TOO_LONG', 'the peer does not speak TLS on this port: use ws://, or another port'],
  ['UNKNOWN_CA', 'the peer does not trust the issuer of our certificate: install its root there'],
  ['DID_NOT_RETURN_A_CERTIFICATE', 'the peer presented no client certificate, which is required'],
  ['CERTIFICATE_REQUIRED', 'the peer requires a client certificate: give key and certificate'],
  ['CERTIFICATE_EXPIRED', 'the peer says that our certificate has expired'],
  ['CERTIFICATE_REVOKED', 'the peer says that our certificate has been revoked'],
  ['BAD_CERTIFICATE', 'the peer does not accept our certificate'],
  ['UNSUPPORTED_CERTIFICATE', 'the peer does not accept this type of certificate'],
  ['CERTIFICATE_UNKNOWN', 'the peer does not accept our certificate'],
  ['NO_SHARED_CIPHER', 'no cipher suite in common'],
  ['UNSUPPORTED_PROTOCOL', 'no TLS version in common'],
  ['PROTOCOL_VERSION', 'no TLS version in common'],
  ['VERSION_TOO_LOW', 'no TLS version in common'],
  ['HANDSHAKE_FAILURE', 'the peer ended the TLS handshake: no cipher suite in common, or no client certificate'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'the TLS handshake was not completed in time'],
];

const isTlsCode = (code: string): boolean => /^(ERR_(SSL|TLS|OSSL)_|EPROTO|CERT_)/.test(code);

/** What went wrong in TLS, by an error or by its code alone; undefined if it is of another kind. */
export function describeTlsError(error: unknown): string | undefined {
  const code = typeof error === 'string' ? error : codeOf(error);
  const certificate = CERTIFICATES[code];
  if (certificate !== undefined) return `${certificate} (${code})`;
  if (!isTlsCode(code)) return undefined;
  // EPROTO stands for anything; OpenSSL's reason is in the message then.
  const reason = `${code} ${messageOf(error)}`.toUpperCase().replace(/\W+/g, '_');
  const words = TLS.find(([part]) => reason.includes(part))?.[1] ?? `TLS failed: ${excerpt(messageOf(error))}`;
  return `${words} (${code})`;
}

/** Why `serve` could not listen on `host:port`. */
export function listenError(error: unknown, host: string, port: number): ListenError {
  const code = codeOf(error);
  const words: Record<string, string> = {
    EADDRINUSE: `port ${port} is in use: choose another with --listen`,
    EACCES: `port ${port} needs privileges that we do not have: choose one above 1023 with --listen`,
    EADDRNOTAVAIL: `${host} is no address of this machine: choose one that is, or 0.0.0.0 for all`,
    ENOTFOUND: `${host} is no address of this machine: choose one that is, or 0.0.0.0 for all`,
    ERR_SOCKET_BAD_PORT: `${port} is no port: choose one from 0 to 65535 with --listen`,
  };
  const tls = isTlsCode(code) ? `the TLS key or certificate cannot be used: ${messageOf(error)}` : undefined;
  return new ListenError(code, words[code] ?? tls ?? `cannot listen on ${host}:${port}: ${messageOf(error)}`, error);
}
