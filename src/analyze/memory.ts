import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Resident bytes that the process may take before we insist, and how much has to be read in between. */
const comfortable = 180 * 1024 * 1024;
const between = 32 * 1024 * 1024;

let collect: (() => void) | undefined;
let read = 0;

/**
 * Told of the bytes that have been read. V8 lets garbage grow to several times of what lives as long as there is memory; on a log of
 * gigabytes we rather give a hundredth of the time.
 */
export function keepSmall(bytes: number): void {
  read += bytes;
  if (read < between || process.memoryUsage.rss() < comfortable) return;
  read = 0;
  collect ??= garbageCollector();
  collect();
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
