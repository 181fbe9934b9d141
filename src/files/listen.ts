import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import type { FileProtocol } from '../engine/files.ts';

export interface Listening {
  readonly protocol: FileProtocol;
  /** as in URLs */
  readonly host: string;
  readonly port: number;
  /** Drops all connections; resolves when nothing is open any more. */
  close(): Promise<void>;
}

const mostConnections = 50;

/** Listens on any free port. */
export async function listen(server: Server, host: string, protocol: FileProtocol, drop: () => void): Promise<Listening> {
  server.maxConnections = mostConnections;
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // TCP, no pipe
  return {
    protocol,
    host: host.includes(':') ? `[${host}]` : host,
    port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      drop();
      await closed;
    },
  };
}
