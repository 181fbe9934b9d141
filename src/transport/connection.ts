import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { timeNow } from '../engine/clock.ts';
import type { Handshake, TroubleKind } from '../engine/results.ts';
import { codeOf, describeNetworkError, excerpt } from './errors.ts';

/** When something happened. `at`: monotonic milliseconds (`performance.now()`); `time`: wall clock, RFC 3339 with milliseconds, UTC. */
export interface Stamp {
  at: number;
  time: string;
}

/** One WebSocket, ours or theirs: both sides look the same. No method throws, whatever state the connection is in. */
export interface Connection {
  /** counts up in the process, from 1 */
  readonly id: number;
  readonly handshake: Handshake;
  /** Sends one text frame. False: it did not go out, because the connection is no longer open or the peer has stopped reading. */
  send(raw: string): boolean;
  /** Sends bytes as they are in one frame, also such as are no legal text: for trying out the peer. */
  sendBytes(bytes: Uint8Array, as?: 'binary' | 'text'): boolean;
  ping(): void;
  /** Starts the closing handshake, 1000 unless told. A code that may not stand on the wire (1005, 1006 …) is left out of the frame. */
  close(code?: number, reason?: string): void;
  /** Drops the TCP connection without a Close frame, as when the power goes. */
  terminate(): void;
}

/**
 * What happens on a connection, stamped on arrival before anything else is done with it. `opened` comes first, `closed` last, each once.
 *
 * `ping`/`pong`: control frames of either side, our automatic pongs among them. `closed`: `by` is who began it, `code` and `reason` are of
 * the Close frame that began it: 1005 if that had no legal code, 1006 if there was none. A FIN without Close frame is by the `peer`; a
 * reset or a dead line is by `unknown`. `trouble`: something illegal or broken; the connection lives on unless `closed` follows.
 */
export type TransportEvent =
  | (Stamp & { type: 'opened'; connection: Connection })
  | (Stamp & { type: 'frame'; raw: string })
  | (Stamp & { type: 'ping' | 'pong'; by: 'us' | 'peer' })
  | (Stamp & { type: 'closed'; by: 'us' | 'peer' | 'unknown'; code: number; reason: string })
  | (Stamp & { type: 'trouble'; what: TroubleKind; detail: string });

/** Called synchronously, in the order of events. Must not throw: an error of the listener is not the connection's business. */
export type ConnectionListener = (connection: Connection, event: TransportEvent) => void;

/** What bounds a connection; all are given by us, so that a peer cannot make us hold more. */
export interface ConnectionLimits {
  /** bytes of one incoming message, default 4 MiB; more is trouble `tooLarge` and ends the connection with 1009 */
  maxPayload?: number;
  /** bytes that may wait for a peer that does not read, default 16 MiB; more is trouble `network` and ends the connection */
  maxBuffered?: number;
  /** milliseconds between our pings, default none; a peer that sends no byte from one to the next is given up as half-open */
  pingInterval?: number;
}

export const stampNow = (): Stamp => ({ at: performance.now(), time: timeNow() });

/** How long a peer may take to answer our Close frame. ws's own 30 s would hold up whoever waits for `closed`. */
export const CLOSE_TIMEOUT = 2_000;

const MAX_PAYLOAD = 4 * 1024 * 1024;
const MAX_BUFFERED = 16 * 1024 * 1024;
const KEEP_ALIVE = 30_000;

/** Options that server and client hand to ws. Text is checked for UTF-8 here, so that broken text can be shown and the talk go on. */
export const socketOptions = ({ maxPayload = MAX_PAYLOAD, compress = false }: { maxPayload?: number; compress?: boolean }) => ({
  maxPayload,
  perMessageDeflate: compress,
  skipUTF8Validation: true,
  autoPong: false,
  closeTimeout: CLOSE_TIMEOUT,
});

let connections = 0;

