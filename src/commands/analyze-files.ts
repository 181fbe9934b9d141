import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { analyze } from '../analyze/analyze.ts';
import { hire } from '../analyze/crew.ts';
import { limitsOf } from '../analyze/limits.ts';
import { kindOf } from '../analyze/lines.ts';
import type { Analysis, AnalyzedFile } from '../analyze/share.ts';
import { undecidedOf } from '../judge/docket.ts';
import type { Rule } from '../judge/rule.ts';
import type { ProtocolVersion } from '../ocpp/index.ts';
import { count, oneLine } from '../reporters/text.ts';
import { UsageError, unreadable } from '../runner/problem.ts';
import { protocolOf, versionOf } from '../runner/settings.ts';
import { exitCodeOf, findingsInWords, letGarbageGrow, rulesFor, say, sorted, tally, usualFolder, writeReport } from './passive.ts';

export interface AnalyzeArguments {
  files: readonly string[];
  ocpp: string | undefined;
  rules: readonly string[] | undefined;
  notRules: readonly string[] | undefined;
  strict: boolean;
  json: boolean;
  workers: number | undefined;
  directory: string | undefined;
}

/** bytes of text for which another thread is worth its start; gzip holds about ten times as much */
const worthAThread = 64 * 1024 * 1024;
const mostThreads = 4;

/** Judges files, says what was found on stdout, writes the report. Resolves to the exit code. */
export async function analyzeFiles({ files, ocpp, strict, json, ...options }: AnalyzeArguments): Promise<number> {
  const protocol = ocpp === undefined ? undefined : protocolOf(ocpp);
  const startedAt = new Date().toISOString();
  const sizes = await Promise.all(files.map(readableSize));
  const workers = options.workers ?? threadsFor(sizes.reduce((sum, size) => sum + size, 0));
  letGarbageGrow(100);
  const crew = hire(workers - 1);
  const rules = await rulesFor(options.rules, options.notRules);
  const analysis = await analyze({ files, rules, crew, ...(protocol && { protocol }) });
  const seen = { files, lines: analysis.lines, ...analysis.account, limits: limitsOf(analysis) };
  process.stdout.write(json ? `${JSON.stringify(forScripts(analysis, rules), null, 2)}\n` : `${summary(analysis, rules).join('\n')}\n`);
  if (analysis.findings.stations.length === 0) {
    say(`no frame of OCPP was found in ${files.join(', ')}: see ocppliance analyze --help for what is understood`);
    return 3;
  }
  const directory = options.directory ?? usualFolder('analyze');
  await writeReport({ findings: analysis.findings, rules, strict, startedAt, interrupted: false, configuration: seen, directory });
  return exitCodeOf(analysis.findings, strict);
}

/** Bytes of text in a file, roughly; rejects what we do not read, with what to do. */
async function readableSize(path: string): Promise<number> {
  try {
    const { size } = statSync(path);
    const kind = await kindOf(path);
    if (kind === 'capture')
      throw new UsageError(
        `${path} is a packet capture: make lines of it that are understood here, with: tshark -r ${path} -Y websocket.payload.text -T ek -e frame.time_epoch -e tcp.stream -e websocket.payload.text > ${path}.jsonl`,
      );
    return kind === 'gzip' ? 10 * size : size;
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable('log', path, error);
  }
}

const threadsFor = (bytes: number): number => Math.max(1, Math.min(mostThreads, availableParallelism(), Math.floor(bytes / worthAThread)));

/** `log.txt:17` for an index, which counts the lines of all files. */
function placeIn(files: readonly AnalyzedFile[]): (index: number) => string {
  return (index) => {
    const file = files.findLast(({ before }) => before < index);
    return file ? `${file.path}:${index - file.before}` : '';
  };
}

const versionsIn = ({ findings }: Analysis): ProtocolVersion[] => [...new Set(findings.stations.map(({ protocol }) => protocol))].sort();

function summary(analysis: Analysis, rules: readonly Rule[]): string[] {
  const { findings, account, lines, files } = analysis;
  const { unread } = account;
  const where = placeIn(files);
  const versions = versionsIn(analysis);
  const undecided = versions.flatMap((version) => [...undecidedOf(findings, version)]);
  const applied = rules.filter((rule) => versions.some((version) => rule.versions.includes(version))).length;
  const ofVersions = versions.length === 0 ? '' : `, OCPP ${versions.map(versionOf).join(' and ')}`;
  const stations = new Set(findings.stations.map(({ name }) => name)).size;
  return [
    `${count(lines, 'line')}, ${count(account.frames, 'frame')} of ${count(stations, 'station')}${ofVersions}`,
    ...files.flatMap(({ path, broken }) =>
      broken === undefined ? [] : [`${path} ends before its end (${broken}): what was before that was read`],
    ),
    ...(unread.count === 0 ? [] : [`${count(unread.count, 'line')} held no frame that could be read:`]),
    ...unread.examples.map(({ line, text }) => `    ${where(line)}  ${oneLine(text)}`),
    ...(account.unattributed === 0
      ? []
      : [`${count(account.unattributed, 'frame')} could not be judged: nothing tells who sent them, or in which version`]),
    '',
    ...findingsInWords(findings, where),
    `${tally(findings)}; ${count(applied, 'rule')} applied, ${undecided.length} could not be decided`,
    ...undecided.slice(0, 5).map(([rule, premises]) => `    ${rule}: not known: ${premises.join('; ')}`),
    ...(undecided.length > 5 ? [`    and ${undecided.length - 5} more, all in the report`] : []),
    '',
    'What such a record cannot prove:',
    ...limitsOf(analysis).map((limit) => `  - ${limit}`),
  ];
}

function forScripts(analysis: Analysis, rules: readonly Rule[]): Record<string, unknown> {
  const { findings, account, lines, files } = analysis;
  const where = placeIn(files);
  return {
    files,
    lines,
    ...account,
    stations: findings.stations.map(({ name, protocol, seen, judged }) => ({
      name,
      ocpp: versionOf(protocol),
      seen,
      judged: judged ?? null,
    })),
    findings: sorted(findings.charges).map(({ rule, protocol, severity, blame, count: times, first, last, findings: kept }) => ({
      rule,
      title: rules.find(({ id }) => id === rule)?.title ?? null,
      ocpp: versionOf(protocol),
      severity,
      blame,
      count: times,
      first: { where: where(first.index), time: first.time || null },
      last: { where: where(last.index), time: last.time || null },
      messages: kept.map(({ message }) => message),
    })),
    undecided: versionsIn(analysis).flatMap((version) =>
      [...undecidedOf(findings, version)].map(([rule, premises]) => ({ rule, ocpp: versionOf(version), premises })),
    ),
    limits: limitsOf(analysis),
  };
}
