import { readFileSync } from 'node:fs';
import { createMask } from '../bundle/masking.ts';
import type { Finding } from '../engine/results.ts';
import type { Findings } from '../judge/docket.ts';
import { startProxy } from '../proxy/proxy.ts';
import { count, oneLine } from '../reporters/text.ts';
import { UsageError, unreadable } from '../runner/problem.ts';
import { addressOf, versionOf } from '../runner/settings.ts';
import { outletTo } from './outlet.ts';
import { exitCodeOf, letGarbageGrow, rulesFor, tally, usualFolder, writeReport } from './passive.ts';

export interface ProxyArguments {
  listen: string;
  upstream: string;
  /** paths of PEM files */
  tls: { key: string | undefined; cert: string | undefined; ca: string | undefined };
  duration: string | undefined;
  /** megabytes */
  traceSize: number;
  rules: readonly string[] | undefined;
  notRules: readonly string[] | undefined;
  strict: boolean;
  directory: string | undefined;
}

/** Passes traffic on until the time is over or somebody stops it. Resolves to the exit code. */
export async function runProxy({ listen, tls, duration, traceSize, strict, ...options }: ProxyArguments): Promise<number> {
  const upstream = urlOf(options.upstream);
  const milliseconds = duration === undefined ? undefined : millisecondsIn(duration);
  if ((tls.key === undefined) !== (tls.cert === undefined)) throw new UsageError('--tls-key and --tls-cert belong together: give both');
  if (!(traceSize > 0)) throw new UsageError('--trace-size must be more than 0 megabytes');
  const rules = await rulesFor(options.rules, options.notRules);
  // For weeks, and with time to spare.
  letGarbageGrow(30);
  const directory = options.directory ?? usualFolder('proxy');
  const startedAt = new Date().toISOString();
  const [found, told] = [outletTo(1), outletTo(2)];
  const say = (line: string): void => told.say(`ocppliance: ${line}`);
  const { relay, stop } = await startProxy({
    ...addressOf(listen),
    upstream,
    ...(tls.key !== undefined && tls.cert !== undefined && { tls: { key: pemIn(tls.key), cert: pemIn(tls.cert) } }),
    ...(tls.ca !== undefined && { ca: pemIn(tls.ca) }),
    rules,
    directory,
    rotateAt: traceSize * 1024 * 1024,
    conceal: createMask().entry,
    say,
    onFinding: (_station, finding) => found.say(inWords(finding)),
  });
  say(`chargers at ${relay.url}/IDENTITY are passed on to ${upstream.href}; Ctrl-C ends it, and writes the report`);
  await over(milliseconds, say);
  const { findings, unheard, traces } = await stop();
  for (const line of summary(findings)) found.say(line);
  if (unheard > 0) say(`${count(unheard, 'chunk')} of traffic were passed on, but not judged: there was too much at a time`);
  const configuration = { listen, upstream: upstream.href, for: duration ?? null, stations: findings.stations.length, unheard };
  await writeReport({ findings, rules, strict, startedAt, interrupted: false, configuration, directory, known: traces });
  await Promise.all([found.close(), told.close()]);
  return exitCodeOf(findings, strict);
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'ws:' && url?.protocol !== 'wss:')
    throw new UsageError('--upstream is no WebSocket URL: it must look like ws://host:port/path or wss://host/path');
  if (url.username !== '' || url.password !== '')
    throw new UsageError('--upstream holds credentials: leave them out, those of the chargers are passed on');
  return url;
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function millisecondsIn(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*([smhd])$/.exec(text) ?? [];
  const milliseconds = Number(number) * (units[unit] ?? Number.NaN);
  if (!(milliseconds > 0 && milliseconds < 2 ** 31))
    throw new UsageError(`--for ${text} is no time: write 30s, 15m, 1h or 2d, at most 24d`);
  return milliseconds;
}

function pemIn(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable('PEM file', path, error);
  }
}

/** Resolves when the time is over, or somebody stops it; the second Ctrl-C does not wait for the report. */
function over(milliseconds: number | undefined, say: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = milliseconds === undefined ? undefined : setTimeout(resolve, milliseconds);
    let isStopping = false;
    const stop = () => {
      if (isStopping) process.exit(130);
      isStopping = true;
      clearTimeout(timer);
      say('stopping, the report is being written. Once more to stop at once');
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  });
}

const inWords = ({ severity, rule, blame, message }: Finding): string =>
  `${new Date().toISOString().slice(11, 19)} ${severity.padEnd(9)} ${rule.padEnd(11)} ${blame.padEnd(7)} ${oneLine(message)}`;

/** A line for each charger, then one for all. */
function summary(findings: Findings): string[] {
  const { stations } = findings;
  const width = Math.max(0, ...stations.map(({ name }) => oneLine(name).length));
  const lines = stations.map(({ name, protocol, seen, found: { violation, warning, advice } }) => {
    const found =
      violation + warning + advice === 0
        ? 'no findings'
        : `${count(violation, 'violation')}, ${count(warning, 'warning')}, ${advice} advice`;
    return `${oneLine(name).padEnd(width)}  OCPP ${versionOf(protocol).padEnd(5)}  ${count(seen, 'event')}  ${found}`;
  });
  return ['', ...lines, `${count(stations.length, 'charger')}: ${tally(findings)}`];
}
