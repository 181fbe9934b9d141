import type { TraceEntry } from '../engine/results.ts';
import { Docket, type Findings, mergeFindings, type Subject, type Watched } from '../judge/docket.ts';
import type { Rule } from '../judge/rule.ts';
import type { ParsedFrame, ProtocolVersion, Role } from '../ocpp/index.ts';
import { Attribution, noVotes } from './attribution.ts';
import { stationInBeginning } from './beginning.ts';
import { eachLine } from './lines.ts';
import { isFiller, type Logged, type LoggedFrame, readLine } from './logged.ts';
import { stationAtStart } from './names.ts';

export interface AnalystOptions {
  rules: readonly Rule[];
  /** of stations whose log neither says it nor gives it away */
  protocol: ProtocolVersion | undefined;
  share: Share;
  /** Each takes the next five hundred stations of the share, from 0. */
  round: number;
}

/** One of several equal shares of the stations. */
export interface Share {
  index: number;
  of: number;
}

/** Stations whose conversations are known at a time. */
const perRound = 500;
/** Where more stations than that appear, something else has been taken for the name of a station. */
const mostRounds = 40;

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

/** A pile of so many bytes waits no longer. */
const mostPiled = 128 * 1024;

/** Lines of a station that wait. */
class Pile {
  /** of each line where it starts, where it ends, and its number */
  readonly places: number[] = [];
  /** of each line, if that was needed to know whose it is */
  readonly read: (Logged | undefined)[] = [];
  bytes = 0;
}

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
  readonly #share: Share;
  readonly #round: number;
  /** of each name of a station, whether it is in the share and its round */
  readonly #isMine = new Map<string, boolean>();
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

  constructor({ rules, protocol, share, round }: AnalystOptions) {
    this.#share = share;
    this.#round = round;
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
   * frames. The lines are judged a pile of each station at a time: what the rules know of one station is much, and would leave the processor's
   * cache with each line of another.
   */
  take(bytes: Buffer, first: number): number {
    const piles = new Map<string, Pile>();
    const count = eachLine(bytes, (start, end, index) => this.#pileUp(piles, bytes, start, end, first + index));
    for (const pile of piles.values()) this.#clear(bytes, pile);
    return count;
  }

  #pileUp(piles: Map<string, Pile>, bytes: Buffer, start: number, end: number, number: number): void {
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
    let pile = piles.get(name);
    if (!pile) {
      if (!this.#takesPartIn(name)) return;
      pile = new Pile();
      piles.set(name, pile);
    }
    pile.places.push(start, end, number);
    pile.read.push(logged);
    pile.bytes += end - start;
    if (pile.bytes >= mostPiled) this.#clear(bytes, pile);
  }

  #takesPartIn(name: string): boolean {
    const known = this.#isMine.get(name);
    if (known !== undefined) return known;
    const { index, of } = this.#share;
    const number = this.#isMine.size;
    if (number >= mostRounds * perRound * of) {
      if (this.#isFirst) this.#account.surplus += 1;
      return false;
    }
    const isMine = turnOf(number, of) === index && Math.floor(number / (perRound * of)) === this.#round;
    this.#isMine.set(name, isMine);
    return isMine;
  }

  /** What concerns all who read the record is counted by one of them. */
  get #isFirst(): boolean {
    return this.#share.index === 0 && this.#round === 0;
  }

  /** There are stations whose turn comes later. */
  get isIncomplete(): boolean {
    return this.#isMine.size > (this.#round + 1) * perRound * this.#share.of;
  }

  /** All lines are read before the first is judged: what JSON.parse needs, and what the rules need, would drive each other out of the cache. */
  #clear(bytes: Buffer, pile: Pile): void {
    const { places, read } = pile;
    for (let line = 0; line < read.length; line += 1) read[line] ??= readLine(bytes, places[3 * line], places[3 * line + 1]);
    for (let line = 0; line < read.length; line += 1) {
      const logged = read[line];
      // What an old array names is kept by each quick garbage collection, even if the array itself is garbage.
      read[line] = undefined;
      const number = places[3 * line + 2] ?? 0;
      if (!logged) {
        this.#countUnread(number, bytes.toString('utf8', places[3 * line], places[3 * line + 1]));
        continue;
      }
      this.#heed(logged, number);
      if (logged.also) for (const other of logged.also) this.#heed(other, number);
    }
    places.length = 0;
    read.length = 0;
    pile.bytes = 0;
  }

  #heed(logged: Logged, number: number): void {
    const station = this.#stationOf(logged);
    if (logged.what.kind === 'frame') this.#takeFrame(station, logged, logged.what, number);
    else this.#takeOther(station, logged, { ...logged.what, index: number, at: logged.at ?? 0, connection: logged.connection });
  }

  /** A line that tells of no station is in everybody's way: one of them counts it. */
  leaveOut(number: number, text: string): void {
    if (this.#isFirst) this.#countUnread(number, text);
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

  #takeOther(station: Station, logged: Logged, entry: TraceEntry): void {
    if (entry.kind === 'opened') this.#account.handshakes += 1;
    const watched = this.#watch(station, logged);
    const at = this.#advance(station, logged);
    watched?.observe({ ...entry, at });
  }

  #takeFrame(station: Station, logged: Logged, what: LoggedFrame, number: number): void {
    const account = this.#account;
    account.frames += 1;
    if (logged.at !== undefined) account.timed += 1;
    if (logged.time !== '') account.zoned += 1;
    if (logged.from || logged.way) account.directed += 1;
    if (station.isNamed) account.named += 1;
    if (station.waiting.length > 0) {
      station.waiting.push({ logged, what, number });
      return this.#catchUp(station);
    }
    const frame = station.attribution.parse(what, logged);
    const from = station.attribution.senderOf(frame, logged, this.#votes);
    const watched = this.#watch(station, logged);
    if (from === undefined || station.isMixed) {
      account.unattributed += 1;
      return;
    }
    if (from === 'later' || !watched) {
      station.waiting.push({ logged, what, number });
      return;
    }
    this.#observe(station, watched, logged, what, frame, from, number);
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
      else this.#observe(station, watched, logged, what, frame, from, number);
    }
  }

  #giveUp({ waiting }: Station): void {
    this.#account.unattributed += waiting.length;
    waiting.length = 0;
  }

  #observe(station: Station, watched: Watched, logged: Logged, what: LoggedFrame, frame: ParsedFrame, from: Role, number: number): void {
    if (!station.isNamed && isMixedBy(station, frame)) return this.#disown(station);
    const at = this.#advance(station, logged);
    const entry = { kind: 'frame' as const, index: number, at, time: logged.time, connection: logged.connection, from, raw: what.raw };
    watched.observe(entry, watched.judge.reader.read(entry, frame, logged.time === '' ? Number.NaN : logged.at));
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
  #disown(station: Station): void {
    station.isMixed = true;
    if (station.subject) this.#docket.forget(station.subject);
    this.#account.mixed = this.#account.frames;
    this.#account.unattributed += 1;
  }
}

/** Whose turn it is, by first appearance and to and fro: chargers differ less than a hash would make them, and every other may be of one kind. */
function turnOf(number: number, of: number): number {
  const place = number % of;
  return Math.floor(number / of) % 2 === 0 ? place : of - 1 - place;
}

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
