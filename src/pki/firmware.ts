import { constants, createPublicKey, sign, verify } from 'node:crypto';
import type { Credentials } from '../engine/certificates.ts';

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING };

/** Signs a firmware file: RSA-PSS over SHA-256 with an RSA key (security whitepaper L01.FR.04), ECDSA with one on a curve. Base64. */
export function signFirmware(file: Uint8Array, { key }: Credentials): string {
  return sign('sha256', file, { key, ...pss, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }).toString('base64');
}

/** Whether the signature (base64) over a firmware file was made with the key of this certificate (PEM). Never throws. */
export function isSignedFirmware(file: Uint8Array, signature: string, certificate: string): boolean {
  try {
    const key = createPublicKey(certificate);
    return verify('sha256', file, { key, ...pss, saltLength: constants.RSA_PSS_SALTLEN_AUTO }, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
