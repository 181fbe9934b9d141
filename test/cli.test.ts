import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../src/engine/results.ts';
import { serve } from '../src/transport/index.ts';
import { folderWith, ocppliance, start } from './support/cli.ts';

const resultsIn = (cwd: string, folder = 'report'): RunResult => JSON.parse(readFileSync(join(cwd, folder, 'results.json'), 'utf8'));

/** A folder with one case of the user's, for a CSMS that speaks 1.6. */
function withCase(run: string, more = ''): string {
  const cwd = folderWith();
  mkdirSync(join(cwd, 'cases'));
  const source = `import { defineTestCase } from 'ocppliance';
const seconds: number = 1;
export const mine = defineTestCase({
  id: 'MINE_1', title: 'Does what I say', protocol: 'ocpp1.6', sut: 'csms', spec: ['mine'], profile: 'Mine', ${more}
  async run({ charger, clock, operator }) { ${run} },
});
`;
  writeFileSync(join(cwd, 'cases/mine.ts'), source);
  return cwd;
}

const mine = ['--cases', 'cases', '--case', 'MINE_1', '--report-dir', 'report'];

describe('ocppliance', () => {
  it('says its version and how it is used on stdout', async () => {
    const cwd = folderWith();
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    expect(await ocppliance(['--version'], { cwd })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    const help = await ocppliance(['run', '--help'], { cwd });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const word of ['--listen', '--operator', 'OCPPLIANCE_PASSWORD', 'Exit codes:']) expect(help.stdout).toContain(word);
  });

  it('lists cases for people and for scripts', async () => {
    const cwd = folderWith();
    const json = await ocppliance(['list', '--ocpp', '1.6', '--sut', 'csms', '--profile', 'core', '--json'], { cwd });
    const rows = JSON.parse(json.stdout);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows[0]).toEqual({
      id: 'TC_001_CSMS',
      title: expect.any(String),
      ocpp: '1.6',
      sut: 'csms',
      profile: 'Core',
      status: 'mandatory',
      condition: null,
      spec: expect.arrayContaining([expect.stringMatching(/^1\.6 §/)]),
      requires: null,
      acts: [],
    });
    const text = await ocppliance(['list', '--ocpp', '1.6', '--sut', 'csms', '--profile', 'core'], { cwd });
    expect(text.stdout.trim().split('\n')).toHaveLength(rows.length);
  });

  it('explains a case with its conversation', async () => {
    const { stdout } = await ocppliance(['explain', 'TC_001_CSMS'], { cwd: folderWith() });
    expect(stdout).toMatch(/tests\s+CSMS, OCPP 1\.6/);
    expect(stdout).toMatch(/source\s+\S+boot\.\w+:\d+/);
    expect(stdout).toMatch(/catches\s+the impostors registersNobody, namesIntervalAsOcpp15/);
    expect(stdout).toContain("charger.calls('BootNotification'");
  });
});

