import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const megabyte = 1024 * 1024;
/** Resident bytes from which on we insist, and those from which on we do so often. */
const comfortable = 160 * megabyte;
const tight = 190 * megabyte;

let collect: (() => void) | undefined;
let read = 0;

/**
 * Told of the bytes that have been read. V8 lets garbage grow to several times of what lives as long as there is memory; on a log of
 * gigabytes we rather give some of the time.
 */
export function keepSmall(bytes: number): void {
  read += bytes;
  if (read < 10 * megabyte) return;
  const resident = process.memoryUsage.rss();
  if (resident < comfortable || (resident < tight && read < 32 * megabyte)) return;
  read = 0;
  collect ??= garbageCollector();
  collect();
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
