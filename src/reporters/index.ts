import { join } from 'node:path';
import type { Reporter } from '../engine/events.ts';
import { allureReporter } from './allure.ts';
import { type ConsoleOptions, consoleReporter } from './console.ts';
import { htmlReporter } from './html/index.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { traceReporter } from './trace.ts';

export { allureReporter, type ConsoleOptions, consoleReporter, htmlReporter, jsonReporter, junitReporter, traceReporter };

export interface ReporterOptions {
  /** where all files of the report go; made if it is not there */
  directory: string;
  /** how to talk to the person at the terminal, or not at all */
  console?: Omit<ConsoleOptions, 'report'> | false;
}

/**
 * All reporters as one. The trace hears of everything first; the summary comes last, when the files that it names are there. If one
 * of them fails at the end, the others still write what they have.
 */
export function createReporters({ directory, console = {} }: ReporterOptions): Reporter {
  const files = [traceReporter, jsonReporter, junitReporter, allureReporter, htmlReporter].map((create) => create({ directory }));
  const talk = console && consoleReporter({ ...console, report: join(directory, 'report.html') });
  const all = talk ? [...files, talk] : files;
  return {
    on(event) {
      for (const reporter of all) reporter.on(event);
    },
    async end(run) {
      const ends = await Promise.allSettled(files.map((reporter) => reporter.end?.(run)));
      if (talk) await talk.end?.(run);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}
