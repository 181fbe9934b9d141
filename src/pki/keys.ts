import { createPrivateKey, type KeyObject, webcrypto } from 'node:crypto';

/** P-256 and RSA of 2048 bits: what 112 bits of security ask for at least (1.6 security whitepaper A00.FR.501 – 503). */
export type KeyKind = 'ecdsa' | 'rsa';

/** A key pair as the certificate library wants it (web crypto) and as TLS does (PKCS #8 PEM). */
export interface Keys {
  readonly kind: KeyKind;
  readonly pair: webcrypto.CryptoKeyPair;
  /** the private key, PKCS #8 PEM */
  readonly pem: string;
}

const parameters = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
} as const;

/** A key pair that nobody has had before. ECDSA takes a millisecond, RSA some hundred. */
export async function newKeys(kind: KeyKind = 'ecdsa'): Promise<Keys> {
  const pair = (await webcrypto.subtle.generateKey(parameters[kind], true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const der = await webcrypto.subtle.exportKey('pkcs8', pair.privateKey);
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  return { kind, pair, pem: pemOf(key) };
}

const pemOf = (key: KeyObject): string => key.export({ format: 'pem', type: 'pkcs8' }).toString();

let rsa: Promise<Keys> | undefined;

/** The one RSA key pair of this process, for where a key needs to be of the kind but not to be new: making one is slow. */
export function sharedRsaKeys(): Promise<Keys> {
  rsa ??= newKeys('rsa');
  return rsa;
}

/** How a key signs certificates, requests and revocation lists. */
export const signingAlgorithm = ({ kind }: Keys) => ({ name: parameters[kind].name, hash: 'SHA-256' });
