import type { Operator } from '../engine/acts.ts';

export interface OperatorOptions {
  /** seconds until a hook must have done an act; a person at the terminal has all the time */
  timeout: number;
  /** ends what waits, such as a question at the terminal */
  signal: AbortSignal;
  /** shows a person what to do */
  prompt(text: string): void;
  /** loads a user's module */
  load(path: string): Promise<Readonly<Record<string, unknown>>>;
}

/** Nobody is there: cases that need an act are not tested. */
export const nobody: Operator = {
  can: () => false,
  does: (act) => Promise.reject(new Error(`nobody is there to ${act}`)),
};

const kinds = 'none, prompt, an http:// or https:// URL, a .ts or .js file, or command:PROGRAM';

/** `none`, `prompt`, `http://…`, `./acts.ts` or `command:./act.sh`. Rejects if it is none of these, or cannot be loaded. */
export async function createOperator(spec: string, options: OperatorOptions): Promise<Operator> {
  if (spec === 'none') return nobody;
  if (spec === 'prompt') return (await import('./prompt.ts')).promptOperator(options);
  if (/^https?:\/\//.test(spec)) return (await import('./http.ts')).httpOperator(spec, options);
  if (spec.startsWith('command:')) return (await import('./command.ts')).commandOperator(spec.slice('command:'.length), options);
  if (/\.[cm]?[jt]s$/.test(spec)) return (await import('./module.ts')).moduleOperator(await options.load(spec), spec, options);
  throw new TypeError(`"${spec}" is no operator: choose ${kinds}`);
}
