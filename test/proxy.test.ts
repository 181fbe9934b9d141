import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import type { Finding, TraceEntry } from '../src/engine/results.ts';
import { defineRule, type Rule } from '../src/judge/rule.ts';
import { loadRules } from '../src/judge/rules.ts';
import { createPki } from '../src/pki/index.ts';
import { type ProxyOptions, startProxy } from '../src/proxy/proxy.ts';
import { cli, folderWith, start } from './support/cli.ts';
import { dial, frame, Inbox, readAll, readHeader, upgradeRequest } from './support/sockets.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

interface Csms {
  port: number;
  /** each WebSocket, with the request that opened it */
  next(): Promise<[WebSocket, IncomingMessage]>;
}

async function startCsms(options: ConstructorParameters<typeof WebSocketServer>[0] = {}): Promise<Csms> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    handleProtocols: (offered) => [...offered].at(-1) ?? false,
    ...options,
  });
  await once(server, 'listening');
  const inbox = new Inbox<[WebSocket, IncomingMessage]>();
  server.on('connection', (socket, request) => inbox.put([socket, request]));
  cleanups.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return { port: portOf(server), next: () => inbox.take() };
}

async function proxyTo(port: number, options: Partial<ProxyOptions> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'ocppliance-proxy-'));
  const findings: [string, Finding][] = [];
  const said: string[] = [];
  const proxy = await startProxy({
    port: 0,
    upstream: new URL(`ws://127.0.0.1:${port}/ocpp`),
    rules: [],
    rotateAt: 1e9,
    directory,
    conceal: (entry) => entry,
    say: (text) => said.push(text),
    onFinding: (station, finding) => findings.push([station, finding]),
    ...options,
  });
  cleanups.push(() => proxy.stop());
  const trace = (): (TraceEntry & { sut: string })[] =>
    readdirSync(directory)
      .sort()
      .flatMap((name) => readFileSync(join(directory, name), 'utf8').trim().split('\n'))
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return { ...proxy, port: proxy.relay.port, url: proxy.relay.url, directory, findings, said, trace };
}

function chargerAt(url: string, protocols: string[] = ['ocpp1.6'], options: WebSocket.ClientOptions = {}) {
  const socket = new WebSocket(`${url}/CP001`, protocols, options);
  cleanups.push(() => socket.terminate());
  return socket;
}

/** A charger and its CSMS, connected through the proxy. */
async function connected(options: Partial<ProxyOptions> = {}) {
  const csms = await startCsms();
  const proxy = await proxyTo(csms.port, options);
  const charger = chargerAt(proxy.url);
  const [[upstream, request]] = await Promise.all([csms.next(), once(charger, 'open')]);
  return { csms, proxy, charger, upstream, request };
}

const boot = '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]';
const text = async (socket: WebSocket): Promise<string> => String((await once(socket, 'message'))[0]);

describe('the handshake', () => {
  it('is that of the peers: path, subprotocols, credentials and headers as they came', async () => {
    const csms = await startCsms();
    const { url, trace, stop } = await proxyTo(csms.port);
    const authorization = `Basic ${Buffer.from('CP001:secret').toString('base64')}`;
    const charger = chargerAt(url, ['ocpp2.0.1', 'ocpp1.6'], { headers: { Authorization: authorization, 'X-Serial': '42' } });
    const [[, request]] = await Promise.all([csms.next(), once(charger, 'open')]);
    expect(request.url).toBe('/ocpp/CP001');
    expect(request.headers).toMatchObject({ authorization, 'x-serial': '42', host: `127.0.0.1:${csms.port}` });
    expect(request.headers['sec-websocket-protocol']).toBe('ocpp2.0.1,ocpp1.6');
    expect(charger.protocol).toBe('ocpp1.6');
    await stop();
    expect(trace()[0]).toMatchObject({
      kind: 'opened',
      sut: 'CP001',
      handshake: { subprotocol: 'ocpp1.6', authorization: 'basic', userIsIdentity: true },
    });
    expect(JSON.stringify(trace())).not.toContain(authorization.slice(6));
  });

  it('may fail: the refusal comes back with its status, headers and body', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => server.close());
    await once(server, 'listening');
    server.on('upgrade', (_request, socket: Socket) =>
      socket.end(
        'HTTP/1.1 401 Who are you\r\nWWW-Authenticate: Basic realm="x"\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nnobody\r\n0\r\n\r\n',
      ),
    );
    const { port, trace, stop } = await proxyTo(portOf(server));
    const socket = await dial(port);
    socket.write(upgradeRequest('/CP001'));
    const answer = await readAll(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 401 Who are you\r\n/);
    expect(answer).toContain('WWW-Authenticate: Basic realm="x"\r\n');
    expect(answer).toMatch(/\r\n\r\nnobody$/);
    await stop();
    expect(trace()).toMatchObject([{ kind: 'refused', status: 401, sut: 'CP001' }]);
  });

  it('may lead nowhere: 502 says so to the charger and to the person', async () => {
    const { port, said } = await proxyTo(1);
    const socket = await dial(port);
    socket.write(upgradeRequest('/CP001'));
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n[\s\S]*nothing listens there/);
    expect(said.join()).toContain('502');
  });

  it('leaves what is no WebSocket, or no HTTP, outside', async () => {
    const csms = await startCsms();
    const { port } = await proxyTo(csms.port);
    for (const [sent, answer] of [
      ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 426 /],
      ['\x16\x03\x01nonsense\r\n\r\n', /^HTTP\/1\.1 400 /],
    ] as const) {
      const socket = await dial(port);
      socket.write(sent);
      expect(await readAll(socket)).toMatch(answer);
    }
  });

  it('may be broken off by the charger before the CSMS has answered', async () => {
    const silent = createTcpServer(() => {}).listen(0, '127.0.0.1');
    const arrived = once(silent, 'connection');
    await once(silent, 'listening');
    cleanups.push(() => silent.close());
    const { port } = await proxyTo(portOf(silent));
    const socket = await dial(port);
    socket.write(upgradeRequest('/CP001'));
    const [upstream]: Socket[] = await arrived;
    socket.destroy();
    upstream?.resume().on('error', () => {});
    await once(upstream ?? socket, 'close');
  });
});

