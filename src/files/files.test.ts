import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileServer, Transfer } from '../engine/files.ts';
import { createPki, type Pki } from '../pki/index.ts';
import { createFileServer } from './index.ts';

// curl is the charger here: it speaks all three protocols, and nobody here wrote it.
const run = promisify(execFile);
const curl = (...args: string[]) => run('curl', ['-sS', '--max-time', '10', ...args], { encoding: 'buffer' });

let directory: string;
let pki: Pki;
let server: FileServer & { close(): Promise<void> };
let trusted: string[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'files-'));
  pki = await createPki({ station: 'SN-1' });
  const root = join(directory, 'root.pem');
  await writeFile(root, pki.root);
  trusted = ['--cacert', root];
});
afterAll(() => rm(directory, { recursive: true }));

beforeEach(() => {
  server = createFileServer({ tls: () => pki.server() });
});
afterEach(() => server.close());

const next = (location: string) =>
  new Promise<Transfer>((resolve) => {
    const stop = server.watch(location, (transfer) => {
      queueMicrotask(() => stop());
      resolve(transfer);
    });
  });

const protocols = ['http', 'https', 'ftp'] as const;

describe.each(protocols)('over %s', (protocol) => {
  const firmware = randomBytes(300_000);

  it('a charger fetches what is offered, whole or from where it broke off', async () => {
    const location = await server.offer('firmware 2.bin', firmware, protocol);
    expect(location).toMatch(new RegExp(`^${protocol}://127\\.0\\.0\\.1:\\d+/[\\w-]+/firmware%202\\.bin$`));
    expect((await curl(...trusted, location)).stdout.equals(firmware)).toBe(true);
    expect(await next(location)).toMatchObject({ direction: 'fetched', name: 'firmware 2.bin' });
    expect((await curl(...trusted, '-C', '200000', location)).stdout.equals(firmware.subarray(200_000))).toBe(true);
  });

  it('a charger brings a file into a folder', async () => {
    const [location, other] = [await server.accept(protocol), await server.accept(protocol)];
    const log = join(directory, 'log.txt');
    await writeFile(log, firmware);
    const [transfer] = await Promise.all([next(location), curl(...trusted, '-T', log, location)]);
    expect({ ...transfer, bytes: Buffer.from(transfer.bytes).equals(firmware) }).toEqual({
      direction: 'brought',
      name: 'log.txt',
      bytes: true,
    });
    let strays = 0;
    server.watch(other, () => strays++);
    expect(strays).toBe(0);
  });

  it('there is nothing where nothing was offered or accepted', async () => {
    const location = await server.offer('firmware.bin', firmware, protocol);
    const { origin } = new URL(location);
    const base = origin === 'null' ? location.split('/', 3).join('/') : origin;
    for (const path of ['/nowhere/firmware.bin', `${new URL(location).pathname}x`])
      await expect(curl('-f', ...trusted, `${base}${path}`)).rejects.toThrow();
    const log = join(directory, 'log.txt');
    await writeFile(log, 'log');
    await expect(curl('-f', ...trusted, '-T', log, location)).rejects.toThrow();
    expect(await readFile(log, 'utf8')).toBe('log');
  });
});

it('takes a posted body and a posted form', async () => {
  const location = await server.accept();
  const log = join(directory, 'log.txt');
  await writeFile(log, 'it rained');
  const seen: string[] = [];
  server.watch(location, ({ name, bytes }) => seen.push(`${name}: ${Buffer.from(bytes)}`));
  await curl('--data-binary', `@${log}`, `${location}a.txt`);
  await curl('-H', 'Content-Disposition: attachment; filename="b.txt"', '--data-binary', `@${log}`, location);
  await curl('-F', `file=@${log};filename=../../c.txt`, location);
  await curl('-F', 'text=only', location);
  expect(seen).toEqual(['a.txt: it rained', 'b.txt: it rained', 'c.txt: it rained']);
});

it('tells a late listener of what has come already', async () => {
  const location = await server.offer('x', Buffer.from('x'));
  await curl(location);
  expect(await next(location)).toMatchObject({ direction: 'fetched' });
  expect(() => server.watch(location.replace(/\/[\w-]+\/x$/, '/nowhere/x'), () => {})).toThrow('nothing is offered');
});

it('an upload that breaks off is none, and closing waits for nobody', async () => {
  const http = new URL(await server.accept());
  const ftp = new URL(await server.accept('ftp'));
  let uploads = 0;
  server.watch(http.href, () => uploads++);
  const half = connect(Number(http.port), '127.0.0.1').on('error', () => {});
  half.write(`PUT ${http.pathname}log HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`);
  const idle = connect(Number(ftp.port), '127.0.0.1').on('error', () => {});
  await new Promise((resolve) => idle.once('data', resolve));
  idle.write('PASV\r\nSTOR log\r\n');
  await new Promise((resolve) => idle.once('data', resolve));
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(uploads).toBe(0);
});

it('puts up with commands that are none', async () => {
  const ftp = new URL(await server.accept('ftp'));
  const socket = connect(Number(ftp.port), '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text;
  });
  socket.write('nonsense\r\n\r\nPORT 127,0,0,1,0,80\r\nRETR x\r\nSTOR x\r\nCWD /../..\r\nPWD\r\nQUIT\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(
    heard
      .trim()
      .split('\r\n')
      .map((line) => line.slice(0, 3)),
  ).toEqual(['220', '502', '502', '502', '550', '553', '250', '257', '221']);
});
