/** Analyzing logs against reading them, and the proxy against a relay that does nothing else. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import WebSocket, { WebSocketServer } from 'ws';
import { analyze } from '../src/analyze/analyze.ts';
import { loadRules } from '../src/judge/rules.ts';
import { call, callResult } from '../src/ocpp/index.ts';
import { type Measurement, median, report } from './measurement.ts';
import { lineOf, traffic } from './traffic.ts';

const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url));
const relay = fileURLToPath(new URL('./relay.js', import.meta.url));

/** Writes a log of about so many bytes. */
async function writeLog(path: string, bytes: number, stations: number): Promise<void> {
  const file = createWriteStream(path);
  let text = '';
  let left = bytes;
  for (const passed of traffic(stations)) {
    const line = `${lineOf(passed)}\n`;
    text += line;
    left -= line.length;
    if (text.length > 1 << 20) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
    if (left < 0) break;
  }
  file.end(text);
  await once(file, 'finish');
}

/** The least that anybody must do who reads such a log. */
async function readAndParse(path: string): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(path) })) JSON.parse(line);
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

async function benchAnalyze(directory: string): Promise<Measurement[]> {
  const [small, usual, large] = await Promise.all(
    [10, 60, 400].map(async (megabytes) => {
      const path = join(directory, `${megabytes}.jsonl`);
      await writeLog(path, megabytes * 1e6, 100);
      return { path, megabytes };
    }),
  );
  if (!small || !usual || !large) throw new Error('there are three logs');
  const rules = await loadRules();
  const ratios: number[] = [];
  for (let round = -1; round < 3; round += 1) {
    const read = await timed(() => readAndParse(usual.path));
    const alone = await timed(() => analyze({ files: [usual.path], rules }));
    if (round >= 0) ratios.push(read / alone);
  }
  // A thread needs a second until it is up and its code compiled: that would hide in no shorter log.
  const alone = await timed(() => analyze({ files: [large.path], rules }));
  const together = await timed(() => analyze({ files: [large.path], rules, workers: 2 }));
  const memory: Measurement[] = [];
  for (const { path, megabytes } of [small, usual, large]) {
    const ratio = (await peakOf(path, directory)) / 250e6;
    memory.push({ name: `memory of analyze over ${megabytes} MB, in units of 250 MB`, ratio, atMost: 1 });
  }
  return [
    { name: 'speed of analyze with schemas and all rules, against readline and JSON.parse', ratio: median(ratios), atLeast: 0.6 },
    { name: 'speed of analyze with two workers, against one thread', ratio: alone / together, atLeast: 1.8 },
    ...memory,
  ];
}

/** The most resident bytes of a process that analyzes on one thread. */
async function peakOf(path: string, directory: string): Promise<number> {
  const child = spawn(process.execPath, [cli, 'analyze', path, '--workers', '1', '--report-dir', join(directory, 'report')], {
    stdio: 'ignore',
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentOf(child));
  }, 50);
  await once(child, 'exit');
  clearInterval(timer);
  return peak;
}

function residentOf({ pid }: ChildProcess): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

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

async function benchProxy(directory: string): Promise<Measurement[]> {
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

export async function benchPassive(): Promise<Measurement[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ocppliance-bench-'));
  try {
    return [...(await benchAnalyze(directory)), ...(await benchProxy(directory))];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const measurement of await benchPassive()) console.log(report(measurement));
