import { analyzeTogether } from './crew.ts';
import { type Analysis, type AnalyzeOptions, analyzeShare } from './share.ts';

/**
 * Judges recorded conversations in constant memory. With several `workers`, this thread and others share the stations among them; one is
 * the default. Rejects only if a file cannot be read.
 */
export function analyze({ workers = 1, ...options }: AnalyzeOptions & { workers?: number }): Promise<Analysis> {
  return workers > 1 ? analyzeTogether(options, workers) : analyzeShare(options);
}
