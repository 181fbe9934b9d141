import type { CaseResult, RunResult, SutResult, Verdict } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/protocol.ts';

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

export interface ProfileSummary {
  profile: string;
  outcome: Outcome;
  counts: Counts;
  total: number;
}

export function countVerdicts(cases: readonly CaseResult[]): Counts {
  const counts: Counts = { pass: 0, fail: 0, error: 0, inconclusive: 0, notTested: 0, notApplicable: 0 };
  for (const { verdict } of cases) counts[verdict]++;
  return counts;
}

/**
 * What a set of cases says about the system under test. Our own errors and what was not tried leave it incomplete; so does an
 * interruption, because nobody knows what was still to come.
 */
export function outcomeOf(counts: Counts, interrupted: boolean): Outcome {
  if (counts.fail > 0) return 'Fail';
  const tried = counts.pass + counts.error + counts.inconclusive;
  if (tried === 0) return counts.notTested > 0 || counts.notApplicable === 0 ? 'Not tested' : 'Not applicable';
  return tried === counts.pass && counts.notTested === 0 && !interrupted ? 'Pass' : 'Incomplete';
}

/** Cases by their profile; Map.groupBy came with Node 21. */
export function byProfile(cases: readonly CaseResult[]): Map<string, CaseResult[]> {
  const groups = new Map<string, CaseResult[]>();
  for (const each of cases) {
    const group = groups.get(each.profile);
    if (group) group.push(each);
    else groups.set(each.profile, [each]);
  }
  return groups;
}

/** One line a profile, in the order in which they were first played. */
export function profilesOf(sut: SutResult, interrupted: boolean): ProfileSummary[] {
  return [...byProfile(sut.cases)].map(([profile, cases]) => {
    const counts = countVerdicts(cases);
    return { profile, outcome: outcomeOf(counts, interrupted), counts, total: cases.length };
  });
}

export const countFindings = (cases: readonly CaseResult[]): number => cases.reduce((sum, { findings }) => sum + findings.length, 0);

export const allCases = (run: RunResult): CaseResult[] => run.suts.flatMap(({ cases }) => cases);

export const versionOf = (protocol: ProtocolVersion): string => protocol.replace('ocpp', 'OCPP ');

/** The role in the words of the version. */
export function roleName(role: Role, protocol: ProtocolVersion): string {
  if (protocol === 'ocpp1.6') return role === 'charger' ? 'Charge Point' : 'Central System';
  return role === 'charger' ? 'Charging Station' : 'CSMS';
}
