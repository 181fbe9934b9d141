/** The proxy against a relay that does nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket, { WebSocketServer } from 'ws';
import { call, callResult } from '../src/ocpp/index.ts';
import { inFolder, type Measurement, median, timed } from './measurement.ts';

const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url));
const relay = fileURLToPath(new URL('./relay.js', import.meta.url));

const sample = {
  connectorId: 1,
  meterValue: [{ timestamp: '2026-03-02T12:00:00Z', sampledValue: [{ value: '1234.5', measurand: 'Power.Active.Import', unit: 'W' }] }],
};

/** A CSMS that confirms everything. */
async function confirmingCsms(): Promise<{ url: string; close(): void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, handleProtocols: () => 'ocpp1.6' });
  await once(server, 'listening');
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(callResult(JSON.parse(data.toString())[1], {}))));
  const address = server.address();
  return {
    url: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

/** A process that says on stderr where it listens. */
async function startBehind(args: readonly string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const text of child.stderr) {
    const url = /ws:\/\/[\d.]+:\d+\//.exec(String(text))?.[0];
    if (!url) continue;
    child.stderr.resume();
    return { url, child };
  }
  throw new Error(`${args[0]} ended`);
}

class Charger {
  readonly #socket: WebSocket;
  #next = 0;
  #answers = 0;
  #wanted = 0;
  #onAnswers = (): void => {};

  constructor(url: string) {
    this.#socket = new WebSocket(url, 'ocpp1.6', { perMessageDeflate: false });
    this.#socket.on('message', () => {
      this.#answers += 1;
      if (this.#answers >= this.#wanted) this.#onAnswers();
    });
  }

  opened = (): Promise<unknown> => once(this.#socket, 'open');

  /** Sends so many CALLs at once; resolves when all are answered. */
  calls(count: number): Promise<void> {
    this.#wanted += count;
    for (let index = 0; index < count; index += 1) this.#socket.send(call(String(this.#next++), 'MeterValues', sample));
    return new Promise((resolve) => {
      this.#onAnswers = resolve;
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

const roundTrips = 1500;
const pipelined = 20_000;

/** Median milliseconds of a round trip, one at a time, and CALLs a second if all chargers send at once. */
async function drive(url: string, count: number): Promise<{ latency: number; rate: number }> {
  const chargers: Charger[] = [];
  for (let index = 0; index < count; index += 1) {
    const charger = new Charger(`${url}CP${index}`);
    await charger.opened();
    chargers.push(charger);
  }
  const latencies: number[] = [];
  for (let index = -200; index < roundTrips; index += 1) {
    const charger = chargers[(index + 200) % count];
    const took = await timed(() => charger?.calls(1) ?? Promise.resolve());
    if (index >= 0) latencies.push(took);
  }
  const each = Math.ceil(pipelined / count);
  const took = await timed(() => Promise.all(chargers.map((charger) => charger.calls(each))));
  for (const charger of chargers) charger.close();
  return { latency: median(latencies), rate: (each * count) / took };
}

async function measure(directory: string): Promise<Measurement[]> {
  const csms = await confirmingCsms();
  const measurements: Measurement[] = [];
  for (const count of [1, 100, 1000]) {
    const latencies: number[] = [];
    const rates: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const bare = await startBehind([relay, csms.url]);
      const proxy = await startBehind([cli, 'proxy', '--listen', '0', '--upstream', csms.url, '--report-dir', join(directory, 'proxy')]);
      const direct = await drive(`${csms.url}/`, count);
      const relayed = await drive(bare.url, count);
      const watched = await drive(proxy.url, count);
      for (const { child } of [bare, proxy]) child.kill('SIGKILL');
      latencies.push((watched.latency - direct.latency) / (relayed.latency - direct.latency));
      rates.push(watched.rate / relayed.rate);
    }
    const chargers = `${count} charger${count === 1 ? '' : 's'}`;
    measurements.push(
      { name: `latency that the proxy adds, against a bare relay, ${chargers}`, ratio: median(latencies), atMost: 1.2 },
      { name: `pipelined rate of the proxy, against a bare relay, ${chargers}`, ratio: median(rates), atLeast: 0.6 },
    );
  }
  csms.close();
  return measurements;
}

export const benchProxy = (): Promise<Measurement[]> => inFolder(measure);
