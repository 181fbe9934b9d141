import { describeAct } from '../../engine/acts.ts';
import type { CaseResult, StepResult, TraceEntry } from '../../engine/results.ts';
import { parseFrame } from '../../ocpp/frames.ts';
import type { Role } from '../../ocpp/protocol.ts';
import { shorten } from '../text.ts';
import { fieldsOf, statusOf } from './fields.ts';

/** A line of the sequence diagram. */
export interface Row {
  kind: 'call' | 'result' | 'error' | 'broken' | 'opened' | 'closed' | 'refused' | 'ping' | 'trouble' | 'act' | 'gap';
  /** milliseconds since the first row */
  at: number;
  /** of the trace entry */
  index?: number;
  from?: Role;
  /** the action, or what an answer is to */
  label: string;
  /** in a few words what it says */
  status?: string;
  detail?: string;
  raw?: string;
  mark?: Mark;
  /** what is wrong with it */
  note?: string;
  /** the two sides are connected after it */
  connected: boolean;
}

export type Mark = 'fail' | 'violation' | 'warning' | 'advice';

const marks: readonly Mark[] = ['fail', 'violation', 'warning', 'advice'];

/** A pause worth showing, in milliseconds. */
const longPause = 3000;
const longestFrame = 32_768;
/** Rows kept at each end of an endless conversation; the whole of it is in trace.jsonl. */
const mostRows = 300;

/** The conversation of a case as rows to draw, the frame that decided each finding and failed step marked. */
export function sequenceOf(result: Pick<CaseResult, 'trace' | 'steps' | 'findings'>): Row[] {
  const marked = marksOf(result);
  const pending = new Map<string, string>();
  const start = result.trace[0]?.at ?? 0;
  const rows: Row[] = [];
  let last = start;
  let connected = result.trace.find(({ kind }) => kind === 'opened' || kind === 'closed')?.kind !== 'opened';

  for (const entry of result.trace) {
    if (entry.kind === 'act' && entry.outcome === 'done') continue;
    if (entry.kind === 'opened') connected = true;
    if (entry.at - last >= longPause)
      rows.push({ kind: 'gap', at: last - start, label: pause(entry.at - last), connected: entry.kind !== 'opened' && connected });
    if (entry.kind === 'closed') connected = false;
    last = entry.at;
    const mark = marked.get(entry.index);
    rows.push({ at: entry.at - start, index: entry.index, connected, ...drawn(entry, pending), ...mark });
  }
  if (rows.length <= 2 * mostRows) return rows;
  const left = `${rows.length - 2 * mostRows} more: see trace.jsonl`;
  return [...rows.slice(0, mostRows), { kind: 'gap', at: 0, label: left, connected: true }, ...rows.slice(-mostRows)];
}

function drawn(entry: TraceEntry, pending: Map<string, string>): Pick<Row, 'kind' | 'label'> & Partial<Row> {
  switch (entry.kind) {
    case 'frame':
      return { from: entry.from, raw: shorten(entry.raw, longestFrame), ...frame(entry.raw, entry.from, pending) };
    case 'opened':
      return {
        kind: 'opened',
        label: `Connected as ${entry.handshake.identity}`,
        detail: [entry.handshake.subprotocol, entry.handshake.path].join(' · '),
      };
    case 'closed':
      return {
        kind: 'closed',
        label: `Connection closed${entry.by === 'unknown' ? '' : ` by ${entry.by}`}`,
        detail: [`code ${entry.code}`, entry.reason].filter(Boolean).join(' · '),
        ...(entry.by !== 'unknown' && { from: entry.by }),
      };
    case 'refused':
      return { kind: 'refused', label: `Connection refused with ${entry.status}`, detail: entry.detail };
    case 'ping':
    case 'pong':
      return { kind: 'ping', from: entry.from, label: entry.kind };
    case 'trouble':
      return { kind: 'trouble', from: entry.from, label: entry.what, detail: entry.detail };
    case 'act': {
      const parameters = typeof entry.parameters === 'object' && entry.parameters !== null ? entry.parameters : {};
      const failed = entry.outcome === 'failed';
      return {
        kind: 'act',
        label: describeAct(entry.act),
        ...(failed && { status: 'failed' }),
        detail: [fieldsOf(parameters), entry.detail].filter(Boolean).join(' · '),
      };
    }
  }
}

function frame(raw: string, from: Role, pending: Map<string, string>): Pick<Row, 'kind' | 'label'> & Partial<Row> {
  const parsed = parseFrame(raw);
  // answers come from the other side: the id alone would mix up two CALLs that happen to share it
  const action = (id: string) => pending.get(`${from} ${id}`) ?? 'unknown call';
  switch (parsed.type) {
    case 'call':
    case 'send':
      pending.set(`${from === 'charger' ? 'csms' : 'charger'} ${parsed.id}`, parsed.action);
      return { kind: 'call', label: parsed.action, detail: fieldsOf(parsed.payload) };
    case 'result': {
      const status = statusOf(parsed.payload);
      const detail = fieldsOf(parsed.payload, status?.path);
      return { kind: 'result', label: action(parsed.id), detail, ...(status && { status: status.value }) };
    }
    case 'error':
    case 'resultError':
      return { kind: 'error', label: action(parsed.id), status: parsed.code, detail: parsed.description };
    case 'broken':
      return { kind: 'broken', label: parsed.action ?? 'No OCPP message', detail: parsed.problem.message };
  }
}

interface Marked {
  mark: Mark;
  note: string;
}

function marksOf({ steps, findings }: Pick<CaseResult, 'steps' | 'findings'>): Map<number, Marked> {
  const marked = new Map<number, Marked>();
  const mark = (index: number | undefined, kind: Mark, note: string): void => {
    if (index === undefined) return;
    const present = marked.get(index);
    if (!present) marked.set(index, { mark: kind, note });
    else if (!present.note.includes(note)) {
      const worse = marks.indexOf(kind) < marks.indexOf(present.mark);
      marked.set(index, worse ? { mark: kind, note: `${note}\n${present.note}` } : { ...present, note: `${present.note}\n${note}` });
    }
  };
  const markStep = (step: StepResult): void => {
    if (step.verdict === 'fail' && step.failure) mark(step.frames.at(-1), 'fail', step.failure.message);
    for (const inner of step.steps) markStep(inner);
  };
  for (const step of steps) markStep(step);
  for (const { frames, severity, message, rule } of findings) mark(frames.at(-1), severity, `${message} [${rule}]`);
  return marked;
}

const pause = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s later`;
