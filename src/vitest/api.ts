import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What we need of vitest, of whatever major: nothing of it is imported, so that no second copy comes beside the user's. */
export interface Vitest {
  describe(name: string, options: { concurrent: false }, body: () => void): unknown;
  test(name: string, options: { timeout: number; retry: number }, body: (context: Context) => Promise<void>): unknown;
  beforeAll(body: () => Promise<void>, timeout: number): unknown;
  afterAll(body: () => Promise<void>, timeout: number): unknown;
}

export interface Context {
  task: { meta: object };
  skip(note?: string): unknown;
}

/** The vitest of the project that runs, which is not the one beside us if this package is linked. */
export async function findVitest(): Promise<Vitest> {
  const { resolve } = createRequire(join(process.cwd(), 'package.json'));
  try {
    const manifest = resolve('vitest/package.json');
    return await import(pathToFileURL(join(dirname(manifest), 'dist/index.js')).href);
  } catch (cause) {
    throw new Error('vitest was not found from here: pass it as conformanceSuite({ …, vitest }), from import * as vitest from "vitest"', {
      cause,
    });
  }
}