describe('run', () => {
  it('tests the built-in pair, in an order that the seed decides', async () => {
    const cwd = folderWith();
    const args = ['run', '--case', 'TC_00*', '--case', 'TC_B_0*', '--seed', '7', '--report-dir', 'report'];
    const { code, stdout, stderr } = await ocppliance(args, { cwd });
    expect(stderr).toContain('Report: report/report.html');
    const { suts, seed, interrupted, configuration } = resultsIn(cwd);
    expect({ code, stdout, seed, interrupted }).toEqual({ code: 0, stdout: '', seed: 7, interrupted: false });
    expect(suts.map(({ protocol, sut }) => `${protocol} ${sut}`)).toEqual([
      'ocpp1.6 charger',
      'ocpp1.6 csms',
      'ocpp2.0.1 charger',
      'ocpp2.0.1 csms',
    ]);
    const [first] = suts[0]?.cases ?? [];
    expect(first?.rerun).toBe(`ocppliance run --seed 7 --case ${first?.id}`);
    expect(first?.id).not.toBe('TC_001_CS');
    expect(configuration).toMatchObject({ timeScale: 0.01, operator: 'simulator', timeouts: { answer: 30 } });
  });

  it('tests a charger that runs by itself, with acts over HTTP', async () => {
    const port = await freePort();
    const hook = await freePort();
    const env = { OCPPLIANCE_PASSWORD: 'hunter2' };
    const cwd = folderWith({ 'features.yaml': 'features: { LocalAuthListManagement: false, RemoteTrigger: true }\n' });
    const mock = start(
      [
        'mock',
        'charger',
        '--url',
        `ws://127.0.0.1:${port}`,
        '--station',
        'CP 7',
        '--ocpp',
        '1.6',
        '--time-scale',
        '0.01',
        '--operator-port',
        `${hook}`,
      ],
      { cwd, env },
    );
    await mock.says(/takes acts at/);
    const args = [
      'run',
      'charger',
      '--listen',
      `${port}`,
      '--ocpp',
      '1.6',
      '--operator',
      `http://127.0.0.1:${hook}`,
      '--time-scale',
      '0.01',
    ];
    const { code, stderr } = await ocppliance([...args, '--config', 'features.yaml', '--case', 'TC_00*', '--report-dir', 'report'], {
      cwd,
      env,
    });
    mock.child.kill('SIGINT');
    expect((await mock.ended).code).toBe(0);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const text = readFileSync(join(cwd, 'report/results.json'), 'utf8');
    expect(text).not.toContain('hunter2');
    const [charger] = resultsIn(cwd).suts;
    expect(charger?.observed).toMatchObject({ identity: 'CP 7', chargePointVendor: 'ocppliance' });
    expect(charger?.cases.length).toBeGreaterThan(3);
    // What came before the first case is told with it.
    expect(charger?.cases[0]?.trace[0]).toMatchObject({ kind: 'opened', handshake: { authorization: 'basic' } });
  });

  it('does not test what needs an act that nobody carries out, and says which', async () => {
    const server = await startCsms();
    const cwd = withCase("await operator.does('clearAuthorizationCache');", "acts: ['clearAuthorizationCache'],");
    const { code } = await ocppliance(['run', 'csms', `${server.url}/CP1`, '--ocpp', '1.6', ...mine], { cwd });
    await server.close();
    expect(code).toBe(3);
    expect(resultsIn(cwd).suts[0]?.cases).toMatchObject([
      { id: 'MINE_1', verdict: 'notTested', reason: expect.stringContaining('nobody carries out clearAuthorizationCache') },
    ]);
  });

  it('ends with 1 for what is wrong outside of a case that passed', async () => {
    const server = await startCsms({ before: 'hello' });
    const cwd = withCase("await charger.connects(); await charger.calls('BootNotification', {}, { status: 'Accepted' });");
    const { code, stderr } = await ocppliance(['run', 'csms', `${server.url}/CP1`, '--ocpp', '1.6', ...mine], { cwd });
    await server.close();
    expect(resultsIn(cwd).suts[0]?.cases).toMatchObject([{ verdict: 'pass', official: false, profile: 'Mine', status: 'additional' }]);
    expect(stderr).toMatch(/wrong on the wire, outside of what the cases ask for: 1.*\n {2}The csms sent .*seen in MINE_1/);
    expect(code).toBe(1);
  });

  it('ends with 4 for an error that nobody handled, and blames the case in which it came', async () => {
    const cwd = withCase(
      "setTimeout(() => { throw new Error('boom'); }); await charger.connects(); await charger.calls('BootNotification');",
    );
    const { code } = await ocppliance(['run', ...mine], { cwd });
    expect(resultsIn(cwd).suts[0]?.cases).toMatchObject([{ verdict: 'error', reason: 'an error that nobody handled: boom' }]);
    expect(code).toBe(4);
  });

  it('writes what it has when it is interrupted', async () => {
    const cwd = withCase("await charger.connects(); process.stderr.write('playing'); await clock.waits('100min');");
    const run = start(['run', ...mine], { cwd });
    await run.says(/playing/);
    run.child.kill('SIGINT');
    const { code } = await run.ended;
    const { interrupted, suts } = resultsIn(cwd);
    expect({ code, interrupted }).toEqual({ code: 130, interrupted: true });
    expect(suts[0]?.cases).toMatchObject([{ verdict: 'inconclusive', reason: 'the run was interrupted' }]);
    expect(suts[0]?.cases[0]?.trace.length).toBeGreaterThan(0);
  });

  it('does not wait for a case that ignores the interruption, if told twice', async () => {
    const cwd = withCase(
      "await charger.connects(); process.stderr.write('playing'); await new Promise(() => setInterval(() => {}, 1000));",
    );
    const run = start(['run', ...mine], { cwd });
    await run.says(/playing/);
    run.child.kill('SIGINT');
    await run.says(/Once more to stop at once/);
    run.child.kill('SIGINT');
    expect((await run.ended).code).toBe(130);
  });
});

describe('mock', () => {
  it('takes acts from stdin and over HTTP, and says what it cannot do', async () => {
    const hook = await freePort();
    const cwd = folderWith();
    const mock = start(['mock', 'csms', '--listen', '0', '--ocpp', '1.6', '--operator-port', `${hook}`], { cwd });
    await mock.says(/takes acts at/);
    mock.child.stdin?.write('dance {"connectorId":1}\nnonsense {\n');
    await Promise.all([mock.says(/not done: this simulator cannot dance/), mock.says(/not understood: write acts like/)]);
    const post = async (body: string) => (await fetch(`http://127.0.0.1:${hook}`, { method: 'POST', body })).status;
    expect(await post('{"act":"dance"}')).toBe(501);
    expect(await post('no JSON')).toBe(400);
    expect(await post('{"act":"readSettings","parameters":{"settings":[]},"station":"CP1"}')).toBe(409);
    mock.child.kill('SIGINT');
    expect((await mock.ended).code).toBe(0);
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A CSMS that accepts everybody, and may say something first that is no OCPP. */
function startCsms({ before }: { before?: string } = {}) {
  return serve({
    port: 0,
    subprotocols: ['ocpp1.6'],
    accept: () => (connection, event) => {
      if (event.type !== 'frame') return;
      const [, id] = JSON.parse(event.raw);
      if (before) connection.send(before);
      connection.send(JSON.stringify([3, id, { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 }]));
    },
  });
}
