import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Keys, newKeys, signingAlgorithm } from './keys.ts';
import { Pkcs10CertificateRequest, Pkcs10CertificateRequestGenerator } from './x509.ts';

/** A key pair and the request to certify it. */
export interface SigningRequest {
  /** PKCS #10 PEM (A02.FR.03) */
  readonly csr: string;
  /** the private key, PKCS #8 PEM; it never leaves its owner */
  readonly key: string;
}

/** Makes a new key pair and a request for it: a station's, if its serial number is the common name (A00.FR.511). */
export async function requestCertificate(
  { commonName, organization }: { commonName: string; organization: string },
  keys?: Keys,
): Promise<SigningRequest> {
  const own = keys ?? (await newKeys());
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: [{ O: [organization] }, { CN: [commonName] }],
    keys: own.pair,
    signingAlgorithm: signingAlgorithm(own),
  });
  return { csr: request.toString('pem'), key: own.pem };
}

/** What a signing request says; nothing in it is believed yet. */
export interface RequestFacts {
  commonName: string | undefined;
  organization: string | undefined;
  key: KeyFacts;
  publicKey: KeyObject;
  /** whether it is signed with the key that it is about (RFC 2986 §4.2) */
  isSigned: boolean;
}

export interface KeyFacts {
  /** `ec`, `rsa`, `rsa-pss`, `ed25519` … */
  type: string;
  bits: number;
  /** at least 2048 bits of RSA, 224 of an elliptic curve (A00.FR.502, .503) */
  isStrong: boolean;
}

/** Reads a signing request (PKCS #10 PEM); undefined if it is none. Never rejects. */
export async function readRequest(csr: string): Promise<RequestFacts | undefined> {
  if (!/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(csr)) return undefined;
  try {
    const request = new Pkcs10CertificateRequest(csr);
    const { subjectName } = request;
    const spki = Buffer.from(request.publicKey.rawData);
    const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return {
      commonName: subjectName.getField('CN')[0],
      organization: subjectName.getField('O')[0],
      key: keyFacts(publicKey),
      publicKey,
      isSigned: await request.verify().catch(() => false),
    };
  } catch {
    return undefined;
  }
}

const curveBits: Record<string, number> = { prime256v1: 256, secp224r1: 224, secp384r1: 384, secp521r1: 521, secp256k1: 256 };

export function keyFacts(key: KeyObject): KeyFacts {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details = {} } = key;
  const isRsa = type.startsWith('rsa') || type === 'dsa';
  const bits = isRsa ? (details.modulusLength ?? 0) : (curveBits[details.namedCurve ?? ''] ?? (type.startsWith('ed') ? 256 : 0));
  return { type, bits, isStrong: bits >= (isRsa ? 2048 : 224) };
}
