import {
  contradictions,
  type DeclarationFile,
  declareCommand,
  featuresOf,
  type Observation,
  observer,
  readDeclaration,
  withObserved,
} from '../declaration/index.ts';
import type { Listener, SutId } from '../engine/events.ts';
import type { DeclaredFeature, RunResult, SutResult } from '../engine/results.ts';
import type { SutPlan } from '../runner/plan.ts';
import { UsageError } from '../runner/problem.ts';
import { type EffectiveSettings, listOf, protocolOf, sutConfigOf, versionOf } from '../runner/settings.ts';

/** What a run knows of the features of its SUTs: by their owner, and by what they say while they are tested. */
export interface Declared {
  /** settings with the declared features */
  settings: EffectiveSettings;
  /** what the report says of where they come from */
  about: Record<string, unknown>;
  /** Puts the SUT's own earlier word beside that of the owner. */
  brief(plan: SutPlan): SutPlan;
  /** hears what a SUT says of itself */
  on: Listener;
  /** Adds it to its declaration. */
  amend(sut: SutResult): SutResult;
}

/** Reads the declaration, if there is one, and refuses what cannot be certified. */
export async function declared(given: EffectiveSettings): Promise<Declared> {
  if (given.certification) refuseUncertifiable(given);
  const file = given.declaration === undefined ? undefined : await readDeclaration(given.declaration, madeBy(given, given.declaration));
  if (file) refuseOther(file, given);
  const settings = file ? { ...given, features: { ...definite(featuresOf(file)), ...given.features } } : given;
  const config = sutConfigOf(settings);
  const observers = new Map<string, ReturnType<typeof observer>>();
  const earlier: Observation[] = (file?.features ?? []).flatMap(({ feature, observed, source = '' }) =>
    observed === undefined ? [] : [{ feature, value: observed, source }],
  );
  return {
    settings,
    about: file ? { declaration: file.path, declarationSha256: file.sha256 } : {},
    brief: (plan) => (file && plan.briefing ? { ...plan, briefing: { ...plan.briefing, declaration: asFiled(plan, file) } } : plan),
    on(event) {
      if (event.type !== 'trace') return;
      const key = keyOf(event.sut);
      const listening = observers.get(key) ?? observer(event.sut, config);
      observers.set(key, listening);
      listening.see(event.entry);
    },
    amend(sut) {
      const now = observers.get(keyOf(sut))?.observations() ?? [];
      return sut.declaration ? { ...sut, declaration: withObserved(sut.declaration, [...earlier, ...now]) } : sut;
    },
  };
}

const madeBy = ({ sut = 'charger', ocpp = '2.0.1' }: EffectiveSettings, path: string): string =>
  declareCommand(sut, protocolOf(ocpp), path);

const keyOf = ({ name, sut, protocol }: SutId): string => `${name} ${sut} ${protocol}`;

/** A feature that counts only because the SUT said so was not declared. */
function asFiled({ briefing }: SutPlan, { features }: DeclarationFile): DeclaredFeature[] {
  const filed = new Map(features.map((each) => [each.feature, each]));
  return (briefing?.declaration ?? []).map((each) => {
    const { declared: value, observed, source } = filed.get(each.feature) ?? each;
    const isOverruled = each.declared !== undefined && each.declared !== (value ?? observed);
    const said = isOverruled ? each.declared : value;
    return {
      feature: each.feature,
      ...(said !== undefined && { declared: said }),
      ...(observed !== undefined && { observed }),
      ...(source !== undefined && { source }),
    };
  });
}

const definite = (features: Readonly<Record<string, boolean | undefined>>): Record<string, boolean> =>
  Object.fromEntries(Object.entries(features).flatMap(([feature, value]) => (value === undefined ? [] : [[feature, value]])));

function refuseOther({ path, sut, protocol, features }: DeclarationFile, { sut: tested, ocpp, certification }: EffectiveSettings): void {
  if (tested === undefined) throw new UsageError(`${path} is of a ${sut}, but the built-in ones are tested: say run ${sut}`);
  const wanted = ocpp === undefined ? undefined : protocolOf(ocpp);
  if (sut !== tested || (wanted !== undefined && protocol !== wanted))
    throw new UsageError(
      `${path} is of a ${sut} in OCPP ${versionOf(protocol)}, but a ${tested}${wanted ? ` in OCPP ${versionOf(wanted)}` : ''} is tested`,
    );
  if (certification && features.every(({ declared: owner, observed }) => owner === undefined && observed === undefined))
    throw new UsageError(
      `${path} declares nothing, so nothing can be certified: go through it with ${declareCommand(sut, protocol, path)}`,
    );
}

function refuseUncertifiable(settings: EffectiveSettings): void {
  const { sut, declaration } = settings;
  if (sut === undefined) throw new UsageError('--certification is of a system of yours: say run charger or run csms');
  if (declaration === undefined)
    throw new UsageError(
      `--certification needs a declaration: make one with ${madeBy(settings, 'declaration.yaml')}, then add --declaration declaration.yaml`,
    );
  const narrowing = [
    ['--case', listOf(settings.case).length > 0],
    ['--profile', listOf(settings.profile).length > 0],
    ['--rerun-failed', settings.rerunFailed !== undefined],
    ['--baseline', settings.baseline !== undefined],
    ['features in the configuration file', settings.features !== undefined],
  ] as const;
  const found = narrowing.find(([, is]) => is)?.[0];
  if (found) throw new UsageError(`--certification plays what the declaration says, all of it: leave out ${found}`);
}

/** A line for each feature on which owner and SUT do not agree. */
export const contradictionsIn = ({ suts }: RunResult): string[] =>
  suts.flatMap(({ name, declaration = [] }) => contradictions(declaration).map((line) => `${name}: ${line}`));
