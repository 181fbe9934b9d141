import type { X509Certificate } from 'node:crypto';
import type { CertificateHashData } from '../../engine/certificates.ts';
import type { RequestOf, ResponseOf } from '../../ocpp/index.ts';
import { hashDataOf, isSameHashData, problemWith, readChain } from '../../pki/index.ts';

export type RootType = RequestOf<'ocpp1.6', 'InstallCertificate'>['certificateType'];

interface Root {
  type: RootType;
  pem: string;
  hashData: CertificateHashData;
  /** The charger came with it: what it meets the CSMS with is certified below it. */
  isOriginal: boolean;
}

export type Roots = Awaited<ReturnType<typeof createRoots>>;

/** The root certificates that the simulated charger trusts (1.6 security whitepaper M03 – M05). They outlive reboots. */
export async function createRoots(originals: Readonly<Record<RootType, readonly string[]>>, capacity: () => number) {
  const rooted = async (type: RootType, pem: string, isOriginal: boolean): Promise<Root> => ({
    type,
    pem,
    hashData: await hashDataOf(pem),
    isOriginal,
  });
  const types: readonly RootType[] = ['CentralSystemRootCertificate', 'ManufacturerRootCertificate'];
  let roots = await Promise.all(types.flatMap((type) => originals[type].map((pem) => rooted(type, pem, true))));

  return {
    /** PEM */
    ofType: (type: RootType): string[] => roots.filter((root) => root.type === type).map(({ pem }) => pem),
    list: (type: RootType): CertificateHashData[] => roots.filter((root) => root.type === type).map(({ hashData }) => hashData),
    /** Whether a certificate chain (PEM) is valid, and below a root of this type. */
    hasIssued: (type: RootType, chain: string): boolean =>
      problemWith(
        chain,
        roots.filter((root) => root.type === type).map(({ pem }) => pem),
      ) === undefined,
    /** `invalid` apart, since that is a security event. */
    async install(type: RootType, pem: string): Promise<'Accepted' | 'Rejected' | 'invalid'> {
      const [certificate, ...others] = readChain(pem);
      if (!certificate || others.length > 0 || !isRoot(certificate) || problemWith(pem, [pem])) return 'invalid';
      if (roots.length >= capacity()) return 'Rejected';
      const added = await rooted(type, pem, false);
      const isKnown = roots.some((root) => root.type === type && isSameHashData(root.hashData, added.hashData));
      if (!isKnown) roots = [...roots, added];
      return 'Accepted';
    },
    /** One under which the connection has come about stays (M04.FR.06). */
    remove(hashData: CertificateHashData, isSecured: boolean): ResponseOf<'ocpp1.6', 'DeleteCertificate'>['status'] {
      const found = roots.filter((root) => isSameHashData(root.hashData, hashData));
      const isInUse = (root: Root) => isSecured && root.isOriginal && root.type === 'CentralSystemRootCertificate';
      if (found.length === 0) return 'NotFound';
      if (found.some(isInUse)) return 'Failed';
      roots = roots.filter((root) => !found.includes(root));
      return 'Accepted';
    },
  };
}

const isRoot = (certificate: X509Certificate): boolean =>
  certificate.ca && certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
