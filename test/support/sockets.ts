import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Connection, ConnectionListener, TransportEvent } from '../../src/transport/index.ts';

/** Things that arrive, to be awaited in any order: `take` hands over the first that fits, now or later, and says what came instead. */
export class Inbox<T> {
  readonly items: T[] = [];
  readonly #waiting: { fits: (item: T) => boolean; resolve: (item: T) => void }[] = [];

  readonly put = (item: T): void => {
    const index = this.#waiting.findIndex(({ fits }) => fits(item));
    const [waiter] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (waiter) waiter.resolve(item);
    else this.items.push(item);
  };

  take<S extends T>(fits: (item: T) => item is S): Promise<S>;
  take(fits?: (item: T) => boolean): Promise<T>;
  take(fits: (item: T) => boolean = () => true): Promise<T> {
    const index = this.items.findIndex(fits);
    const [item] = index < 0 ? [] : this.items.splice(index, 1);
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nothing that fits in 10 s; there is ${JSON.stringify(this.items)}`)), 10_000);
      this.#waiting.push({
        fits,
        resolve: (found) => {
          clearTimeout(timer);
          resolve(found);
        },
      });
    });
  }
}

type Told<E extends TransportEvent = TransportEvent> = { connection: Connection; event: E };

/** A listener that keeps what it hears. */
export function recorder() {
  const inbox = new Inbox<Told>();
  const history: TransportEvent[] = [];
  const listener: ConnectionListener = (connection, event) => {
    history.push(event);
    inbox.put({ connection, event });
  };
  const isOf =
    <T extends TransportEvent['type']>(type: T, connection?: Connection) =>
    (told: Told): told is Told<Extract<TransportEvent, { type: T }>> =>
      told.event.type === type && (!connection || told.connection === connection);
  return {
    listener,
    history,
    /** the next event of this type, of any connection or of one */
    next: async <T extends TransportEvent['type']>(type: T, connection?: Connection) => (await inbox.take(isOf(type, connection))).event,
    opened: async () => (await inbox.take(isOf('opened'))).connection,
  };
}

/** A TCP client with nothing on top. Its errors are ignored: it is there to misbehave. */
export async function dial(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

export const upgradeRequest = (path: string, headers: Record<string, string | undefined> = {}): string => {
  const all = {
    Host: '127.0.0.1',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'ocpp1.6',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
};

/** Everything that comes until the other side ends, as Latin-1. */
export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  await once(socket, 'close');
  return text;
}

/** What comes up to and with the end of the HTTP header. */
export async function readHeader(socket: Socket): Promise<string> {
  let text = '';
  while (!text.includes('\r\n\r\n')) {
    const [chunk]: Buffer[] = await once(socket, 'data');
    text += chunk?.toString('latin1');
  }
  return text;
}

/** A raw WebSocket client whose handshake is complete. */
export async function dialWebSocket(port: number, path = '/CP1', headers?: Record<string, string | undefined>): Promise<Socket> {
  const socket = await dial(port);
  socket.write(upgradeRequest(path, headers));
  await readHeader(socket);
  return socket;
}

/** A frame of a client, masked with zeros: the payload stands in it as it is. `first` is FIN, RSV and opcode. */
export function frame(first: number, payload: Uint8Array | string, { masked = true }: { masked?: boolean } = {}): Buffer {
  const bytes = Buffer.from(payload);
  const mask = masked ? 0x80 : 0;
  const length =
    bytes.length < 126 ? Buffer.from([mask | bytes.length]) : Buffer.from([mask | 126, bytes.length >> 8, bytes.length & 0xff]);
  return Buffer.concat([Buffer.from([first]), length, Buffer.alloc(masked ? 4 : 0), bytes]);
}
