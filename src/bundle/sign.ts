import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BundleError } from './problem.ts';

/** A detached Ed25519 signature (RFC 8032) of the bytes of a manifest, in base64, with a line end. `key` is a path to a PEM file. */
export async function signature(manifest: Uint8Array, key: string): Promise<string> {
  return `${sign(null, manifest, await keyFrom(key, createPrivateKey, 'private')).toString('base64')}\n`;
}

/** Whether the signature is by the owner of this public key (or of its private half), a path to a PEM file. */
export async function isSignedBy(manifest: Uint8Array, signed: string, key: string): Promise<boolean> {
  return verify(null, manifest, await keyFrom(key, createPublicKey, 'public'), Buffer.from(signed.trim(), 'base64'));
}

async function keyFrom(path: string, create: (pem: Buffer) => KeyObject, kind: 'public' | 'private'): Promise<KeyObject> {
  const make = `make one with: openssl genpkey -algorithm ed25519 -out key.pem && openssl pkey -in key.pem -pubout -out key.pub`;
  const pem = await readFile(path).catch(() => {
    throw new BundleError(`cannot read the key ${path}: ${make}`);
  });
  const key = keyOf(pem, create);
  if (key?.asymmetricKeyType !== 'ed25519') throw new BundleError(`${path} is no ${kind} Ed25519 key in PEM: ${make}`);
  return key;
}

function keyOf(pem: Buffer, create: (pem: Buffer) => KeyObject): KeyObject | undefined {
  try {
    return create(pem);
  } catch {
    return undefined;
  }
}
