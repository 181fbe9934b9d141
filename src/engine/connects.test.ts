import { expect, it } from 'vitest';
import { defineTestCase, refused } from '../index.ts';
import type { Cast } from './dsl.ts';
import type { ConnectResult } from './play.ts';
import { runTestCase } from './run.ts';
import { handshake, scriptedSut } from './scripted-sut.ts';

const outcomes = {
  http: { kind: 'refused', status: 401, detail: 'no password' },
  tls: { kind: 'refused', inTls: true, detail: 'no certificate' },
  network: { kind: 'refused', detail: 'nothing listens' },
} as const satisfies Record<string, ConnectResult>;

function play(outcome: keyof typeof outcomes, run: (cast: Cast<'ocpp1.6', 'csms', never>) => Promise<unknown>) {
  const testCase = defineTestCase({
    id: 'X',
    title: 'x',
    protocol: 'ocpp1.6',
    sut: 'csms',
    spec: [],
    run: async (cast) => void (await run(cast)),
  });
  const { stage } = scriptedSut({ sut: 'csms' });
  return runTestCase(testCase, { ...stage, connect: async () => outcomes[outcome] });
}

it.each([
  ['http', 'pass', []],
  ['http', 'pass', [401]],
  ['http', 'fail', [403]],
  ['tls', 'pass', []],
  // TLS has no status: whether the password was the reason, nobody knows.
  ['tls', 'inconclusive', [401]],
  ['network', 'inconclusive', []],
] as const)('a CSMS that refuses in %s: %s if it should with %j', async (outcome, verdict, statuses) => {
  expect(await play(outcome, ({ charger }) => charger.connects({}, refused(...statuses)))).toMatchObject({ verdict });
});

it.each(['http', 'tls', 'network'] as const)('a CSMS that refuses in %s although it must not fails', async (outcome) => {
  const played = await play(outcome, ({ charger }) => charger.connects());
  expect(played).toMatchObject({ verdict: 'fail', reason: expect.stringContaining(outcomes[outcome].detail) });
});

it('a charger that may connect is waited for, and nothing happens if it does not', async () => {
  const { stage, device } = scriptedSut();
  let came: unknown[] = [];
  const testCase = defineTestCase({
    id: 'X',
    title: 'x',
    protocol: 'ocpp1.6',
    sut: 'charger',
    spec: [],
    async run({ csms, charger }) {
      await csms.disconnects();
      came = [await charger.connects({ level: 'may', within: 'reaction' })];
      setTimeout(device.connects, 5);
      came.push(await charger.connects({ level: 'may', within: 'reboot' }));
      setTimeout(() => device.calls('Heartbeat', {}), 5);
      await charger.calls('Heartbeat');
    },
  });
  expect(await runTestCase(testCase, stage)).toMatchObject({ verdict: 'pass' });
  expect(came).toEqual([undefined, handshake]);
});
