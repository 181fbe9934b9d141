import { spawn } from 'node:child_process';
import type { Operator } from '../engine/acts.ts';
import type { OperatorOptions } from './index.ts';
import { firstLine, patiently } from './patience.ts';

/** characters of a program's output that are kept */
const MAX_OUTPUT = 4_096;

/**
 * Runs a program for each act: `OCPPLIANCE_ACT`, `OCPPLIANCE_PARAMETERS` (JSON) and `OCPPLIANCE_STATION` in its environment, all three
 * as JSON on its stdin. Exit code 0 means done. No shell comes near it: arguments are what is between spaces.
 */
export function commandOperator(command: string, options: Pick<OperatorOptions, 'timeout' | 'signal'>): Operator {
  const [program, ...args] = command.trim().split(/\s+/);
  if (!program) throw new TypeError('command: names no program: write --operator command:./act.sh');
  return {
    can: () => true,
    does: (act, parameters, station) => patiently(options, (signal) => run(program, args, { act, parameters, station }, signal)),
  };
}

interface Task {
  act: string;
  parameters: Record<string, unknown>;
  station: string;
}

function run(program: string, args: string[], task: Task, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      OCPPLIANCE_ACT: task.act,
      OCPPLIANCE_PARAMETERS: JSON.stringify(task.parameters),
      OCPPLIANCE_STATION: task.station,
    };
    // The password of the station is none of its business.
    delete (env as NodeJS.ProcessEnv).OCPPLIANCE_PASSWORD;
    const child = spawn(program, args, { env, signal, stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(0, MAX_OUTPUT);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      const reason = { ENOENT: 'there is no such program', EACCES: 'it is not executable' }[error.code ?? ''] ?? error.message;
      reject(new Error(`${program} could not be run: ${reason}`));
    });
    child.on('close', (code, killed) => {
      if (code === 0) return resolve();
      const how = code === null ? `was ended by ${killed}` : `ended with exit code ${code}`;
      reject(new Error(`${program} ${how}${said.trim() ? `: ${firstLine(said)}` : ''}`));
    });
    // A program that does not read its stdin is fine.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${JSON.stringify(task)}\n`);
  });
}
