import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../src/engine/results.ts';
import { folderWith, ocppliance } from './support/cli.ts';

/** Two cases; with WORSE set one fails, as if a release had broken it. */
const source = `import { defineTestCase } from 'ocppliance';
const head = { protocol: 'ocpp1.6', sut: 'charger', profile: 'Mine', spec: ['mine'] } as const;
export const clears = defineTestCase({ ...head, id: 'MY_1', title: 'Clears its cache', async run({ csms }) {
  await csms.calls('ClearCache', {}, { status: process.env.WORSE ? 'Rejected' : 'Accepted' });
} });
export const tells = defineTestCase({ ...head, id: 'MY_2', title: 'Tells what it has', async run({ csms }) {
  await csms.calls('GetConfiguration', {});
  if (process.env.WORSE) await csms.calls('GetLocalListVersion', {});
} });
`;

const cwd = folderWith();
mkdirSync(join(cwd, 'cases'));
writeFileSync(join(cwd, 'cases', 'mine.ts'), source);

const run = (report: string, more: string[] = [], env = {}) =>
  ocppliance(['run', '--cases', 'cases', '--case', 'MY_*', '--report-dir', report, ...more], { cwd, env });
const resultsIn = (report: string): RunResult => JSON.parse(readFileSync(join(cwd, report, 'results.json'), 'utf8'));

beforeAll(async () => {
  await Promise.all([
    run('old'),
    run('same'),
    run('worse', [], { WORSE: '1' }),
    run('shard-1', ['--shard', '1/2']),
    run('shard-2', ['--shard', '2/2']),
  ]);
  mkdirSync(join(cwd, 'other-version'));
  const text = readFileSync(join(cwd, 'old', 'results.json'), 'utf8');
  writeFileSync(join(cwd, 'other-version', 'results.json'), text.replace('"formatVersion":1', '"formatVersion":2'));
}, 60_000);

describe('ocppliance diff', () => {
  it('finds nothing between two runs of the same', async () => {
    const { code, stdout, stderr } = await ocppliance(['diff', 'old', 'same'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('built-in charger 1.6 · ocpp1.6 · 2 cases compared: all the same\n\nno regression\n');
  });

  it('tells what got worse, and that is all that fails', async () => {
    const worse = await ocppliance(['diff', 'old', 'worse'], { cwd });
    expect(worse.code).toBe(1);
    expect(worse.stdout).toContain('✗ MY_1: pass → fail: charger answered ClearCache otherwise than expected');
    expect(worse.stdout).toContain('+ GetLocalListVersion answer');
    expect(worse.stdout).toMatch(/\n1 regression\n$/);
    const better = await ocppliance(['diff', 'worse', 'old', '--json'], { cwd });
    expect(better.code).toBe(0);
    expect(JSON.parse(better.stdout)).toMatchObject({ regressions: 0, suts: [{ verdicts: [{ id: 'MY_1', kind: 'improvement' }] }] });
  });

  it.each([
    ['diff old nothing', /nothing holds no report: it has neither results\.json nor journal\.jsonl/],
    ['diff old other-version', /other-version\/results\.json has version 2 of the format, and this ocppliance reads version 1/],
    ['merge old other-version', /other-version\/results\.json has version 2 of the format/],
    ['merge old --out old', /old is one of the reports that are joined/],
    ['diff old', /not enough non-option arguments/],
  ])('%s is refused in one line', async (args, line) => {
    const { code, stderr } = await ocppliance(args.split(' '), { cwd });
    expect(stderr).toMatch(line);
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
  });
});

describe('ocppliance merge', () => {
  it('makes one report of shards, which is as that of the whole', async () => {
    const { code, stdout } = await ocppliance(['merge', 'shard-1', 'shard-2', '--out', 'whole'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/built-in charger 1\.6 {2}OCPP 1\.6 +pass/);
    expect(resultsIn('whole').suts.map(({ cases }) => cases.map(({ id }) => id))).toEqual([['MY_1', 'MY_2']]);
    expect((await ocppliance(['diff', 'old', 'whole'], { cwd })).stdout).toContain('2 cases compared: all the same');
    expect(await ocppliance(['verify', 'whole'], { cwd })).toMatchObject({ code: 0 });
  });

  it('sets releases side by side, on one page', async () => {
    const { code, stdout } = await ocppliance(['merge', 'old', 'worse', '--out', 'matrix'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/ +Mine\n.* pass\n.* FAIL\n/);
    const page = readFileSync(join(cwd, 'matrix', 'report.html'), 'utf8');
    expect(page).toContain('<h2 id="matrix">Side by side</h2>');
    expect(readFileSync(join(cwd, 'old', 'report.html'), 'utf8')).not.toContain('id="matrix"');
  });
});
