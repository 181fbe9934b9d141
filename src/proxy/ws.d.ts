import type { Writable } from 'node:stream';

/** What ws exports and its types leave out: the reading half of a WebSocket, without a socket. */
declare module 'ws' {
  export interface ReceiverOptions {
    extensions?: Record<string, unknown>;
    /** whether frames come masked, as a server gets them */
    isServer?: boolean;
    /** bytes of a message */
    maxPayload?: number;
    maxFragments?: number;
    skipUTF8Validation?: boolean;
  }

  export interface ReceiverEvents {
    message: [data: Buffer, isBinary: boolean];
    ping: [data: Buffer];
    pong: [data: Buffer];
    /** a Close frame; 1005 if it has no code */
    conclude: [code: number, reason: Buffer];
    error: [error: Error];
  }

  export class Receiver extends Writable {
    constructor(options?: ReceiverOptions);
    on<E extends keyof ReceiverEvents>(event: E, listener: (...values: ReceiverEvents[E]) => void): this;
  }

  export class PerMessageDeflate {
    static readonly extensionName: string;
    constructor(options: { isServer: boolean; maxPayload: number });
    accept(configurations: readonly object[]): object;
  }

  export const extension: { parse(header: string): Record<string, object[]> };
}
