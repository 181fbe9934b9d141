import { followSettings, type SettingsSeen } from '../declaration/settings-seen.ts';
import type { CaseResult, Finding, RunResult, Severity, SutResult, Verdict } from '../engine/results.ts';
import { isDateTime, type ProtocolVersion, type Role } from '../ocpp/index.ts';
import { messagesOf, shapeCollector } from './shapes.ts';

/** What is different between two runs, SUT by SUT. */
export interface Comparison {
  regressions: number;
  suts: SutComparison[];
  /** SUTs of one run that the other does not have */
  unmatched: { name: string; sut: Role; protocol: ProtocolVersion; in: 'old' | 'new' }[];
}

export interface SutComparison {
  old: string;
  new: string;
  sut: Role;
  protocol: ProtocolVersion;
  cases: { compared: number; gone: string[]; added: string[] };
  verdicts: Flip[];
  findings: FindingChange[];
  shapes: ShapeChange[];
  identity: Change[];
  features: Change[];
  settings: Change[];
  timing: Shift[];
}

/** `regression`: what worked does no longer. `improvement`: what failed does no longer. */
export type Kind = 'regression' | 'improvement' | 'change';

export interface Flip {
  id: string;
  title: string;
  from: Verdict;
  to: Verdict;
  kind: Kind;
  reason?: string;
  expected?: true;
}

export interface FindingChange {
  rule: string;
  severity: Severity;
  blame: Role;
  /** of the message that was wrong, if one was */
  action?: string;
  change: 'new' | 'gone';
  kind: Kind;
  message: string;
  cases: string[];
}

/** Fields and values of enumerations in the SUT's messages, over the cases that were played in both runs. */
export interface ShapeChange {
  message: string;
  change: 'new' | 'gone';
  /** unset: messages of this kind at all */
  fields?: string[];
  values?: string[];
}

export interface Change {
  name: string;
  from?: string;
  to?: string;
}

/** Milliseconds. */
export interface Shift {
  what: string;
  from: number;
  to: number;
  /** how often it was measured */
  times?: [old: number, new: number];
}

/** What changed from the first run to the second. */
export function compare(old: RunResult, now: RunResult): Comparison {
  const pairs = paired(old.suts, now.suts);
  const suts = pairs.map(([before, after]) => compareSuts(before, after));
  const matched = new Set(pairs.flat());
  const unmatched = (
    [
      ['old', old],
      ['new', now],
    ] as const
  ).flatMap(([where, { suts: all }]) =>
    all.filter((each) => !matched.has(each)).map(({ name, sut, protocol }) => ({ name, sut, protocol, in: where })),
  );
  const regressions = suts
    .flatMap(({ verdicts, findings }) => [...verdicts, ...findings])
    .filter(({ kind }) => kind === 'regression').length;
  return { regressions, suts, unmatched };
}

/** By role and version, and by name where that leaves a choice. */
function paired(old: readonly SutResult[], now: readonly SutResult[]): [SutResult, SutResult][] {
  const left = new Set(old);
  const isSame = (a: SutResult) => (b: SutResult) => a.sut === b.sut && a.protocol === b.protocol;
  const take = (after: SutResult, candidates: SutResult[]): SutResult | undefined => {
    const found =
      candidates.find(({ name }) => name === after.name) ??
      (candidates.length === 1 && now.filter(isSame(after)).length === 1 ? candidates[0] : undefined);
    if (found) left.delete(found);
    return found;
  };
  return now.flatMap((after): [SutResult, SutResult][] => {
    const before = take(after, [...left].filter(isSame(after)));
    return before ? [[before, after]] : [];
  });
}

