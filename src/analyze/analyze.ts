import { Docket } from '../judge/docket.ts';
import type { Rule } from '../judge/rule.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { Attribution } from './attribution.ts';
import { linesOf } from './lines.ts';
import { type Logged, readLine } from './logged.ts';

export interface AnalyzeOptions {
  files: readonly string[];
  rules: readonly Rule[];
  /** if the log does not say, and cannot be understood from its messages */
  protocol?: ProtocolVersion;
  strict?: boolean;
}

export interface Analysis {
  docket: Docket;
  lines: number;
  frames: number;
  /** lines without a frame that we could read, and the first of them */
  unread: { count: number; examples: { line: number; text: string }[] };
  /** frames of which nothing told who sent them, or in which version */
  unattributed: number;
}

/** Frames that are kept until the version of a station is known. */
const mostWaiting = 100;

interface Station {
  attribution: Attribution;
  waiting: { logged: Logged; raw: string; from: Role }[];
  lastAt: number;
}

/** Judges recorded conversations, a line at a time. Rejects only if a file cannot be read. */
export async function analyze(options: AnalyzeOptions): Promise<Analysis> {
  const docket = new Docket({ rules: options.rules, complete: false, ...(options.strict ? { strict: true } : {}) });
  const analysis: Analysis = { docket, lines: 0, frames: 0, unread: { count: 0, examples: [] }, unattributed: 0 };
  for (const file of options.files) {
    const stations = new Map<string, Station>();
    for await (const lines of linesOf(file)) {
      for (const line of lines) {
        analysis.lines += 1;
        if (line === undefined || line.trim() !== '') take(line, analysis, stations, options);
      }
    }
    for (const { waiting } of stations.values()) analysis.unattributed += waiting.length;
  }
  docket.end();
  return analysis;
}

function take(line: string | undefined, analysis: Analysis, stations: Map<string, Station>, options: AnalyzeOptions): void {
  const logged = line === undefined ? undefined : readLine(line);
  if (!logged) {
    analysis.unread.count += 1;
    if (analysis.unread.examples.length < 5)
      analysis.unread.examples.push({ line: analysis.lines, text: (line ?? 'a line of over 8 MB').slice(0, 120) });
    return;
  }
  const name = logged.station ?? 'the station';
  let station = stations.get(name);
  if (!station) {
    station = { attribution: new Attribution(options.protocol), waiting: [], lastAt: 0 };
    stations.set(name, station);
  }
  const { attribution, waiting } = station;
  if (logged.what.kind !== 'frame') {
    attribution.protocol ??= logged.protocol;
    if (attribution.protocol) analysis.docket.station(name, attribution.protocol).observe(logged.what);
    return;
  }
  analysis.frames += 1;
  const { raw } = logged.what;
  const from = attribution.senderOf(logged, raw);
  if (from === undefined) {
    analysis.unattributed += 1;
    return;
  }
  waiting.push({ logged, raw, from });
  if (attribution.protocol === undefined) {
    if (waiting.length > mostWaiting && waiting.shift()) analysis.unattributed += 1;
    return;
  }
  const watched = analysis.docket.station(name, attribution.protocol);
  for (const each of waiting.splice(0)) {
    const at = each.logged.at ?? station.lastAt;
    station.lastAt = at;
    const time = each.logged.time ?? new Date(at).toISOString();
    watched.observe({ kind: 'frame', at, time, connection: each.logged.connection ?? 1, from: each.from, raw: each.raw });
  }
}
