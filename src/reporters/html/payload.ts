import { createDeflateRaw } from 'node:zlib';
import type { Attachment, CaseResult, Retry, RunResult } from '../../engine/results.ts';
import { allCases, roleName } from '../summary.ts';
import { type Row, sequenceOf } from './sequence.ts';

/** What the script of the page draws an opened case from; see case.js. */
interface CaseData
  extends Pick<
    CaseResult,
    'condition' | 'spec' | 'requirements' | 'rerun' | 'startedAt' | 'reason' | 'steps' | 'findings' | 'expectedFailure'
  > {
  rows: Row[];
  retry?: Omit<Retry, 'trace' | 'duration'> & { rows: Row[] };
  /** titles of the two lifelines */
  charger: string;
  csms: string;
  /** the side that was judged */
  sut: CaseResult['sut'];
  attachments?: { name: string; size: number; text?: string }[];
}

/** Packs the cases of a run one after the other, while it goes on: raw deflate in base64, a tenth of the size. */
export interface Packer {
  add(result: CaseResult): void;
  /** Resolves to the data of all cases of the run, in the order of the table. Nothing in it can end a script element. */
  pack(run: RunResult): Promise<string>;
}

/** characters that are handed to another thread at a time */
const atOnce = 1 << 17;

export function createPacker(): Packer {
  const added: CaseResult[] = [];
  const deflate = createDeflateRaw({ level: 6 });
  const packed: Buffer[] = [];
  const done = new Promise<string>((resolve, reject) => {
    deflate
      .on('data', (chunk: Buffer) => packed.push(chunk))
      .on('end', () => resolve(Buffer.concat(packed).toString('base64')))
      .on('error', reject);
  });
  let waiting = '[';
  const add = (result: CaseResult): void => {
    if (added.length > 0) waiting += ',';
    waiting += JSON.stringify(caseData(result));
    added.push(result);
    if (waiting.length < atOnce) return;
    deflate.write(waiting);
    waiting = '';
  };
  return {
    add,
    pack(run) {
      const cases = allCases(run);
      const isWhole = cases.length === added.length && cases.every((each, index) => each === added[index]);
      if (!isWhole && added.length > 0) return createPacker().pack(run);
      if (!isWhole) for (const each of cases) add(each);
      deflate.end(`${waiting}]`);
      return done;
    },
  };
}

function caseData(result: CaseResult): CaseData {
  const { condition, reason, spec, requirements, rerun, startedAt, steps, findings, sut, protocol, attachments, expectedFailure, retry } =
    result;
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
    ...(requirements && { requirements }),
    ...(condition !== undefined && { condition }),
    ...(reason !== undefined && { reason }),
    ...(expectedFailure && { expectedFailure }),
    ...(retry && { retry: retryData(retry) }),
    ...(attachments && { attachments: attachments.map(preview) }),
  };
}

function retryData(retry: Retry): NonNullable<CaseData['retry']> {
  const { trace: _trace, duration: _duration, ...rest } = retry;
  return { ...rest, rows: sequenceOf(retry) };
}

/** characters of an uploaded file that the page shows; results.json has more */
const mostText = 4000;

function preview({ name, size, base64 }: Attachment): { name: string; size: number; text?: string } {
  const text = Buffer.from(base64.slice(0, (mostText / 3) * 4 + 4), 'base64').toString('utf8');
  const isText = !/(?![\t\n\r])\p{Cc}|\ufffd/u.test(text.slice(0, -4));
  return isText ? { name, size, text: text.slice(0, mostText) } : { name, size };
}
