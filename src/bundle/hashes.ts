import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { FileEntry } from './folder.ts';
import { journalName, type Manifest, manifestName, resultsName, signatureName } from './manifest.ts';
import { BundleError } from './problem.ts';

/** Reads manifest.json: its bytes are what a signature is of. Rejects with a `BundleError`. */
export async function readManifest(directory: string): Promise<{ manifest: Manifest; bytes: Buffer }> {
  const path = join(directory, manifestName);
  const bytes = await readFile(path).catch(async () => {
    const files: string[] = await readdir(directory).catch(() => []);
    if (files.includes(journalName) && !files.includes(resultsName))
      throw new BundleError(`${directory} is of a run that was killed: make a partial report of it with ocppliance report ${directory}`);
    throw new BundleError(`${directory} is no bundle: it has no ${manifestName}`);
  });
  const manifest = manifestOf(bytes.toString('utf8'));
  if (!manifest) throw new BundleError(`${path} is damaged`);
  const { formatVersion, tool } = manifest;
  if (formatVersion !== 1)
    throw new BundleError(
      `${path} has version ${formatVersion} of the format, and this ocppliance reads version 1: use ocppliance ${tool.version}`,
    );
  return { manifest, bytes };
}

function manifestOf(text: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(text);
    const isOne = manifest?.format === 'ocppliance-manifest' && Array.isArray(manifest.files);
    return isOne ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** What is not as the manifest says, a sentence each. */
export async function wrongFiles(directory: string, { files }: Manifest): Promise<string[]> {
  const wrong: string[] = [];
  for (const file of files) {
    const found = await fileEntry(directory, file.path);
    if (!found) wrong.push(`${file.path} is missing`);
    else if (found.sha256 !== file.sha256) wrong.push(`${file.path} was changed: ${sizes(file, found)}`);
  }
  return wrong;
}

const sizes = (wanted: FileEntry, found: FileEntry): string =>
  wanted.size === found.size ? `its SHA-256 is ${found.sha256}` : `it has ${found.size} bytes, not ${wanted.size}`;

/** Files that lie in the bundle, but are not in its manifest. */
export async function strangeFiles(directory: string, { files }: Manifest): Promise<string[]> {
  const known = new Set([...files.map(({ path }) => path), manifestName, signatureName]);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)).replaceAll(sep, '/'))
    .filter((path) => !known.has(path))
    .sort();
}

/** A file as a manifest lists it; nothing if it is not there or lies outside of the bundle. */
export async function fileEntry(directory: string, path: string): Promise<FileEntry | undefined> {
  const file = join(directory, path);
  if (relative(directory, file).startsWith('..')) return undefined;
  const digest = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(file)) {
      digest.update(chunk);
      size += chunk.length;
    }
  } catch {
    return undefined;
  }
  return { path, size, sha256: digest.digest('hex') };
}
