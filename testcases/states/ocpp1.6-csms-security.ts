import { type Cast, defineState, type Expected, type Ours, satisfying } from 'ocppliance';
import { boots } from './ocpp1.6-csms.ts';

type Charger = Ours<'ocpp1.6', 'charger'>;
type World = Cast<'ocpp1.6', 'csms', never>;

// Passages that many cases share

/** The profiles with TLS under which we can connect; 2 if none, which says so when it is used. */
export function profilesWithTls({ securityProfiles }: Charger): (2 | 3)[] {
  const known = ([2, 3] as const).filter((profile) => securityProfiles.includes(profile));
  return known.length > 0 ? known : [2];
}

/** The Charge Point has been asked for a new certificate; it makes a key pair, and sends the request for it. */
export async function requestsCertificate({ charger, certificates, config }: Pick<World, 'charger' | 'certificates' | 'config'>) {
  const request = await certificates.request({ commonName: config.station, organization: config.cpoName });
  await charger.calls('SignCertificate', { csr: request.csr }, { status: 'Accepted' });
  return request;
}

/** Tells how far an update or upload that the Central System has asked for has come. */
export async function reportsFirmware(
  charger: Charger,
  requestId: number,
  ...statuses: ('Downloading' | 'Downloaded' | 'SignatureVerified' | 'InvalidSignature' | 'Installing' | 'InstallRebooting' | 'Installed')[]
): Promise<void> {
  for (const status of statuses) await charger.calls('SignedFirmwareStatusNotification', { status, requestId });
}

/** Tells of something that concerns security, as soon as it happens. */
export async function reportsEvent(charger: Charger, type: string): Promise<void> {
  await charger.calls('SecurityEventNotification', { type, timestamp: new Date().toISOString() });
}

// Expectations that many cases share

/** The same certificate, however its PEM is broken into lines. */
export const sameCertificate = (certificates: World['certificates'], pem: string): Expected<string> =>
  satisfying<string>(
    'the certificate that it was given',
    (text) => certificates.read(text)[0]?.fingerprint === certificates.read(pem)[0]?.fingerprint,
  );

type HashData = Awaited<ReturnType<World['certificates']['hashData']>>;

/** The hashes and the number are CiStrings (security whitepaper §6.1). */
export const sameHashData = ({ hashAlgorithm, ...fields }: HashData): Expected<HashData> => ({
  hashAlgorithm,
  issuerNameHash: inAnyCase(fields.issuerNameHash),
  issuerKeyHash: inAnyCase(fields.issuerKeyHash),
  serialNumber: inAnyCase(fields.serialNumber),
});

const inAnyCase = (text: string): Expected<string> =>
  satisfying<string>(`"${text}" in any case`, (other) => other.toLowerCase() === text.toLowerCase());

// Situations

export const bootedOverTls = defineState({
  title: 'ready for our station, which has booted over TLS',
  protocol: 'ocpp1.6',
  sut: 'csms',
  async reach({ charger, config }) {
    await charger.connects({ securityProfile: profilesWithTls(charger).at(-1) ?? 2 });
    await boots(charger, config);
  },
});

export const bootedWithCertificate = defineState({
  title: 'ready for our station, which has booted under security profile 3',
  protocol: 'ocpp1.6',
  sut: 'csms',
  async reach({ charger, config }) {
    await charger.connects({ securityProfile: 3 });
    await boots(charger, config);
  },
});

/** Once a station has been raised, it cannot connect as it did before: OCPP knows no way back (A00.FR.005), so the back office has to. */
export const securityRaised = defineState({
  title: 'willing to take back what it raises the security profile of our station to',
  protocol: 'ocpp1.6',
  sut: 'csms',
  acts: ['lowerSecurityProfile'],
  async reach({ charger, operator }) {
    const profile = charger.securityProfiles[0] ?? 0;
    return () => operator.does('lowerSecurityProfile', { profile });
  },
});
