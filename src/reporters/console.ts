import { Chalk, type ChalkInstance, chalkStderr } from 'chalk';
import type { Reporter, RunEvent } from '../engine/events.ts';
import type { CaseResult, RunResult, SutResult, Verdict } from '../engine/results.ts';
import { failureText } from './failure.ts';
import { liveLine, type Terminal } from './live-line.ts';
import { allCases, countVerdicts, type Outcome, profilesOf, roleName, verdicts, verdictWords, versionOf } from './summary.ts';
import { count, duration, oneLine, printable } from './text.ts';

export interface ConsoleOptions {
  /** default: stderr */
  terminal?: Terminal;
  /** The report to point at when all is over. */
  report?: string;
  /** default: as chalk sees the terminal, and never if NO_COLOR is set */
  color?: boolean;
  /** Show the running case and step on a line that changes. Default: on a terminal, but not in CI. */
  live?: boolean;
}

const symbols: Record<Verdict, string> = { pass: '✓', fail: '✗', error: '!', inconclusive: '?', notTested: '–', notApplicable: '·' };

const paint = (chalk: ChalkInstance): Record<Verdict | Outcome, ChalkInstance> => ({
  pass: chalk.green,
  fail: chalk.red,
  error: chalk.magenta,
  inconclusive: chalk.yellow,
  notTested: chalk.blue,
  notApplicable: chalk.dim,
  Pass: chalk.green.bold,
  Fail: chalk.red.bold,
  Incomplete: chalk.yellow.bold,
  'Not tested': chalk.blue,
  'Not applicable': chalk.dim,
});

/** Progress and summary for people, on stderr. */
export function consoleReporter(options: ConsoleOptions = {}): Reporter {
  const terminal = options.terminal ?? process.stderr;
  const live = options.live ?? (terminal.isTTY === true && !process.env.CI);
  const color = options.color ?? !process.env.NO_COLOR;
  const chalk = new Chalk({ level: color ? (options.color ? 1 : chalkStderr.level) : 0 });
  const colors = paint(chalk);

  let running: { caseId: string; step: string; since: number; deadline: number | undefined } | undefined;
  let total = 0;
  let ended = 0;
  const line = liveLine(terminal, () => {
    if (!running) return '';
    const { caseId, step, since, deadline } = running;
    const waited = Math.floor((Date.now() - since) / 1000) * 1000;
    const time = deadline === undefined ? duration(waited) : `${duration(Math.max(0, deadline - waited))} left`;
    // What may be long comes last: there the line is cut off.
    return `  … ${total > 0 ? `${ended + 1}/${total} ` : ''}${caseId}  ${time}  ${step}`;
  });

  const show = (caseId: string, step = '', deadline?: number): void => {
    if (!live) return;
    running = { caseId: oneLine(caseId), step: oneLine(step), since: Date.now(), deadline };
    line.draw();
  };

  function caseLine({ id, title, verdict, duration: took, reason, expectedFailure, retry }: CaseResult): string {
    const head = `  ${colors[verdict](symbols[verdict])} ${oneLine(id)}  ${oneLine(title)}`;
    if (verdict === 'pass') return `${head} ${chalk.dim(duration(took))}`;
    const lines = [`${colors[verdict](verdictWords[verdict].toLowerCase())}${reason ? chalk.dim(`: ${oneLine(reason)}`) : ''}`];
    if (retry)
      lines.push(
        chalk.dim(
          retry.verdict === 'pass'
            ? 'flaky: it passed when it was tried again'
            : `tried again: ${verdictWords[retry.verdict].toLowerCase()}`,
        ),
      );
    if (expectedFailure)
      lines.push(chalk.dim(`expected: ${oneLine([expectedFailure.reason, expectedFailure.link ?? ''].join(' ').trim())}`));
    return [head, ...lines.map((line) => `      ${line}`)].join('\n');
  }

  function on(event: RunEvent): void {
    switch (event.type) {
      case 'runStarted':
        total = event.total;
        return line.above(`${chalk.bold('ocppliance')} ${event.run.tool.version} · ${count(event.total, 'case')} · seed ${event.run.seed}`);
      case 'sutStarted':
        return line.above(`\n${chalk.bold(sutName(event.sut))}`);
      case 'caseStarted':
        return show(event.case.id, event.case.title);
      case 'stepStarted':
        return show(event.caseId, event.title, event.deadline);
      case 'prompt':
        line.rest();
        return line.above(chalk.cyan(printable(event.text)));
      case 'caseEnded':
        ended++;
        line.rest();
        return line.above(caseLine(event.result));
      default:
    }
  }

  function summary(run: RunResult): string {
    const lines = run.interrupted ? ['', chalk.yellow.bold('Interrupted: what follows is incomplete.')] : [];
    for (const sut of run.suts) lines.push('', chalk.bold(sutName(sut)), ...profileLines(sut, run.interrupted));
    const broken = allCases(run).filter(({ verdict }) => verdict === 'fail' || verdict === 'error');
    for (const each of broken) {
      lines.push('', `${colors[each.verdict](`${symbols[each.verdict]} ${oneLine(each.id)}`)} ${oneLine(each.title)}`, failureText(each));
    }
    lines.push('', findingsLine(allCases(run)));
    if (options.report) lines.push(`Report: ${options.report}`);
    return lines.join('\n');
  }

  function profileLines(sut: SutResult, interrupted: boolean): string[] {
    // Of a profile in which nothing was selected there is nothing to tell here; the report lists it.
    const played = new Set(sut.cases.map(({ profile }) => profile));
    const profiles = profilesOf(sut, interrupted).filter(({ profile }) => played.has(profile));
    const width = Math.max(0, ...profiles.map(({ profile }) => oneLine(profile).length));
    return profiles.map(({ profile, outcome, counts, coverage: { notSelected } }) => {
      const parts = verdicts.filter((verdict) => counts[verdict] > 0);
      const said = parts.map((verdict) => colors[verdict](`${counts[verdict]} ${verdictWords[verdict].toLowerCase()}`));
      if (notSelected > 0) said.push(chalk.dim(`${notSelected} not selected`));
      return `  ${oneLine(profile).padEnd(width)}  ${colors[outcome](outcome.padEnd(14))} ${said.join(chalk.dim(' · '))}`;
    });
  }

  return {
    on,
    async end(run) {
      line.rest();
      terminal.write(`${summary(run)}\n`);
    },
  };
}

const sutName = ({ name, protocol, sut }: Pick<SutResult, 'name' | 'protocol' | 'sut'>): string =>
  `${oneLine(name)} · ${versionOf(protocol)} ${roleName(sut, protocol)}`;

function findingsLine(cases: readonly CaseResult[]): string {
  const findings = cases.flatMap((each) => each.findings);
  const bySeverity = (['violation', 'warning', 'advice'] as const)
    .map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, number]) => number > 0)
    .map(([severity, number]) => `${number} ${severity}`);
  const counts = countVerdicts(cases);
  return `${count(cases.length, 'case')}: ${counts.pass} passed, ${counts.fail} failed. ${
    findings.length === 0 ? 'No findings.' : `${count(findings.length, 'finding')}: ${bySeverity.join(', ')}.`
  }`;
}
