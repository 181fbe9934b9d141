import type { Argv, InferredOptionTypes, Options } from 'yargs';

/** A command of the command line: how it is written, and what it does. */
export interface VerbDefinition<O extends Record<string, Options>> {
  command: string;
  describe: string;
  options: O;
  /** the words after the command */
  positionals?: Record<string, { type: 'string'; describe: string }>;
  examples?: readonly (readonly [command: string, description: string])[];
  epilogue?: string;
  /** resolves to the exit code */
  handler(args: InferredOptionTypes<O> & Record<string, unknown>): Promise<number>;
}

export interface Verb {
  options: Record<string, Options>;
  register(cli: Argv, onStart: (exit: Promise<number>) => void): Argv;
}

export function defineVerb<const O extends Record<string, Options>>(definition: VerbDefinition<O>): Verb {
  const { command, describe, options, positionals = {}, examples = [], epilogue, handler } = definition;
  const builder = (yargs: Argv): Argv => {
    for (const [name, option] of Object.entries(options)) yargs.option(name, { ...option, requiresArg: option.type !== 'boolean' });
    for (const [name, positional] of Object.entries(positionals)) yargs.positional(name, positional);
    for (const [line, description] of examples) yargs.example(line, description);
    return epilogue === undefined ? yargs : yargs.epilogue(epilogue);
  };
  return {
    options,
    // yargs has parsed what the options say: their types hold.
    // yargs is not told of the promise: for one it renders the whole help in advance, which takes longer than our start.
    register: (cli, onStart) => cli.command(command, describe, builder, (args) => onStart(handler(args as Parameters<typeof handler>[0]))),
  };
}

/** A positional argument, if it was given. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
