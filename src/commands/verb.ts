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
  register(cli: Argv, onExit: (code: number) => void): Argv;
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
    register: (cli, onExit) =>
      cli.command(command, describe, builder, async (args) => onExit(await handler(args as Parameters<typeof handler>[0]))),
  };
}

/** A positional argument, if it was given. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
