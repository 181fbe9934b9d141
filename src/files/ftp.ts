import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { posix } from 'node:path';
import { type Listening, listen } from './listen.ts';
import type { Shelf } from './shelf.ts';

/** milliseconds that a connection may stand still */
const idle = 60_000;
/** characters of a command; the longest that makes sense holds a path */
const longestCommand = 2_000;

/**
 * The FTP that a charger needs to fetch and bring a file (RFC 959, 2428): any user, passive mode. Our own, because the one library there is
 * comes with fifty others, abandoned ones and one with an open advisory among them.
 */
export async function serveFtp(shelf: Shelf, host: string): Promise<Listening> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((control) => {
    const session = createSession(shelf, control, host);
    sockets.add(session);
    control.once('close', () => {
      session.destroy();
      sockets.delete(session);
    });
  });
  return listen(server, host, 'ftp', () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** What a command is answered with, at once or later. */
type Command = (argument: string) => string | Promise<string>;

function createSession(shelf: Shelf, control: Socket, host: string) {
  let folder = '/';
  let offset = 0;
  let passive: Server | undefined;
  let data: Promise<Socket> | undefined;
  let current: Socket | undefined;
  const pathOf = (argument: string) => posix.resolve(folder, argument || '.');

  /** Opens a port for the next transfer, for nobody but who is at the other end of the control connection. */
  async function openPort(): Promise<number> {
    passive?.close();
    const port = createServer((socket) => socket.on('error', () => undefined).setTimeout(idle, () => socket.destroy()));
    passive = port;
    port.maxConnections = 1;
    data = once(port, 'connection').then(([socket]: Socket[]) => {
      port.close();
      current = socket;
      if (!socket || socket.remoteAddress !== control.remoteAddress) throw new Error('a stranger');
      return socket;
    });
    data.catch(() => undefined);
    port.listen(0, control.localAddress ?? host);
    await once(port, 'listening');
    return (port.address() as AddressInfo).port;
  }

  /** One transfer over the port that has been opened. */
  async function transfer(use: (socket: Socket) => Promise<string>): Promise<string> {
    const waiting = data;
    data = undefined;
    if (!waiting) return '425 use PASV or EPSV first';
    reply('150 here it comes');
    try {
      return await use(await waiting);
    } catch {
      return '426 the data connection broke off';
    }
  }

  const fetch = (argument: string) => {
    const found = shelf.find(pathOf(argument));
    if (!found) return '550 nothing is offered here';
    const from = offset;
    offset = 0;
    return transfer(async (socket) => {
      socket.end(found.bytes.subarray(from));
      await once(socket, 'close');
      found.fetched();
      return '226 that is all';
    });
  };

  const bring = (argument: string) => {
    const upload = shelf.receive(pathOf(argument));
    if (!upload) return '553 nothing is accepted here';
    return transfer(async (socket) => {
      for await (const chunk of socket as AsyncIterable<Buffer>) if (!upload.add(chunk)) return '552 that is too much';
      upload.done();
      return '226 thank you';
    });
  };

  const list = (argument: string) => {
    const names = shelf.list(pathOf(argument.replace(/^-\S+\s*/, '')));
    return transfer(async (socket) => {
      socket.end(names.map((name) => `${name}\r\n`).join(''));
      await once(socket, 'close');
      return '226 that is all';
    });
  };

  const enter = (argument: string) => {
    const path = pathOf(argument);
    if (path !== '/' && !shelf.has(path)) return '550 there is no such folder';
    folder = path;
    return `250 ${folder}`;
  };

  const commands: Record<string, Command> = {
    USER: () => '331 any password will do',
    PASS: () => '230 welcome',
    SYST: () => '215 UNIX Type: L8',
    FEAT: () => '211-\r\n EPSV\r\n PASV\r\n REST STREAM\r\n SIZE\r\n UTF8\r\n211 end',
    OPTS: () => '200 as you like',
    TYPE: () => '200 all types are bytes here',
    MODE: (mode) => (/^S$/i.test(mode) ? '200 stream' : '504 only stream'),
    STRU: (structure) => (/^F$/i.test(structure) ? '200 file' : '504 only file'),
    ALLO: () => '202 not needed',
    NOOP: () => '200 here',
    PWD: () => `257 "${folder}"`,
    CWD: enter,
    CDUP: () => enter('..'),
    // Below the folder that was accepted any other will do: only the place counts.
    MKD: (argument) => (shelf.receive(pathOf(argument)) ? `257 "${pathOf(argument)}"` : '550 not here'),
    PASV: async () => {
      const port = await openPort();
      const address = (control.localAddress ?? host).replace(/^::ffff:/, '');
      return `227 (${[...address.split('.'), port >> 8, port & 255].join(',')})`;
    },
    EPSV: async () => `229 (|||${await openPort()}|)`,
    SIZE: (argument) => {
      const found = shelf.find(pathOf(argument));
      return found ? `213 ${found.bytes.length}` : '550 nothing is offered here';
    },
    REST: (argument) => {
      offset = Math.max(0, Number.parseInt(argument, 10) || 0);
      return '350 from there';
    },
    RETR: fetch,
    STOR: bring,
    APPE: bring,
    LIST: list,
    NLST: list,
    ABOR: () => '226 there is nothing to stop',
    QUIT: () => '221 bye',
  };

  const reply = (text: string) => control.writable && control.write(`${text}\r\n`);

  async function obey(line: string): Promise<void> {
    const [, name = '', argument = ''] = /^([A-Za-z]{3,4})(?: (.*))?$/.exec(line.trimEnd()) ?? [];
    const command = commands[name.toUpperCase()];
    reply(command ? await command(argument) : '502 unknown here');
    if (name.toUpperCase() === 'QUIT') control.end();
  }

  let heard = '';
  let turn = Promise.resolve();
  control.setEncoding('utf8').setTimeout(idle, () => control.destroy());
  control.on('error', () => undefined);
  control.on('data', (text: string) => {
    heard += text;
    const lines = heard.split('\n');
    heard = lines.pop() ?? '';
    if (heard.length > longestCommand) return control.destroy();
    for (const line of lines) turn = turn.then(() => obey(line)).catch(() => void control.destroy());
  });
  reply('220 ocppliance');

  return {
    destroy() {
      control.destroy();
      passive?.close();
      current?.destroy();
    },
  };
}
