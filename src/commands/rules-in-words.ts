import type { Rule } from '../judge/rule.ts';
import { loadRules } from '../judge/rules.ts';
import { selectRules } from '../judge/select.ts';
import { areaOf } from '../judge/sentence.ts';
import type { Role } from '../ocpp/index.ts';
import type { Fault } from '../runner/faults.ts';
import { UsageError } from '../runner/problem.ts';
import { protocolOf, versionOf } from '../runner/settings.ts';

/** All rules that a glob over ids selects; none is no error here. */
export const rulesCalled = async (glob: string): Promise<Rule[]> => selectRules(await loadRules(), { rules: [glob] }, () => {});

const meanings: Record<Rule['severity'], string> = {
  violation: 'violation: a MUST is broken, the verdict is a failure',
  warning: 'warning: a SHOULD is broken, or it is not certain; counts under --strict',
  advice: 'advice: never counts',
};

const blames: Record<Role, string> = {
  charger: 'the charger, unless a finding says otherwise',
  csms: 'the CSMS, unless a finding says otherwise',
};

/** A rule as a person reads it, offline; with the faults that products were seen with. */
export function ruleInWords({ id, title, severity, blame, versions, spec, harm, example }: Rule, faults: readonly Fault[]): string {
  const facts: [string, string][] = [
    ['severity', meanings[severity]],
    ['blames', blames[blame]],
    ['applies to', `OCPP ${versions.map(versionOf).join(', ')}, ${areaOf(id).toLowerCase()}`],
    ['specified in', spec.join(', ')],
    ...(harm === undefined ? [] : [['if broken', harm] as [string, string]]),
    ['watches', 'every case of a run, proxy, analyze'],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  const exchange = messagesIn(example).map((line) => `    ${line}`);
  const seen = faults.filter(({ rules }) => rules.includes(id)).flatMap(faultInWords);
  return [
    `${id}  ${title}`,
    '',
    ...lines,
    '',
    '  breaks it (> from the charger, < from the CSMS):',
    ...exchange,
    ...(seen.length > 0 ? ['', '  catches what was seen in the field:', ...seen] : []),
  ].join('\n');
}

const sides: Record<Fault['side'], string> = { charger: 'chargers', csms: 'CSMSs', both: 'both sides' };

const faultInWords = ({ side, fault, reports }: Fault): string[] => [
  `    ${sides[side]}: ${fault}`,
  ...(reports.length > 0 ? [`      reported in ${reports.join(', ')} on GitHub`] : []),
];

/** One message a line. */
const messagesIn = (example: string): string[] =>
  example
    .split(/\s{2,}(?=[<>(])/)
    .map((line) => line.trim())
    .filter(Boolean);

export interface RuleList {
  ocpp: string | undefined;
  blame: Role | undefined;
  /** areas, such as Transactions */
  profile: readonly string[] | undefined;
  json: boolean;
}

export async function listRules({ ocpp, blame, profile = [], json }: RuleList): Promise<number> {
  const protocol = ocpp === undefined ? undefined : protocolOf(ocpp);
  const areas = profile.map((area) => area.toLowerCase());
  const rules = (await loadRules()).filter(
    (rule) =>
      (protocol === undefined || rule.versions.includes(protocol)) &&
      (blame === undefined || rule.blame === blame) &&
      (areas.length === 0 || areas.includes(areaOf(rule.id).toLowerCase())),
  );
  if (rules.length === 0) throw new UsageError('no rule is like that: all are listed by ocppliance list --rules');
  process.stdout.write(json ? `${JSON.stringify(rules.map(rowOf), null, 2)}\n` : `${table(rules)}\n`);
  return 0;
}

/** What scripts get. */
const rowOf = ({ id, title, severity, blame, versions, spec, harm, example }: Rule) => ({
  id,
  title,
  severity,
  blame,
  ocpp: versions.map(versionOf),
  area: areaOf(id),
  spec,
  harm: harm ?? null,
  example,
});

function table(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, severity, blame, versions, title }) => [id, severity, blame, versions.map(versionOf).join(' '), title]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}
