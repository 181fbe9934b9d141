import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDeclaration } from '../src/declaration/index.ts';
import type { RunResult } from '../src/engine/results.ts';
import { readBaseline } from '../src/runner/baseline.ts';
import { loadConfiguration } from '../src/runner/config.ts';
import { folderWith, ocppliance, start } from './support/cli.ts';

/** A port that was free a moment ago: a charger must know it before anything listens. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** The built-in charger, which tries to connect until it may. */
async function withCharger<T>(cwd: string, ocpp: string, use: (port: number) => Promise<T>): Promise<T> {
  const port = await freePort();
  const charger = start(['mock', 'charger', '--ocpp', ocpp, '--url', `ws://127.0.0.1:${port}`, '--time-scale', '0.01'], { cwd });
  try {
    return await use(port);
  } finally {
    charger.child.kill('SIGTERM');
    await charger.ended;
  }
}

const featureOf = async (cwd: string, feature: string) =>
  (await readDeclaration(join(cwd, 'd.yaml'))).features.find((each) => each.feature === feature);

const resultsIn = (cwd: string): RunResult => JSON.parse(readFileSync(join(cwd, 'report', 'results.json'), 'utf8'));

describe('ocppliance declare', { timeout: 60_000 }, () => {
  it.each([
    ['1.6', 'Reservation', 'DetachableCable'],
    ['2.0.1', 'C-49', 'R-1'],
  ])('asks a charger of %s what it has, keeps what its owner said, and tells of contradictions', async (ocpp, observed, unknown) => {
    const cwd = folderWith();
    const probe = () =>
      withCharger(cwd, ocpp, (port) =>
        ocppliance(['declare', 'd.yaml', '--sut', 'charger', '--ocpp', ocpp, '--probe', '--listen', String(port)], { cwd }),
      );
    expect(await probe()).toMatchObject({ code: 0, stdout: '' });
    expect(await featureOf(cwd, observed)).toMatchObject({ observed: true, source: expect.stringMatching(/\w+: /) });
    expect(await featureOf(cwd, unknown)).toEqual({ feature: unknown });

    const text = readFileSync(join(cwd, 'd.yaml'), 'utf8');
    writeFileSync(join(cwd, 'd.yaml'), text.replace(new RegExp(`^  "${observed}": .*$`, 'm'), `  ${observed}: no`));
    const again = await probe();
    expect(again.code).toBe(1);
    expect(again.stderr).toMatch(
      new RegExp(`ocppliance: ${observed} is declared as missing, but the system under test says that it is there`),
    );
    expect(await featureOf(cwd, observed)).toMatchObject({ declared: false, observed: true });
  });

  it('asks a Central System', async () => {
    const cwd = folderWith();
    const port = await freePort();
    const csms = start(['mock', 'csms', '--ocpp', '1.6', '--listen', String(port)], { cwd });
    await csms.says(/a CSMS speaks OCPP 1\.6/);
    const args = ['declare', 'd.yaml', '--sut', 'csms', '--ocpp', '1.6', '--probe', '--url', `ws://127.0.0.1:${port}/CP001`];
    const { code } = await ocppliance(args, { cwd });
    csms.child.kill('SIGTERM');
    await csms.ended;
    expect(code).toBe(0);
    expect(await featureOf(cwd, 'BlockedToken')).toMatchObject({ observed: true });
    expect(await featureOf(cwd, 'RejectsUnknownVendor')).toMatchObject({ observed: true });
  });

  it('writes nothing if nobody comes', async () => {
    const cwd = folderWith();
    const args = ['declare', 'd.yaml', '--sut', 'charger', '--ocpp', '1.6', '--probe', '--listen', '0', '--wait', '0.2'];
    const { code, stderr } = await ocppliance(args, { cwd });
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/no charger connected within 0\.2 s.*Nothing was written/),
    });
    expect(() => readFileSync(join(cwd, 'd.yaml'))).toThrow('ENOENT');
  });

  it('without a terminal makes a file to fill in', async () => {
    const cwd = folderWith();
    const { code, stderr } = await ocppliance(['declare', 'd.yaml', '--sut', 'csms', '--ocpp', '2.0.1'], { cwd });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/0 declared, 0 observed, (\d+) of \1 features unset/),
    });
    expect(await featureOf(cwd, 'C-44')).toEqual({ feature: 'C-44' });
  });
});

