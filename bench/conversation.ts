import { performance } from 'node:perf_hooks';
import WebSocket, { WebSocketServer } from 'ws';
import { defaultConfig } from '../src/engine/config.ts';
import { defineTestCase } from '../src/engine/dsl.ts';
import { runTestCase } from '../src/engine/run.ts';
import type { Rule } from '../src/judge/rule.ts';
import { loadRules } from '../src/judge/rules.ts';
import { loadValidators } from '../src/ocpp/index.ts';
import { createParty } from '../src/parties/party.ts';
import { openChargerStage } from '../src/runner/stages.ts';
import { type Measurement, median } from './measurement.ts';

const count = 300;
const rounds = 31;
/** played before anything is counted: start-up, which includes what the JIT learns, is another figure */
const warmUp = 10;

const request = { key: ['HeartbeatInterval'] };
const answer = { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }], unknownKey: [] };

const oneRoundTrip = defineTestCase({
  id: 'BENCH',
  title: 'Answers one question',
  protocol: 'ocpp1.6',
  sut: 'charger',
  spec: [],
  run: async ({ csms }) => void (await csms.calls('GetConfiguration', { key: ['HeartbeatInterval'] }, { unknownKey: [] })),
});

/** A charger that answers every CALL alike: the same for both sides of the comparison. */
function answeringCharger(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, 'ocpp1.6', { perMessageDeflate: false });
  socket.on('message', (data) => {
    const [, id] = JSON.parse(data.toString());
    socket.send(JSON.stringify([3, id, answer]));
  });
  return new Promise((resolve, reject) => socket.once('open', () => resolve(socket)).once('error', reject));
}

async function bareLoop() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const [peer, charger] = await Promise.all([
    new Promise<WebSocket>((resolve) => server.once('connection', resolve)),
    answeringCharger(`ws://127.0.0.1:${port}/CP1`),
  ]);
  let onAnswer: (data: string) => void = () => {};
  peer.on('message', (data) => onAnswer(data.toString()));
  return {
    async run() {
      for (let index = 0; index < count; index += 1) {
        const answered = new Promise<string>((resolve) => {
          onAnswer = resolve;
        });
        peer.send(JSON.stringify([2, `bench-${index}`, 'GetConfiguration', request]));
        JSON.parse(await answered);
      }
    },
    async close() {
      charger.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function cases(rules: readonly Rule[]) {
  await loadValidators('ocpp1.6');
  const stage = await openChargerStage({
    protocol: 'ocpp1.6',
    config: { ...defaultConfig, station: 'CP1' },
    operator: { can: () => false, does: async () => {} },
    timeScale: 1,
    rules,
    party: () => createParty({ protocol: 'ocpp1.6', role: 'csms', requests: {}, answers: {}, observe: () => {} }),
    serve: { port: 0 },
    onTrace: () => {},
  });
  const charger = await answeringCharger(`${stage.server.url}/CP1`);
  await stage.awaitStation(5000);
  return {
    async run() {
      for (let index = 0; index < count; index += 1) {
        const { verdict, reason } = await runTestCase(oneRoundTrip, stage);
        if (verdict !== 'pass') throw new Error(reason);
      }
    },
    async close() {
      charger.terminate();
      await stage.close();
    },
  };
}

/** 300 one-round-trip cases against the same exchanges over bare ws in a plain loop, in turn; and how busy the cases keep the process. */
async function compare(rules: readonly Rule[]): Promise<{ ratio: number; idle: number }> {
  const bare = await bareLoop();
  const played = await cases(rules);
  const ratios: number[] = [];
  const busy: number[] = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const start = performance.now();
    await bare.run();
    const middle = performance.now();
    const before = performance.eventLoopUtilization();
    await played.run();
    const end = performance.now();
    if (round < 0) continue;
    ratios.push((end - middle) / (middle - start));
    busy.push(performance.eventLoopUtilization(before).utilization);
  }
  await bare.close();
  await played.close();
  return { ratio: median(ratios), idle: 1 - median(busy) };
}

export async function benchConversation(): Promise<Measurement[]> {
  const alone = await compare([]);
  const watched = await compare(await loadRules('ocpp1.6'));
  return [
    { name: '300 one-round-trip cases : bare ws loop', ratio: alone.ratio, atMost: 1.5 },
    { name: 'idle share of the wall while cases run', ratio: alone.idle, atMost: 0.2 },
    { name: '300 one-round-trip cases with all rules on : bare ws loop', ratio: watched.ratio, atMost: 1.5 },
  ];
}
