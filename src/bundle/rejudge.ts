import type { Finding, RunResult, SutResult, TraceEntry } from '../engine/results.ts';
import { Judge, type JudgeOptions } from '../judge/judge.ts';
import type { Rule } from '../judge/rule.ts';
import type { Role } from '../ocpp/index.ts';
import type { TraceLine } from './read.ts';

/** What came out otherwise than the bundle says, a sentence each, and how much was looked at. */
export interface Comparison {
  /** findings, or cases, that came out the same */
  same: number;
  /** … that nobody can judge again, because what decided was masked */
  masked: number;
  differences: string[];
}

/** A session while it is judged again: all that we had with a charger, one case with a CSMS. */
interface Hearing {
  judge: Judge;
  caseId: string | undefined;
  lastIndex: number;
  /** found since the last entry of a case: they belong to the next, if there is one */
  between: Finding[];
}

/** Applies the rules anew to the recorded conversation. The findings of the results must come out, and no others. */
export async function rejudge(run: RunResult, trace: AsyncIterable<TraceLine>, rules: readonly Rule[]): Promise<Comparison> {
  const timeScale = typeof run.configuration.timeScale === 'number' ? run.configuration.timeScale : 1;
  const hearings = new Map<string, Hearing>();
  const found = new Map<string, Finding[]>();

  for await (const { sut: name, role, protocol, caseId, ...entry } of trace) {
    // Several cases may be played against a CSMS at a time; what comes after a case of theirs belongs to none.
    if (role === 'csms' && caseId === undefined) continue;
    const sut = [name, role, protocol].join('\n');
    const session = role === 'csms' ? `${sut}\n${caseId}` : sut;
    let hearing = hearings.get(session);
    if (!hearing || entry.index <= hearing.lastIndex) {
      hearing = open({ protocol, rules, timeScale }, role);
      hearings.set(session, hearing);
    }
    if (caseId !== undefined && caseId !== hearing.caseId) hearing.judge.beginChapter();
    hearing.caseId = caseId;
    hearing.lastIndex = entry.index;
    hearing.judge.observe(entry as TraceEntry);
    // What nothing follows was heard by no case.
    if (caseId === undefined || hearing.between.length === 0) continue;
    found.set(sut, [...(found.get(sut) ?? []), ...hearing.between.splice(0)]);
  }
  const ids = new Set(rules.map(({ id }) => id));
  const parts = run.suts.map((sut) => compare(sut, found.get([sut.name, sut.sut, sut.protocol].join('\n')) ?? [], ids));
  return {
    same: parts.reduce((sum, { same }) => sum + same, 0),
    masked: parts.reduce((sum, { masked }) => sum + masked, 0),
    differences: parts.flatMap(({ differences }) => differences),
  };
}

function open(about: Pick<JudgeOptions, 'protocol' | 'rules' | 'timeScale'>, judged: Role): Hearing {
  const between: Finding[] = [];
  const judge = new Judge({ ...about, complete: false, onFinding: (finding) => finding.blame === judged && between.push(finding) });
  return { judge, caseId: undefined, lastIndex: -1, between };
}

const keyOf = ({ rule, severity, blame, message, frames }: Finding): string => JSON.stringify([rule, severity, blame, message, frames]);

function compare(sut: SutResult, found: readonly Finding[], ids: ReadonlySet<string>): Comparison {
  const again = new Map<string, Finding[]>();
  for (const finding of found) {
    const key = keyOf(finding);
    again.set(key, [...(again.get(key) ?? []), finding]);
  }
  let same = 0;
  let masked = 0;
  const differences: string[] = [];
  // A case that was being played when the run was killed had no time to report.
  const cases = sut.cases.filter(({ trace }) => trace.length > 0);
  for (const { id, findings, trace } of cases) {
    for (const finding of findings) {
      if (!ids.has(finding.rule)) continue;
      if (again.get(keyOf(finding))?.pop()) same += 1;
      else if (isMasked(finding, trace)) masked += 1;
      else
        differences.push(
          `${sut.name}: ${id} reports ${finding.rule} ${place(finding)}, which the recorded conversation does not bear out: ${finding.message}`,
        );
    }
  }
  const unheard = new Set(cases.filter(({ steps }) => steps.length === 0).flatMap(({ trace }) => trace.map(({ index }) => index)));
  for (const finding of [...again.values()].flat().filter(({ frames }) => !unheard.has(frames.at(-1) ?? -1)))
    differences.push(`${sut.name}: ${finding.rule} is broken ${place(finding)}, which no case reports: ${finding.message}`);
  return { same, masked, differences };
}

const place = ({ frames }: Finding): string => (frames.length > 0 ? `at #${frames.at(-1)}` : 'somewhere');

const isMasked = ({ frames }: Finding, trace: readonly TraceEntry[]): boolean =>
  trace.some((entry) => entry.kind === 'frame' && frames.includes(entry.index) && entry.raw.includes('***'));
