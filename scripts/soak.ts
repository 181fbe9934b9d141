/**
 * Does the proxy lose, reorder or alter a frame, or grow? Many chargers talk through it to a CSMS, both sides hang up or drop dead at random,
 * and both ends keep a digest of all that was sent and received. `npm run soak -- --minutes 5 --chargers 1000`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import WebSocket, { WebSocketServer } from 'ws';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '5' }, chargers: { type: 'string', default: '1000' } } });
const minutes = Number(values.minutes);
const chargers = Number(values.chargers);
const cli = fileURLToPath(new URL('../dist/src/cli.js', import.meta.url));

/** What one end has sent or received on one connection: a digest after each frame. */
class Ledger {
  readonly digests: string[] = [];
  #last = '';

  note(data: Buffer | string, binary: boolean): void {
    this.#last = createHash('sha1')
      .update(this.#last)
      .update(binary ? 'b' : 't')
      .update(data)
      .digest('base64')
      .slice(0, 12);
    this.digests.push(this.#last);
  }
}

interface Link {
  charger: { sent: Ledger; got: Ledger };
  csms: { sent: Ledger; got: Ledger };
  /** who hung up properly: all that it had sent must have arrived */
  politely: 'charger' | 'csms' | undefined;
  /** somebody dropped dead: what was on its way is lost */
  isCut: boolean;
  open: number;
}

const links = new Map<string, Link>();
const totals = { links: 0, frames: 0, inFlight: 0, wrong: 0 };
let isOver = false;

/** Both ends are closed: what arrived must be a beginning of what was sent, and all of it from whoever hung up properly. */
function settle(name: string, { charger, csms, politely, isCut }: Link): void {
  links.delete(name);
  totals.links += 1;
  for (const [from, sent, got] of [['charger', charger.sent, csms.got] as const, ['csms', csms.sent, charger.got] as const]) {
    const [want, have] = [sent.digests, got.digests];
    totals.frames += have.length;
    totals.inFlight += want.length - have.length;
    const isSame = have.length === 0 || have.at(-1) === want[have.length - 1];
    if (isSame && (isCut || politely !== from || have.length === want.length)) continue;
    totals.wrong += 1;
    console.error(
      `✗ ${name} from the ${from}: ${have.length} of ${want.length} frames arrived${isSame ? '' : ', and not the same'}, ${politely ?? 'nobody'} hung up`,
    );
  }
}

const random = (below: number): number => Math.floor(Math.random() * below);

/** Sends frames of all sizes, some of them binary, some pings, until the connection ends, which it may do itself. */
function chatter(socket: WebSocket, name: string, side: 'charger' | 'csms'): void {
  const link = links.get(name);
  if (!link) return socket.terminate();
  const { sent, got } = link[side];
  let number = 0;
  link.open += 1;
  const send = (text: string, binary: boolean): void => {
    sent.note(text, binary);
    socket.send(text, { binary });
  };
  socket.on('message', (data, binary) => {
    got.note(data as Buffer, binary);
    const id = binary ? undefined : /^\[2,"([^"]+)"/.exec(String(data))?.[1];
    if (id !== undefined && socket.readyState === socket.OPEN) send(JSON.stringify([3, id, { status: 'Accepted' }]), false);
  });
  socket.on('error', () => {});
  const speak = (): void => {
    if (socket.readyState !== socket.OPEN || isOver) return;
    const luck = random(1000);
    if (luck < 4) {
      link.politely ??= side;
      return socket.close(4000 + random(100), 'enough');
    }
    if (luck < 8) {
      link.isCut = true;
      return socket.terminate();
    }
    if (luck < 30) socket.ping();
    const data = 'x'.repeat(luck < 50 ? random(100_000) : random(100));
    send(JSON.stringify([2, `${side}-${name}-${number++}`, 'DataTransfer', { vendorId: 'Example', data }]), luck > 990);
    setTimeout(speak, random(2000));
  };
  setTimeout(speak, random(1000));
  socket.on('close', () => {
    link.open -= 1;
    if (link.open === 0) settle(name, link);
  });
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
await once(server, 'listening');
server.on('connection', (socket, request) =>
  chatter(socket, new URL(request.url ?? '/', 'ws://csms').searchParams.get('link') ?? '', 'csms'),
);
const address = server.address();
const directory = mkdtempSync(join(tmpdir(), 'ocppliance-soak-'));
const upstream = `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
const proxy = spawn(
  process.execPath,
  [cli, 'proxy', '--listen', '0', '--upstream', upstream, '--report-dir', directory, '--trace-size', '20'],
  {
    stdio: ['ignore', 'ignore', 'pipe'],
  },
);
const url = await listening(proxy);

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.stderr?.on('data', (text) => {
      const found = /ws:\/\/[\d.]+:\d+\//.exec(String(text))?.[0];
      if (found) resolve(found);
      else process.stderr.write(text);
    });
    child.once('exit', (code, signal) => {
      if (isOver) return;
      console.error(`✗ the proxy ended by itself: ${signal ?? code}`);
      process.exit(1);
    });
  });
}

let dialled = 0;

/** A charger that always comes back. */
function live(identity: string): void {
  if (isOver) return;
  const name = String(++dialled);
  const ledgers = () => ({ sent: new Ledger(), got: new Ledger() });
  links.set(name, { charger: ledgers(), csms: ledgers(), politely: undefined, isCut: false, open: 0 });
  const socket = new WebSocket(`${url}${identity}?link=${name}`, 'ocpp1.6');
  socket.once('upgrade', () => chatter(socket, name, 'charger'));
  socket.once('error', () => {});
  socket.once('close', () => {
    if (links.get(name)?.open === 0) links.delete(name);
  });
  socket.once('close', () => setTimeout(() => live(identity), random(1000)));
}

for (let index = 0; index < chargers; index += 1) setTimeout(() => live(`CP${index}`), random(3000));

const resident = (): number => {
  const status = readFileSync(`/proc/${proxy.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
};
const memory: number[] = [];
const watching = setInterval(() => {
  memory.push(resident());
  if (memory.length % 10 === 0)
    console.log(
      `${memory.length} s: ${totals.links} connections over, ${totals.frames} frames compared, ${totals.wrong} wrong, proxy ${memory.at(-1)} MB`,
    );
}, 1000);
await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
isOver = true;
clearInterval(watching);
// Whoever still talks hangs up, and all is compared.
await new Promise((resolve) => setTimeout(resolve, 3000));
for (const client of server.clients) client.close(1001);
for (let patience = 50; links.size > 0 && patience > 0; patience -= 1) await new Promise((resolve) => setTimeout(resolve, 200));
const third = Math.floor(memory.length / 3);
const [middle, end] = [Math.max(...memory.slice(third, 2 * third)), Math.max(...memory.slice(2 * third))];
proxy.kill('SIGKILL');
server.close();
rmSync(directory, { recursive: true, force: true });
const isFlat = end <= middle * 1.15;
console.log(
  `${totals.links} connections, ${totals.frames} frames: ${totals.wrong} directions lost, reordered or altered something; ${totals.inFlight} frames were in flight when a line was cut`,
);
console.log(`${isFlat ? '✓' : '✗'} memory of the proxy: at most ${middle} MB in the middle third, ${end} MB in the last`);
process.exit(totals.wrong > 0 || !isFlat || totals.frames === 0 ? 1 : 0);
