import { createHash, createPublicKey, type KeyObject, randomBytes, type X509Certificate } from 'node:crypto';
import type { CertificateFlaw, Certificates, Credentials } from '../engine/certificates.ts';
import { type Authority, createAuthority, type Holder } from './authority.ts';
import { hashDataOf, readChain } from './certificates.ts';
import { keyFacts, readRequest, requestCertificate } from './csr.ts';
import { signFirmware } from './firmware.ts';
import { sharedRsaKeys } from './keys.ts';

export interface PkiOptions {
  /** serial number of the station */
  station: string;
  /** name of the Charge Point Operator, the O in what stations and servers show (A00.FR.404, .509) */
  organization?: string;
  /** names and addresses under which our server is found, the first one its common name */
  hosts?: readonly string[];
  /** the one whose certificates the SUT trusts; a new one, if there is none that we know the key of */
  authority?: Authority;
}

/** Everything about certificates that a run needs, made for it and gone with it. */
export interface Pki extends Certificates {
  readonly authority: Authority;
  /** What our server shows: an ECDSA certificate and an RSA one, as the cipher suites need them (A00.FR.317); or one with a flaw. */
  server(flaw?: CertificateFlaw): Promise<Credentials[]>;
  /** what our station shows */
  station(flaw?: CertificateFlaw): Promise<Credentials>;
  /** the same for another station, under the same authorities */
  of(station: string): Pki;
}

const hour = 3600;

/** New roots and authorities; everything else is made when it is asked for. */
export async function createPki({
  station,
  organization = 'ocppliance',
  hosts = ['localhost', '127.0.0.1'],
  ...given
}: PkiOptions): Promise<Pki> {
  const [authority, manufacturer, foreign] = await Promise.all([
    given.authority ?? createAuthority('ocppliance Root').then((own) => own.delegates('ocppliance CA')),
    createAuthority('ocppliance Manufacturer Root'),
    createAuthority('Nobody knows this Root'),
  ]);
  const issuer = (flaw: CertificateFlaw | undefined) => (flaw === 'untrusted' ? foreign : authority);
  const stationHolder: Holder = { purpose: 'client', commonName: station, organization };
  const serverHolder: Holder = { purpose: 'server', commonName: hosts[0] ?? 'localhost', organization, hosts };

  async function issue(holder: Holder, flaw?: CertificateFlaw, keys?: Parameters<Authority['issues']>[1]): Promise<Credentials> {
    const credentials = await issuer(flaw).issues({ ...holder, ...termsOf(flaw), ...misnamed(flaw) }, keys);
    if (flaw === 'revoked') authority.revokes(credentials.cert);
    return credentials;
  }

  const pki: Pki = {
    authority,
    root: authority.root,
    manufacturerRoot: manufacturer.certificate,
    station: (flaw) => issue(stationHolder, flaw),
    of: (other) => ({ ...pki, station: (flaw) => issue({ ...stationHolder, commonName: other }, flaw) }),
    async server(flaw) {
      return flaw
        ? [await issue(serverHolder, flaw)]
        : Promise.all([issue(serverHolder), issue(serverHolder, undefined, await sharedRsaKeys())]);
    },
    newRoot: async (flaw) => (await createAuthority(`ocppliance Root ${randomBytes(4).toString('hex')}`, termsOf(flaw))).certificate,
    async request(subject) {
      const { csr, key } = await requestCertificate(subject);
      return { csr, keyFingerprint: keyFingerprint(createPublicKey(key)), with: (cert) => ({ key, cert }) };
    },
    async sign(csr, flaw) {
      const chain = await issuer(flaw).signs(csr, { purpose: 'client', ...termsOf(flaw) });
      if (flaw === 'revoked') authority.revokes(chain);
      return chain;
    },
    async readRequest(csr) {
      const facts = await readRequest(csr);
      if (!facts) return undefined;
      const { commonName = '', organization: owner = '', key, isSigned, publicKey } = facts;
      return { commonName, organization: owner, keyType: key.type, keyBits: key.bits, keyFingerprint: keyFingerprint(publicKey), isSigned };
    },
    read: (pem) => readChain(pem).map(factsOf),
    isChain: (pem) =>
      readChain(pem).every((one, index, all) => {
        const next = all[index + 1];
        return !next || (one.checkIssued(next) && one.verify(next.publicKey));
      }),
    hashData: (certificate, hashAlgorithm = 'SHA256') => hashDataOf(certificate, certificate, hashAlgorithm),
    async firmware(flaw, file = randomBytes(2048)) {
      // RSA-PSS is what the whitepaper names and Node can do (L01.FR.04).
      const by = flaw === 'certificate' ? foreign : manufacturer;
      const signer = await by.issues(
        { purpose: 'firmware', commonName: 'Firmware signing', organization: 'ocppliance' },
        await sharedRsaKeys(),
      );
      const signed = flaw === 'signature' ? randomBytes(2048) : file;
      return { file, signingCertificate: signer.cert, signature: signFirmware(signed, signer) };
    },
  };
  return pki;
}

function termsOf(flaw: CertificateFlaw | undefined): { validFrom?: number; validTo?: number } {
  if (flaw === 'expired') return { validFrom: -48 * hour, validTo: -24 * hour };
  if (flaw === 'notYetValid') return { validFrom: 24 * hour, validTo: 48 * hour };
  return {};
}

function misnamed(flaw: CertificateFlaw | undefined): Partial<Holder> {
  if (flaw === 'wrongStation') return { commonName: 'SOMEBODY-ELSE' };
  if (flaw === 'wrongHost') return { commonName: 'csms.invalid', hosts: ['csms.invalid'] };
  return {};
}

/** SHA-256 of a public key as it stands in a certificate, hex. */
const keyFingerprint = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest('hex');

function factsOf(certificate: X509Certificate) {
  const { type: keyType, bits: keyBits } = keyFacts(certificate.publicKey);
  const now = Date.now();
  return {
    commonName: fieldOf(certificate.subject, 'CN'),
    organization: fieldOf(certificate.subject, 'O'),
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    isAuthority: certificate.ca,
    isValidNow: Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo),
    keyType,
    keyBits,
    keyFingerprint: keyFingerprint(certificate.publicKey),
  };
}

/** Node writes a distinguished name with one attribute a line. */
const fieldOf = (name: string, field: string): string =>
  name
    .split('\n')
    .find((line) => line.startsWith(`${field}=`))
    ?.slice(field.length + 1) ?? '';
