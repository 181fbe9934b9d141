import type { TraceEntry } from '../engine/results.ts';
import { Docket, type Findings, mergeFindings, type Subject, type Watched } from '../judge/docket.ts';
import { Judge } from '../judge/judge.ts';
import type { Rule } from '../judge/rule.ts';
import { type ParsedFrame, type ProtocolVersion, protocolVersions, type Role } from '../ocpp/index.ts';
import { Attribution, noVotes } from './attribution.ts';
import { stationInBeginning } from './beginning.ts';
import { eachLine } from './lines.ts';
import { isFiller, type Logged, type LoggedFrame, type OtherEntry, readLine } from './logged.ts';
import { stationAtStart } from './names.ts';
import { Pile } from './pile.ts';
import type { Turns } from './turns.ts';

export interface AnalystOptions {
  rules: readonly Rule[];
  /** of stations whose log neither says it nor gives it away */
  protocol: ProtocolVersion | undefined;
  turns: Turns;
}

/** What became of the lines, and what they tell at all; all of it numbers and texts, so that parts can be added up. */
export interface Account {
  frames: number;
  /** lines without a frame that we could read, and the first of them */
  unread: { count: number; examples: { line: number; text: string }[] };
  /** frames of which nothing told who sent them, or in which version */
  unattributed: number;
  /** frames that came with a time, with its zone, with words for their direction, with the name of a station */
  timed: number;
  zoned: number;
  directed: number;
  named: number;
  /** openings of connections */
  handshakes: number;
  /** frames of a log that names no station, in which there must be several */
  mixed: number;
  /** lines of stations beyond the first twenty thousand, or more with several workers */
  surplus: number;
}

export interface Part {
  findings: Findings;
  account: Account;
}

/** Frames of a station that are kept until its version, and the meaning of the log's directions, are known. */
const mostWaiting = 100;
/** Where time goes back by more than this, or another file begins after more than that, the record was interrupted. */
const setBack = 10_000;
const gap = 600_000;
const mostExamples = 5;
const nameless = 'the station';

/** Stations that are judged together, and lines of each that are read before the first of them is judged: about what a cache holds. */
const together = 8;
const readAtOnce = 16;
/** Bytes of lines that had to be read to know whose they are: so much waits at most. */
const mostRead = 4 * 1024 * 1024;

interface Station {
  name: string;
  isNamed: boolean;
  judged: Role | undefined;
  timeScale: number | undefined;
  attribution: Attribution;
  subject: Subject | undefined;
  watched: Watched | undefined;
  waiting: { logged: Logged; what: LoggedFrame; number: number }[];
  lastAt: number;
  /** counts files */
  file: number;
  /** of a station that has no name: who it says that it is */
  identity: string | undefined;
  isMixed: boolean;
}

