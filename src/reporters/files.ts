import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a reporter that writes files puts them. */
export interface FileOptions {
  directory: string;
}

/** Writes one file of a report; an error says which, and what to do. */
export async function writeReport(directory: string, name: string, text: string): Promise<void> {
  const path = join(directory, name);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw reportError(path, error);
  }
}

export function reportError(path: string, error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(`cannot write ${path} (${reason}): give a folder that can be written to with --report-dir`, { cause: error });
}
