import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  ask,
  contradictions,
  type Declaration,
  declarationText,
  knownFeatures,
  type Observation,
  probe,
  readDeclaration,
} from '../declaration/index.ts';
import type { DeclaredFeature } from '../engine/results.ts';
import { count, printable } from '../reporters/text.ts';
import { loadConfiguration } from '../runner/config.ts';
import { UnreachableError, UsageError } from '../runner/problem.ts';
import { listOf, protocolOf, type Settings, versionOf } from '../runner/settings.ts';
import { say } from './passive.ts';
import { writeWhole } from './write-whole.ts';

export interface DeclareOptions {
  probe: boolean;
  /** unset: if somebody sits at a terminal */
  ask: boolean | undefined;
  config: string | undefined;
}

/** Makes a declaration, or goes through one again. Resolves to the exit code. */
export async function declareSut(path: string, flags: Settings, options: DeclareOptions): Promise<number> {
  const { settings, password, warnings } = await loadConfiguration({ flags, file: options.config });
  for (const warning of warnings) say(warning);
  const before = existsSync(path) ? await readDeclaration(path) : undefined;
  const sut = settings.sut ?? before?.sut;
  const protocol = settings.ocpp === undefined ? before?.protocol : protocolOf(settings.ocpp);
  if (!sut) throw new UsageError('say whose features they are: add --sut charger or --sut csms');
  if (!protocol) throw new UsageError('say in which version: add --ocpp 1.6 or --ocpp 2.0.1');
  if (before && (before.sut !== sut || before.protocol !== protocol))
    throw new UsageError(`${path} is of a ${before.sut} in OCPP ${versionOf(before.protocol)}: name another file for this one`);
  const known = await knownFeatures(
    protocol,
    sut,
    listOf(settings.cases).map((folder) => resolve(folder)),
  );
  let declaration: Declaration = {
    sut,
    protocol,
    features: before?.features ?? [],
    ...(before?.identity && { identity: before.identity }),
  };

  if (options.probe) {
    try {
      const told = await probed({ settings, password, protocol, sut });
      const asked = new Set(known.map(({ feature }) => feature));
      declaration = {
        ...declaration,
        features: merged(
          declaration.features,
          told.observations.filter(({ feature }) => asked.has(feature)),
        ),
        identity: told.identity,
      };
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      say(`${error.message}. Nothing was written`);
      return 3;
    }
  }
  if (options.ask ?? (process.stdin.isTTY === true && process.stderr.isTTY === true)) {
    const features = await ask(known, declaration.features, { input: process.stdin, output: process.stderr, sut });
    declaration = { ...declaration, features };
  }
  await writeWhole(path, await declarationText(declaration, known));
  const wrong = contradictions(declaration.features);
  for (const line of wrong) say(printable(line));
  sayWhatIsKnown(path, declaration, known.length);
  return wrong.length > 0 ? 1 : 0;
}

async function probed(about: Pick<Parameters<typeof probe>[0], 'settings' | 'password' | 'protocol' | 'sut'>) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const told = await probe({
    ...about,
    signal: controller.signal,
    listener: (event) => {
      if (event.type === 'prompt') say(printable(event.text));
    },
  });
  process.off('SIGINT', stop).off('SIGTERM', stop);
  if (told.trouble !== undefined) say(`it did not tell everything: ${printable(told.trouble)}`);
  say(`it told ${count(told.settings.length, 'setting')}, from which ${count(told.observations.length, 'feature')} can be seen`);
  return told;
}

/** What it says now beats what it said before; what is declared stays. */
function merged(features: readonly DeclaredFeature[], observations: readonly Observation[]): DeclaredFeature[] {
  const all = new Map(
    features.map(({ feature, declared }) => [feature, { feature, ...(declared !== undefined && { declared }) } as DeclaredFeature]),
  );
  for (const { feature, value, source } of observations)
    all.set(feature, { ...(all.get(feature) ?? { feature }), observed: value, source });
  return [...all.values()];
}

function sayWhatIsKnown(path: string, { features, sut, protocol }: Declaration, all: number): void {
  const is = (test: (each: DeclaredFeature) => boolean) => features.filter(test).length;
  const declared = is((each) => each.declared !== undefined);
  const observed = is((each) => each.observed !== undefined);
  const unset = all - is((each) => each.declared !== undefined || each.observed !== undefined);
  say(`${path}: ${declared} declared, ${observed} observed, ${unset} of ${count(all, 'feature')} unset`);
  const where = sut === 'charger' ? '--listen 9000' : 'ws://host:port/path/STATION';
  say(`use it with: ocppliance run ${sut} ${where} --ocpp ${versionOf(protocol)} --declaration ${path}`);
}
