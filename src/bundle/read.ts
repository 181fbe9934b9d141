import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseHead, RunEvent, SutId } from '../engine/events.ts';
import type { CaseResult, RunResult, SutResult, TraceEntry } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { jsonLines, type LineOptions } from './lines.ts';
import { journalName, resultsName, traceName } from './manifest.ts';
import { BundleError } from './problem.ts';

/** A line of trace.jsonl. */
export type TraceLine = TraceEntry & { sut: string; role: Role; protocol: ProtocolVersion; caseId?: string };

export interface Bundle {
  directory: string;
  run: RunResult;
  /** The run never ended: what is here was put together from its journal. */
  isPartial: boolean;
}

/** Reads a bundle, be it of a run that was killed. Rejects with a `BundleError`. */
export async function readBundle(directory: string): Promise<Bundle> {
  if (existsSync(join(directory, resultsName))) return { directory, run: await readResults(directory), isPartial: false };
  if (existsSync(join(directory, journalName))) return { directory, run: await readJournal(directory), isPartial: true };
  throw new BundleError(`${directory} holds no report: it has neither ${resultsName} nor ${journalName}`);
}

export const readTrace = (directory: string, options?: LineOptions): AsyncGenerator<TraceLine> =>
  jsonLines<TraceLine>(join(directory, traceName), options);

async function readResults(directory: string): Promise<RunResult> {
  const path = join(directory, resultsName);
  const run = parsed(await readFile(path, 'utf8'));
  if (typeof run !== 'object' || run === null || !('format' in run) || run.format !== 'ocppliance-results')
    throw new BundleError(`${path} is damaged, or no result of ocppliance`);
  const { formatVersion, tool } = run as Partial<RunResult>;
  if (formatVersion !== 1) {
    const writer = tool?.version ? `ocppliance ${tool.version}` : 'another version of ocppliance';
    throw new BundleError(`${path} has version ${formatVersion} of the format, and this ocppliance reads version 1: use ${writer}`);
  }
  return run as RunResult;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A case that was being played, and what it had seen. */
interface Running {
  sut: SutId;
  head: CaseHead;
  trace: TraceEntry[];
}

const keyOf = ({ name, sut, protocol }: SutId, caseId = ''): string => [name, sut, protocol, caseId].join('\n');

/** What can be said of a run that was killed: every case that had ended, and those that were being played. */
async function readJournal(directory: string): Promise<RunResult> {
  let run: Omit<RunResult, 'endedAt' | 'suts' | 'interrupted'> | undefined;
  const running = new Map<string, Running>();
  const suts = new Map<string, SutResult>();

  for await (const event of jsonLines<RunEvent>(join(directory, journalName), { mayBeCutOff: true })) {
    if (event.type === 'runStarted') run = event.run;
    else if (event.type === 'sutStarted') suts.set(keyOf(event.sut), { ...event.sut, ...event.briefing, observed: {}, cases: [] });
    else if (event.type === 'caseStarted') running.set(keyOf(event.sut, event.case.id), { sut: event.sut, head: event.case, trace: [] });
    else if (event.type === 'caseEnded') {
      running.delete(keyOf(event.sut, event.result.id));
      suts.get(keyOf(event.sut))?.cases.push(event.result);
    }
  }
  if (!run) throw new BundleError(`${directory} holds no report: the run was killed before it began`);
  if (run.formatVersion !== 1) throw new BundleError(`${directory} was written by ocppliance ${run.tool.version}: use that version`);

  const last = await readLast(directory, running);
  for (const each of running.values()) suts.get(keyOf(each.sut))?.cases.push(unfinished(each));
  const all = [...suts.values()];
  const endedAt = last ?? all.flatMap(({ cases }) => cases).at(-1)?.startedAt ?? run.startedAt;
  return { ...run, endedAt, interrupted: true, suts: all };
}

/** Adds to the running cases what they had seen; resolves to when anything was seen last. */
async function readLast(directory: string, running: ReadonlyMap<string, Running>): Promise<string | undefined> {
  let last: string | undefined;
  if (!existsSync(join(directory, traceName))) return last;
  for await (const { sut: name, role, protocol, caseId, ...entry } of readTrace(directory, { mayBeCutOff: true })) {
    last = entry.time;
    running.get(keyOf({ name, sut: role, protocol }, caseId))?.trace.push(entry);
  }
  return last;
}

function unfinished({ sut: { sut, protocol }, head, trace }: Running): CaseResult {
  return {
    official: false,
    status: 'additional',
    spec: [],
    rerun: `ocppliance run --case ${head.id}`,
    ...head,
    protocol,
    sut,
    verdict: 'inconclusive',
    reason: 'the run was killed while this case was played',
    startedAt: trace[0]?.time ?? new Date(0).toISOString(),
    duration: (trace.at(-1)?.at ?? 0) - (trace[0]?.at ?? 0),
    steps: [],
    findings: [],
    trace,
  };
}
