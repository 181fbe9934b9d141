import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, UsageError } from './problem.ts';

export type Exports = Readonly<Record<string, unknown>>;

/**
 * Imports a module of the user, TypeScript too. `ocppliance` means the one that runs, so that cases work outside of any project.
 * Rejects with a `UsageError` that names the file.
 */
export async function loadModule(what: string, path: string): Promise<Exports> {
  try {
    if (!/\.[cm]?ts$/.test(path)) return await import(pathToFileURL(path).href);
    const { createJiti } = await import('jiti');
    const self = (name: string) => fileURLToPath(new URL(name + import.meta.url.slice(-3), import.meta.url));
    const jiti = createJiti(import.meta.url, {
      alias: { 'ocppliance/vitest': self('../vitest/index'), ocppliance: self('../index') },
      interopDefault: false,
    });
    return await jiti.import<Exports>(path);
  } catch (error) {
    throw new UsageError(`cannot load the ${what} ${path}: ${messageOf(error).split('\n', 1)[0]}`, { cause: error });
  }
}
