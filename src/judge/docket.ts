import type { CaseResult, Finding, Severity, SutResult, TraceEntry, TraceEvent, Verdict } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { Judge } from './judge.ts';
import type { Rule } from './rule.ts';

export interface DocketOptions {
  rules: readonly Rule[];
  /** see Scene.complete */
  complete: boolean;
  strict?: boolean;
  /** Told of each finding when it first occurs at a station. */
  onFinding?(station: string, finding: Finding): void;
}

/** A moment of a station's conversation, without the index: the docket counts over all stations. */
export type Moment = { at: number; time: string; connection: number } & TraceEvent;

/** One station under observation. */
export interface Watched {
  readonly judge: Judge;
  observe(moment: Moment): void;
}

interface Charge {
  findings: Finding[];
  evidence: TraceEntry[];
}

/** entries kept before a finding, as its evidence */
const context = 12;
const mostFindingsPerRule = 200;
const mostEvidencePerRule = 240;

/**
 * What rules find over any number of stations that are only watched, as results: a rule is a case, the chargers and the CSMSs of a
 * version are each one SUT. Memory is bounded by rules and stations, not by messages.
 */
export class Docket {
  readonly #options: DocketOptions;
  readonly #stations = new Map<string, { watched: Watched; protocol: ProtocolVersion; seen: number }>();
  readonly #charges = new Map<string, Charge>();
  #nextIndex = 0;

  constructor(options: DocketOptions) {
    this.#options = options;
  }

  get stations(): number {
    return this.#stations.size;
  }

  /** The station of this name in this version; watched from now on if it is new. */
  station(name: string, protocol: ProtocolVersion): Watched {
    const key = `${protocol} ${name}`;
    const known = this.#stations.get(key);
    if (known) return known.watched;
    const recent: TraceEntry[] = [];
    const judge = new Judge({
      protocol,
      rules: this.#options.rules,
      complete: this.#options.complete,
      onFinding: (finding) => this.#charge(name, protocol, finding, recent),
    });
    const entry = { protocol, seen: 0, watched: { judge, observe: () => {} } as Watched };
    entry.watched = {
      judge,
      observe: (moment) => {
        const traced: TraceEntry = { index: this.#nextIndex++, ...moment };
        recent.push(traced);
        if (recent.length > context) recent.shift();
        entry.seen += 1;
        judge.observe(traced);
      },
    };
    this.#stations.set(key, entry);
    return entry.watched;
  }

  /** Nothing more will come: rules that still wait say what they can. */
  end(): void {
    for (const { watched } of this.#stations.values()) watched.judge.end();
  }

  /** how many findings of each severity there are */
  counts(): Record<Severity, number> {
    const counts = { violation: 0, warning: 0, advice: 0 };
    for (const { findings } of this.#charges.values()) for (const { severity } of findings) counts[severity] += 1;
    return counts;
  }

  suts(): SutResult[] {
    const versions = [...new Set([...this.#stations.values()].map(({ protocol }) => protocol))].sort();
    return versions.flatMap((protocol) => (['charger', 'csms'] as const).map((sut) => this.#sut(protocol, sut)));
  }

  #sut(protocol: ProtocolVersion, sut: Role): SutResult {
    const stations = [...this.#stations.entries()].filter(([, each]) => each.protocol === protocol);
    const seen = stations.reduce((sum, [, each]) => sum + each.seen, 0);
    const concerned = this.#options.rules.filter(
      (rule) => rule.versions.includes(protocol) && (rule.blame === sut || this.#charges.has(keyOf(rule.id, protocol, sut))),
    );
    return {
      name: sut === 'charger' ? `observed chargers (${stations.length})` : 'observed CSMS',
      sut,
      protocol,
      observed: { stations: String(stations.length), 'frames and events': String(seen) },
      cases: concerned.map((rule) => this.#case(rule, protocol, sut)),
    };
  }

  #case(rule: Rule, protocol: ProtocolVersion, sut: Role): CaseResult {
    const { findings, evidence } = this.#charges.get(keyOf(rule.id, protocol, sut)) ?? { findings: [], evidence: [] };
    const premises = new Set(
      [...this.#stations.values()]
        .filter((each) => each.protocol === protocol)
        .flatMap(({ watched }) => watched.judge.undecided.filter((undecided) => undecided.rule === rule.id).map(({ premise }) => premise)),
    );
    const { verdict, reason } = this.#verdict(findings, [...premises]);
    return {
      id: rule.id,
      title: rule.title,
      protocol,
      sut,
      profile: areaOf(rule.id),
      official: false,
      status: 'additional',
      spec: [...rule.spec],
      verdict,
      ...(reason === undefined ? {} : { reason }),
      startedAt: evidence[0]?.time ?? new Date(0).toISOString(),
      duration: 0,
      steps: [],
      findings,
      trace: [...evidence].sort((a, b) => a.index - b.index),
      rerun: `ocppliance explain ${rule.id}`,
    };
  }

  #verdict(findings: readonly Finding[], premises: readonly string[]): { verdict: Verdict; reason?: string } {
    const serious = findings.find(({ severity }) => severity === 'violation' || (this.#options.strict && severity === 'warning'));
    if (serious) return { verdict: 'fail', reason: serious.message };
    if (findings.length === 0 && premises.length > 0) return { verdict: 'inconclusive', reason: `not known: ${premises.join('; ')}` };
    return { verdict: 'pass' };
  }

  #charge(station: string, protocol: ProtocolVersion, finding: Finding, recent: readonly TraceEntry[]): void {
    const key = keyOf(finding.rule, protocol, finding.blame);
    const charge = this.#charges.get(key) ?? { findings: [], evidence: [] };
    this.#charges.set(key, charge);
    if (charge.findings.length < mostFindingsPerRule) {
      finding.incidental = false;
      finding.message = `${station}: ${finding.message}`;
      charge.findings.push(finding);
    }
    if (charge.evidence.length < mostEvidencePerRule) {
      const kept = new Set(charge.evidence);
      charge.evidence.push(...recent.filter((entry) => !kept.has(entry)));
    }
    this.#options.onFinding?.(station, finding);
  }
}

const keyOf = (rule: string, protocol: ProtocolVersion, blame: Role): string => `${rule} ${protocol} ${blame}`;

const areas: Record<string, string> = {
  HS: 'Handshake',
  TLS: 'Security',
  SEC: 'Security',
  MSG: 'Messages',
  ERR: 'Errors',
  CON: 'Connection',
  BOOT: 'Registration',
  HB: 'Registration',
  TIME: 'Time',
  AUTH: 'Authorization',
  LAL: 'Authorization',
  TX: 'Transactions',
  MET: 'Meter values',
  STAT: 'Status',
  AVL: 'Status',
  CFG: 'Configuration',
  VAR: 'Configuration',
  RPT: 'Configuration',
  RMT: 'Remote control',
  RST: 'Remote control',
  SC: 'Smart charging',
  RES: 'Reservation',
  FW: 'Firmware',
  LOG: 'Firmware',
};

const areaOf = (id: string): string => areas[id.split('-')[1] ?? ''] ?? 'Other';
