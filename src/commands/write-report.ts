import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FileEntry } from '../bundle/folder.ts';
import { fileEntry, readManifest, wrongFiles } from '../bundle/hashes.ts';
import { journalName, signatureName, traceName } from '../bundle/manifest.ts';
import { BundleError } from '../bundle/problem.ts';
import { type Bundle, readBundle, readTrace } from '../bundle/read.ts';
import type { Reporter } from '../engine/events.ts';
import { createReporters, type Format, fileOf, formats, usualFormats } from '../reporters/index.ts';
import { UsageError } from '../runner/problem.ts';

export interface WriteOptions {
  formats: readonly string[] | undefined;
  /** another folder */
  out: string | undefined;
  /** path to a private key */
  sign: string | undefined;
  maskTokens: boolean;
}

/** Writes formats of a report again, and says on stdout where. Resolves to the exit code. */
export async function writeReport(source: string, { formats: names, out, sign, maskTokens }: WriteOptions): Promise<0> {
  const wanted = formatsOf(names);
  const directory = out ?? source;
  const isCopy = resolve(directory) !== resolve(source);
  if (maskTokens && !isCopy) throw new UsageError('the trace of the bundle names the tokens: for a copy without them, add --out FOLDER');
  if (!isCopy && existsSync(join(source, signatureName)) && sign === undefined)
    throw new UsageError(`${source} is signed as it is: write elsewhere with --out FOLDER, or sign it anew with --sign KEY`);

  const bundle = await readBundle(source);
  const known = isCopy ? [] : await knownFiles(bundle);
  // The page is what is printed; results are what a bundle is about.
  const needsPage = wanted.includes('pdf') && !known.some(({ path }) => path === fileOf.html);
  const needsResults = isCopy || bundle.isPartial;
  const all = new Set<Format>([...(needsResults ? (['json'] as const) : []), ...(needsPage ? (['html'] as const) : []), ...wanted]);
  const ordered = (Object.keys(formats) as Format[]).filter((format) => all.has(format));

  const reporter = createReporters({ directory, console: false, formats: ordered, mask: { tokens: maskTokens }, sign, known });
  if (isCopy) await retell(bundle, reporter);
  await reporter.end?.(bundle.run);
  if (bundle.isPartial && !isCopy) rmSync(join(source, journalName), { force: true });
  for (const format of ordered) process.stdout.write(`${join(directory, fileOf[format])}\n`);
  return 0;
}

function formatsOf(names: readonly string[] | undefined): Format[] {
  if (!names || names.length === 0) return [...usualFormats];
  return names
    .flatMap((name) => name.split(','))
    .map((name) => {
      const known = (Object.keys(formats) as Format[]).find((format) => format === name.trim());
      if (!known) throw new UsageError(`there is no format ${name}: choose ${Object.keys(formats).join(', ')}`);
      return known;
    });
}

/** What lies in the bundle already. One that was changed must not get a new manifest that says it is right. */
async function knownFiles({ directory, isPartial }: Bundle): Promise<FileEntry[]> {
  if (isPartial) {
    cutOff(join(directory, traceName));
    const trace = await fileEntry(directory, traceName);
    return trace ? [trace] : [];
  }
  const { manifest } = await readManifest(directory);
  const [wrong] = await wrongFiles(directory, manifest);
  if (wrong !== undefined) throw new BundleError(`${directory} is not as its manifest says: ${wrong}. See ocppliance verify ${directory}`);
  return manifest.files;
}

/** Takes away the line that was being written when the process was killed. */
function cutOff(path: string): void {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const byte = Buffer.alloc(1);
    let end = size;
    while (end > 0 && readSync(file, byte, 0, 1, end - 1) > 0 && byte[0] !== 0x0a) end -= 1;
    if (end < size) ftruncateSync(file, end);
  } finally {
    closeSync(file);
  }
}

/** Lets a reporter hear the trace as it was heard in the run. */
async function retell({ directory, run, isPartial }: Bundle, reporter: Reporter): Promise<void> {
  const { suts: _, endedAt: _end, interrupted: _interrupted, ...head } = run;
  reporter.on({ type: 'runStarted', run: head, total: 0 });
  for await (const { sut: name, role, protocol, caseId, ...entry } of readTrace(directory, { mayBeCutOff: isPartial })) {
    reporter.on({ type: 'trace', sut: { name, sut: role, protocol }, ...(caseId === undefined ? {} : { caseId }), entry });
  }
}