/** Judges recorded conversations, a line at a time: the lines of some stations, in the order of the record. */
export class Analyst {
  readonly #docket: Docket;
  readonly #protocol: ProtocolVersion | undefined;
  /** by the side that is judged, and the name */
  readonly #stations: Record<Role | 'both', Map<string, Station>> = { charger: new Map(), csms: new Map(), both: new Map() };
  readonly #turns: Turns;
  /** lines that wait, by the name of their station */
  readonly #piles = new Map<string, Pile>();
  /** bytes of those that have been read */
  #bytesRead = 0;
  #votes = noVotes();
  #file = 0;
  readonly #account: Account = {
    frames: 0,
    unread: { count: 0, examples: [] },
    unattributed: 0,
    timed: 0,
    zoned: 0,
    directed: 0,
    named: 0,
    handshakes: 0,
    mixed: 0,
    surplus: 0,
  };

  constructor({ rules, protocol, turns }: AnalystOptions) {
    this.#turns = turns;
    this.#docket = new Docket({ rules, complete: false });
    this.#protocol = protocol;
  }

  /** Another file has other words for the directions, and may continue the record or not. */
  beginFile(): void {
    this.#file += 1;
    for (const station of this.#everyStation()) this.#giveUp(station);
    this.#votes = noVotes();
  }

  /**
   * Takes whole lines, the first of which has this number, counted over all files; returns how many. The numbers become the indices of the
   * frames. The lines of a station are judged one after the other, whatever came between them: what the rules know of one station is much,
   * and would leave the processor's cache with each line of another.
   */
  take(bytes: Buffer, first: number): number {
    const count = eachLine(bytes, (start, end, index) => this.#pileUp(bytes, start, end, first + index));
    this.#clear(bytes);
    return count;
  }

  #pileUp(bytes: Buffer, start: number, end: number, number: number): void {
    let name = stationInBeginning(bytes, start, end) ?? stationAtStart(bytes, start, end);
    let logged: Logged | undefined;
    if (name === undefined) {
      logged = readLine(bytes, start, end);
      if (!logged) {
        const line = bytes.toString('utf8', start, end);
        return isFiller(line) ? undefined : this.leaveOut(number, line);
      }
      name = logged.station ?? nameless;
    }
    let pile = this.#piles.get(name);
    if (!pile) {
      if (!this.#takesPartIn(name)) return;
      pile = new Pile();
      this.#piles.set(name, pile);
    }
    pile.add(start, end, number, logged);
    if (logged) this.#bytesRead += end - start;
    if (this.#bytesRead > mostRead) this.#clear(bytes);
  }

  #takesPartIn(name: string): boolean {
    const isMine = this.#turns.isMine(name);
    if (isMine === undefined && this.#turns.isFirst) this.#account.surplus += 1;
    return isMine ?? false;
  }

  #clear(bytes: Buffer): void {
    // Stations of one version have the same rules.
    const versionOf = (name: string) => this.#stations.both.get(name)?.attribution.protocol;
    const ofOneVersion = (version: ProtocolVersion | undefined) => [...this.#piles].filter(([name]) => versionOf(name) === version);
    const piles = [undefined, ...protocolVersions].flatMap(ofOneVersion).map(([, pile]) => pile);
    for (let first = 0; first < piles.length; first += together) this.#judge(bytes, piles.slice(first, first + together));
    this.#piles.clear();
    this.#bytesRead = 0;
  }

  /** A few lines of each are read before they are judged: JSON.parse and the rules would drive each other out of the cache. */
  #judge(bytes: Buffer, piles: readonly Pile[]): void {
    while (piles.some((pile) => !pile.isEmpty)) {
      for (const pile of piles) pile.read(bytes, readAtOnce);
      for (let judges = this.#hearNext(bytes, piles); judges; judges = this.#hearNext(bytes, piles)) Judge.tellTogether(judges);
    }
  }

  /** Takes the next line of a pile, and of all others where one of the same kind comes next; says who has to be told of it. */
  #hearNext(bytes: Buffer, piles: readonly Pile[]): Judge[] | undefined {
    let kind: unknown;
    let judges: Judge[] | undefined;
    for (const pile of piles) {
      if (!pile.isRead) continue;
      const { logged, number } = pile;
      kind ??= kindOf(logged);
      if (kind !== kindOf(logged)) continue;
      judges ??= [];
      const judge = logged && this.#heed(logged, number);
      if (judge && !judges.includes(judge)) judges.push(judge);
      if (!logged) this.#countUnread(number, pile.text(bytes));
      pile.pass();
    }
    return judges;
  }

  /** Says who has to be told of it yet. */
  #heed(logged: Logged, number: number): Judge | undefined {
    const { what, also } = logged;
    const station = this.#stationOf(logged);
    const judge = what.kind === 'frame' ? this.#takeFrame(station, logged, what, number) : this.#takeOther(station, logged, what, number);
    if (!also) return judge;
    judge?.tell();
    for (const other of also) this.#heed(other, number)?.tell();
    return undefined;
  }

  /** A line that tells of no station is in everybody's way: one of them counts it. */
  leaveOut(number: number, text: string): void {
    if (this.#turns.isFirst) this.#countUnread(number, text);
  }

  #countUnread(number: number, text: string): void {
    const { unread } = this.#account;
    unread.count += 1;
    // A pile later there may be some that come before.
    if (unread.examples.length < 100) unread.examples.push({ line: number, text: text.slice(0, 120) });
  }

  end(): Part {
    this.#account.unread.examples.sort((a, b) => a.line - b.line).splice(mostExamples);
    for (const station of this.#everyStation()) this.#giveUp(station);
    return { findings: this.#docket.end(), account: this.#account };
  }

  #everyStation(): Station[] {
    return Object.values(this.#stations).flatMap((stations) => [...stations.values()]);
  }

  #stationOf({ station: name = nameless, judged, timeScale, at }: Logged): Station {
    const stations = this.#stations[judged ?? 'both'];
    let station = stations.get(name);
    if (!station) {
      station = {
        name,
        isNamed: name !== nameless,
        judged,
        timeScale,
        attribution: new Attribution(this.#protocol),
        subject: undefined,
        watched: undefined,
        waiting: [],
        lastAt: at ?? 0,
        file: this.#file,
        identity: undefined,
        isMixed: false,
      };
      stations.set(name, station);
    }
    return station;
  }

  #takeOther(station: Station, logged: Logged, what: OtherEntry, index: number): undefined {
    const entry: TraceEntry = { ...what, index, at: logged.at ?? 0, connection: logged.connection };
    if (entry.kind === 'opened') this.#account.handshakes += 1;
    const watched = this.#watch(station, logged);
    const at = this.#advance(station, logged);
    watched?.observe({ ...entry, at });
  }

  #takeFrame(station: Station, logged: Logged, what: LoggedFrame, number: number): Judge | undefined {
    const account = this.#account;
    account.frames += 1;
    if (logged.at !== undefined) account.timed += 1;
    if (logged.time !== '') account.zoned += 1;
    if (logged.from || logged.way) account.directed += 1;
    if (station.isNamed) account.named += 1;
    if (station.waiting.length > 0) {
      station.waiting.push({ logged, what, number });
      this.#catchUp(station);
      return undefined;
    }
    const frame = station.attribution.parse(what, logged);
    const from = station.attribution.senderOf(frame, logged, this.#votes);
    const watched = this.#watch(station, logged);
    if (from === undefined || station.isMixed) {
      account.unattributed += 1;
      return undefined;
    }
    if (from === 'later' || !watched) {
      station.waiting.push({ logged, what, number });
      return undefined;
    }
    return this.#hear(station, watched, logged, what, frame, from, number);
  }

  /** Who is watched, once the version is known. */
  #watch(station: Station, { protocol }: Logged): Watched | undefined {
    const { attribution, name, judged, timeScale } = station;
    if (protocol !== undefined) attribution.protocol = protocol;
    if (station.watched && station.subject?.protocol === attribution.protocol) return station.watched;
    if (attribution.protocol === undefined) return undefined;
    station.subject = { name, protocol: attribution.protocol, ...(judged && { judged }), ...(timeScale && { timeScale }) };
    station.watched = this.#docket.station(station.subject);
    return station.watched;
  }

  /** Frames that waited for others to make sense of them. */
  #catchUp(station: Station): void {
    const { waiting, attribution } = station;
    const newest = waiting.at(-1);
    // All of them learn from the newest; then each is understood, or waits on.
    if (newest) attribution.senderOf(attribution.parse(newest.what, newest.logged), newest.logged, this.#votes);
    for (let first = waiting[0]; first; first = waiting[0]) {
      const { logged, what, number } = first;
      const frame = attribution.parse(what, logged);
      const from = attribution.senderOf(frame, logged, this.#votes);
      const watched = this.#watch(station, logged);
      if ((from === 'later' || !watched) && waiting.length <= mostWaiting) return;
      waiting.shift();
      if (!watched || from === undefined || from === 'later') this.#account.unattributed += 1;
      else this.#hear(station, watched, logged, what, frame, from, number)?.tell();
    }
  }

  #giveUp({ waiting }: Station): void {
    this.#account.unattributed += waiting.length;
    waiting.length = 0;
  }

  #hear(
    station: Station,
    watched: Watched,
    logged: Logged,
    what: LoggedFrame,
    frame: ParsedFrame,
    from: Role,
    number: number,
  ): Judge | undefined {
    if (!station.isNamed && isMixedBy(station, frame)) return this.#disown(station);
    const at = this.#advance(station, logged);
    // A broken line may hold another name than that of the station, which has heard one already then.
    watched.judge.tell();
    const entry = { kind: 'frame' as const, index: number, at, time: logged.time, connection: logged.connection, from, raw: what.raw };
    watched.hear(entry, watched.judge.reader.read(entry, frame, logged.time === '' ? Number.NaN : logged.at));
    return watched.judge;
  }

  /** The time of a line, which never runs back within one record. */
  #advance(station: Station, { at = station.lastAt }: Logged): number {
    const { lastAt, watched } = station;
    if (at < lastAt - setBack || (station.file !== this.#file && at > lastAt + gap)) watched?.interrupt();
    else if (at < lastAt) return lastAt;
    station.file = this.#file;
    station.lastAt = at;
    return at;
  }

  /** Several chargers under no name cannot be told apart: whatever was found is worth nothing. */
  #disown(station: Station): undefined {
    station.isMixed = true;
    if (station.subject) this.#docket.forget(station.subject);
    this.#account.mixed = this.#account.frames;
    this.#account.unattributed += 1;
  }
}

