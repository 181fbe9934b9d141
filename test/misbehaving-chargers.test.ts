import { expect, it } from 'vitest';
import { impostors } from '../fixtures/impostors/ocpp1.6-charger-security.ts';
import type { Flaw } from '../src/simulators/index.ts';
import { casesIn, tryCases } from './trial.ts';

const all = await casesIn('ocpp1.6/charger');
// What must pass after something has failed has time for it on a busy machine.
const timeouts = { answer: 3, reaction: 2, reboot: 3 };

/** The verdicts of cases that are played in a row, with at most so many seconds for each. */
async function verdicts(ids: readonly string[], flaw: Flaw, securityProfile: 1 | 2 | 3 = 1): Promise<string[]> {
  const cases = ids.map((id) => all.find((one) => one.id === id)).filter((one) => one !== undefined);
  const results = await tryCases(cases, { protocol: 'ocpp1.6', sut: 'charger', secure: true, securityProfile, flaw, timeouts });
  for (const [id, { duration }] of results) expect(duration, id).toBeLessThan(15_000);
  return [...results].map(([id, { verdict, reason }]) => `${id} ${verdict}${reason === undefined ? '' : `: ${reason}`}`);
}

const flawOf = (name: string): Flaw => {
  const impostor = impostors[name] ?? {};
  return typeof impostor === 'function' ? impostor() : impostor;
};

it.concurrent('an upload that never comes fails its case, and the next one is played', async () => {
  expect(await verdicts(['TC_079_CS', 'TC_045_1_CS'], flawOf('claimsToHaveUploaded'))).toEqual([
    expect.stringMatching(/^TC_079_CS fail: charger did not upload to http.* within 3 s$/),
    'TC_045_1_CS pass',
  ]);
});

it.concurrent('a charger that never returns from a reset fails its case, and leaves the others undecided', async () => {
  let hasLeft = false;
  const flaw: Flaw = {
    handlers: ({ Reset }) => ({
      Reset(request) {
        hasLeft = true;
        return Reset?.(request) ?? {};
      },
    }),
    // Nobody listens on the port that is for discarding.
    dial: (faithful) => (hasLeft ? { ...faithful, url: 'ws://127.0.0.1:9' } : faithful),
  };
  expect(await verdicts(['TC_085_CS', 'TC_019_CS', 'TC_079_CS'], flaw)).toEqual([
    'TC_085_CS fail: charger did not connect within 3 s',
    'TC_019_CS inconclusive: charger did not connect within 3 s',
    'TC_079_CS inconclusive: charger did not connect within 3 s',
  ]);
});

it.concurrent('a charger that keeps its old password fails its case, and is let in for the next', async () => {
  let given: NonNullable<ReturnType<NonNullable<Flaw['dial']>>['basicAuth']> | undefined;
  const flaw: Flaw = {
    dial({ basicAuth, ...rest }) {
      given ??= basicAuth;
      return { ...rest, ...(given && { basicAuth: given }) };
    },
  };
  expect(await verdicts(['TC_073_CS', 'TC_085_CS'], flaw)).toEqual([
    'TC_073_CS fail: charger did not connect within 3 s',
    'TC_085_CS pass',
  ]);
});

it.concurrent('a charger that trusts anybody fails the cases about trust, and no other', async () => {
  expect(await verdicts(['X_16_CS_99', 'TC_086_CS', 'TC_075_2_CS'], flawOf('trustsAnybody'), 2)).toEqual([
    expect.stringMatching(/^X_16_CS_99 fail: not so: it stays away while our certificate is untrusted/),
    'TC_086_CS pass',
    'TC_075_2_CS pass',
  ]);
});

it.concurrent('a charger whose certificate nobody trusts cannot be tested under profile 3, and can be otherwise', async () => {
  expect(await verdicts(['TC_087_CS', 'TC_085_CS'], flawOf('showsNoCertificate'))).toEqual([
    expect.stringMatching(/^TC_087_CS inconclusive: not so: the security profile/),
    'TC_085_CS pass',
  ]);
});
