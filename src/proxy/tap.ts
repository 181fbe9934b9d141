import { isUtf8 } from 'node:buffer';
import { extension, PerMessageDeflate, Receiver } from 'ws';
import type { TroubleKind } from '../engine/results.ts';

/** What a direction of a WebSocket says, as far as we understand it. */
export type Heard =
  | { kind: 'text'; raw: string }
  | { kind: 'ping' | 'pong' }
  | { kind: 'close'; code: number; reason: string }
  | { kind: 'trouble'; what: TroubleKind; detail: string };

/** A longer message is passed on like any other, but not looked at. */
const maxPayload = 16 * 1024 * 1024;
const excerpt = 200;

/** Hears bytes; a promise, where it takes until later to understand them. */
export type Tap = (bytes: Buffer) => Promise<void> | undefined;

/**
 * Listens to the bytes of one direction, without a part in them. `extensions` is the header of the answer to the upgrade. Where the bytes are
 * no WebSocket any more, it says so and hears nothing from then on.
 */
export function openTap(side: 'fromCharger' | 'fromCsms', extensions: string | undefined, tell: (heard: Heard) => void): Tap {
  const isMasked = side === 'fromCharger';
  let deaf = false;
  const receiver = new Receiver({ isServer: isMasked, maxPayload, skipUTF8Validation: true, extensions: agreed(extensions, isMasked) });
  const giveUp = (error: Error): void => {
    if (deaf) return;
    deaf = true;
    const isLarge = 'code' in error && /LENGTH$/.test(String(error.code));
    tell({ kind: 'trouble', what: isLarge ? 'tooLarge' : 'protocolError', detail: `${error.message}: nothing more of this side is heard` });
  };
  receiver.on('message', (data, isBinary) => {
    const shown = () => `${data.length} bytes: ${data.toString('utf8', 0, excerpt)}`;
    if (isBinary) tell({ kind: 'trouble', what: 'binary', detail: `binary frame of ${shown()}` });
    else if (isUtf8(data)) tell({ kind: 'text', raw: data.toString() });
    else tell({ kind: 'trouble', what: 'invalidUtf8', detail: `text frame, not UTF-8, of ${shown()}` });
  });
  receiver.on('ping', () => tell({ kind: 'ping' }));
  receiver.on('pong', () => tell({ kind: 'pong' }));
  receiver.on('conclude', (code, reason) => tell({ kind: 'close', code, reason: reason.toString() }));
  receiver.on('error', giveUp);
  return (bytes) => {
    if (deaf) return undefined;
    let finish = (): void => {};
    // The receiver unmasks in place, and these bytes may still be on their way to the other side.
    receiver.write(isMasked ? Buffer.from(bytes) : bytes, () => finish());
    // Its errors are told a tick later than they are known.
    if (receiver.errored) giveUp(receiver.errored);
    if (receiver.writableLength === 0 || deaf) return undefined;
    return new Promise((resolve) => {
      finish = resolve;
    });
  };
}

function agreed(header: string | undefined, isServer: boolean): Record<string, unknown> {
  const name = PerMessageDeflate.extensionName;
  const parameters = header === undefined ? undefined : extension.parse(header)[name];
  if (parameters === undefined) return {};
  const deflate = new PerMessageDeflate({ isServer, maxPayload });
  deflate.accept(parameters);
  return { [name]: deflate };
}
