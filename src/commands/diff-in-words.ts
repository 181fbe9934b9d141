import type { Change, Comparison, SutComparison } from '../comparison/compare.ts';
import { duration, oneLine, shorten } from '../reporters/text.ts';

/** how many of a kind are shown; JSON has all */
const most = 20;

/** A comparison for people, a line a change; what got worse comes first. */
export function inWords({ suts, unmatched, regressions }: Comparison): string[] {
  return [
    ...suts.flatMap(sutInWords),
    ...unmatched.map(({ name, protocol, in: where }) => `${oneLine(name)} (${protocol}) is in the ${where} run only`),
    '',
    regressions === 0 ? 'no regression' : `${regressions} ${regressions === 1 ? 'regression' : 'regressions'}`,
  ];
}

function sutInWords(sut: SutComparison): string[] {
  const { cases, verdicts, findings, shapes, identity, features, settings, timing } = sut;
  const sections: [string, string[]][] = [
    [
      'verdicts',
      byKind(verdicts).map(
        ({ kind, id, from, to, reason, expected }) =>
          `${mark(kind)} ${id}: ${from} → ${to}${expected ? ' (expected)' : ''}${reason === undefined || kind === 'improvement' ? '' : `: ${reason}`}`,
      ),
    ],
    [
      'findings',
      byKind(findings).map(
        ({ kind, change, rule, severity, action, message, cases: seen }) =>
          `${mark(kind)} ${change} ${severity} ${rule}${action === undefined ? '' : ` (${action})`}: ${message} (in ${seen.slice(0, 3).join(', ')}${seen.length > 3 ? ` and ${seen.length - 3} more` : ''})`,
      ),
    ],
    [
      'messages',
      shapes.map(
        ({ change, message, fields = [], values = [] }) =>
          `${change === 'new' ? '+' : '-'} ${message}${fields.length + values.length === 0 ? '' : `: ${[...fields, ...values].join(', ')}`}`,
      ),
    ],
    ['identity', identity.map(changed)],
    ['features', features.map(changed)],
    ['settings', settings.map(changed)],
    [
      'timing',
      timing.map(
        ({ what, from, to, times }) =>
          `  ${what}: ${duration(from)} → ${duration(to)}${times ? ` (median of ${times[0]} and ${times[1]})` : ''}`,
      ),
    ],
    ['no longer played', cases.gone],
    ['not played before', cases.added],
  ];
  const told = sections.filter(([, lines]) => lines.length > 0);
  const name = sut.old === sut.new ? sut.new : `${sut.old} → ${sut.new}`;
  return [
    `${oneLine(name)} · ${sut.protocol} · ${cases.compared} cases compared${told.length === 0 ? ': all the same' : ''}`,
    ...told.flatMap(([title, lines]) => [
      `  ${title}`,
      ...lines.slice(0, most).map((line) => `    ${shorten(oneLine(line), 200)}`),
      ...(lines.length > most ? [`    and ${lines.length - most} more, all with --json`] : []),
    ]),
  ];
}

const marks = { regression: '✗', improvement: '✓', change: '·' } as const;
const mark = (kind: keyof typeof marks): string => marks[kind];

const order = ['regression', 'change', 'improvement'] as const;
const byKind = <T extends { kind: (typeof order)[number] }>(changes: readonly T[]): T[] =>
  changes.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));

const changed = ({ name, from, to }: Change): string => `  ${name}: ${from ?? 'not there'} → ${to ?? 'not there'}`;
