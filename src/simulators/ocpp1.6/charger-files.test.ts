import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transfer } from '../../engine/files.ts';
import { createFileServer } from '../../files/index.ts';
import { createPki, type Pki } from '../../pki/index.ts';
import { bringFile, fetchFile } from './charger-files.ts';

const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
let pki: Pki;
let server: ReturnType<typeof createFileServer>;

beforeAll(async () => {
  pki = await createPki({ station: 'CP' });
  server = createFileServer({ tls: pki.server });
});
afterAll(() => server.close());

const terms = (roots = [pki.root]) => ({ roots, signal: AbortSignal.timeout(5_000) });

describe.each(['http', 'https', 'ftp'] as const)('over %s', (protocol) => {
  it('a file is fetched whole', async () => {
    expect(bytes.equals(await fetchFile(await server.offer('firmware 1.bin', bytes, protocol), terms()))).toBe(true);
  });

  it('a file is brought into a folder', async () => {
    const folder = await server.accept(protocol);
    await bringFile(folder, 'security 1.log', bytes, terms());
    const transfer = await new Promise<Transfer>((resolve) => server.watch(folder, resolve));
    expect(transfer.name).toBe('security 1.log');
    expect(bytes.equals(transfer.bytes)).toBe(true);
  });

  it('what is not there is not fetched, and what is not wanted is not brought', async () => {
    const file = await server.offer('firmware.bin', bytes, protocol);
    await expect(fetchFile(`${file}x`, terms())).rejects.toThrow(/404|550/);
    await expect(bringFile(`${file}/`, 'log', bytes, terms())).rejects.toThrow(/404|553/);
  });
});

it('nothing is fetched from somebody who is not trusted', async () => {
  const file = await server.offer('firmware.bin', bytes, 'https');
  await expect(fetchFile(file, terms([pki.manufacturerRoot]))).rejects.toThrow(/certificate/);
});

it('a transfer can be given up', async () => {
  const folder = await server.accept();
  await expect(bringFile(folder, 'log', bytes, { roots: [], signal: AbortSignal.abort() })).rejects.toThrow();
});

it('what is no file transfer is refused', async () => {
  await expect(fetchFile('gopher://localhost/file', terms())).rejects.toThrow('gopher: is not supported');
  await expect(fetchFile('nowhere', terms())).rejects.toThrow();
});