describe('frames', () => {
  it('go both ways in order: text, binary, ping, pong, close code and reason', async () => {
    const { proxy, charger, upstream } = await connected();
    const pinged = once(upstream, 'ping');
    const ponged = once(charger, 'pong');
    charger.ping('are you there');
    expect(String((await pinged)[0])).toBe('are you there');
    expect(String((await ponged)[0])).toBe('are you there');

    const got: [string, boolean][] = [];
    upstream.on('message', (data, binary) => got.push([String(data), binary]));
    for (let number = 0; number < 500; number += 1) charger.send(`${number}`, { binary: number % 10 === 0 });
    const answered = text(charger);
    upstream.send('[3,"1",{}]');
    expect(await answered).toBe('[3,"1",{}]');
    const closed = once(upstream, 'close');
    charger.close(4001, 'good bye');
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([4001, 'good bye']);
    expect(got).toEqual(Array.from({ length: 500 }, (_, number) => [`${number}`, number % 10 === 0]));
    await proxy.stop();
    const trace = proxy.trace();
    expect(trace.filter(({ kind }) => kind === 'frame')).toHaveLength(451);
    expect(trace.filter(({ kind }) => kind === 'ping' || kind === 'pong')).toHaveLength(2);
    expect(trace.filter((entry) => entry.kind === 'trouble' && entry.what === 'binary')).toHaveLength(50);
    expect(trace.at(-1)).toMatchObject({ kind: 'closed', by: 'charger', code: 4001, reason: 'good bye' });
  });

  it('keep their bytes: masks, fragments, reserved bits and what is no WebSocket at all', async () => {
    const csms = createTcpServer().listen(0, '127.0.0.1');
    cleanups.push(() => csms.close());
    await once(csms, 'listening');
    const connection = once(csms, 'connection');
    const proxy = await proxyTo(portOf(csms));
    const charger = await dial(proxy.port);
    charger.write(upgradeRequest('/CP001'));
    const [upstream]: Socket[] = await connection;
    if (!upstream) throw new Error('nobody called');
    await readHeader(upstream);
    upstream.write('HTTP/1.1 101 Go on\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: ocpp1.6\r\n\r\n');
    expect(await readHeader(charger)).toContain('101 Go on');
    const sent = Buffer.concat([
      frame(0x01, '[2,"1",'),
      frame(0x80, '"Heartbeat",{}]'),
      frame(0xf1, 'reserved bits'),
      Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 31) % 256)),
    ]);
    const got: Buffer[] = [];
    upstream.on('data', (bytes: Buffer) => got.push(bytes));
    charger.end(sent);
    await once(upstream, 'end');
    expect(Buffer.concat(got).equals(sent)).toBe(true);
    upstream.end();
    await once(charger, 'close');
    await proxy.stop();
    expect(proxy.trace()).toMatchObject([
      { kind: 'opened' },
      { kind: 'frame', raw: '[2,"1","Heartbeat",{}]' },
      { kind: 'trouble', what: 'protocolError', from: 'charger' },
      { kind: 'closed', by: 'charger', code: 1006 },
    ]);
  });

  it('may be compressed, if the peers agree on it', async () => {
    const csms = await startCsms({ perMessageDeflate: { threshold: 0 } });
    const proxy = await proxyTo(csms.port);
    const charger = chargerAt(proxy.url, ['ocpp1.6'], { perMessageDeflate: { threshold: 0 } });
    const [[upstream]] = await Promise.all([csms.next(), once(charger, 'open')]);
    expect(charger.extensions).toBe('permessage-deflate');
    for (let number = 0; number < 3; number += 1) {
      const arrived = text(upstream);
      charger.send(boot);
      expect(await arrived).toBe(boot);
      const answered = text(charger);
      upstream.send('[3,"1",{}]');
      await answered;
    }
    const closed = once(upstream, 'close');
    charger.close();
    await closed;
    await proxy.stop();
    expect(proxy.trace().flatMap((entry) => (entry.kind === 'frame' ? [entry.raw] : []))).toEqual(
      Array(3).fill([boot, '[3,"1",{}]']).flat(),
    );
  });

  it('end with the line: whoever is cut off cuts off the other', async () => {
    const { proxy, charger, upstream } = await connected();
    const closed = once(charger, 'close');
    upstream.terminate();
    expect((await closed)[0]).toBe(1006);
    await proxy.stop();
    expect(proxy.trace().at(-1)).toMatchObject({ kind: 'closed', code: 1006 });
  });

  it('wait for a peer that reads slowly, without taking memory', async () => {
    const { charger, upstream } = await connected();
    upstream.pause();
    const chunk = Buffer.alloc(1 << 20, 'x');
    const before = process.memoryUsage().rss;
    for (let number = 0; number < 64; number += 1) charger.send(chunk);
    // The charger notices that nobody reads: what it sends stays with it, but for what the sockets on the way hold.
    for (let before = -1; charger.bufferedAmount !== before; ) {
      before = charger.bufferedAmount;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(charger.bufferedAmount).toBeGreaterThan(32 << 20);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 << 20);
    let received = 0;
    const all = new Promise<void>((resolve) => {
      upstream.on('message', () => {
        received += 1;
        if (received === 64) resolve();
      });
    });
    upstream.resume();
    await all;
  });

  it('pass through TLS on either side', async () => {
    const pki = await createPki({ station: 'CP001' });
    const [credentials] = await pki.server();
    if (!credentials) throw new Error('no certificate');
    const { key, cert } = credentials;
    const ca = pki.root;
    const { createServer: createSecure } = await import('node:https');
    const https = createSecure({ key, cert }).listen(0, '127.0.0.1');
    await once(https, 'listening');
    cleanups.push(() => https.close());
    const server = new WebSocketServer({ server: https, handleProtocols: () => 'ocpp1.6' });
    server.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))));
    cleanups.push(() => {
      for (const client of server.clients) client.terminate();
    });
    const proxy = await proxyTo(0, { upstream: new URL(`wss://localhost:${portOf(https)}/`), tls: { key, cert }, ca });
    const charger = new WebSocket(`wss://localhost:${proxy.port}/CP001`, 'ocpp1.6', { ca });
    await once(charger, 'open');
    const echoed = text(charger);
    charger.send(boot);
    expect(await echoed).toBe(boot);
    charger.terminate();

    const distrustful = await proxyTo(0, { upstream: new URL(`wss://localhost:${portOf(https)}/`) });
    const socket = await dial(distrustful.port);
    socket.write(upgradeRequest('/CP001'));
    expect(await readAll(socket)).toMatch(/502 Bad Gateway[\s\S]*(?:root|not trusted)/);
  });
});

