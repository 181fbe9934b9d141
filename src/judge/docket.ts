import type { Reading } from '../engine/reading.ts';
import type { Finding, Severity, TraceEntry } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { Judge, type Undecided } from './judge.ts';
import type { Rule } from './rule.ts';

export interface DocketOptions {
  rules: readonly Rule[];
  /** see Scene.complete */
  complete: boolean;
  /** Told of each finding when it first occurs at a station, and of its first frame's time. */
  onFinding?(station: string, finding: Finding): void;
}

/** Who is watched. `judged`: the side whose faults count, where the other is a tester that errs on purpose; both if it is left out. */
export interface Subject {
  name: string;
  protocol: ProtocolVersion;
  judged?: Role;
  /** see Scene.timeScale */
  timeScale?: number;
}

/** What was seen of one station. */
export interface Sighting extends Subject {
  /** frames and other entries */
  seen: number;
  /** how many findings, repetitions not counted */
  found: Record<Severity, number>;
  undecided: Undecided[];
  /** rules that broke down, with what they said: an error of ours */
  broken: [rule: string, reason: string][];
}

/** What one party is found to have done against one rule, at all stations together. */
export interface Charge {
  rule: string;
  protocol: ProtocolVersion;
  blame: Role;
  severity: Severity;
  /** the first of them; their own counts grow in place */
  findings: Finding[];
  /** how often in all, and when */
  count: number;
  first: TraceEntry;
  last: TraceEntry;
  /** entries around the findings, by index */
  evidence: TraceEntry[];
}

/** All that a docket knows, as plain data: parts of it, made apart, can be put together. */
export interface Findings {
  stations: Sighting[];
  charges: Charge[];
}

/** One station under observation. */
export interface Watched {
  /** Takes the next event; with `reading`, a frame that has been read by this reader. */
  observe(entry: TraceEntry, reading?: Reading): void;
  /** Takes a frame of which `Judge.tellTogether` will tell the rules. */
  hear(entry: TraceEntry, reading: Reading): void;
  readonly judge: Judge;
  /** Something is missing from the record here: what was open is not held against anybody. */
  interrupt(): void;
}

/** entries kept before a finding, as its evidence */
const context = 12;
const mostFindings = 200;
const mostEvidence = 240;
const mostUndecided = 20;

/** What rules find over any number of stations that are only watched. Memory is bounded by rules and stations, not by messages. */
export class Docket {
  readonly #options: DocketOptions;
  readonly #stations = new Map<string, Station>();
  readonly #charges = new Map<string, Charge>();

  constructor(options: DocketOptions) {
    this.#options = options;
  }