describe('ocppliance run --declaration', { timeout: 60_000 }, () => {
  const declaration = 'sut: charger\nocpp: 1.6\nfeatures:\n  Reservation: no\n  RemoteTrigger: { observed: yes, source: its manual }\n';

  it('decides what applies, is named by its hash, and is contradicted by what the charger says', async () => {
    const cwd = folderWith({ 'd.yaml': declaration, 'ocppliance.yaml': 'declaration: ./d.yaml\n' });
    const selection = ['--case', 'TC_046_1_CS', '--case', 'TC_054_CS', '--case', 'TC_019_CS'];
    const { stderr } = await withCharger(cwd, '1.6', (port) =>
      ocppliance(
        ['run', 'charger', '--ocpp', '1.6', '--listen', String(port), '--time-scale', '0.01', '--report-dir', 'report', ...selection],
        { cwd },
      ),
    );
    const { configuration, suts } = resultsIn(cwd);
    expect(configuration.declarationSha256).toBe(createHash('sha256').update(declaration).digest('hex'));
    expect(suts[0]?.cases.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'TC_019_CS pass',
      'TC_046_1_CS notApplicable',
      'TC_054_CS pass',
    ]);
    const told = (name: string) => suts[0]?.declaration?.find(({ feature }) => feature === name);
    expect(told('Reservation')).toMatchObject({ declared: false, observed: true });
    expect(told('RemoteTrigger')).not.toHaveProperty('declared');
    expect(stderr).toMatch(
      /Reservation is declared as missing, but the system under test says that it is there \(SupportedFeatureProfiles: /,
    );
  });

  const run = 'run charger --ocpp 1.6 --listen 0';
  it.each([
    [
      `${run} --certification`,
      /--certification needs a declaration: make one with ocppliance declare declaration\.yaml --sut charger --ocpp 1\.6/,
    ],
    [
      `${run} --certification --declaration none.yaml`,
      /no such file\. Make it with ocppliance declare none\.yaml --sut charger --ocpp 1\.6/,
    ],
    [
      `${run} --certification --declaration empty.yaml`,
      /empty\.yaml declares nothing.*: go through it with ocppliance declare empty\.yaml/,
    ],
    [`${run} --certification --declaration d.yaml --case TC_001_CS`, /all of it: leave out --case/],
    [`${run} --certification --declaration d.yaml --baseline b.yaml`, /all of it: leave out --baseline/],
    [`run --certification --declaration d.yaml`, /--certification is of a system of yours/],
    [`${run} --declaration broken.yaml`, /broken\.yaml cannot be read: /],
    [`${run} --declaration other.yaml`, /other\.yaml is of a csms in OCPP 2\.0\.1, but a charger in OCPP 1\.6 is tested/],
    ['run --declaration d.yaml', /d\.yaml is of a charger, but the built-in ones are tested/],
    ['declare d.yaml --sut csms', /d\.yaml is of a charger in OCPP 1\.6: name another file/],
    ['declare new.yaml --ocpp 1.6', /add --sut charger or --sut csms/],
    ['init charger --ocpp 1.6 --file d.yaml', /d\.yaml is there already/],
    ['init station', /station is no system under test/],
  ])('%s is refused in one line', async (args, line) => {
    const cwd = folderWith({
      'd.yaml': declaration,
      'empty.yaml': 'sut: charger\nocpp: 1.6\nfeatures: { Reservation: unset }\n',
      'broken.yaml': 'a: [1,\n',
      'other.yaml': 'sut: csms\nocpp: 2.0.1\n',
    });
    const { code, stderr } = await ocppliance(args.split(' '), { cwd });
    expect(stderr).toMatch(line);
    expect({ code, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 2, lines: 1 });
  });
});

describe('examples', () => {
  const profiles = fileURLToPath(new URL('../fixtures/profiles/', import.meta.url));

  it.each(['charger-1.6', 'charger-2.0.1', 'csms-1.6', 'csms-2.0.1'])('%s.yaml is a declaration', async (name) => {
    const { sut, protocol, features } = await readDeclaration(join(profiles, `${name}.yaml`));
    expect(`${sut}-${protocol}`).toBe(name.replace('-', '-ocpp'));
    expect(features.length).toBeGreaterThan(8);
  });

  it('the configuration and the baseline can be used', async () => {
    const { settings } = await loadConfiguration({ flags: {}, file: join(profiles, 'ocppliance.yaml'), env: {} });
    const names = { cases: new Set(['TC_032_1_CS']), rules: new Set(['R16-HB-001']) };
    expect(settings.declaration).toBe(join(profiles, 'charger-1.6.yaml'));
    expect(await readBaseline(settings.baseline ?? '', names)).toHaveLength(2);
  });

  it('what init writes can be used', { timeout: 20_000 }, async () => {
    const cwd = folderWith({ 'station.password': 'hunter2' });
    expect((await ocppliance(['init', 'csms', '--ocpp', '1.6'], { cwd })).code).toBe(0);
    const file = join(cwd, 'ocppliance.yaml');
    const commented = readFileSync(file, 'utf8').replace(/^# ([a-z]\w*:.*| {2}.*)$/gm, '$1');
    writeFileSync(join(cwd, 'all.yaml'), commented);
    const { settings } = await loadConfiguration({ flags: {}, file: join(cwd, 'all.yaml'), env: {} });
    expect(settings).toMatchObject({ sut: 'csms', ocpp: '1.6', station: 'CP001', blockedToken: 'TAG-BLOCKED' });
  });
});