describe('the judge', () => {
  const example = { title: 'x', severity: 'violation', blame: 'charger', versions: ['ocpp1.6'], spec: [], example: '' } as const;
  const throws: Rule = defineRule({
    ...example,
    id: 'X-THROWS',
    watch: () => ({
      frame: () => {
        throw new Error('oops');
      },
    }),
  });
  const finds: Rule = defineRule({
    ...example,
    id: 'X-FINDS',
    watch: (scene) => ({ anyCall: ({ index, action }) => scene.report({ message: `called ${action}`, frames: [index] }) }),
  });

  it('finds while the traffic goes on', async () => {
    const { proxy, charger, upstream } = await connected({ rules: [finds] });
    const arrived = text(upstream);
    charger.send(boot);
    await arrived;
    const { findings } = await proxy.stop();
    expect(proxy.findings).toMatchObject([['CP001', { rule: 'X-FINDS', message: 'CP001: called BootNotification' }]]);
    expect(findings.stations).toMatchObject([{ name: 'CP001', protocol: 'ocpp1.6', found: { violation: 1 } }]);
  });

  it('may throw: the traffic goes on, and the rule is named', async () => {
    const { proxy, charger, upstream } = await connected({ rules: [throws, finds] });
    for (let number = 0; number < 3; number += 1) {
      const arrived = text(upstream);
      charger.send(boot);
      await arrived;
    }
    const { findings } = await proxy.stop();
    expect(findings.stations[0]?.broken).toMatchObject([['X-THROWS', expect.stringContaining('oops')]]);
    expect(findings.charges).toMatchObject([{ rule: 'X-FINDS', count: 3 }]);
  });

  it('gives up when it is too much, never the traffic; and blames nobody for what it missed', async () => {
    const { proxy, charger, upstream } = await connected({ rules: await loadRules(), mostWaiting: 20_000 });
    let received = 0;
    const all = new Promise<void>((resolve) => {
      upstream.on('message', () => {
        received += 1;
        if (received === 2000) resolve();
      });
    });
    for (let number = 0; number < 2000; number += 1) charger.send(`[2,"${number}","Heartbeat",{}]`);
    await all;
    const { unheard, findings } = await proxy.stop();
    expect(unheard).toBeGreaterThan(0);
    expect(proxy.said.join()).toContain('neither recorded nor judged');
    expect(findings.charges.filter(({ blame }) => blame === 'csms')).toEqual([]);
  });
});

