import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderWith } from './support/cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { assertionResults: Assertion[] }[];
}

interface Assertion {
  ancestorTitles: string[];
  title: string;
  status: string;
  failureMessages: string[];
  meta: { ocppliance?: { id: string; verdict: string; reason: string | null } };
}

const theirCase = `import { defineTestCase } from 'ocppliance';
const about = { protocol: 'ocpp1.6', sut: 'csms', spec: ['mine'], profile: 'Mine' };
export const fails = defineTestCase({ ...about, id: 'MINE_1', title: 'Is turned away', async run({ charger }) {
  await charger.connects();
  await charger.calls('BootNotification', {}, { status: 'Rejected' });
} });
export const odd = defineTestCase({ ...about, id: 'MINE_2', title: 'Needs a unicorn', requires: 'Unicorn', acts: [], async run() {} });
export const silent = defineTestCase({ ...about, id: 'MINE_3', title: 'Expects nothing', async run() {} });
export const lost = defineTestCase({ ...about, id: 'MINE_4', title: 'Throws where nobody looks', async run({ charger }) {
  setTimeout(() => { throw new Error('boom'); });
  await charger.connects();
  await charger.calls('BootNotification', {}, { status: 'Accepted' });
} });
`;

const theirTest = `import * as vitest from 'vitest';
import { conformanceSuite } from 'ocppliance/vitest';
await conformanceSuite({ sut: 'csms', ocpp: '1.6', name: 'mine', cases: 'cases', case: ['TC_001_CSMS', 'MINE_*'], vitest });
await conformanceSuite({ sut: 'charger', ocpp: '1.6', case: 'TC_001_CS' });
await conformanceSuite({ sut: 'csms', ocpp: '1.6', url: 'ws://127.0.0.1:9/CP1', features: { Unicorn: false }, cases: 'cases', case: ['TC_001_CSMS', 'MINE_2'], vitest });
`;

/** A project as a user has it: this package and vitest among its dependencies. */
function makeProject(): string {
  const cwd = folderWith({
    'package.json': '{ "type": "module", "private": true }',
    'conformance.test.js': theirTest,
    // A project that lets everything run at once, hurries and retries: no part of it is for a conversation with one SUT.
    'vitest.config.js': 'export default { test: { testTimeout: 1, retry: 2, sequence: { concurrent: true } } };',
  });
  mkdirSync(join(cwd, 'node_modules'));
  mkdirSync(join(cwd, 'cases'));
  writeFileSync(join(cwd, 'cases/mine.js'), theirCase);
  symlinkSync(root, join(cwd, 'node_modules/ocppliance'));
  symlinkSync(join(root, 'node_modules/vitest'), join(cwd, 'node_modules/vitest'));
  return cwd;
}

describe('conformanceSuite in a project of its own', () => {
  let report: Report;
  let said = '';
  const of = (suite: string, title: string): Assertion | undefined =>
    report.testResults[0]?.assertionResults.find((each) => each.ancestorTitles[0] === suite && each.title.startsWith(title));

  beforeAll(async () => {
    const cwd = makeProject();
    const vitest = join(cwd, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--reporter=default', '--reporter=json', '--outputFile=report.json'];
    const child = spawn(process.execPath, args, { cwd, env: { PATH: process.env.PATH, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    await new Promise((resolve) => child.once('close', resolve));
    try {
      report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'));
    } catch {
      throw new Error(`vitest wrote no report:\n${said}`);
    }
  });

  it('registers a describe for each profile', () => {
    const titles = report.testResults[0]?.assertionResults.map(({ ancestorTitles }) => ancestorTitles.join(' > '));
    expect([...new Set(titles)]).toEqual([
      'built-in CSMS 1.6 > Core',
      'built-in CSMS 1.6 > Mine',
      'built-in CSMS 1.6',
      'built-in charger 1.6 > Core',
      'built-in charger 1.6',
      '127.0.0.1:9 > Core',
      '127.0.0.1:9 > Mine',
      '127.0.0.1:9',
    ]);
  });

  it('reports what passes, with its vitest or the one of the project', () => {
    expect(of('built-in CSMS 1.6', 'TC_001_CSMS')).toMatchObject({
      status: 'passed',
      meta: { ocppliance: { verdict: 'pass', reason: null } },
    });
    expect(of('built-in charger 1.6', 'TC_001_CS')).toMatchObject({ status: 'passed' });
    expect(of('built-in charger 1.6', 'nothing else')).toMatchObject({ status: 'passed' });
  });

  it('reports what fails, with the failure and what was there', () => {
    const fails = of('built-in CSMS 1.6', 'MINE_1');
    expect(fails).toMatchObject({ status: 'failed', meta: { ocppliance: { id: 'MINE_1', verdict: 'fail' } } });
    expect(fails?.failureMessages).toHaveLength(1);
    expect(fails?.failureMessages[0]).toMatch(
      /^ExpectationError: csms answered BootNotification otherwise than expected: status is "Accepted"/,
    );
    expect(fails?.failureMessages[0]).toContain("rerun: npx vitest run -t 'MINE_1'");
  });

  it('keeps the reason of what does not apply', () => {
    expect(of('127.0.0.1:9', 'MINE_2')).toMatchObject({
      status: 'skipped',
      meta: { ocppliance: { verdict: 'notApplicable', reason: 'applies only to a SUT with Unicorn' } },
    });
  });

  it('does not let a case pass that proves nothing, or whose error nobody handled', () => {
    expect(of('built-in CSMS 1.6', 'MINE_3')?.failureMessages[0]).toContain('the case expected nothing');
    expect(of('built-in CSMS 1.6', 'MINE_4')).toMatchObject({ status: 'failed' });
    expect(of('built-in CSMS 1.6', 'MINE_4')?.failureMessages[0]).toContain('an error that nobody handled: boom');
  });

  it('tells each case that the SUT cannot be reached', () => {
    expect(of('127.0.0.1:9', 'TC_001_CSMS')?.failureMessages[0]).toMatch(/^InconclusiveError: .*nothing listens there/);
  });
});
