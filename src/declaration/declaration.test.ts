import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ask, type Declaration, declarationText, featuresOf, knownFeatures, readDeclaration } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'ocppliance-declaration-'));
const fileOf = (text: string): string => {
  const path = join(folder, 'declaration.yaml');
  writeFileSync(path, text);
  return path;
};

test.for([
  ['ocpp1.6', 'charger'],
  ['ocpp1.6', 'csms'],
  ['ocpp2.0.1', 'charger'],
  ['ocpp2.0.1', 'csms'],
] as const)('each feature that cases of %s for a %s ask for is explained', async ([protocol, sut]) => {
  const known = await knownFeatures(protocol, sut);
  expect(known.length).toBeGreaterThan(8);
  expect(known.filter(({ about }) => about === 'has what these cases need').map(({ feature }) => feature)).toEqual([]);
  expect(known.every(({ cases }) => cases.length > 0)).toBe(true);
});

const declaration: Declaration = {
  sut: 'charger',
  protocol: 'ocpp2.0.1',
  identity: { model: 'Wallbox: "Duo"' },
  features: [
    { feature: 'HFS-8>1', declared: false, observed: true, source: 'settings of EVSE 1, 2' },
    { feature: 'R-0', observed: true, source: 'ReservationCtrlr.Available: true' },
    { feature: 'C-49' },
    { feature: 'OurOwn', declared: true },
  ],
};

test('what is written is read again, and the owner has the last word', async () => {
  const about = ['C-49', 'HFS-8>1', 'R-0'].map((feature) => ({ feature, about: 'has it' }));
  const text = await declarationText(declaration, about);
  const { path: _, sha256, ...read } = await readDeclaration(fileOf(text));
  expect({ ...read, features: new Set(read.features) }).toEqual({ ...declaration, features: new Set(declaration.features) });
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(featuresOf(read)).toEqual({ 'HFS-8>1': false, 'R-0': true, OurOwn: true });
});

test('an observed feature that its owner left unset is not declared', async () => {
  const { features } = await readDeclaration(fileOf('sut: csms\nocpp: 1.6\nfeatures: { A: unset, B: ~, C: false, D: { observed: no } }\n'));
  expect(features).toEqual([{ feature: 'A' }, { feature: 'B' }, { feature: 'C', declared: false }, { feature: 'D', observed: false }]);
});

test.for([
  ['', /holds no declaration. One is made by: ocppliance declare/],
  ['- a', /holds no declaration/],
  ['a: [1,\n', /cannot be read: /],
  ['sut: station\nocpp: 1.6', /sut is "station", which should be charger or csms/],
  ['sut: charger', /ocpp is not there/],
  ['sut: charger\nocpp: 1.5', /OCPP 1\.5 is not tested/],
  ['sut: charger\nocpp: 1.6\nfeature: {}', /"feature" has no place in a declaration: did you mean "features"\?/],
  ['sut: charger\nocpp: 1.6\nfeatures: [A]', /features is \["A"\]/],
  ['sut: charger\nocpp: 1.6\nfeatures: { A: perhaps }', /A is "perhaps", which should be yes, no or unset/],
  ['sut: charger\nocpp: 1.6\nfeatures: { A: { observd: yes } }', /A is \{"observd":"yes"\}, which should be yes, no or unset/],
] as const)('%j is refused in one line', async ([text, message]) => {
  const error = await readDeclaration(fileOf(text)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) });
  expect(String(error)).not.toContain('\n');
});

describe('questions', () => {
  const known = ['A', 'B', 'C', 'D'].map((feature) => ({ feature, about: 'has it', cases: ['TC'] }));
  const asked = async (typed: string) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    input.end(typed);
    const features = await ask(
      known,
      [
        { feature: 'B', declared: true },
        { feature: 'C', observed: true, source: 's' },
      ],
      { input, output, sut: 'charger' },
    );
    return { features, said: String(output.read()) };
  };

  test('yes, no, unset, as it is', async () => {
    const { features, said } = await asked('y\nno\n\nu\n');
    expect(new Set(features)).toEqual(
      new Set([
        { feature: 'A', declared: true },
        { feature: 'B', declared: false },
        { feature: 'C', observed: true, source: 's' },
        { feature: 'D' },
      ]),
    );
    expect(said).toContain('3/4  C: the charger has it (1 cases)\n      it says yes itself (s) [yes]');
  });

  test('what is no answer is asked again, and the end keeps the rest', async () => {
    const { features, said } = await asked('perhaps\ny\n');
    expect(features).toContainEqual({ feature: 'A', declared: true });
    expect(features).toContainEqual({ feature: 'B', declared: true });
    expect(said).toContain('y, n, u, q or Enter');
    expect((await asked('q\ny\n')).features).toContainEqual({ feature: 'A' });
  });
});
