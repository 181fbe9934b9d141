import type { AbsentCase, CaseResult, Retry, RunResult, SutResult, Verdict } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/protocol.ts';
import { count } from './text.ts';

/** Verdicts in the order in which a reader wants to see them. */
export const verdicts = ['fail', 'error', 'inconclusive', 'notTested', 'pass', 'notApplicable'] as const satisfies readonly Verdict[];

export const verdictWords: Record<Verdict, string> = {
  pass: 'Pass',
  fail: 'Fail',
  error: 'Error',
  inconclusive: 'Inconclusive',
  notTested: 'Not tested',
  notApplicable: 'Not applicable',
};

export type Outcome = 'Pass' | 'Fail' | 'Incomplete' | 'Not tested' | 'Not applicable';
export type Counts = Record<Verdict, number>;

/** How much of the suite stands behind a result. */
export interface Coverage {
  /** cases of the suite that apply, those that were left out of the run among them */
  applicable: number;
  /** … that reached a pass or a fail */
  decided: number;
  passed: number;
  /** applicable cases that were not selected */
  notSelected: number;
  /** applicable cases of the OCA's list that this version does not have */
  notInSuite: number;
}

export interface ProfileSummary {
  profile: string;
  outcome: Outcome;
  counts: Counts;
  coverage: Coverage;
}

export function countVerdicts(cases: readonly CaseResult[]): Counts {
  const counts: Counts = { pass: 0, fail: 0, error: 0, inconclusive: 0, notTested: 0, notApplicable: 0 };
  for (const { verdict } of cases) counts[verdict]++;
  return counts;
}

/**
 * What a set of cases says about the system under test. Our own errors and what was not tried leave it incomplete, be it left out of the
 * selection; so does an interruption, because nobody knows what was still to come.
 */
export function outcomeOf(counts: Counts, { interrupted = false, notSelected = 0 } = {}): Outcome {
  if (counts.fail > 0) return 'Fail';
  const tried = counts.pass + counts.error + counts.inconclusive;
  const untried = counts.notTested + notSelected;
  if (tried === 0) return untried > 0 || counts.notApplicable === 0 ? 'Not tested' : 'Not applicable';
  return tried === counts.pass && untried === 0 && !interrupted ? 'Pass' : 'Incomplete';
}

/** Cases by their profile; Map.groupBy came with Node 21. */
export function byProfile<T extends { profile: string }>(cases: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of cases) {
    const group = groups.get(each.profile);
    if (group) group.push(each);
    else groups.set(each.profile, [each]);
  }
  return groups;
}

/** Of the cases of a SUT, or of one of its profiles. */
export function coverageOf(cases: readonly CaseResult[], absent: readonly AbsentCase[]): Coverage {
  const counts = countVerdicts(cases);
  const missing = (why: AbsentCase['why']) => absent.filter((each) => each.applicable && each.why === why).length;
  const notSelected = missing('notSelected');
  return {
    applicable: cases.length - counts.notApplicable + notSelected,
    decided: counts.pass + counts.fail,
    passed: counts.pass,
    notSelected,
    notInSuite: missing('notInSuite'),
  };
}

/** One line a profile, in the order in which they were first played; then those of which nothing was. */
export function profilesOf(sut: SutResult, interrupted: boolean): ProfileSummary[] {
  const played = byProfile(sut.cases);
  const absent = byProfile(sut.absent ?? []);
  return [...new Set([...played.keys(), ...absent.keys()])].map((profile) => {
    const cases = played.get(profile) ?? [];
    const counts = countVerdicts(cases);
    const coverage = coverageOf(cases, absent.get(profile) ?? []);
    return { profile, outcome: outcomeOf(counts, { interrupted, notSelected: coverage.notSelected }), counts, coverage };
  });
}

/** The result of a whole SUT: as that of a profile that holds all its cases. */
export function sutOutcome(sut: SutResult, interrupted: boolean): Outcome {
  const { notSelected } = coverageOf(sut.cases, sut.absent ?? []);
  return outcomeOf(countVerdicts(sut.cases), { interrupted, notSelected });
}

export const countFindings = (cases: readonly CaseResult[]): number => cases.reduce((sum, { findings }) => sum + findings.length, 0);

/** What a reader must not take for news: `1 expected failure · 1 flaky case`, or nothing. */
export function exceptionsText(cases: readonly CaseResult[]): string {
  const expected = cases.filter(({ expectedFailure }) => expectedFailure).length;
  const flaky = cases.filter((each) => each.flaky).length;
  return [expected > 0 && count(expected, 'expected failure'), flaky > 0 && count(flaky, 'flaky case')].filter(Boolean).join(' · ');
}

/** `passed when it was tried again`, or what it came to instead. */
export const retryText = ({ verdict, reason }: Retry): string =>
  verdict === 'pass' ? 'passed when it was tried again' : `tried again: ${[verdictWords[verdict], reason].filter(Boolean).join(': ')}`;

export const allCases = (run: RunResult): CaseResult[] => run.suts.flatMap(({ cases }) => cases);

export const versionOf = (protocol: ProtocolVersion): string => protocol.replace('ocpp', 'OCPP ');

/** The role in the words of the version. */
export function roleName(role: Role, protocol: ProtocolVersion): string {
  if (protocol === 'ocpp1.6') return role === 'charger' ? 'Charge Point' : 'Central System';
  return role === 'charger' ? 'Charging Station' : 'CSMS';
}

/** `12 of 13 passed · 13 of 40 applicable covered` */
export function coverageText({ applicable, decided, passed }: Coverage): string {
  return applicable === 0 ? 'nothing applicable' : `${passed} of ${decided} passed · ${decided} of ${applicable} applicable covered`;
}
