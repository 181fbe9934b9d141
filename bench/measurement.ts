import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

/** One figure of a benchmark: a ratio taken within one run, and what it should reach. */
export interface Measurement {
  name: string;
  ratio: number;
  atMost?: number;
  atLeast?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function report({ name, ratio, atMost, atLeast }: Measurement): string {
  const reached = (atMost === undefined || ratio <= atMost) && (atLeast === undefined || ratio >= atLeast);
  const target = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return `${reached ? '✓' : '✗'} ${ratio.toFixed(2).padStart(6)}  (${target})  ${name}`;
}

/** Milliseconds. */
export async function timed(task: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/** In a folder that is gone afterwards. */
export async function inFolder<T>(measure: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'ocppliance-bench-'));
  try {
    return await measure(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
