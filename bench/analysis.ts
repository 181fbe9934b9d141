/** Analyzing logs against reading them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { analyze } from '../src/analyze/analyze.ts';
import { loadRules } from '../src/judge/rules.ts';
import { inFolder, type Measurement, median, timed } from './measurement.ts';
import { lineOf, traffic } from './traffic.ts';

const cli = fileURLToPath(new URL('../src/cli.js', import.meta.url));

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

/** The code for rare messages is compiled late. */
const warmUp = 8;
const rounds = 9;

async function measure(directory: string): Promise<Measurement[]> {
  const [small, usual, large] = await Promise.all(
    [10, 60, 1000].map(async (megabytes) => {
      const path = join(directory, `${megabytes}.jsonl`);
      await writeLog(path, megabytes * 1e6, 100);
      return path;
    }),
  );
  if (!small || !usual || !large) throw new Error('there are three logs');
  const rules = await loadRules();
  const ratios: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const read = await timed(() => readAndParse(usual));
    const alone = await timed(() => analyze({ files: [usual], rules }));
    if (round >= 0) ratios.push(read / alone);
  }
  const ofSmall = await analyzeApart(small, directory, 1);
  const ofUsual = await analyzeApart(usual, directory, 1);
  // A thread needs more than a second until its code is compiled: that would hide in no shorter log.
  const alone = await bestOfTwo(() => analyzeApart(large, directory, 1));
  const together = await bestOfTwo(() => analyzeApart(large, directory, 2));
  const inMemory = (what: string, { peak }: Effort): Measurement => ({
    name: `memory of analyze over ${what}, in units of 250 MB`,
    ratio: peak / 250e6,
    atMost: 1,
  });
  return [
    { name: 'speed of analyze with schemas and all rules, against readline and JSON.parse', ratio: median(ratios), atLeast: 0.6 },
    { name: 'speed of analyze with two workers, against one on one core', ratio: alone.time / together.time, atLeast: 1.8 },
    inMemory('10 MB', ofSmall),
    inMemory('60 MB', ofUsual),
    inMemory('1 GB', alone),
    inMemory('1 GB with two workers', together),
  ];
}

/** What a process took: milliseconds, and the most resident bytes. */
interface Effort {
  time: number;
  peak: number;
}

/** Whatever else the machine does makes a run slower, never faster. */
async function bestOfTwo(run: () => Promise<Effort>): Promise<Effort> {
  const [one, other] = [await run(), await run()];
  return { time: Math.min(one.time, other.time), peak: Math.max(one.peak, other.peak) };
}

/** Analyzes in a process of its own: with one worker on one core, where V8 can be told to stay there. */
async function analyzeApart(path: string, directory: string, workers: 1 | 2): Promise<Effort> {
  const command = [process.execPath, cli, 'analyze', path, '--workers', String(workers), '--report-dir', join(directory, 'report')];
  const [program = '', ...parameters] = workers === 1 && process.platform === 'linux' ? ['taskset', '-c', '0', ...command] : command;
  const child = spawn(program, parameters, { stdio: 'ignore' });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentOf(child));
  }, 50);
  const time = await timed(() => once(child, 'exit'));
  clearInterval(timer);
  if (child.exitCode !== 0) throw new Error(`analyze ended with ${child.exitCode} over ${path}`);
  return { time, peak };
}

function residentOf({ pid }: ChildProcess): number {
  try {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

export const benchAnalysis = (): Promise<Measurement[]> => inFolder(measure);