/** By what messages differ most that rules are told of: the number that a frame begins with. */
const kindOf = (logged: Logged | undefined): unknown =>
  logged?.what.kind === 'frame' && Array.isArray(logged.what.parts) ? (logged.what.parts[0] ?? '') : '';

/** Whether a charger presents itself that is not the one that did before. */
function isMixedBy(station: Station, frame: ParsedFrame): boolean {
  if (frame.type !== 'call' || frame.action !== 'BootNotification') return false;
  const { chargePointVendor, chargePointModel, chargePointSerialNumber, chargeBoxSerialNumber, chargingStation } = frame.payload;
  const { vendorName, model, serialNumber } = Object(chargingStation);
  const names = [chargePointVendor, chargePointModel, chargePointSerialNumber, chargeBoxSerialNumber, vendorName, model, serialNumber];
  const identity = JSON.stringify(names);
  const isOther = station.identity !== undefined && station.identity !== identity;
  station.identity = identity;
  return isOther;
}

/** Puts together what several analysts found, each in the lines of stations of its own. */
export function mergeParts(parts: readonly Part[]): Part {
  const [first, ...others] = parts;
  if (!first) throw new Error('there is nothing to put together');
  const account = others.reduce<Account>((sum, part) => addAccounts(sum, part.account), first.account);
  return { findings: mergeFindings(parts.map((part) => part.findings)), account };
}

function addAccounts(a: Account, b: Account): Account {
  const examples = [...a.unread.examples, ...b.unread.examples].sort((one, other) => one.line - other.line).slice(0, mostExamples);
  return {
    frames: a.frames + b.frames,
    unread: { count: a.unread.count + b.unread.count, examples },
    unattributed: a.unattributed + b.unattributed,
    timed: a.timed + b.timed,
    zoned: a.zoned + b.zoned,
    directed: a.directed + b.directed,
    named: a.named + b.named,
    handshakes: a.handshakes + b.handshakes,
    mixed: a.mixed + b.mixed,
    surplus: a.surplus + b.surplus,
  };
}
