import { rename, writeFile } from 'node:fs/promises';
import { messageOf, UsageError } from '../runner/problem.ts';

/** Writes a file of the user that is there all at once or stays as it was. Rejects with a `UsageError`. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${messageOf(error)}`);
  }
}
