import type { Reporter } from '../engine/events.ts';
import type { RunResult } from '../engine/results.ts';
import { type FileOptions, writeReport } from './files.ts';

/** The bytes of results.json; the HTML report prints their SHA-256. See results.schema.json for the shape. */
export const serialize = (run: RunResult): string => `${JSON.stringify(run, null, 2)}\n`;

/** Writes `results.json`: everything that is known of the run, each case with its frames. */
export function jsonReporter({ directory }: FileOptions): Reporter {
  return {
    on() {},
    end: (run) => writeReport(directory, 'results.json', serialize(run)),
  };
}