describe('the trace', () => {
  it('is begun anew when it is full, and its parts sort by time', async () => {
    const { proxy, charger, upstream } = await connected({ rotateAt: 30_000 });
    let received = 0;
    const all = new Promise<void>((resolve) => {
      upstream.on('message', () => {
        received += 1;
        if (received === 1500) resolve();
      });
    });
    for (let number = 0; number < 1500; number += 1) charger.send(`[2,"${number}","Heartbeat",{}]`);
    await all;
    const { traces } = await proxy.stop();
    const files = readdirSync(proxy.directory).sort();
    expect(files.slice(0, 1)).toEqual(['trace-0001.jsonl']);
    expect(traces.map(({ path }) => path)).toEqual(files);
    for (const { path, size, sha256 } of traces) {
      const bytes = readFileSync(join(proxy.directory, path));
      expect({ size, sha256 }).toEqual({ size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    }
    expect(proxy.trace().map(({ index }) => index)).toEqual(proxy.trace().map((_, index) => index));
  });
});

describe('ocppliance proxy', () => {
  it('passes on, judges and reports until somebody stops it', async () => {
    const csms = await startCsms();
    const cwd = folderWith();
    const args = ['proxy', '--listen', '0', '--upstream', `ws://127.0.0.1:${csms.port}/ocpp`, '--report-dir', 'report', '--rules', 'R16-*'];
    const { child, says, ended } = start(args, { cwd });
    let stderr = '';
    child.stderr?.on('data', (data) => {
      stderr += data;
    });
    await says(/ws:\/\/127\.0\.0\.1:\d+/);
    const charger = chargerAt(/ws:\/\/127\.0\.0\.1:\d+/.exec(stderr)?.[0] ?? '');
    const [[upstream]] = await Promise.all([csms.next(), once(charger, 'open')]);
    upstream.on('message', (data) => {
      const [, id, action] = JSON.parse(String(data));
      const accepted = { status: 'Accepted', currentTime: new Date().toISOString(), interval: 300 };
      upstream.send(
        JSON.stringify([3, id, action === 'BootNotification' ? accepted : { transactionId: 42, idTagInfo: { status: 'Accepted' } }]),
      );
    });
    const now = new Date().toISOString();
    const calls = [
      boot,
      `[2,"2","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"${now}"}]`,
      `[2,"3","StopTransaction",{"transactionId":7,"meterStop":1,"timestamp":"${now}"}]`,
    ];
    for (const call of calls) {
      const answered = text(charger);
      charger.send(call);
      await answered;
    }
    upstream.send('[2,"s1","ChangeConfiguration",{"key":"AuthorizationKey","value":"0102030405060708090a0b0c0d0e0f10"}]');
    expect(await text(charger)).toContain('0102030405060708090a0b0c0d0e0f10');
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toMatch(/violation +R16-TX-004 +charger +CP001: /);
    expect(stdout).toMatch(/CP001 +OCPP 1\.6 .* 1 violation/);
    const results = JSON.parse(readFileSync(join(cwd, 'report/results.json'), 'utf8'));
    expect(results.suts[0].cases.find(({ id }: { id: string }) => id === 'R16-TX-004')).toMatchObject({ verdict: 'fail' });
    expect(readdirSync(join(cwd, 'report'))).toEqual(expect.arrayContaining(['report.html', 'junit.xml', 'trace.jsonl']));
    expect(readFileSync(join(cwd, 'report/manifest.json'), 'utf8')).toContain('"trace.jsonl"');
    const trace = readFileSync(join(cwd, 'report/trace.jsonl'), 'utf8');
    expect(trace).toContain('AuthorizationKey');
    expect(trace).not.toContain('0102030405060708');
  });

  /** Ten chargers, one after the other, whose every message is a finding: more lines than anybody keeps who does not read them. */
  async function quarrel(csms: Csms, url: string) {
    const strange = Array.from({ length: 900 }, (_, number) => `[2,"${number}","Strange${'e'.repeat(60)}${number}",{}]`);
    for (let number = 0; number < 10; number += 1) {
      const charger = new WebSocket(`${url}/CP${number}`, 'ocpp1.6');
      cleanups.push(() => charger.terminate());
      const [[upstream]] = await Promise.all([csms.next(), once(charger, 'open')]);
      upstream.on('message', (data) => {
        const [, id] = JSON.parse(String(data));
        if (id === '899') upstream.send('[3,"899",{}]');
      });
      const answered = text(charger);
      for (const call of strange) charger.send(call);
      expect(await answered).toBe('[3,"899",{}]');
    }
  }

  it('passes on, and reports, when whoever reads its lines is gone', async () => {
    const csms = await startCsms();
    const cwd = folderWith();
    const args = ['proxy', '--listen', '0', '--upstream', `ws://127.0.0.1:${csms.port}/ocpp`, '--report-dir', 'report'];
    const { child, says, ended } = start(args, { cwd });
    let stderr = '';
    child.stderr?.on('data', (data) => {
      stderr += data;
    });
    await says(/ws:\/\/127\.0\.0\.1:\d+/);
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    await quarrel(csms, /ws:\/\/127\.0\.0\.1:\d+/.exec(stderr)?.[0] ?? '');
    child.kill('SIGINT');
    expect((await ended).code).toBe(1);
    expect(readdirSync(join(cwd, 'report'))).toEqual(expect.arrayContaining(['report.html', 'trace.jsonl']));
  });

  // `script` has a terminal for it, which stands still while nobody reads what `script` copies from it.
  it.skipIf(process.platform !== 'linux')('passes on while its terminal is paused', async () => {
    const csms = await startCsms();
    const cwd = folderWith();
    const upstream = `ws://127.0.0.1:${csms.port}/ocpp`;
    const command = `exec ${process.execPath} ${cli} proxy --listen 0 --upstream ${upstream} --report-dir report`;
    const terminal = spawn('script', ['-qefc', command, '/dev/null'], { cwd, stdio: ['pipe', 'pipe', 'inherit'] });
    cleanups.push(() => terminal.kill('SIGKILL'));
    let shown = '';
    const url = await new Promise<string>((resolve) => {
      terminal.stdout.on('data', (data) => {
        shown += data;
        const found = /(ws:\/\/127\.0\.0\.1:\d+)\/IDENTITY/.exec(shown)?.[1];
        if (found) resolve(found);
      });
    });
    terminal.stdout.pause();
    await quarrel(csms, url);
    terminal.stdout.resume();
    terminal.stdin.write('\x03');
    const [code] = await once(terminal, 'exit');
    expect(code).toBe(1);
    expect(readdirSync(join(cwd, 'report'))).toContain('report.html');
  });

  it('ends after --for, and says what is wrong with its options', async () => {
    const cwd = folderWith();
    const run = (...args: string[]) => {
      const { child, ended } = start(['proxy', '--report-dir', 'report', ...args], { cwd });
      child.stdin?.end();
      return ended;
    };
    expect(await run('--listen', '0', '--upstream', 'ws://127.0.0.1:1', '--for', '0.2s')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 chargers: no findings'),
    });
    expect(await run('--listen', '0', '--upstream', 'http://x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no WebSocket URL'),
    });
    expect(await run('--listen', '0', '--upstream', 'ws://u:secret@x')).toMatchObject({
      code: 2,
      stderr: expect.not.stringContaining('secret'),
    });
    expect(await run('--listen', '0', '--upstream', 'ws://x', '--for', 'ever')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('1h'),
    });
    expect(await run('--listen', '0', '--upstream', 'ws://x', '--tls-key', 'a')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--tls-cert'),
    });
    expect(await run('--upstream', 'ws://x')).toMatchObject({ code: 2, stderr: expect.stringContaining('listen') });
  });
});
