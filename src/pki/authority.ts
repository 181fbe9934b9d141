import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import type { Credentials } from '../engine/certificates.ts';
import { type Keys, newKeys, signingAlgorithm } from './keys.ts';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonName,
  KeyUsageFlags,
  KeyUsagesExtension,
  type Name,
  Pkcs10CertificateRequest,
  type PublicKeyType,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  X509CrlGenerator,
} from './x509.ts';

/** `server`: of a CSMS; `client`: of a station; `firmware`: of who signs firmware (1.6 security whitepaper §2.6). */
export type Purpose = 'server' | 'client' | 'firmware';

export interface Terms {
  purpose: Purpose;
  /** when it begins and ends to be valid, in seconds from now; if not said, an hour ago and in a day */
  validFrom?: number;
  validTo?: number;
}

export interface Holder extends Terms {
  /** the host name of a server, the serial number of a station (A00.FR.510, .511) */
  commonName: string;
  /** A00.FR.509; ours if not said */
  organization?: string;
  /** names and addresses under which a server is found; its common name if not said */
  hosts?: readonly string[];
}

/** Somebody who signs certificates. Lives in memory, for one run. */
export interface Authority {
  /** its own certificate, PEM */
  readonly certificate: string;
  /** the certificate at the top of its hierarchy, PEM; its own if it is the root */
  readonly root: string;
  /** A certificate for a key pair; for a new ECDSA one if none is given. */
  issues(holder: Holder, keys?: Keys): Promise<Credentials>;
  /**
   * The certificate chain (PEM) for a signing request (PEM), with the subject that it asks for. Rejects with an `Error` if it is no
   * request, or not signed with the key that it is about.
   */
  signs(csr: string, terms: Terms): Promise<string>;
  /** An authority below this one. */
  delegates(commonName: string): Promise<Authority>;
  /** Takes a certificate of this authority back (the first one of a chain). The next revocation list has it. */
  revokes(certificate: string): void;
  /** Whether a certificate with this serial number (hex) has been taken back: what online verification tells (A00.FR.704). */
  isRevoked(serialNumber: string): boolean;
  /** the revocation list of now, PEM (RFC 5280 §5) */
  revocationList(): Promise<string>;
}

const organization = 'ocppliance';
const hour = 3600;
const day = 24 * hour;

/** Makes a root certificate; the authority holds its key. */
export async function createAuthority(commonName: string, terms: Omit<Terms, 'purpose'> = {}): Promise<Authority> {
  const keys = await newKeys();
  const name = subject({ commonName });
  const root = await certify({ name, publicKey: keys.pair.publicKey, extensions: ofAuthority() }, { name, keys }, terms);
  return authority(keys, root, []);
}

/** `above`: the certificates between this one and nobody, its own first, the root last. */
function authority(keys: Keys, own: X509Certificate, above: readonly X509Certificate[]): Authority {
  const issuer: Issuer = { name: own.subjectName, keys };
  const path = [own, ...above];
  const root = path.at(-1) ?? own;
  const chain = (leaf: X509Certificate) =>
    [leaf, ...path]
      .filter((one) => one !== root)
      .map(pem)
      .join('\n');
  const revoked: { serialNumber: string; revocationDate: Date }[] = [];

  return {
    certificate: pem(own),
    root: pem(root),
    async issues(holder, given) {
      const { pair, pem: key } = given ?? (await newKeys());
      const extensions = ofHolder(holder.purpose, holder.purpose === 'server' ? (holder.hosts ?? [holder.commonName]) : []);
      return { key, cert: chain(await certify({ name: subject(holder), publicKey: pair.publicKey, extensions }, issuer, holder)) };
    },
    async signs(csr, terms) {
      const request = new Pkcs10CertificateRequest(csr);
      if (!(await request.verify())) throw new Error('the signature of the request is not made with the key that it is about');
      const { subjectName: name, publicKey } = request;
      return chain(await certify({ name, publicKey, extensions: ofHolder(terms.purpose, []) }, issuer, terms));
    },
    async delegates(commonName) {
      const theirs = await newKeys();
      const { publicKey } = theirs.pair;
      const below = await certify({ name: subject({ commonName }), publicKey, extensions: ofAuthority(0) }, issuer, {});
      return authority(theirs, below, path);
    },
    revokes(certificate) {
      const { serialNumber } = new X509Certificate(certificate);
      revoked.push({ serialNumber, revocationDate: new Date() });
    },
    isRevoked: (serialNumber) => revoked.some((one) => isSameNumber(one.serialNumber, serialNumber)),
    async revocationList() {
      const list = await X509CrlGenerator.create({
        issuer: issuer.name,
        thisUpdate: inSeconds(-hour),
        nextUpdate: inSeconds(day),
        entries: revoked,
        signingKey: keys.pair.privateKey,
        signingAlgorithm: signingAlgorithm(keys),
      });
      // The library calls it CRL; OpenSSL, and so every TLS server, reads no other name than that of RFC 7468 §6.
      return list.toString('pem').replaceAll(/(BEGIN|END) CRL/g, '$1 X509 CRL');
    },
  };
}

interface Issuer {
  name: JsonName | Name;
  keys: Keys;
}

async function certify(
  { name, publicKey, extensions }: { name: JsonName | Name; publicKey: PublicKeyType; extensions: Extension[] },
  issuer: Issuer,
  { validFrom = -hour, validTo = day }: Partial<Terms>,
): Promise<X509Certificate> {
  const { pair } = issuer.keys;
  return X509CertificateGenerator.create({
    // The first bit is that of the sign; positive, and never short.
    serialNumber: `4${randomBytes(16).toString('hex').slice(1)}`,
    subject: name,
    issuer: issuer.name,
    notBefore: inSeconds(validFrom),
    notAfter: inSeconds(validTo),
    publicKey,
    signingKey: pair.privateKey,
    signingAlgorithm: signingAlgorithm(issuer.keys),
    extensions: [
      ...extensions,
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(pair.publicKey),
    ],
  });
}

const subject = ({ commonName, organization: owner = organization }: Pick<Holder, 'commonName' | 'organization'>): JsonName => [
  { O: [owner] },
  { CN: [commonName] },
];

/** `depth`: how many authorities there may be below it. */
const ofAuthority = (depth?: number): Extension[] => [
  new BasicConstraintsExtension(true, depth, true),
  new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
];

const usages: Record<Purpose, ExtendedKeyUsage> = {
  server: ExtendedKeyUsage.serverAuth,
  client: ExtendedKeyUsage.clientAuth,
  firmware: ExtendedKeyUsage.codeSigning,
};

function ofHolder(purpose: Purpose, hosts: readonly string[]): Extension[] {
  // A server that speaks TLS_RSA_… has the key for its session encrypted to this one.
  const keyUsage = KeyUsageFlags.digitalSignature | (purpose === 'server' ? KeyUsageFlags.keyEncipherment : 0);
  const names = hosts.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value }));
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(keyUsage, true),
    new ExtendedKeyUsageExtension([usages[purpose]]),
    ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
  ];
}

const isSameNumber = (one: string, other: string): boolean => BigInt(`0x${one}`) === BigInt(`0x${other}`);
const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000);
const pem = (certificate: X509Certificate): string => certificate.toString('pem');
