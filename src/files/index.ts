import type { Credentials } from '../engine/certificates.ts';
import type { FileProtocol, FileServer } from '../engine/files.ts';
import type { Listening } from './listen.ts';
import { createShelf } from './shelf.ts';

export interface FileServerOptions {
  /** address to listen on; 127.0.0.1 if not said */
  host?: string;
  /** the host in URLs, under which the peer finds us; the address that we listen on, if it is not known */
  name?: () => string | undefined;
  /** certificates for HTTPS; without any there is none */
  tls?: () => Promise<readonly Credentials[]>;
}

/**
 * Serves firmware and takes in diagnostics and logs: HTTP, HTTPS and FTP, each on any free port from when it is first asked for. Everything
 * stays in memory, within limits.
 */
export function createFileServer({
  host = '127.0.0.1',
  name = () => undefined,
  tls,
}: FileServerOptions = {}): FileServer & { close(): Promise<void> } {
  const shelf = createShelf();
  const servers = new Map<FileProtocol, Promise<Listening>>();

  async function start(protocol: FileProtocol): Promise<Listening> {
    if (protocol === 'ftp') return (await import('./ftp.ts')).serveFtp(shelf, host);
    const { serveHttp } = await import('./http.ts');
    if (protocol === 'http') return serveHttp(shelf, host);
    if (!tls) throw new Error('there is no certificate for HTTPS: use HTTP or FTP');
    return serveHttp(shelf, host, await tls());
  }

  async function urlOf(protocol: FileProtocol, path: string): Promise<string> {
    const server = servers.get(protocol) ?? start(protocol);
    servers.set(protocol, server);
    const { protocol: scheme, host: address, port } = await server;
    return `${scheme}://${name() ?? address}:${port}${path}`;
  }

  return {
    offer: (name, bytes, protocol = 'http') => urlOf(protocol, shelf.put(name, bytes)),
    accept: (protocol = 'http') => urlOf(protocol, shelf.folder()),
    watch: (location, then) => shelf.watch(new URL(location).pathname, then),
    async close() {
      const started = await Promise.allSettled(servers.values());
      await Promise.all(started.map((server) => (server.status === 'fulfilled' ? server.value.close() : undefined)));
    },
  };
}
