import { expect, it } from 'vitest';
import type { RunResult } from '../src/engine/results.ts';
import type { ProtocolVersion, Role } from '../src/ocpp/index.ts';
import { planBuiltin } from '../src/runner/builtin.ts';
import { loadSuite } from '../src/runner/catalogue.ts';
import { runPlans } from '../src/runner/run.ts';

const suite = await loadSuite();

/** Plays the cases for the built-in charger or CSMS as `ocppliance run` does. */
async function run(protocol: ProtocolVersion, sut: Role, { seed = 0, jobs = 1 }: { seed?: number; jobs?: number }): Promise<RunResult> {
  const cases = suite.filter(({ testCase }) => testCase.protocol === protocol && testCase.sut === sut);
  const { result, strays } = await runPlans({
    ...{ seed, version: '0', configuration: {}, signal: new AbortController().signal, listener: () => {} },
    plans: [planBuiltin({ protocol, sut, cases, jobs, strict: true, rerun: (id) => id })],
  });
  expect(strays).toEqual([]);
  expect(result.suts[0]?.cases).toHaveLength(cases.length);
  return result;
}

/** What is not as it should be. */
const complaints = ({ suts }: RunResult): string[] =>
  suts.flatMap(({ cases, notRestored = [] }) => [
    ...cases
      .filter(({ verdict }) => !['pass', 'notApplicable'].includes(verdict))
      .map(({ id, verdict, reason }) => `${id}: ${verdict}, ${reason}`),
    ...cases.flatMap(({ id, findings }) => findings.map(({ rule, message }) => `${id}: ${rule}, ${message}`)),
    ...notRestored,
  ]);

const verdicts = ({ suts }: RunResult) => suts.flatMap(({ cases }) => cases.map(({ id, verdict }) => `${id} ${verdict}`));

it.each(['ocpp1.6', 'ocpp2.0.1'] as const)('the built-in charger of %s passes in another order', { timeout: 120_000 }, async (protocol) => {
  expect(complaints(await run(protocol, 'charger', { seed: 7 }))).toEqual([]);
});

it.each(['ocpp1.6', 'ocpp2.0.1'] as const)(
  'the built-in CSMS of %s passes as several stations at a time, in another order, as it does one by one',
  { timeout: 120_000 },
  async (protocol) => {
    const [single, several] = [await run(protocol, 'csms', {}), await run(protocol, 'csms', { seed: 7, jobs: 4 })];
    expect(complaints(several)).toEqual([]);
    expect(verdicts(several).sort()).toEqual(verdicts(single).sort());
    expect(verdicts(several)).not.toEqual(verdicts(single));
  },
);