function compareSuts(old: SutResult, now: SutResult): SutComparison {
  const before = new Map(old.cases.map((each) => [each.id, each]));
  const after = new Map(now.cases.map((each) => [each.id, each]));
  const both = now.cases.flatMap((each): [CaseResult, CaseResult][] => {
    const earlier = before.get(each.id);
    return earlier ? [[earlier, each]] : [];
  });
  const played = both.filter(([a, b]) => a.trace.length > 0 && b.trace.length > 0);
  const watched = [0, 1].map((side) =>
    watch(
      played.map((pair) => pair[side] as CaseResult),
      now.protocol,
    ),
  ) as [Watched, Watched];
  return {
    old: old.name,
    new: now.name,
    sut: now.sut,
    protocol: now.protocol,
    cases: {
      compared: both.length,
      gone: old.cases.filter(({ id }) => !after.has(id)).map(({ id }) => id),
      added: now.cases.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    },
    verdicts: both.flatMap(([a, b]) => flip(a, b)),
    findings: findingChanges(both),
    shapes: shapeChanges(watched[0], watched[1]),
    identity: changes(withoutPlace(old.observed), withoutPlace(now.observed)),
    features: changes(features(old), features(now)),
    settings: settingChanges(watched[0].settings, watched[1].settings),
    timing: [...answerShifts(watched[0], watched[1]), ...played.flatMap(([a, b]) => caseShift(a, b))],
  };
}

function flip(old: CaseResult, now: CaseResult): Flip[] {
  const { id, title, reason, verdict, expectedFailure } = now;
  if (old.verdict === verdict) return [];
  const kind = kindOfFlip(old.verdict, now);
  return [
    {
      id,
      title,
      from: old.verdict,
      to: verdict,
      kind,
      ...(reason !== undefined && { reason }),
      ...(expectedFailure && { expected: true }),
    },
  ];
}

/** A failure is one, whatever went before. What passed and can no longer be reached is worse too; our own errors prove nothing. */
function kindOfFlip(from: Verdict, { verdict, expectedFailure }: CaseResult): Kind {
  if (verdict === 'fail') return expectedFailure ? 'change' : 'regression';
  if (from === 'pass') return verdict === 'inconclusive' ? 'regression' : 'change';
  return verdict === 'pass' ? 'improvement' : 'change';
}

type Charge = Omit<FindingChange, 'change' | 'kind'>;

function findingChanges(both: readonly [CaseResult, CaseResult][]): FindingChange[] {
  const [before, after] = [charges(both.map(([old]) => old)), charges(both.map(([, now]) => now))];
  const only = (these: Map<string, Charge>, those: Map<string, Charge>) =>
    [...these].filter(([key]) => !those.has(key)).map(([, charge]) => charge);
  const sut = both[0]?.[1].sut;
  const kindOf = ({ severity, blame }: Charge, worse: Kind): Kind => (severity === 'violation' && blame === sut ? worse : 'change');
  return [
    ...only(after, before).map((charge): FindingChange => ({ ...charge, change: 'new', kind: kindOf(charge, 'regression') })),
    ...only(before, after).map((charge): FindingChange => ({ ...charge, change: 'gone', kind: kindOf(charge, 'improvement') })),
  ];
}

/** Findings of a rule about an action are one: their words hold ids and times. What the baseline excuses is none. */
function charges(cases: readonly CaseResult[]): Map<string, Charge> {
  const found = new Map<string, Charge>();
  for (const each of cases)
    for (const finding of each.findings) {
      if (finding.expectedFailure || finding.severity === 'advice') continue;
      const { rule, severity, blame, message } = finding;
      const action = actionOf(finding, each);
      const key = [rule, severity, blame, action].join(' ');
      const known = found.get(key) ?? { rule, severity, blame, ...(action !== undefined && { action }), message, cases: [] };
      if (!known.cases.includes(each.id)) known.cases.push(each.id);
      found.set(key, known);
    }
  return found;
}

function actionOf({ frames }: Finding, { trace }: CaseResult): string | undefined {
  for (const index of frames) {
    const entry = trace.find((each) => each.index === index);
    const action = entry?.kind === 'frame' ? /^\s*\[\s*2\s*,\s*"[^"]*"\s*,\s*"(\w{1,50})"/.exec(entry.raw)?.[1] : undefined;
    if (action !== undefined) return action;
  }
  return undefined;
}

interface Watched {
  shapes: ReturnType<typeof shapeCollector>['shapes'];
  settings: SettingsSeen;
  /** milliseconds by action */
  answers: Map<string, number[]>;
}

