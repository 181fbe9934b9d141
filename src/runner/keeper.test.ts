import { expect, it } from 'vitest';
import { defaultConfig } from '../engine/config.ts';
import { defineTestCase, type TestCase } from '../engine/dsl.ts';
import type { CaseResult } from '../engine/results.ts';
import { type Flaw, startCharger } from '../simulators/index.ts';
import { openChargerBench } from './bench.ts';

const own = { title: 'A case', protocol: 'ocpp1.6', sut: 'charger', spec: [] } as const;
const changes = defineTestCase({
  ...own,
  id: 'CHANGES',
  async run({ csms }) {
    await csms.calls('ChangeConfiguration', { key: 'MeterValueSampleInterval', value: '7' }, { status: 'Accepted' });
  },
});
const looks = defineTestCase({
  ...own,
  id: 'LOOKS',
  async run({ csms }) {
    await csms.calls('GetConfiguration', {});
  },
});

const asksForOne = defineTestCase({
  ...own,
  id: 'ASKS',
  async run({ csms }) {
    await csms.calls('GetConfiguration', { key: ['HeartbeatInterval'] });
  },
});

/** Plays a case; what could not be given back, and what the charger was asked for. */
async function play(testCase: TestCase, flaw: Flaw = {}): Promise<{ result: CaseResult; left: string[] | undefined; asked: string[] }> {
  const asked: string[] = [];
  const bench = await openChargerBench({
    ...{ sut: { name: 'it', sut: 'charger', protocol: 'ocpp1.6' }, config: defaultConfig, timeScale: 0.01 },
    ...{ operator: { can: () => false, does: async () => {} }, signal: new AbortController().signal, rerun: () => '', strict: false },
    ...{ port: 0, anyStation: false, wait: 10 },
    emit(event) {
      if (event.type === 'trace' && event.entry.kind === 'frame' && /^\[2,.*Configuration/.test(event.entry.raw))
        asked.push(event.entry.raw);
    },
  });
  const charger = await startCharger('ocpp1.6', { url: bench.url, identity: defaultConfig.station, timeScale: 0.01, flaw });
  try {
    await bench.ready();
    const result = await bench.play({ testCase, file: '', profile: 'Core', official: false, status: 'additional' });
    expect(result.reason).toBe(undefined);
    return { result, left: await bench.restore?.(), asked };
  } finally {
    await charger.stop();
    await bench.close();
  }
}

it('gives a charger back the settings that it had', async () => {
  const { left, asked } = await play(changes);
  expect(left).toEqual([]);
  expect(asked.at(-1)).toMatch(/"ChangeConfiguration",\{"key":"MeterValueSampleInterval","value":"(?!7")\d+"/);
});

it('says what could not be given back', async () => {
  const flaw: Flaw = {
    handlers: (faithful) => ({
      ChangeConfiguration: (request) => (request.value === '7' ? (faithful.ChangeConfiguration?.(request) ?? {}) : { status: 'Rejected' }),
    }),
  };
  const { left } = await play(changes, flaw);
  expect(left).toEqual([
    expect.stringMatching(/^MeterValueSampleInterval: it was "\d+" and is "7"; asked to change it back, it answered Rejected$/),
  ]);
});

it('asks once at the start, and no more if nothing was changed', async () => {
  const { left, asked } = await play(looks);
  expect(left).toEqual([]);
  expect(asked).toHaveLength(2);
});

it('leaves to the first case what came before it, and says nothing of the answers to itself', async () => {
  // Tells no mandatory key, and boots without its vendor's name.
  const flaw: Flaw = {
    outgoing: (raw) => raw.replace(/"chargePointVendor":"[^"]*",/, ''),
    handlers: () => ({ GetConfiguration: () => ({ configurationKey: [] }) }),
  };
  const { result } = await play(asksForOne, flaw);
  expect(result.trace[0]).toMatchObject({ kind: 'opened' });
  expect(result.findings.map(({ message }) => message).join()).toContain('chargePointVendor');
  expect(result.findings.map(({ rule }) => rule)).not.toContain('R16-CFG-001');
});
