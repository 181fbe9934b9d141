import type { SutConfig } from '../engine/config.ts';
import type { TestCase } from '../engine/dsl.ts';
import type { Party } from '../engine/party.ts';
import type { Stage } from '../engine/play.ts';
import type { CaseResult, RunResult, SutResult, TraceEntry } from '../engine/results.ts';
import { type Played, runTestCase } from '../engine/run.ts';
import { Session } from '../engine/session.ts';
import { otherRole, type ProtocolVersion, parseFrame, type Role } from '../ocpp/index.ts';
import { Playback, recordedParty } from './playback.ts';
import type { TraceLine } from './read.ts';

/** What it takes to play recorded cases again. */
export interface ReplayOptions {
  testCase(result: CaseResult): TestCase | undefined;
  /** what cases were told of the SUT; `station` is its identity on the wire */
  config(station: string): SutConfig;
  party(protocol: ProtocolVersion, role: Role): Promise<(config: SutConfig) => Party>;
}

export interface Replayed {
  /** cases that came to the same verdict */
  same: number;
  differences: string[];
  /** cases that could not be followed to their end, each with the reason */
  lost: string[];
}

/** Lines of one session, each with the case that it belongs to. */
type Recorded = TraceEntry & { caseId?: string };

/**
 * Plays each case again over its recorded conversation, with the recorded clock and acts. A verdict that comes out otherwise is a difference;
 * a case that needs more than the wire (files, certificates of that run), or that does not do what it did then, is lost.
 */
export async function replay(run: RunResult, trace: AsyncIterable<TraceLine>, options: ReplayOptions): Promise<Replayed> {
  const sessions = await sessionsOf(trace);
  const replayed: Replayed = { same: 0, differences: [], lost: [] };
  const restore = takeClock();
  try {
    for (const sut of run.suts) {
      for (const { subject, entries } of sessions) {
        if (subject === subjectOf(sut)) await replaySession(sut, entries, run, options, replayed);
      }
    }
  } finally {
    restore();
  }
  return replayed;
}

const subjectOf = ({ name, sut, protocol }: Pick<SutResult, 'name' | 'sut' | 'protocol'>): string => [name, sut, protocol].join('\n');

interface RecordedSession {
  subject: string;
  entries: Recorded[];
}

/** One for each charger, one for each case with a CSMS. */
async function sessionsOf(trace: AsyncIterable<TraceLine>): Promise<RecordedSession[]> {
  const all: RecordedSession[] = [];
  const open = new Map<string, RecordedSession>();
  for await (const { sut: name, role, protocol, ...entry } of trace) {
    const subject = subjectOf({ name, sut: role, protocol });
    if (role === 'csms' && entry.caseId === undefined) continue;
    const key = role === 'csms' ? `${subject}\n${entry.caseId}` : subject;
    let session = open.get(key);
    if (!session || entry.index <= (session.entries.at(-1)?.index ?? -1)) {
      session = { subject, entries: [] };
      open.set(key, session);
      all.push(session);
    }
    session.entries.push(entry);
  }
  return all;
}

