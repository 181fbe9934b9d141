import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What users run: `npm run build` makes it. */
export const cli = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  /** resolves once stderr says so; rejects with what it said instead */
  says(what: RegExp): Promise<void>;
  ended: Promise<Ended>;
}

export interface StartOptions {
  cwd: string;
  env?: Record<string, string>;
}

const alive = new Set<ChildProcess>();
// What a test that failed has left behind.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts `ocppliance` for real, far from any terminal. */
export function start(args: readonly string[], { cwd, env = {} }: StartOptions): Running {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  alive.add(child);
  child.once('close', () => alive.delete(child));
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listen of listeners) listen();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
  const says = (what: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!what.test(output.stderr)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      ended.then(({ code, stderr }) => reject(new Error(`it ended with ${code} and never said ${what}:\n${stderr}`)), reject);
    });
  return { child, says, ended };
}

/** Runs `ocppliance` to its end; nobody types anything. */
export function ocppliance(args: readonly string[], options: StartOptions): Promise<Ended> {
  const { child, ended } = start(args, options);
  child.stdin?.end();
  return ended;
}

/** A folder of its own, with files in it. */
export function folderWith(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'ocppliance-cli-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
