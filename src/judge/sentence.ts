import type { CaseResult, SutResult, Verdict } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { type Charge, type Findings, type Sighting, undecidedOf } from './docket.ts';
import type { Rule } from './rule.ts';

export interface SentenceOptions {
  rules: readonly Rule[];
  strict: boolean;
}

/** What was found, as results: a rule is a case; the chargers of a version are one SUT, the CSMSs behind them another. */
export function sutsOf(findings: Findings, { rules, strict }: SentenceOptions): SutResult[] {
  const versions = [...new Set(findings.stations.map(({ protocol }) => protocol))].sort();
  return versions.flatMap((protocol) =>
    (['charger', 'csms'] as const).flatMap((sut) => {
      const stations = findings.stations.filter((each) => each.protocol === protocol && (each.judged ?? sut) === sut);
      return stations.length === 0 ? [] : [sutOf({ protocol, sut, stations, findings, rules, strict })];
    }),
  );
}

interface Trial extends SentenceOptions {
  protocol: ProtocolVersion;
  sut: Role;
  stations: readonly Sighting[];
  findings: Findings;
}

function sutOf(trial: Trial): SutResult {
  const { protocol, sut, stations, findings, rules } = trial;
  const seen = stations.reduce((sum, each) => sum + each.seen, 0);
  const charges = findings.charges.filter((charge) => charge.protocol === protocol && charge.blame === sut);
  const undecided = undecidedOf(findings, protocol);
  const concerned = rules.filter(
    ({ id, versions, blame }) => versions.includes(protocol) && (blame === sut || charges.some(({ rule }) => rule === id)),
  );
  return {
    name: sut === 'charger' ? chargers(stations) : 'observed CSMS',
    sut,
    protocol,
    observed: {
      stations: String(stations.length),
      'frames and events': String(seen),
      ...(sut === 'charger' && stations.length > 1 ? { identities: identities(stations) } : {}),
    },
    cases: concerned.map((rule) =>
      caseOf(
        rule,
        trial,
        charges.filter((charge) => charge.rule === rule.id),
        undecided.get(rule.id) ?? [],
      ),
    ),
  };
}

const chargers = (stations: readonly Sighting[]): string =>
  stations.length === 1 && stations[0] ? stations[0].name : `observed chargers (${stations.length})`;

function identities(stations: readonly Sighting[]): string {
  const names = stations.slice(0, 20).map(({ name }) => name);
  return `${names.join(', ')}${stations.length > names.length ? ` and ${stations.length - names.length} more` : ''}`;
}

function caseOf(rule: Rule, trial: Trial, charges: readonly Charge[], premises: readonly string[]): CaseResult {
  const { protocol, sut } = trial;
  const broken = trial.stations.flatMap((each) => each.broken).find(([id]) => id === rule.id);
  const evidence = charges.flatMap((charge) => charge.evidence);
  return {
    id: rule.id,
    title: rule.title,
    protocol,
    sut,
    profile: areaOf(rule.id),
    official: false,
    status: 'additional',
    spec: [...rule.spec],
    ...verdictOf(charges, premises, broken?.[1], trial.strict),
    startedAt: evidence[0]?.time || new Date(0).toISOString(),
    duration: 0,
    steps: [],
    findings: charges.flatMap((charge) => charge.findings),
    trace: [...new Set(evidence)].sort((a, b) => a.index - b.index),
    rerun: `ocppliance explain ${rule.id}`,
  };
}

function verdictOf(
  charges: readonly Charge[],
  premises: readonly string[],
  broken: string | undefined,
  strict: boolean,
): { verdict: Verdict; reason?: string } {
  if (broken !== undefined) return { verdict: 'error', reason: `the rule broke down, please report it: ${broken}` };
  const serious = charges.find(({ severity }) => severity === 'violation' || (strict && severity === 'warning'));
  if (serious) return { verdict: 'fail', reason: serious.findings[0]?.message ?? 'found' };
  if (charges.length === 0 && premises.length > 0) return { verdict: 'inconclusive', reason: `not known: ${premises.join('; ')}` };
  return { verdict: 'pass' };
}

const areas: Record<string, string> = {
  HS: 'Handshake',
  TLS: 'Security',
  SEC: 'Security',
  MSG: 'Messages',
  21: 'Messages',
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

/** What a rule is about, by its id. */
export const areaOf = (id: string): string => areas[id.split('-')[1] ?? ''] ?? 'Other';
