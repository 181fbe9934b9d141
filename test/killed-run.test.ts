import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readBundle } from '../src/bundle/read.ts';
import { cli, ocppliance, start } from './support/cli.ts';

const root = mkdtempSync(join(tmpdir(), 'ocppliance-killed-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const reporters = new URL('reporters/index.js', pathToFileURL(cli)).href;

/** A run without sockets: it says the id of each case on stdout once its reporters have heard of its end. */
const program = `
import { createReporters } from ${JSON.stringify(reporters)};
const directory = process.argv[1];
const reporter = createReporters({ directory, console: false });
const sut = { name: 'X', sut: 'charger', protocol: 'ocpp1.6' };
const head = { format: 'ocppliance-results', formatVersion: 1, tool: { name: 'ocppliance', version: '0' }, startedAt: new Date().toISOString(), seed: 0, configuration: {} };
reporter.on({ type: 'runStarted', run: head, total: 60 });
reporter.on({ type: 'sutStarted', sut, total: 60 });
const cases = [];
let index = 0;
for (let number = 0; number < 60; number++) {
  const id = 'TC_' + number;
  reporter.on({ type: 'caseStarted', sut, case: { id, title: 'One', profile: 'Core' } });
  const trace = Array.from({ length: 20 }, () => {
    const entry = { index, at: index, time: new Date().toISOString(), connection: 1, kind: 'frame', from: 'charger', raw: '[2,"' + index++ + '","Heartbeat",{}]' };
    reporter.on({ type: 'trace', sut, caseId: id, entry });
    return entry;
  });
  const result = { id, title: 'One', ...sut, profile: 'Core', official: false, status: 'additional', spec: [], verdict: 'pass', startedAt: head.startedAt, duration: 1, steps: [], findings: [], trace, rerun: '' };
  cases.push(result);
  reporter.on({ type: 'caseEnded', sut, result });
  console.log(id);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
console.log('over');
await reporter.end({ ...head, endedAt: new Date().toISOString(), interrupted: false, suts: [{ ...sut, observed: {}, cases }] });
`;

/** Kills it after so many lines; resolves to the ids of the cases that it said had ended. */
async function killed(directory: string, after: number): Promise<string[]> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    // Behind the last case comes the end, which takes some milliseconds: it is hit in different places.
    if (said.length === Math.min(after, 61)) setTimeout(() => child.kill('SIGKILL'), Math.max(0, after - 61) * 3);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return said.filter((line) => line !== 'over');
}

test('killed at any moment, fifty times, a run loses no case that had ended', async () => {
  let partial = 0;
  for (let round = 1; round <= 50; round++) {
    const directory = join(root, String(round));
    // 40 rounds among the cases, 10 at the end
    const said = await killed(directory, round <= 40 ? 1 + Math.floor(round * 1.45) : 61 + (round - 41));
    const { run, isPartial } = await readBundle(directory);
    const results = run.suts.flatMap(({ cases }) => cases);
    const ended = results.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id);
    expect(ended.slice(0, said.length), `round ${round}`).toEqual(said);
    expect(run.interrupted).toBe(isPartial);
    for (const each of results.filter(({ verdict }) => verdict === 'pass')) expect(each.trace).toHaveLength(20);
    if (isPartial) partial += 1;
  }
  expect(partial).toBeGreaterThanOrEqual(35);
});

test('a real run that is killed leaves a partial report to be made, which can be verified', async () => {
  const args = ['run', '--case', 'TC_0*_CS', '--report-dir', 'real'];
  const { child, says, ended } = start(args, { cwd: root });
  await says(/✓ TC_0\d+_CS[\s\S]*✓ TC_0\d+_CS/);
  child.kill('SIGKILL');
  await ended;
  expect(existsSync(join(root, 'real/results.json'))).toBe(false);
  expect(await ocppliance(['verify', 'real'], { cwd: root })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('run that was killed'),
  });

  expect(await ocppliance(['report', 'real'], { cwd: root })).toMatchObject({ code: 0 });
  const { interrupted, suts } = JSON.parse(readFileSync(join(root, 'real/results.json'), 'utf8'));
  expect(interrupted).toBe(true);
  expect(suts[0].cases.length).toBeGreaterThanOrEqual(2);
  expect(readFileSync(join(root, 'real/report.html'), 'utf8')).toContain('<strong>Interrupted.</strong>');
  expect(existsSync(join(root, 'real/journal.jsonl'))).toBe(false);
  expect(await ocppliance(['verify', 'real'], { cwd: root })).toMatchObject({ code: 0 });
});
