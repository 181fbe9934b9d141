import { readFile } from 'node:fs/promises';
import type { Operator } from '../engine/acts.ts';
import type { SutConfig } from '../engine/config.ts';
import type { Stage } from '../engine/play.ts';
import type { CaseResult, Handshake, TraceEntry } from '../engine/results.ts';
import { createFileServer } from '../files/index.ts';
import { loadRules } from '../judge/rules.ts';
import { loadParty } from '../parties/index.ts';
import type { Pki } from '../pki/index.ts';
import type { SuiteCase } from './catalogue.ts';
import { keepConfiguration } from './keeper.ts';
import { type Performance, perform, unplayed } from './perform.ts';
import { messageOf, UnreachableError, unreadable } from './problem.ts';
import { clientAuthorities, demanding, doorsAt, type Endpoints, endpointsAt } from './security.ts';
import { type ChargerStage, openChargerStage, openCsmsStage } from './stages.ts';

export interface BenchOptions extends Performance {
  config: SutConfig;
  operator: Operator;
  timeScale: number;
  /** certificates, for cases that need any */
  pki?: Pki | undefined;
}

/** Where one SUT is tested: it opens stages, plays cases on them, and knows what was seen of the SUT. */
export interface Bench {
  /** where the SUT and we meet */
  readonly url: string;
  /** Resolves once the SUT can be talked to; rejects with an `UnreachableError`. */
  ready(): Promise<void>;
  /** how many cases can be played at a time; 1 if not said */
  readonly jobs?: number;
  /** Never rejects. No more at a time than there are jobs. */
  play(suiteCase: SuiteCase): Promise<CaseResult>;
  /** Gives the SUT back what it was set to. Resolves to what could not be given back, in words; never rejects. */
  restore?(): Promise<string[]>;
  /** how the SUT presented itself so far */
  observed(): Record<string, string>;
  close(): Promise<void>;
}

/** Paths of PEM files. */
export interface TlsFiles {
  key?: string;
  cert?: string;
  ca?: string;
}

export interface ChargerBenchOptions extends BenchOptions {
  port: number;
  host?: string;
  tls?: TlsFiles;
  password?: string;
  /** where we let it in under other security profiles, with the same password and certificates */
  doors?: Parameters<typeof doorsAt>[0];
  /** any charger may come, the first one is tested */
  anyStation: boolean;
  /** seconds until a charger must be connected */
  wait: number;
}

/** We listen, one long session over all cases. Rejects with a `ListenError`. */
export async function openChargerBench(options: ChargerBenchOptions): Promise<Bench & Pick<ChargerStage, 'urls'>> {
  const { sut, config, operator, timeScale, signal, password, wait, anyStation, port, host, pki, doors = {} } = options;
  const [makeParty, tls, rules] = await Promise.all([loadParty(sut.protocol, 'csms'), readTls(options.tls), loadRules(sut.protocol)]);
  const tell = teller(options);
  const files = createFileServer({
    ...(host === undefined ? {} : { host }),
    // The charger finds our files where it has found us.
    name: () => session.handshake?.headers.host?.replace(/:\d+$/, ''),
    ...(pki ? { tls: pki.server } : {}),
  });
  let lost: string | undefined;
  const stage = await openChargerStage({
    protocol: sut.protocol,
    config,
    operator,
    timeScale,
    rules,
    party: () => makeParty(config),
    files,
    ...(pki ? { pki } : {}),
    doors: await doorsAt(doors, { password, tls, pki }),
    serve: {
      port,
      ...(host === undefined ? {} : { host }),
      ...(tls ? { tls: { ...tls, ...(tls.ca ? demanding(clientAuthorities({ tls, pki })) : {}) } } : {}),
      ...(password === undefined ? {} : { basicAuth: () => password }),
    },
    anyStation,
    onTrace(entry) {
      tell.entry(entry);
      keeper?.notice(entry);
    },
  });
  const { session } = stage;
  const { url } = stage.server;
  // 2.x would need a whole report for it.
  const keeper = sut.protocol === 'ocpp1.6' ? keepConfiguration(stage) : undefined;

  /** A case that failed half-way may have left our door shut, or the charger on its way back. */
  async function isBack(): Promise<boolean> {
    await stage.connect({});
    if (session.connected) lost = undefined;
    else if (lost === undefined) {
      const seconds = Math.max(config.timeouts.reboot, wait);
      lost = await stage.awaitStation(seconds * 1000, signal).then(
        () => undefined,
        () => `the charger went away and did not come back within ${seconds} s`,
      );
    }
    return lost === undefined;
  }

  return {
    url,
    urls: stage.urls,
    async ready() {
      try {
        await stage.awaitStation(wait * 1000, signal);
      } catch (error) {
        const loopback = host === undefined && !signal.aborted;
        const hint = loopback ? `. We listen on 127.0.0.1 only: for chargers elsewhere use --listen 0.0.0.0:${stage.server.port}` : '';
        throw new UnreachableError(`${messageOf(error)}${hint}`);
      }
      await keeper?.save(signal);
    },
    restore: async () => keeper?.restore() ?? [],
    async play(suiteCase) {
      if (!(await isBack())) return unplayed(suiteCase, options, 'inconclusive', lost ?? 'the charger is away');
      return tell.during(suiteCase, () => perform(suiteCase, stage, options));
    },
    observed: () => ({ ...ofHandshake(session.handshake), ...session.options.party.knows.identity }),
    close: async () => void (await Promise.all([stage.close(), files.close()])),
  };
}

