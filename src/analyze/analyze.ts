import { analyzeTogether, type Hand } from './crew.ts';
import { type Analysis, type AnalyzeOptions, analyzeShare } from './share.ts';

/** Judges recorded conversations in constant memory. With a `crew`, its threads and this one share the stations. Rejects only if a file cannot be read. */
export function analyze({ crew = [], ...options }: AnalyzeOptions & { crew?: readonly Hand[] }): Promise<Analysis> {
  return crew.length > 0 ? analyzeTogether(options, crew) : analyzeShare(options);
}
