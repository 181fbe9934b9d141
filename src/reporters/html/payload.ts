import { deflateRawSync } from 'node:zlib';
import type { CaseResult, Finding, RunResult, StepResult } from '../../engine/results.ts';
import { roleName } from '../summary.ts';
import { type Row, sequenceOf } from './sequence.ts';

/** What the script of the page draws an opened case from; see case.js. */
interface CaseData extends Pick<CaseResult, 'condition' | 'spec' | 'rerun' | 'startedAt' | 'reason'> {
  steps: StepResult[];
  findings: Finding[];
  rows: Row[];
  /** titles of the two lifelines */
  charger: string;
  csms: string;
  /** the side that was judged */
  sut: CaseResult['sut'];
}

/** All cases, in the order of the table, as raw deflate in base64: a tenth of the size, and nothing in it can end a script element. */
export function packCases(run: RunResult): string {
  return deflateRawSync(JSON.stringify(run.suts.flatMap(({ cases }) => cases.map(caseData))), { level: 9 }).toString('base64');
}

function caseData(result: CaseResult): CaseData {
  const { condition, reason, spec, rerun, startedAt, steps, findings, sut, protocol } = result;
  return {
    spec,
    rerun,
    startedAt,
    steps,
    findings,
    sut,
    rows: sequenceOf(result),
    charger: roleName('charger', protocol),
    csms: roleName('csms', protocol),
    ...(condition !== undefined && { condition }),
    ...(reason !== undefined && { reason }),
  };
}
