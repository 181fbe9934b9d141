/** Cases against the built-in CSMS over TLS, as several stations at a time, against the same exchanges over bare ws with TLS one by one. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import WebSocket, { WebSocketServer } from 'ws';
import { defaultConfig } from '../src/engine/config.ts';
import type { CaseResult } from '../src/engine/results.ts';
import { createPki, type Pki } from '../src/pki/index.ts';
import { openCsmsBench } from '../src/runner/bench.ts';
import { loadSuite } from '../src/runner/catalogue.ts';
import { configOfJob, inParallel } from '../src/runner/jobs.ts';
import { secureEndpoints } from '../src/runner/security.ts';
import { startCsms } from '../src/simulators/index.ts';
import { type Measurement, median } from './measurement.ts';

const jobs = 4;
const rounds = 5;
const password = 'a password of the bench';
/** What a case waits for is no work. */
const timeScale = 0.001;

/** Plays every case of OCPP 1.6 for a CSMS, `jobs` at a time, under security profile 2. */
async function playCases(pki: Pki) {
  const suite = await loadSuite({ protocols: ['ocpp1.6'], suts: ['csms'] });
  const configs = Array.from({ length: jobs }, (_, index) => configOfJob(defaultConfig, index + 1));
  const simulator = await startCsms('ocpp1.6', {
    ...{ port: 0, config: defaultConfig, moreTokens: configs.slice(1), password, timeScale },
    security: { server: await pki.server(), authority: pki.authority },
  });
  const { operator, secureUrls } = simulator;
  if (!secureUrls) throw new Error('the built-in CSMS has no TLS');
  const openAs = async (config: (typeof configs)[number]) => {
    const own = pki.of(config.station);
    const endpoints = await secureEndpoints(secureUrls, own, password);
    return openCsmsBench({
      ...{
        sut: { name: 'bench', sut: 'csms', protocol: 'ocpp1.6' },
        strict: false,
        config,
        operator,
        timeScale,
        password,
        endpoints,
        pki: own,
      },
      ...{ url: endpoints[2]?.url ?? '', emit: () => {}, rerun: () => '', signal: new AbortController().signal },
    });
  };
  const bench = inParallel(await Promise.all(configs.map(openAs)));
  return {
    async run(): Promise<CaseResult[]> {
      const results: CaseResult[] = [];
      const line = suite.values();
      const work = async () => {
        for (const each of line) results.push(await bench.play(each));
      };
      await Promise.all(Array.from({ length: jobs }, work));
      const wrong = results.filter(({ verdict }) => verdict !== 'pass');
      if (wrong.length > 0) throw new Error(wrong.map(({ id, verdict, reason }) => `${id}: ${verdict}, ${reason}`).join('\n'));
      return results;
    },
    async close() {
      await simulator.stop();
      await bench.close();
    },
  };
}

type Frames = { from: string; raw: string }[];

const framesOf = ({ trace }: CaseResult): Frames => trace.flatMap((entry) => (entry.kind === 'frame' ? [entry] : []));

/** The same frames, in the same order, on a connection for each case; nobody looks at them. */
async function exchangesAlone(pki: Pki) {
  const [credentials] = await pki.server();
  const https = createServer({ key: credentials?.key, cert: credentials?.cert });
  const server = new WebSocketServer({ server: https, perMessageDeflate: false });
  https.listen(0, '127.0.0.1');
  await once(https, 'listening');
  const url = `wss://localhost:${(https.address() as AddressInfo).port}/CP1`;
  return {
    async run(cases: readonly Frames[]): Promise<void> {
      for (const frames of cases) {
        const accepted = once(server, 'connection') as Promise<[WebSocket]>;
        const station = new WebSocket(url, 'ocpp1.6', { ca: pki.root, perMessageDeflate: false });
        const [[csms]] = await Promise.all([accepted, once(station, 'open')]);
        for (const { from, raw } of frames) {
          const [sender, receiver] = from === 'charger' ? [station, csms] : [csms, station];
          const arrived = once(receiver, 'message');
          sender.send(raw);
          await arrived;
        }
        const closed = once(station, 'close');
        station.close();
        await closed;
      }
    },
    async close() {
      server.close();
      https.close();
    },
  };
}

export async function benchJobs(): Promise<Measurement[]> {
  const pki = await createPki({ station: defaultConfig.station });
  const played = await playCases(pki);
  const bare = await exchangesAlone(pki);
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const start = performance.now();
    const results = await played.run();
    const middle = performance.now();
    await bare.run(results.map(framesOf));
    const end = performance.now();
    if (round < 0) continue;
    ratios.push((end - middle) / (middle - start));
    rates.push((1000 * results.length) / (middle - start));
  }
  await played.close();
  await bare.close();
  return [
    // 60 of the 375 cases a second that the exchanges alone come to.
    {
      name: `cases per second over TLS, ${jobs} stations at a time : exchanges alone over bare ws with TLS`,
      ratio: median(ratios),
      atLeast: 0.16,
    },
    { name: 'the same in units of 60 cases per second', ratio: median(rates) / 60, atLeast: 1 },
  ];
}
