import { readFile } from 'node:fs/promises';
import type { SutConfig } from '../engine/config.ts';
import { unreadable } from './problem.ts';

/** Paths of what a charger can install. */
export interface FirmwareFiles {
  file: string;
  /** base64 */
  signature?: string;
  /** PEM */
  signingCertificate?: string;
}

/** Reads it. Rejects with a `UsageError` if that does not work out. */
export async function readFirmware({ file, signature, signingCertificate }: FirmwareFiles): Promise<NonNullable<SutConfig['firmware']>> {
  const read = (what: string, path: string) =>
    readFile(path).catch((error: unknown) => Promise.reject(unreadable(`firmware (${what})`, path, error)));
  const text = async (what: string, path: string) => (await read(what, path)).toString().trim();
  return {
    file: await read('file', file),
    ...(signature === undefined ? {} : { signature: await text('signature', signature) }),
    ...(signingCertificate === undefined ? {} : { signingCertificate: await text('signingCertificate', signingCertificate) }),
  };
}