function watch(cases: readonly CaseResult[], version: ProtocolVersion): Watched {
  const { add, shapes } = shapeCollector(version);
  const settings = followSettings();
  const answers = new Map<string, number[]>();
  for (const each of cases) {
    for (const entry of each.trace) settings.see(entry);
    const said = messagesOf(each, version);
    for (const message of said.messages) add(message);
    for (const { action, milliseconds } of said.answers) answers.set(action, [...(answers.get(action) ?? []), milliseconds]);
  }
  return { shapes, settings, answers };
}

function shapeChanges({ shapes: old }: Watched, { shapes: now }: Watched): ShapeChange[] {
  const oneWay = (from: typeof old, to: typeof old, change: ShapeChange['change']): ShapeChange[] =>
    [...to].flatMap(([message, shape]): ShapeChange[] => {
      const known = from.get(message);
      if (!known) return [{ message, change }];
      const [fields, values] = [missing(known.fields, shape.fields), missing(known.values, shape.values)];
      if (fields.length === 0 && values.length === 0) return [];
      return [{ message, change, ...(fields.length > 0 && { fields }), ...(values.length > 0 && { values }) }];
    });
  return [...oneWay(old, now, 'new'), ...oneWay(now, old, 'gone')];
}

const missing = (from: ReadonlySet<string>, all: ReadonlySet<string>): string[] => [...all].filter((each) => !from.has(each)).sort();

function changes(old: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): Change[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name): Change[] => {
    const [from, to] = [old[name], now[name]];
    return from === to ? [] : [{ name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}

/** Where it happened to sit is not what it is. */
const withoutPlace = ({ remoteAddress: _, url: __, ...identity }: Record<string, string>): Record<string, string> => identity;

const features = ({ declaration = [] }: SutResult): Record<string, string> =>
  Object.fromEntries(
    declaration.flatMap(({ feature, declared, observed }) => {
      const said = [
        declared === undefined ? '' : `declared ${word(declared)}`,
        observed === undefined ? '' : `observed ${word(observed)}`,
      ].filter(Boolean);
      return said.length === 0 ? [] : [[feature, said.join(', ')]];
    }),
  );

const word = (value: boolean): string => (value ? 'yes' : 'no');

/** A setting that is only in one run is new or gone if all settings were told in both. Times differ anyhow, and what we set ourselves is not its own. */
function settingChanges(old: SettingsSeen, now: SettingsSeen): Change[] {
  const isWhole = old.complete && now.complete;
  const names = [...new Set([...old.settings.keys(), ...now.settings.keys()])].sort();
  return names.flatMap((name): Change[] => {
    const [a, b] = [old.settings.get(name), now.settings.get(name)];
    if (((!a || !b) && !isWhole) || a?.isOurs || b?.isOurs) return [];
    const [from, to] = [a?.value, b?.value];
    if (from === to || (from !== undefined && to !== undefined && isDateTime(from) && isDateTime(to))) return [];
    return [{ name, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }];
  });
}

/** Below these a difference is noise: times on a network are. */
const noise = { answers: 5, answer: 50, case: 2_000, share: 0.5 };

const isShift = (from: number, to: number, least: number): boolean => Math.abs(to - from) >= Math.max(least, noise.share * from);

function answerShifts({ answers: old }: Watched, { answers: now }: Watched): Shift[] {
  return [...now].flatMap(([action, after]): Shift[] => {
    const before = old.get(action) ?? [];
    if (before.length < noise.answers || after.length < noise.answers) return [];
    const [from, to] = [median(before), median(after)];
    return isShift(from, to, noise.answer) ? [{ what: `answers to ${action}`, from, to, times: [before.length, after.length] }] : [];
  });
}

const caseShift = (old: CaseResult, now: CaseResult): Shift[] =>
  old.verdict === 'pass' && now.verdict === 'pass' && isShift(old.duration, now.duration, noise.case)
    ? [{ what: `case ${now.id}`, from: old.duration, to: now.duration }]
    : [];

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
