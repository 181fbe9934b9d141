import { join } from 'node:path';
import { type FileEntry, type Folder, openFolder } from '../bundle/folder.ts';
import { manifestName, manifestText, signatureName } from '../bundle/manifest.ts';
import { type MaskingOptions, masked } from '../bundle/masking.ts';
import { signature } from '../bundle/sign.ts';
import type { Reporter } from '../engine/events.ts';
import type { RunResult } from '../engine/results.ts';
import { allureReporter } from './allure.ts';
import { type ConsoleOptions, consoleReporter } from './console.ts';
import { ctrfReporter } from './ctrf.ts';
import { htmlReporter } from './html/index.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { markdownReporter } from './markdown.ts';
import { pdfReporter } from './pdf.ts';
import { traceReporter } from './trace.ts';

/** How each format is written; those after `html` need its page. */
export const formats = {
  json: jsonReporter,
  html: htmlReporter,
  junit: junitReporter,
  ctrf: ctrfReporter,
  md: markdownReporter,
  pdf: pdfReporter,
  allure: allureReporter,
} as const;

export type Format = keyof typeof formats;

/** What each format writes, in the folder of the report. */
export const fileOf: Record<Format, string> = {
  json: 'results.json',
  html: 'report.html',
  junit: 'junit.xml',
  ctrf: 'ctrf.json',
  md: 'summary.md',
  pdf: 'report.pdf',
  allure: 'allure-results',
};

/** what every run writes; a PDF costs seconds */
export const usualFormats = ['json', 'html', 'junit', 'ctrf', 'md', 'allure'] as const satisfies readonly Format[];

export interface ReporterOptions {
  /** where all files of the report go; made if it is not there */
  directory: string;
  /** how to talk to the person at the terminal, or not at all */
  console?: Omit<ConsoleOptions, 'report'> | false;
  formats?: readonly Format[];
  /** what is secret besides what looks like it */
  mask?: MaskingOptions;
  /** path to the private Ed25519 key that signs the manifest */
  sign?: string | undefined;
  /** a file that summary.md is appended to */
  stepSummary?: string | undefined;
  /** files that lie in the folder already and stay there */
  known?: readonly FileEntry[];
}

/**
 * All reporters as one, behind the mask. The trace hears of everything first; the manifest is written when all files are there, and the
 * summary comes last. If one of them fails at the end, the others still write what they have.
 */
export function createReporters({
  directory,
  console = {},
  formats: wanted = usualFormats,
  mask = {},
  sign,
  stepSummary,
  known,
}: ReporterOptions): Reporter {
  const folder = openFolder(directory, known);
  const files = [traceReporter({ folder }), ...wanted.map((format) => formats[format]({ folder, stepSummary }))];
  const talk = console && consoleReporter({ ...console, report: join(directory, 'report.html') });
  const all = talk ? [...files, talk] : files;
  return masked(
    {
      on(event) {
        for (const reporter of all) reporter.on(event);
      },
      async end(run) {
        // One after the other: each may need the room of a whole run.
        const troubles: unknown[] = [];
        const guarded = (action: () => Promise<unknown> | undefined) => action()?.catch((error: unknown) => troubles.push(error));
        for (const reporter of files) await guarded(async () => reporter.end?.(run));
        await guarded(() => seal(folder, run.tool, sign));
        if (talk) await talk.end?.(run);
        if (troubles.length > 0) throw troubles[0];
      },
    },
    mask,
  );
}

/** Writes the manifest of what is in the folder, and its signature. */
async function seal(folder: Folder, tool: RunResult['tool'], key: string | undefined): Promise<void> {
  const manifest = manifestText(tool, folder.files.values());
  await folder.write(manifestName, manifest);
  if (key !== undefined) await folder.write(signatureName, await signature(Buffer.from(manifest), key));
}
