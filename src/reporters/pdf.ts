import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ReportError } from '../bundle/folder.ts';
import type { Reporter } from '../engine/events.ts';
import type { FileOptions } from './files.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

/** Nothing of it may reach the network, or outlive it. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-pdf-header-footer',
];

/** milliseconds that a browser gets for one report */
const patience = 120_000;

/** Prints `report.html` into `report.pdf`, by a headless Chromium: the one that CHROMIUM names, or else one in PATH. */
export function pdfReporter({ folder }: FileOptions): Reporter {
  return {
    on() {},
    end: async () => void (await folder.write('report.pdf', await printed(resolve(folder.directory, 'report.html')))),
  };
}

async function printed(page: string): Promise<Uint8Array> {
  const browser = await findChromium();
  const scratch = await mkdtemp(join(tmpdir(), 'ocppliance-pdf-'));
  try {
    const target = join(scratch, 'report.pdf');
    const profile = `--user-data-dir=${join(scratch, 'profile')}`;
    await run(browser, [...flags, profile, '--virtual-time-budget=20000', `--print-to-pdf=${target}`, pathToFileURL(page).href]);
    return await readFile(target);
  } catch (error) {
    throw new ReportError(`cannot print report.pdf with ${browser}: ${error instanceof Error ? error.message : error}`, { cause: error });
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function findChromium(): Promise<string> {
  const { CHROMIUM, PATH = '' } = process.env;
  const candidates = CHROMIUM ? [CHROMIUM] : PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  for (const path of candidates) if (await isExecutable(path)) return path;
  const missing = CHROMIUM ? `there is no program at ${CHROMIUM}, which CHROMIUM names` : `none of ${names.join(', ')} is in PATH`;
  throw new ReportError(`no report.pdf, because it is printed by Chromium and ${missing}: install one, or set CHROMIUM to its path`);
}

const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: patience, killSignal: 'SIGKILL' });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-500);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new Error(signal ? `it took more than ${patience / 1000} s` : `it ended with ${code}: ${said.trim().split('\n').at(-1)}`));
    });
  });
}
