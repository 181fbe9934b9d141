import yargs from 'yargs';
import { didYouMean } from '../runner/closest.ts';
import { messageOf, UsageError } from '../runner/problem.ts';
import { analyze } from './analyze.ts';
import { declare } from './declare.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { init } from './init.ts';
import { list } from './list.ts';
import { merge } from './merge.ts';
import { mock } from './mock.ts';
import { proxy } from './proxy.ts';
import { report } from './report.ts';
import { run } from './run.ts';
import type { Verb } from './verb.ts';
import { verify } from './verify.ts';
import { version } from './version.ts';

const verbs: Record<string, Verb> = { run, analyze, proxy, list, explain, declare, mock, report, verify, diff, merge, init };

const exitCodes = `Exit codes:
  0 passed · 1 failed · 2 usage or configuration · 3 incomplete · 4 error of ocppliance · 130 interrupted`;

/** Does what the command line says. Resolves to the exit code; what goes wrong is one line on stderr. */
export async function main(args: readonly string[]): Promise<number> {
  let exit: Promise<number> | undefined;
  const cli = yargs([...args])
    .scriptName('ocppliance')
    .locale('en')
    .usage('$0 <command>\n\nThe open test suite for OCPP: is this charger or CSMS interoperable, and who is to blame when it is not?');
  for (const verb of Object.values(verbs)) {
    verb.register(cli, (started) => {
      exit = started;
    });
  }
  cli
    .demandCommand(1, 'say what to do: run, analyze, proxy, list, explain, declare, mock, report, verify, diff, merge or init')
    .strict()
    .version(version())
    .alias('help', 'h')
    .epilogue(exitCodes)
    .wrap(Math.min(process.stderr.columns ?? 100, 110))
    .parserConfiguration({ 'duplicate-arguments-array': true, 'greedy-arrays': false })
    .exitProcess(false)
    .fail((message, error) => {
      // Without an error, or with one of its own, it is yargs that complains.
      throw error && error.name !== 'YError' ? error : new UsageError(usage(message ?? error?.message ?? '', args));
    });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', goOn);
  try {
    await cli.parseAsync();
    return (await exit) ?? 0;
  } catch (error) {
    process.stderr.write(`ocppliance: ${inWords(error)}\n`);
    return isOurs(error) ? 4 : 2;
  }
}

/** A reader such as `head`, or a terminal, may be gone: there is still a report to be written, and an exit code that says what was found. */
function goOn(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}

/** Errors that are made for users. Anything else is a fault of ours. */
const forUsers = new Set(['UsageError', 'ListenError', 'ConnectError', 'BundleError', 'ReportError']);

const isOurs = (error: unknown): boolean => !(error instanceof Error && forUsers.has(error.name));

function inWords(error: unknown): string {
  if (!isOurs(error)) return messageOf(error);
  return `this is an error of ours, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

const commands = Object.keys(verbs);

/** yargs's complaints, on one line and with what to do. */
function usage(message: string, args: readonly string[]): string {
  const line = message.trim().replace(/\s*\n\s*/g, ', ');
  const help = `ocppliance ${commands.includes(args[0] ?? '') ? `${args[0]} ` : ''}--help`;
  const unknown = /^Unknown (?:argument|command)s?: ([^,]+)/.exec(line)?.[1];
  if (unknown === undefined) return `${line.charAt(0).toLowerCase()}${line.slice(1)} (see ${help})`;
  const isOption = args.some((arg) => new RegExp(`^--?(?:no-)?${unknown.replace(/\W/g, '\\$&')}(?:=|$)`).test(arg));
  if (isOption) return `there is no option --${unknown}${didYouMean(`--${unknown}`, options(args[0])) || '.'} All are listed by: ${help}`;
  const what = commands.includes(args[0] ?? '') ? 'argument' : 'command';
  return `there is no ${what} ${unknown}${(what === 'command' && didYouMean(unknown, commands)) || '.'} All are listed by: ${help}`;
}

const options = (command = ''): string[] => Object.keys(verbs[command]?.options ?? {}).map((name) => `--${name}`);
