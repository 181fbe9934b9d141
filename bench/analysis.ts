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

async function measure(directory: string): Promise<Measurement[]> {
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

export const benchAnalysis = (): Promise<Measurement[]> => inFolder(measure);
