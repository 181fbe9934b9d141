/** What a command costs before it does anything, against an empty node; and how soon the first frame is on the wire. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { type Measurement, median } from './measurement.ts';

const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url));
const rounds = 15;

function spawned(...args: string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - start;
}

/** Milliseconds from the start of the process to its first text frame at a CSMS that says nothing. */
async function firstFrame(): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'ocpp1.6' });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const reports = mkdtempSync(join(tmpdir(), 'ocppliance-bench-'));
  const start = performance.now();
  const arrived = new Promise<number>((resolve) => {
    server.on('connection', (socket) => socket.once('message', () => resolve(performance.now() - start)));
  });
  const args = [
    'run',
    'csms',
    `ws://127.0.0.1:${port}/CP1`,
    '--ocpp',
    '1.6',
    '--case',
    'TC_001_CSMS',
    '--operator',
    'none',
    '--report-dir',
    reports,
  ];
  const child = spawn(process.execPath, [cli, ...args], { stdio: 'ignore' });
  const elapsed = await arrived;
  child.kill('SIGKILL');
  server.close();
  for (const client of server.clients) client.terminate();
  rmSync(reports, { recursive: true, force: true });
  return elapsed;
}

export async function benchStartup(): Promise<Measurement[]> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) ratios.push(spawned(cli, '--version') / spawned('-e', ''));
  const frames: number[] = [];
  for (let round = 0; round < 5; round += 1) frames.push(await firstFrame());
  return [
    { name: 'ocppliance --version : empty node', ratio: median(ratios), atMost: 1.5 },
    { name: 'first frame on the wire, in units of 400 ms', ratio: median(frames) / 400, atMost: 1 },
  ];
}
