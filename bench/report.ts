import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { manyCases } from '../fixtures/runs/many-cases.ts';
import { replay } from '../fixtures/runs/replay.ts';
import type { RunResult } from '../src/engine/results.ts';
import { createReporters, usualFormats } from '../src/reporters/index.ts';
import type { Measurement } from './measurement.ts';

const rounds = 15;
/** milliseconds in which another thread packs what it was handed while the cases ran; a run is that much longer than this one */
const breather = 250;
/** Allure writes a file or two for each case: its own time, and not ours. */
const formats = usualFormats.filter((format) => format !== 'allure');

/** How long it takes to write a bundle, as a multiple of JSON.stringify of the results, which every writer has to do at least once. */
export async function benchReport(): Promise<Measurement[]> {
  const run = manyCases(500, 20);
  const directory = mkdtempSync(join(tmpdir(), 'ocppliance-bench-'));
  try {
    const [stringify, end, all] = [[], [], []] as [number[], number[], number[]];
    for (let round = 0; round < rounds; round++) {
      const begin = performance.now();
      JSON.stringify(run);
      stringify.push(performance.now() - begin);
      const took = await bundle(run, directory);
      end.push(took.end);
      all.push(took.all);
    }
    // The best of each: what others do on this machine only ever adds.
    const best = (times: readonly number[]) => Math.min(...times);
    const unit = best(stringify);
    return [
      {
        name: 'report: writing the bundle of 500 cases of 20 frames when they have ended / JSON.stringify',
        ratio: best(end) / unit,
        atMost: 5,
      },
      {
        name: 'report: the same with all that is written while they run, a write a frame / JSON.stringify',
        ratio: best(all) / unit,
        atMost: 40,
      },
      { name: 'report: memory while 5000 cases stream into a bundle / 300 MB', ratio: await streaming(directory), atMost: 1 },
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function bundle(run: RunResult, directory: string): Promise<{ end: number; all: number }> {
  const reporter = createReporters({ directory, console: false, formats });
  const begin = performance.now();
  let ended = begin;
  await replay(run, [
    {
      on: reporter.on,
      async end(result) {
        // What was packed while the cases ran is over before a run ends.
        await new Promise((resolve) => setTimeout(resolve, breather));
        ended = performance.now();
        await reporter.end?.(result);
      },
    },
  ]);
  const now = performance.now();
  return { end: now - ended, all: now - begin - breather };
}

/** The most memory that a process of its own ever had, as a part of 300 MB. */
async function streaming(directory: string): Promise<number> {
  const { execFileSync } = await import('node:child_process');
  const program = new URL('stream-report.js', import.meta.url).pathname;
  return Number(execFileSync(process.execPath, [program, directory], { encoding: 'utf8' })) / 300e6;
}
