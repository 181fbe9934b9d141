/** Certificates as cases speak of them. All are PEM; who makes and reads them is the stage's (see src/pki). */

export type HashAlgorithm = 'SHA256' | 'SHA384' | 'SHA512';

/** What identifies a certificate in OCPP: CertificateHashDataType (1.6 security whitepaper §6.1, 2.x; as in OCSP, RFC 6960 §4.1.1). */
export interface CertificateHashData {
  hashAlgorithm: HashAlgorithm;
  /** of the DER of the issuer's name; hex, lower case */
  issuerNameHash: string;
  /** of the issuer's public key, the bits without their tag and length; hex, lower case */
  issuerKeyHash: string;
  /** hex, upper case, without leading zeroes */
  serialNumber: string;
}

/** Key and certificate of one end of a TLS connection. */
export interface Credentials {
  /** the private key, PKCS #8 PEM */
  readonly key: string;
  /** the holder's certificate first, then the intermediates; the root is not in it */
  readonly cert: string;
}

/** `wrongHost`: of a server, in another's name; `wrongStation`: of a station, with another's serial number. */
export type CertificateFlaw = 'untrusted' | 'expired' | 'notYetValid' | 'revoked' | 'wrongHost' | 'wrongStation';

/** What somebody shows of himself in TLS: nothing, something that is wrong, or what a case has come by. */
export type Shown = 'none' | CertificateFlaw | Credentials;

/** What a certificate says. */
export interface CertificateFacts {
  /** '' if it has none */
  commonName: string;
  organization: string;
  serialNumber: string;
  /** SHA-256, hex */
  fingerprint: string;
  isAuthority: boolean;
  isValidNow: boolean;
  /** `ec`, `rsa` … */
  keyType: string;
  keyBits: number;
  /** SHA-256 of the public key, hex */
  keyFingerprint: string;
}

/** A key pair of our station, and the request to certify it. */
export interface CertificateRequest {
  /** PKCS #10 PEM (A02.FR.03) */
  readonly csr: string;
  /** SHA-256 of the public key, hex: that of a certificate for it is the same */
  readonly keyFingerprint: string;
  /** What to show in TLS once there is a certificate (chain) for the key. */
  with(certificateChain: string): Credentials;
}

/** Firmware with what a SignedUpdateFirmware says of it. */
export interface SignedFirmware {
  file: Uint8Array;
  signingCertificate: string;
  /** base64 */
  signature: string;
}

export interface Certificates {
  /** the root under which our side's certificates are; what a SUT must trust */
  readonly root: string;
  /** the root of the manufacturer, under which the certificates are that sign firmware */
  readonly manufacturerRoot: string;
  /** A root that nobody has seen before. */
  newRoot(flaw?: 'expired' | 'notYetValid'): Promise<string>;
  /** A new key pair with a signing request, as a station makes them. */
  request(subject: { commonName: string; organization: string }): Promise<CertificateRequest>;
  /** The certificate chain for a station's signing request, by our authority or with a flaw. Rejects if the request is none. */
  sign(csr: string, flaw?: CertificateFlaw): Promise<string>;
  /** What a signing request says; undefined if it is none. `isSigned`: with the key that it is about. */
  readRequest(
    csr: string,
  ): Promise<
    (Pick<CertificateFacts, 'commonName' | 'organization' | 'keyType' | 'keyBits' | 'keyFingerprint'> & { isSigned: boolean }) | undefined
  >;
  /** The certificates in a PEM text, in their order; none if it cannot be read. */
  read(pem: string): CertificateFacts[];
  /** Whether each certificate of a chain is signed by the next one. */
  isChain(pem: string): boolean;
  /** The hash data of a root certificate; SHA256 if not said. */
  hashData(certificate: string, hashAlgorithm?: HashAlgorithm): Promise<CertificateHashData>;
  /** A firmware file, a given one or any bytes, signed; `signature`: wrongly, `certificate`: by somebody whom no manufacturer knows. */
  firmware(flaw?: 'signature' | 'certificate', file?: Uint8Array): Promise<SignedFirmware>;
}