/** Makes a connection of a WebSocket whose handshake is complete and of which no frame has been read yet, and tells that it is open. */
export function openConnection(
  ws: WebSocket,
  socket: Socket,
  handshake: Handshake,
  listener: ConnectionListener,
  { maxBuffered = MAX_BUFFERED, pingInterval = 0 }: ConnectionLimits,
  stamp: Stamp,
): Connection {
  /** how the end began, as soon as that is known */
  let end: { by: 'us' | 'peer' | 'unknown'; code: number; reason: string } | undefined;
  let finReceived = false;
  let networkError: Error | undefined;

  const tell = (event: TransportEvent) => listener(connection, event);
  const trouble = (what: TroubleKind, detail: string, { at, time } = stampNow()) => tell({ type: 'trouble', at, time, what, detail });
  const isOpen = () => ws.readyState === ws.OPEN;

  function send(data: string | Uint8Array, binary: boolean): boolean {
    if (!isOpen() || !socket.writable) return false;
    if (ws.bufferedAmount > maxBuffered) {
      trouble(
        'network',
        `the peer does not read: ${ws.bufferedAmount} bytes wait to be sent, more than ${maxBuffered}; connection dropped`,
      );
      connection.terminate();
      return false;
    }
    ws.send(data, { binary });
    return true;
  }

  const connection: Connection = {
    id: ++connections,
    handshake,
    send: (raw) => send(raw, false),
    sendBytes: (bytes, as = 'binary') => send(bytes, as === 'binary'),
    ping() {
      if (!isOpen()) return;
      const { at, time } = stampNow();
      ws.ping();
      tell({ type: 'ping', at, time, by: 'us' });
    },
    close(code = 1000, reason = '') {
      if (!isOpen()) return;
      const sendable = isSendable(code);
      end ??= { by: 'us', code: sendable ? code : 1005, reason: sendable ? reason : '' };
      if (sendable) ws.close(code, shortened(reason));
      else ws.close();
    },
    terminate() {
      if (isOpen()) end ??= { by: 'us', code: 1006, reason: '' };
      ws.terminate();
    },
  };

  ws.on('message', (data, isBinary) => {
    const at = performance.now();
    const time = timeNow();
    const bytes = data as Buffer; // ws's binaryType is left at 'nodebuffer'
    if (isBinary) trouble('binary', `binary frame of ${bytes.length} bytes: ${excerptBytes(bytes)}`, { at, time });
    else if (!isUtf8(bytes)) trouble('invalidUtf8', `text frame of ${bytes.length} bytes, not UTF-8: ${excerptBytes(bytes)}`, { at, time });
    else tell({ type: 'frame', at, time, raw: bytes.toString() });
  });

  ws.on('ping', (data) => {
    const { at, time } = stampNow();
    tell({ type: 'ping', at, time, by: 'peer' });
    if (!isOpen()) return;
    const answered = stampNow();
    ws.pong(data);
    tell({ type: 'pong', ...answered, by: 'us' });
  });

  ws.on('pong', () => tell({ type: 'pong', ...stampNow(), by: 'peer' }));

  // Frames that break the WebSocket protocol: ws has answered with a Close frame by now.
  ws.on('error', (error) => {
    const { what, ...began } = WS_ERRORS[codeOf(error)] ?? PROTOCOL_ERROR;
    end ??= { ...began, reason: '' };
    trouble(what, excerpt(error.message));
  });

  // ws keeps these two to itself.
  socket.on('error', (error) => {
    networkError ??= error;
  });
  socket.on('end', () => {
    finReceived = true;
  });

  const stopPinging = pingInterval > 0 ? keepPinging() : undefined;

  /** Any byte counts as a sign of life, not only a pong: a frame may be long under way. */
  function keepPinging(): () => void {
    let bytesAtLastPing = -1;
    const timer = setInterval(() => {
      if (socket.bytesRead !== bytesAtLastPing) {
        bytesAtLastPing = socket.bytesRead;
        connection.ping();
        return;
      }
      end ??= { by: 'unknown', code: 1006, reason: '' };
      trouble('network', `no byte from the peer in the ${pingInterval} ms since our ping: half-open, connection dropped`);
      ws.terminate();
    }, pingInterval);
    return () => clearInterval(timer);
  }

  ws.on('close', (code, reason) => {
    stopPinging?.();
    // A code other than 1006 is that of a Close frame of the peer; if we had begun, `end` is set. Once an end has begun, a reset is no news.
    if (!end && code === 1006 && networkError) trouble('network', describeNetworkError(networkError));
    end ??= { by: code === 1006 && !finReceived ? 'unknown' : 'peer', code, reason: reason.toString() };
    tell({ type: 'closed', ...stampNow(), ...end });
  });

  socket.setKeepAlive(true, KEEP_ALIVE);
  tell({ type: 'opened', ...stamp, connection });
  return connection;
}

interface WsError {
  what: TroubleKind;
  by: 'us' | 'peer';
  code: number;
}

const PROTOCOL_ERROR: WsError = { what: 'protocolError', by: 'us', code: 1002 };

/** ws's errors on reading that end otherwise than with a Close frame of ours that says 1002. */
const WS_ERRORS: Record<string, WsError> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: { what: 'tooLarge', by: 'us', code: 1009 },
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: { what: 'tooLarge', by: 'us', code: 1009 },
  WS_ERR_TOO_MANY_BUFFERED_PARTS: { what: 'tooLarge', by: 'us', code: 1008 },
  WS_ERR_INVALID_CLOSE_CODE: { what: 'protocolError', by: 'peer', code: 1005 },
  Z_DATA_ERROR: { what: 'protocolError', by: 'us', code: 1007 },
};

/** RFC 6455 §7.4: which codes may stand in a Close frame. */
const isSendable = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006) || (code >= 3000 && code <= 4999);

/** A control frame has room for 123 bytes of reason (RFC 6455 §5.5); cut between characters. */
function shortened(reason: string): string {
  let short = reason.slice(0, 123);
  while (Buffer.byteLength(short) > 123) short = [...short].slice(0, -1).join('');
  return short;
}

const excerptBytes = (bytes: Buffer): string => excerpt(bytes.toString('utf8', 0, 1000));
