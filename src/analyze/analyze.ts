import { setFlagsFromString } from 'node:v8';
import { analyzeTogether } from './crew.ts';
import { type Analysis, type AnalyzeOptions, analyzeShare } from './share.ts';

/**
 * Judges recorded conversations in constant memory. With several `workers`, this thread and others share the stations among them; one is
 * the default. Rejects only if a file cannot be read.
 */
export function analyze({ workers = 1, ...options }: AnalyzeOptions & { workers?: number }): Promise<Analysis> {
  // V8 lets garbage grow to several times of what lives. Half of the memory is worth a little of the time.
  setFlagsFromString('--heap-growing-percent=50');
  return workers > 1 ? analyzeTogether(options, workers) : analyzeShare(options);
}
