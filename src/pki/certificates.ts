import { X509Certificate as NodeCertificate } from 'node:crypto';
import type { CertificateHashData, HashAlgorithm } from '../engine/certificates.ts';
import { X509Certificate } from './x509.ts';

/** The certificates in a PEM text, in their order; none if there are none, or if one of them cannot be read. */
export function readChain(pem: string): NodeCertificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new NodeCertificate(block));
  } catch {
    return [];
  }
}

/** The hash data of a certificate (PEM, the first of a chain); `issuer` is itself for a root. Rejects with what cannot be read. */
export async function hashDataOf(
  certificate: string,
  issuer = certificate,
  hashAlgorithm: HashAlgorithm = 'SHA256',
): Promise<CertificateHashData> {
  const subject = new X509Certificate(firstOf(certificate));
  const { publicKey } = new X509Certificate(firstOf(issuer));
  const name = `SHA-${hashAlgorithm.slice(3)}`;
  const [issuerNameHash, issuerKeyHash] = await Promise.all([subject.issuerName.getThumbprint(name), publicKey.getKeyIdentifier(name)]);
  return {
    hashAlgorithm,
    issuerNameHash: Buffer.from(issuerNameHash).toString('hex'),
    issuerKeyHash: Buffer.from(issuerKeyHash).toString('hex'),
    serialNumber: subject.serialNumber.replace(/^0+(?=.)/, '').toUpperCase(),
  };
}

const firstOf = (chain: string): string => readChain(chain)[0]?.toString() ?? chain;

/** Whether both name the same certificate. Hex in OCPP is case-insensitive (CiString). */
export const isSameHashData = (one: CertificateHashData, other: CertificateHashData): boolean =>
  one.hashAlgorithm === other.hashAlgorithm &&
  (['issuerNameHash', 'issuerKeyHash', 'serialNumber'] as const).every((field) => one[field].toLowerCase() === other[field].toLowerCase());

export type ChainProblem = 'unreadable' | 'expired' | 'notYetValid' | 'untrusted';

/**
 * What is wrong with a certificate chain (PEM, the holder's first) for somebody who trusts these roots (PEM) at a time; undefined if nothing
 * is. Missing intermediates make it untrusted (RFC 5280 §6, without policies and revocation).
 */
export function problemWith(chain: string, roots: readonly string[], at = new Date()): ChainProblem | undefined {
  const certificates = readChain(chain);
  const trusted = roots.flatMap(readChain);
  const [leaf, ...others] = certificates;
  if (!leaf) return 'unreadable';
  const path = pathFrom(leaf, others, trusted);
  if (!path) return 'untrusted';
  if (path.some(({ validFrom }) => new Date(validFrom) > at)) return 'notYetValid';
  if (path.some(({ validTo }) => new Date(validTo) < at)) return 'expired';
  return undefined;
}

/** From a certificate up to a trusted one, both included. */
function pathFrom(
  certificate: NodeCertificate,
  others: readonly NodeCertificate[],
  trusted: readonly NodeCertificate[],
): NodeCertificate[] | undefined {
  if (trusted.some((root) => root.fingerprint256 === certificate.fingerprint256)) return [certificate];
  const issued = (issuer: NodeCertificate) => issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  const root = trusted.find(issued);
  if (root) return [certificate, root];
  const issuer = others.find(issued);
  const rest =
    issuer &&
    pathFrom(
      issuer,
      others.filter((one) => one !== issuer),
      trusted,
    );
  return rest && [certificate, ...rest];
}
