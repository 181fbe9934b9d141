import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { BundleError } from './problem.ts';

export interface LineOptions {
  /** The writer may have been killed: a last line that ends in the middle is passed over. */
  mayBeCutOff?: boolean;
}

/** The values of a file that holds one JSON value on each line, one after the other. */
export async function* jsonLines<T>(path: string, { mayBeCutOff = false }: LineOptions = {}): AsyncGenerator<T> {
  const name = basename(path);
  const stream = createReadStream(path, 'utf8');
  let number = 0;
  let broken: number | undefined;
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (broken !== undefined) throw new BundleError(`${name} is damaged: line ${broken} is no JSON`);
      const value = parsed(line);
      // Only what follows tells a line that was cut off from one that was damaged.
      if (value === undefined) broken = number;
      else yield value as T;
    }
  } catch (error) {
    if (error instanceof BundleError) throw error;
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it is missing' : String(error);
    throw new BundleError(`cannot read ${path}: ${reason}`);
  } finally {
    stream.destroy();
  }
  if (broken !== undefined && !mayBeCutOff) throw new BundleError(`${name} is truncated: it ends in the middle of line ${broken}`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