  /** This station in this version; watched from now on if it is new. */
  station(subject: Subject): Watched {
    const key = `${subject.protocol} ${subject.judged ?? ''} ${subject.name}`;
    let station = this.#stations.get(key);
    if (!station) {
      station = new Station(subject, this.#options, (finding, isNew, last, recent) => this.#charge(subject, finding, isNew, last, recent));
      this.#stations.set(key, station);
    }
    return station;
  }

  /** Unsays all that was found at a station. */
  forget({ name, protocol, judged }: Subject): void {
    this.#stations.delete(`${protocol} ${judged ?? ''} ${name}`);
    for (const [key, charge] of this.#charges) {
      const others = charge.findings.filter(({ message }) => !message.startsWith(`${name}: `));
      if (others.length === 0) this.#charges.delete(key);
      else charge.findings = others;
    }
  }

  /** Nothing more will come: rules that still wait say what they can. */
  end(): Findings {
    for (const station of this.#stations.values()) station.judge.end();
    return this.findings();
  }

  /** So far. */
  findings(): Findings {
    const stations = [...this.#stations.values()].map((station) => station.sighting());
    return mergeFindings([{ stations, charges: [...this.#charges.values()] }]);
  }

  #charge({ name, protocol }: Subject, finding: Finding, isNew: boolean, last: TraceEntry, recent: readonly TraceEntry[]): void {
    const { rule, blame, severity } = finding;
    const key = `${protocol} ${rule} ${blame} ${severity}`;
    let charge = this.#charges.get(key);
    if (!charge) {
      charge = { rule, protocol, blame, severity, findings: [], count: 0, first: last, last, evidence: [] };
      this.#charges.set(key, charge);
    }
    charge.count += 1;
    // Stations may be a little apart in the record.
    if (last.index < charge.first.index) charge.first = last;
    if (last.index > charge.last.index) charge.last = last;
    if (!isNew) return;
    if (charge.findings.length < mostFindings) {
      finding.incidental = false;
      finding.message = `${name}: ${finding.message}`;
      charge.findings.push(finding);
    }
    const { evidence } = charge;
    if (evidence.length < mostEvidence) {
      const kept = new Set(evidence);
      evidence.push(...recent.filter((entry) => !kept.has(entry)));
    }
    this.#options.onFinding?.(name, finding);
  }
}

type OnFinding = (finding: Finding, isNew: boolean, last: TraceEntry, recent: readonly TraceEntry[]) => void;

class Station implements Watched {
  judge: Judge;
  readonly #subject: Subject;
  readonly #rules: readonly Rule[];
  readonly #complete: boolean;
  readonly #onFinding: OnFinding;
  /** a ring: the newest entry is before `#next` */
  readonly #recent: TraceEntry[] = [];
  /** what is left of judges before an interruption */
  readonly #earlier: Pick<Judge, 'undecided' | 'broken'>[] = [];
  readonly #found: Record<Severity, number> = { violation: 0, warning: 0, advice: 0 };
  #next = 0;
  #seen = 0;
  #last: TraceEntry | undefined;

  constructor(subject: Subject, { rules, complete }: DocketOptions, onFinding: OnFinding) {
    this.#subject = subject;
    this.#rules = rules;
    this.#complete = complete;
    this.#onFinding = onFinding;
    this.judge = this.#appoint(complete);
  }

  observe(entry: TraceEntry, reading?: Reading): void {
    this.#note(entry);
    this.judge.observe(entry, reading);
  }

  hear(entry: TraceEntry, reading: Reading): void {
    this.#note(entry);
    this.judge.hear(reading);
  }

  #note(entry: TraceEntry): void {
    this.#seen += 1;
    this.#last = entry;
    this.#recent[this.#next] = entry;
    this.#next = (this.#next + 1) % context;
  }

  interrupt(): void {
    this.judge.end();
    // What it could not decide stays known; an interruption more or less says nothing new.
    const { undecided, broken } = this.judge;
    if (this.#earlier.length < 3) this.#earlier.push({ undecided, broken });
    this.judge = this.#appoint(false);
  }

  sighting(): Sighting {
    const judges = [...this.#earlier, this.judge];
    const undecided = new Map(judges.flatMap((judge) => judge.undecided).map((each) => [`${each.rule} ${each.premise}`, each]));
    return {
      ...this.#subject,
      seen: this.#seen,
      found: this.#found,
      undecided: [...undecided.values()],
      broken: judges.flatMap(({ broken }) => [...broken]),
    };
  }

  #appoint(complete: boolean): Judge {
    const { judged } = this.#subject;
    const tell = (finding: Finding, isNew: boolean): void => {
      const last = this.#last;
      if (!last || (judged !== undefined && finding.blame !== judged)) return;
      if (isNew) this.#found[finding.severity] += 1;
      this.#onFinding(finding, isNew, last, this.#entries());
    };
    return new Judge({
      protocol: this.#subject.protocol,
      rules: this.#rules,
      complete: complete && this.#complete,
      ...(this.#subject.timeScale === undefined ? {} : { timeScale: this.#subject.timeScale }),
      onFinding: (finding) => tell(finding, true),
      onAgain: (finding) => tell(finding, false),
    });
  }

  #entries(): TraceEntry[] {
    return [...this.#recent.slice(this.#next), ...this.#recent.slice(0, this.#next)];
  }
}

/** Puts together what several dockets found, each at stations of its own; the order of charges and findings is that of the record. */
export function mergeFindings(parts: readonly Findings[]): Findings {
  const charges = new Map<string, Charge>();
  for (const charge of parts.flatMap((part) => part.charges)) {
    const key = `${charge.protocol} ${charge.rule} ${charge.blame} ${charge.severity}`;
    const known = charges.get(key);
    charges.set(key, {
      ...charge,
      findings: [...(known?.findings ?? []), ...charge.findings].sort(byFrame).slice(0, mostFindings),
      count: (known?.count ?? 0) + charge.count,
      first: known && known.first.index < charge.first.index ? known.first : charge.first,
      last: known && known.last.index > charge.last.index ? known.last : charge.last,
      evidence: [...(known?.evidence ?? []), ...charge.evidence].sort((a, b) => a.index - b.index).slice(0, mostEvidence),
    });
  }
  const stations = parts.flatMap((part) => part.stations).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { stations, charges: [...charges.values()].sort((a, b) => a.first.index - b.first.index) };
}

const byFrame = (a: Finding, b: Finding): number => (a.frames.at(-1) ?? 0) - (b.frames.at(-1) ?? 0);

/** How many findings of each severity there are, repetitions not counted. */
export function countBySeverity({ charges }: Findings): Record<Severity, number> {
  const counts = { violation: 0, warning: 0, advice: 0 };
  for (const { severity, findings } of charges) counts[severity] += findings.length;
  return counts;
}

/** The rules of a version that could not be decided, each with the premises that were missing. */
export function undecidedOf({ stations, charges }: Findings, protocol: ProtocolVersion): Map<string, string[]> {
  const found = new Set(charges.filter((charge) => charge.protocol === protocol).map(({ rule }) => rule));
  const undecided = new Map<string, string[]>();
  for (const { rule, premise } of stations.filter((each) => each.protocol === protocol).flatMap((each) => each.undecided)) {
    if (found.has(rule)) continue;
    const premises = undecided.get(rule) ?? [];
    if (!premises.includes(premise) && premises.length < mostUndecided) premises.push(premise);
    undecided.set(rule, premises);
  }
  return undecided;
}
