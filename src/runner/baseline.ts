import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { CaseResult, ExpectedFailure, Finding, RunResult, StepResult } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { didYouMean } from './closest.ts';
import { messageOf, UsageError, unreadable } from './problem.ts';
import type { Amend } from './run.ts';
import { protocolOf } from './settings.ts';

/** A failure that is known: of a case, or of a rule wherever it is broken. */
export interface BaselineEntry extends ExpectedFailure {
  case?: string;
  rule?: string;
  /** only of this kind of SUT, or in this version */
  sut?: Role;
  protocol?: ProtocolVersion;
  /** it does not fail every time, so that a pass proves nothing */
  flaky?: boolean;
}

/** What may be named: asked only if there is a baseline. */
export interface Names {
  cases: ReadonlySet<string>;
  rules: ReadonlySet<string>;
}

const example = "- { case: TC_B_12_CS, reason: 'the report lacks …', link: 'https://…', expires: 2027-01-31 }";

/** Reads a baseline. Whatever is wrong with it is a `UsageError` that names the file and the entry. */
export async function readBaseline(path: string, names: Names): Promise<BaselineEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => Promise.reject(unreadable('baseline', path, error)));
  const { parse } = await import('yaml');
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${messageOf(error).split('\n', 1)[0]}`);
  }
  if (content === null) return [];
  const entries = isRecord(content) && Object.keys(content).length === 1 ? content.expectedFailures : undefined;
  if (entries === null) return [];
  if (!Array.isArray(entries))
    throw new UsageError(`${path} holds no baseline: it should be a list under expectedFailures, such as ${example}`);
  return entries.map((entry, index) => entryOf(entry, `${path}: entry ${index + 1}`, names));
}

const keys = ['case', 'rule', 'reason', 'link', 'expires', 'sut', 'ocpp', 'flaky'];

function entryOf(entry: unknown, where: string, names: Names): BaselineEntry {
  const wrong = (what: string) => new UsageError(`${where} ${what}. For example: ${example}`);
  if (!isRecord(entry)) throw wrong('is no entry');
  const unknown = Object.keys(entry).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw wrong(`has "${unknown}"${didYouMean(unknown, keys) || `: there are ${keys.join(', ')}`}`);
  const { case: id, rule, reason, link, expires, sut, ocpp, flaky } = entry;
  if ((typeof id === 'string') === (typeof rule === 'string')) throw wrong('should name either a case or a rule');
  if (typeof reason !== 'string' || reason.trim() === '') throw wrong(`(${id ?? rule}) gives no reason`);
  if (link !== undefined && typeof link !== 'string') throw wrong(`(${id ?? rule}) has a link that is no text`);
  if (expires !== undefined && (typeof expires !== 'string' || !isDate(expires)))
    throw wrong(`(${id ?? rule}) expires on ${JSON.stringify(expires)}, which is no date like 2027-01-31`);
  if (sut !== undefined && sut !== 'charger' && sut !== 'csms') throw wrong(`(${id ?? rule}) has the sut ${JSON.stringify(sut)}`);
  if (flaky !== undefined && typeof flaky !== 'boolean') throw wrong(`(${id ?? rule}) has flaky, which should be true or false`);
  if (typeof id === 'string' && !names.cases.has(id))
    throw new UsageError(`${where}: no case is called ${id}${didYouMean(id, names.cases) || '.'} All are listed by: ocppliance list`);
  if (typeof rule === 'string' && !names.rules.has(rule))
    throw new UsageError(
      `${where}: no rule is called ${rule}${didYouMean(rule, names.rules) || '.'} All are listed by: ocppliance list --rules`,
    );
  return {
    ...(typeof id === 'string' && { case: id }),
    ...(typeof rule === 'string' && { rule }),
    reason,
    ...(link !== undefined && { link }),
    ...(typeof expires === 'string' && { expires }),
    ...(sut !== undefined && { sut }),
    ...((typeof ocpp === 'string' || typeof ocpp === 'number') && { protocol: protocolOf(ocpp) }),
    ...(flaky !== undefined && { flaky }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

type Place = Pick<CaseResult, 'sut' | 'protocol'>;

const isOf = ({ sut, protocol }: BaselineEntry, place: Place): boolean =>
  (sut === undefined || sut === place.sut) && (protocol === undefined || protocol === place.protocol);

const excuse = ({ reason, link, expires }: BaselineEntry): ExpectedFailure => ({
  reason,
  ...(link !== undefined && { link }),
  ...(expires !== undefined && { expires }),
});

/** `today`: YYYY-MM-DD; an entry is good until the end of its day. */
const isPast = ({ expires }: BaselineEntry, today: string): boolean => expires !== undefined && expires < today;

/** Marks what the baseline knows of. A `fail` can be excused; an `error` is ours and cannot. */
export function expecting(entries: readonly BaselineEntry[], today: string): Amend['case'] {
  const valid = entries.filter((entry) => !isPast(entry, today));
  if (valid.length === 0) return (result) => result;
  const withFindings = (findings: Finding[], place: Place): Finding[] =>
    findings.map((finding) => {
      const entry = valid.find(({ rule, ...rest }) => rule === finding.rule && isOf(rest, place) && finding.blame === place.sut);
      return entry ? { ...finding, expectedFailure: excuse(entry) } : finding;
    });
  return (given) => {
    const { retry } = given;
    const findings = withFindings(given.findings, given);
    const result = { ...given, findings, ...(retry && { retry: { ...retry, findings: withFindings(retry.findings, given) } }) };
    if (result.verdict !== 'fail') return result;
    const entry = valid.find((each) => each.case === result.id && isOf(each, result));
    const expectedFailure = entry ? excuse(entry) : byRuleAlone(result);
    return expectedFailure ? { ...result, expectedFailure } : result;
  };
}

/** Under `--strict` a warning may be all that is wrong with a case; then its rule excuses the case. */
function byRuleAlone({ steps, findings }: CaseResult): ExpectedFailure | undefined {
  const isFine = (step: StepResult): boolean => step.verdict === 'pass' && step.steps.every(isFine);
  const own = findings.filter(({ incidental, severity }) => !incidental && severity === 'warning');
  return steps.every(isFine) && own.length > 0 && own.every(({ expectedFailure }) => expectedFailure) ? own[0]?.expectedFailure : undefined;
}

const nameOf = ({ case: id, rule }: Pick<BaselineEntry, 'case' | 'rule'>): string => id ?? rule ?? '';

export interface Stale {
  entry: BaselineEntry;
  /** `passed`: there is nothing to excuse any more. `past`: nobody has looked at it in time. */
  kind: 'passed' | 'past';
  why: string;
}

/** Entries that no longer hold. Any of them fails the gate. */
export function staleIn(entries: readonly BaselineEntry[], run: RunResult, today: string): Stale[] {
  const isWhole = !run.interrupted && run.suts.every(({ absent = [] }) => absent.every(({ why }) => why !== 'notSelected'));
  return entries.flatMap((entry): Stale[] => {
    const suts = run.suts.filter((sut) => isOf(entry, sut));
    if (suts.length === 0) return [];
    const cases = suts.flatMap((sut) => sut.cases);
    const passes = entry.case === undefined ? isWhole && isKept(entry.rule, cases) : passed(cases.filter(({ id }) => id === entry.case));
    const name = nameOf(entry);
    if (passes && !entry.flaky)
      return [{ entry, kind: 'passed', why: `${name} is expected to fail, but passed: take it out (${entry.reason})` }];
    return isPast(entry, today) ? [{ entry, kind: 'past', why: `${name} was excused until ${entry.expires} only: ${entry.reason}` }] : [];
  });
}

/** Only a run of all cases shows that a rule is kept, and one in which something was said at all. */
const isKept = (broken: string | undefined, cases: readonly CaseResult[]): boolean =>
  cases.some(({ verdict }) => verdict === 'pass' || verdict === 'fail') &&
  !cases.some(({ findings }) => findings.some(({ rule }) => rule === broken));

/** Of several SUTs in one run, all must have passed. */
const passed = (cases: readonly CaseResult[]): boolean => cases.length > 0 && cases.every(({ verdict }) => verdict === 'pass');

/**
 * The text of a baseline after a run: what passes now is taken out, what fails is added; comments and what was not played stay. `known`: its
 * entries in the order of the text.
 */
export async function updatedBaseline(
  path: string,
  known: readonly BaselineEntry[],
  run: RunResult,
  strict: boolean,
  today: string,
): Promise<string> {
  const { parseDocument, isSeq } = await import('yaml');
  const empty =
    '# Failures that are known and expected: each with a reason, a link to where it is dealt with, and a date.\nexpectedFailures: []\n';
  const document = parseDocument(existsSync(path) ? await readFile(path, 'utf8') : empty);
  if (!document.has('expectedFailures')) document.set('expectedFailures', document.createNode([]));
  const list = document.get('expectedFailures', true);
  const items = isSeq(list) ? list : document.createNode([]);
  if (!isSeq(list)) document.set('expectedFailures', items);
  const stale = staleIn(known, run, today);
  const gone = new Set(stale.filter(({ kind }) => kind === 'passed').map(({ entry }) => known.indexOf(entry)));
  items.items = items.items.filter((_, index) => !gone.has(index));
  items.flow = false;
  // A date that has passed is for a person to change.
  const past = new Set(stale.map(({ entry }) => nameOf(entry)));
  for (const entry of unexpected(run, strict)) if (!past.has(nameOf(entry))) items.add(document.createNode(entry));
  return document.toString({ lineWidth: 0 });
}

type Written = { case?: string; rule?: string; sut: Role; ocpp: string; reason: string; flaky?: true };

/** What fails and is not excused, in the words of a baseline. */
function unexpected(run: RunResult, strict: boolean): Written[] {
  const found = new Map<string, Written>();
  for (const each of run.suts.flatMap(({ cases }) => cases)) {
    const place = { sut: each.sut, ocpp: each.protocol.replace('ocpp', '') };
    const add = (key: string, entry: Written) => found.has(key) || found.set(key, entry);
    if (each.verdict === 'fail' && !each.expectedFailure)
      add(`${each.id} ${each.sut} ${each.protocol}`, {
        case: each.id,
        ...place,
        reason: firstLine(each.reason ?? 'it fails'),
        ...(each.flaky && { flaky: true }),
      });
    for (const { rule, severity, incidental, blame, expectedFailure, message } of each.findings)
      if (incidental && blame === each.sut && !expectedFailure && (severity === 'violation' || (strict && severity === 'warning')))
        add(`${rule} ${each.sut} ${each.protocol}`, { rule, ...place, reason: firstLine(message) });
  }
  return [...found.values()];
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