export interface CsmsBenchOptions extends BenchOptions {
  /** the CSMS's endpoint, without or with the station's identity as its last segment */
  url: string;
  tls?: TlsFiles;
  username?: string;
  password?: string;
  /** where it lets stations in under other security profiles, with the same password and certificates */
  urls?: Partial<Record<1 | 2 | 3, string>>;
  /** … or with others */
  endpoints?: Endpoints;
}

/** We dial, each case has a session of its own. */
export async function openCsmsBench(options: CsmsBenchOptions): Promise<Bench> {
  const { sut, config, operator, timeScale, url, username, password } = options;
  const [makeParty, tls, rules] = await Promise.all([loadParty(sut.protocol, 'charger'), readTls(options.tls), loadRules(sut.protocol)]);
  const tell = teller(options);
  const files = createFileServer();
  const endpoints = options.endpoints ?? endpointsAt(options.urls ?? {}, { username, password, tls });
  let handshake: Handshake | undefined;

  /** Opens a stage for a while. */
  async function onStage<T>(use: (stage: Stage) => Promise<T>): Promise<T> {
    const stage = openCsmsStage({
      protocol: sut.protocol,
      config,
      operator,
      timeScale,
      rules,
      party: () => makeParty(config),
      url,
      endpoints,
      files,
      ...(options.pki ? { pki: options.pki } : {}),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(tls ? { tls } : {}),
      onTrace: tell.entry,
    });
    try {
      return await use(stage);
    } finally {
      handshake = stage.session.handshake ?? handshake;
      await stage.close();
    }
  }

  return {
    url,
    ready: () =>
      onStage(async (stage) => {
        const answer = await stage.connect({});
        if (answer.kind === 'refused') throw new UnreachableError(answer.detail);
      }),
    play: (suiteCase) => onStage((stage) => tell.during(suiteCase, () => perform(suiteCase, stage, options))),
    observed: () => ({ url, ...ofHandshake(handshake) }),
    close: () => files.close(),
  };
}

/** Tells of what a session records, with the case that is being played. */
function teller({ sut, emit }: Performance) {
  let caseId: string | undefined;
  return {
    entry: (entry: TraceEntry) => emit({ type: 'trace', sut, ...(caseId === undefined ? {} : { caseId }), entry }),
    async during<T>({ testCase }: SuiteCase, body: () => Promise<T>): Promise<T> {
      caseId = testCase.id;
      try {
        return await body();
      } finally {
        caseId = undefined;
      }
    },
  };
}

async function readTls(files: TlsFiles | undefined): Promise<Partial<Record<keyof TlsFiles, Buffer>> | undefined> {
  if (!files) return undefined;
  const read = async ([name, path]: [string, string]) =>
    [name, await readFile(path).catch((error: unknown) => Promise.reject(unreadable(`TLS file (${name})`, path, error)))] as const;
  return Object.fromEntries(await Promise.all(Object.entries(files).map(read)));
}

/** Of the handshake what tells who the SUT is. */
function ofHandshake(handshake: Handshake | undefined): Record<string, string> {
  if (!handshake) return {};
  const { identity, remoteAddress, tls, headers } = handshake;
  return {
    identity,
    ...(remoteAddress ? { remoteAddress } : {}),
    ...(headers.server ? { server: headers.server } : {}),
    ...(headers['user-agent'] ? { userAgent: headers['user-agent'] } : {}),
    ...(tls ? { tls: `${tls.version} ${tls.cipher}` } : {}),
  };
}
