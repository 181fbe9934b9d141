import type { AbsentCase, DeclaredFeature, RunResult, SutResult } from '../engine/results.ts';

/** A run, and what to call it. */
export interface Part {
  name: string;
  run: RunResult;
}

/**
 * Joins the reports of several runs. Parts of one SUT that share no case are shards and become one; what was played twice stands side by
 * side, told apart by firmware or by date.
 */
export function merge(parts: readonly Part[], tool: RunResult['tool']): RunResult {
  const runs = parts.map(({ run }) => run);
  const times = (pick: (run: RunResult) => string) => runs.map(pick).sort();
  const seeds = new Set(runs.map(({ seed }) => seed));
  return {
    format: 'ocppliance-results',
    formatVersion: 1,
    tool,
    startedAt: times(({ startedAt }) => startedAt)[0] ?? '',
    endedAt: times(({ endedAt }) => endedAt).at(-1) ?? '',
    interrupted: runs.some(({ interrupted }) => interrupted),
    seed: seeds.size === 1 ? (runs[0]?.seed ?? 0) : 0,
    configuration: {
      ...agreed(runs.map(({ configuration }) => configuration)),
      mergedFrom: parts.map(({ name, run: { tool: by, startedAt, seed, configuration } }) => ({
        name,
        version: by.version,
        startedAt,
        seed,
        configuration,
      })),
    },
    suts: toldApart(runs.flatMap(({ suts, startedAt }) => suts.map((sut) => ({ sut, startedAt }))).reduce(joined, [])),
  };
}

/** What all were set up with, such as `strict`. */
function agreed([first = {}, ...others]: readonly Record<string, unknown>[]): Record<string, unknown> {
  const isSame = (name: string, value: unknown) => others.every((each) => JSON.stringify(each[name]) === JSON.stringify(value));
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => isSame(name, value)));
}

interface Dated {
  sut: SutResult;
  startedAt: string;
}

function joined(all: Dated[], next: Dated): Dated[] {
  const ids = new Set(next.sut.cases.map(({ id }) => id));
  const known = all.find(
    ({ sut }) => isSame(sut, next.sut) && firmwareOf(sut) === firmwareOf(next.sut) && sut.cases.every(({ id }) => !ids.has(id)),
  );
  if (!known) return [...all, next];
  return all.map((each) => (each === known ? { ...each, sut: together(each.sut, next.sut) } : each));
}

const isSame = (a: SutResult, b: SutResult): boolean => a.name === b.name && a.sut === b.sut && a.protocol === b.protocol;

const firmwareOf = ({ observed }: SutResult): string | undefined => observed.firmwareVersion;

function together(a: SutResult, b: SutResult): SutResult {
  const cases = [...a.cases, ...b.cases];
  const played = new Set(cases.map(({ id }) => id));
  const absent = new Map<string, AbsentCase>([...(b.absent ?? []), ...(a.absent ?? [])].map((each) => [each.id, each]));
  const declaration = declared(a.declaration ?? [], b.declaration ?? []);
  return {
    ...a,
    observed: { ...a.observed, ...b.observed },
    ...(declaration.length > 0 && { declaration }),
    absent: [...absent.values()].filter(({ id }) => !played.has(id)),
    cases,
  };
}

function declared(a: readonly DeclaredFeature[], b: readonly DeclaredFeature[]): DeclaredFeature[] {
  const features = new Map(b.map((each) => [each.feature, each]));
  for (const each of a) features.set(each.feature, { ...features.get(each.feature), ...each });
  return [...features.values()].sort((x, y) => (x.feature < y.feature ? -1 : 1));
}

function toldApart(all: readonly Dated[]): SutResult[] {
  return all.map(({ sut, startedAt }) => {
    const twins = all.filter((each) => isSame(each.sut, sut));
    if (twins.length === 1) return sut;
    const firmware = firmwareOf(sut);
    const isTelling = firmware !== undefined && twins.every((each) => each.sut === sut || firmwareOf(each.sut) !== firmware);
    return { ...sut, name: `${sut.name} (${isTelling ? `firmware ${firmware}` : startedAt.slice(0, 19).replace('T', ' ')})` };
  });
}