async function replaySession(sut: SutResult, entries: Recorded[], run: RunResult, options: ReplayOptions, told: Replayed): Promise<void> {
  const { protocol } = sut;
  const ours = otherRole(sut.sut);
  const opened = entries.find((entry) => entry.kind === 'opened');
  const config = options.config(opened?.handshake.identity ?? '');
  const playback = new Playback(entries, protocol, ours);
  clock = playback;
  const makeParty = await options.party(protocol, ours);
  let asked: { id: string; action: string } | undefined;
  const party = recordedParty(makeParty(config), playback, (action) => (asked?.action === action ? asked.id : undefined));
  const session = new Session({
    protocol,
    sut: sut.sut,
    station: config.station,
    idPrefix: 'replay',
    nextId: (action) => playback.call(action)?.id,
    party,
    clock: playback,
    onTrace(entry) {
      const isSaid = entry.kind === 'frame';
      if (isSaid && entry.from === sut.sut) asked = calledIn(entry.raw, protocol);
      else if ((isSaid && entry.from === ours) || (entry.kind === 'act' && entry.outcome === 'asked')) playback.did(entry);
    },
  });
  const timeScale = typeof run.configuration.timeScale === 'number' ? run.configuration.timeScale : 1;
  const results = new Map(sut.cases.map((each) => [each.id, each]));

  for (const [begin, end] of partsOf(entries)) {
    const caseId = entries[begin]?.caseId;
    const result = caseId === undefined ? undefined : results.get(caseId);
    const testCase = result && options.testCase(result);
    if (!result || !testCase) {
      if (result) told.lost.push(`${result.id}: this ocppliance has no such case`);
      await playback.hear(session, end);
      continue;
    }
    const stop = new AbortController();
    const playing = runTestCase(testCase, stageOf(session, playback, config, timeScale), {
      strict: run.configuration.strict === true,
      signal: stop.signal,
    });
    await playback.follow(session, end, playing);
    if (playback.lost === undefined) judge(await playing, result, playback.doubt, told);
    else told.lost.push(`${result.id}: ${playback.lost}`);
    stop.abort();
    await playback.hear(session, end);
    playback.lost = undefined;
    playback.doubt = undefined;
  }
}

function judge({ verdict, reason = '' }: Played, result: CaseResult, doubt: string | undefined, told: Replayed): void {
  // A failure of a case of which nobody declared that it applies counts as inconclusive.
  const isPardoned = verdict === 'fail' && result.verdict === 'inconclusive' && /this counts only for/.test(result.reason ?? '');
  if (verdict === result.verdict || isPardoned) told.same += 1;
  // The record has no files and no certificates; what needs them does not come as far as it did.
  else if (verdict === 'inconclusive' || verdict === 'notTested') told.lost.push(`${result.id}: ${reason}`);
  else if (doubt !== undefined) told.lost.push(`${result.id}: ${doubt}`);
  else told.differences.push(`${result.id} came to ${verdict}, not to ${result.verdict}${reason ? `: ${reason}` : ''}`);
}

/** Runs of entries that belong to one case, or to none. */
function* partsOf(entries: readonly Recorded[]): Generator<[begin: number, end: number]> {
  let begin = 0;
  for (let index = 1; index <= entries.length; index++) {
    if (index < entries.length && entries[index]?.caseId === entries[begin]?.caseId) continue;
    yield [begin, index];
    begin = index;
  }
}

function calledIn(raw: string, protocol: ProtocolVersion): { id: string; action: string } | undefined {
  const frame = parseFrame(raw, protocol);
  return frame.type === 'call' ? { id: frame.id, action: frame.action } : undefined;
}

/** Without files and certificates: those of that run are gone. */
function stageOf(session: Session, playback: Playback, config: SutConfig, timeScale: number): Stage {
  return {
    session,
    operator: playback.operator,
    config,
    timeScale,
    securityProfiles: [0, 1, 2, 3],
    connect: async (chosen) => (session.ours === 'csms' ? { kind: 'accepting' } : playback.connect(chosen)),
    disconnect: () => playback.closed(session),
  };
}

let clock: Pick<Playback, 'wall'> | undefined;

/** While a record is played, now is when it was: cases and parties ask the wall clock too. Returns how to give it back. */
function takeClock(): () => void {
  const Real = Date;
  class RecordedDate extends Real {
    constructor(...values: unknown[]) {
      if (values.length === 0) super(RecordedDate.now());
      else super(...(values as [string]));
    }
    static override now(): number {
      return clock?.wall() ?? Real.now();
    }
  }
  globalThis.Date = RecordedDate as DateConstructor;
  return () => {
    globalThis.Date = Real;
    clock = undefined;
  };
}
