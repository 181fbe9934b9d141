import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readManifest, strangeFiles, wrongFiles } from '../bundle/hashes.ts';
import { signatureName } from '../bundle/manifest.ts';
import { readBundle, readTrace } from '../bundle/read.ts';
import { type Comparison, rejudge } from '../bundle/rejudge.ts';
import { replay } from '../bundle/replay.ts';
import { isSignedBy } from '../bundle/sign.ts';
import { defaultConfig, type SutConfig } from '../engine/config.ts';
import type { RunResult } from '../engine/results.ts';
import { loadRules } from '../judge/rules.ts';
import { loadParty } from '../parties/index.ts';
import { loadSuite } from '../runner/catalogue.ts';
import { configOfJob } from '../runner/jobs.ts';

/** Says on stdout what of a bundle is as it says. Resolves to the exit code. */
export async function verifyBundle(directory: string, key: string | undefined): Promise<0 | 1> {
  const { manifest, bytes } = await readManifest(directory);
  const wrong = await wrongFiles(directory, manifest);
  const isIntact = tell(wrong, `${manifest.files.length} files are as the manifest says`);
  for (const path of await strangeFiles(directory, manifest)) say('·', `${path} is not in the manifest: nobody vouches for it`);
  const isSigned = await checkSignature(directory, bytes, key);

  const { run } = await readBundle(directory);
  const rules = await loadRules();
  const findings = await rejudge(run, readTrace(directory), rules);
  const isSame = compared(findings, 'finding', 'the rules, applied to the trace again');
  const isConfirmed = await playAgain(directory, run);
  if (run.tool.version !== manifest.tool.version) say('·', `the run is of ocppliance ${run.tool.version}`);
  return isIntact && isSigned && isSame && isConfirmed ? 0 : 1;
}

async function checkSignature(directory: string, manifest: Buffer, key: string | undefined): Promise<boolean> {
  const signed = await readFile(join(directory, signatureName), 'utf8').catch(() => undefined);
  if (key === undefined) {
    say('·', signed === undefined ? 'not signed' : 'signed; by whom was not checked: name the public key with --key');
    return true;
  }
  const isRight = await isSignedBy(manifest, signed ?? '', key);
  return tell(
    isRight ? [] : [signed === undefined ? `not signed: there is no ${signatureName}` : `the signature is not by the owner of ${key}`],
    `signed by the owner of ${key}`,
  );
}

/** Plays the cases again over what was recorded of them. */
async function playAgain(directory: string, run: RunResult): Promise<boolean> {
  const suite = await loadSuite({ protocols: [...new Set(run.suts.map(({ protocol }) => protocol))] });
  const cases = new Map(suite.map(({ testCase }) => [`${testCase.protocol} ${testCase.sut} ${testCase.id}`, testCase]));
  const { same, differences, lost } = await replay(run, readTrace(directory), {
    testCase: ({ protocol, sut, id }) => cases.get(`${protocol} ${sut} ${id}`),
    config: (station) => configOf(run.configuration, station),
    party: loadParty,
  });
  const isSame = tell(differences, `the cases, played again over the trace: ${same} came to the same verdict`);
  if (differences.length > 0) say('·', `${same} other cases, played again over the trace, came to the same verdict`);
  if (lost.length > 0) say('·', `${lost.length} cases cannot be played again from the trace alone:`);
  for (const each of lost.slice(0, most)) say(' ', each);
  if (lost.length > most) say(' ', `… and ${lost.length - most} more`);
  return isSame;
}

/** What cases were told, by the effective configuration. The built-in CSMS knows a station and tokens for each job. */
function configOf(configuration: RunResult['configuration'], station: string): SutConfig {
  const names = Object.keys(defaultConfig).filter((name) => configuration[name] !== undefined);
  const config: SutConfig = { ...defaultConfig, ...Object.fromEntries(names.map((name) => [name, configuration[name]])) };
  const job = Number(/-J(\d+)$/.exec(station)?.[1] ?? 1);
  return { ...configOfJob(config, job), ...(station === '' ? {} : { station }) };
}

function compared({ same, masked, differences }: Comparison, what: string, how: string): boolean {
  const isSame = tell(differences, `${how}: ${same} ${what}${same === 1 ? '' : 's'} came out the same`);
  if (masked > 0) say('·', `${masked} ${what}${masked === 1 ? '' : 's'} cannot be judged again, because a secret in it is masked`);
  return isSame;
}

const most = 20;

function tell(troubles: readonly string[], otherwise: string): boolean {
  for (const trouble of troubles.slice(0, most)) say('✗', trouble);
  if (troubles.length > most) say('✗', `… and ${troubles.length - most} more`);
  if (troubles.length === 0) say('✓', otherwise);
  return troubles.length === 0;
}

const say = (mark: string, line: string): void => void process.stdout.write(`${mark} ${line}\n`);
