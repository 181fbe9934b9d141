import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readFirmware } from './firmware.ts';

const folder = mkdtempSync(join(tmpdir(), 'firmware-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

it('reads firmware, and what it was signed with if that is said', async () => {
  const bytes = Buffer.from([0, 255, 10]);
  const file = fileWith('firmware.bin', bytes);
  expect(await readFirmware({ file })).toEqual({ file: bytes });
  const signed = { file, signature: fileWith('firmware.sig', 'c2lnbmVk\n'), signingCertificate: fileWith('signer.pem', 'PEM\n') };
  expect(await readFirmware(signed)).toEqual({ file: bytes, signature: 'c2lnbmVk', signingCertificate: 'PEM' });
});

it('says which file cannot be read', async () => {
  const signature = join(folder, 'none.sig');
  const missing = readFirmware({ file: fileWith('firmware.bin', 'x'), signature });
  await expect(missing).rejects.toThrow(`cannot read the firmware (signature) ${signature}: there is no such file`);
});
