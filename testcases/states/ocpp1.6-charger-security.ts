import {
  type Cast,
  defineState,
  type Expected,
  type Handshake,
  oneOf,
  orCallError,
  type RequestOf,
  type ResponseOf,
  type State,
  satisfying,
} from 'ocppliance';
import { connectorsReport, idle, valuesOf } from './ocpp1.6-charger.ts';

/** Situations of an OCPP 1.6 charger that are about its security, and passages that its cases share. */

type World = Cast<'ocpp1.6', 'charger', never>;
type Profile = World['csms']['securityProfiles'][number];
type RootType = RequestOf<'ocpp1.6', 'InstallCertificate'>['certificateType'];
type HashData = NonNullable<ResponseOf<'ocpp1.6', 'GetInstalledCertificateIds'>['certificateHashData']>[number];

// Passages

/** The one under which it is connected: what its key says or, if it has none, how this run is set up. */
export async function securityProfileOf({ csms }: Pick<World, 'csms'>): Promise<number> {
  const { SecurityProfile } = await valuesOf({ csms }, ['SecurityProfile']);
  return Number(SecurityProfile ?? csms.securityProfiles[0] ?? 0);
}

/** The security profile that an opening of a WebSocket amounts to. */
export function profileIn({ tls, authorization }: Handshake): number {
  if (tls) return tls.peerCertificate ? 3 : 2;
  return authorization === 'basic' ? 1 : 0;
}

/** It starts anew, and tells of itself: the handshake with which it comes back. */
export async function reboots(cast: World): Promise<Handshake> {
  const { csms, charger } = cast;
  await csms.calls('Reset', { type: 'Hard' }, { status: 'Accepted' });
  const handshake = await charger.connects();
  await charger.calls('BootNotification', {}, { within: 'reboot' });
  await connectorsReport(cast, 'Available');
  return handshake;
}

/** It comes in again, as we ask it to; undefined if it does not. What it is like goes back to normal with `isLetIn`. */
export async function comesBack(
  { csms, charger }: Pick<World, 'csms' | 'charger'>,
  options: Parameters<World['csms']['connects']>[0],
): Promise<Handshake | undefined> {
  await csms.disconnects();
  await csms.connects(options);
  return charger.connects({ level: 'may', within: 'reboot' });
}

/** We are as we were. */
export async function isLetIn({ csms, charger }: Pick<World, 'csms' | 'charger'>): Promise<void> {
  if (csms.connected) await csms.disconnects();
  await csms.connects();
  await charger.connects();
}

/** It makes a new key pair, and asks for a certificate for it, in its operator's name: the signing request. */
export async function asksForCertificate({ csms, charger, certificates, config, check }: World): Promise<string> {
  csms.answers('SignCertificate', { status: 'Accepted' });
  await csms.calls('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }, { status: 'Accepted' });
  const { csr } = await charger.calls('SignCertificate');
  const request = await certificates.readRequest(csr);
  await check('the request is signed with the key that it is about, and names the operator', request, {
    isSigned: true,
    organization: config.cpoName,
    keyBits: strongKey(request),
  });
  return csr;
}

/** 112 bits of security (A00.FR.501 – .503). */
export const strongKey = (about: { keyType: string } | undefined): Expected<number> =>
  satisfying<number>('2048 bits of RSA, 224 of a curve', (bits) => bits >= (about?.keyType.startsWith('rsa') ? 2048 : 224));

/** The roots of a type that it has, by their hash data. */
export async function rootsOf({ csms }: Pick<World, 'csms'>, certificateType: RootType): Promise<HashData[]> {
  const { certificateHashData = [] } = await csms.calls(
    'GetInstalledCertificateIds',
    { certificateType },
    { status: oneOf('Accepted', 'NotFound') },
  );
  return certificateHashData;
}

/** … as far as it says: what it does not support, the case has to find. */
async function toldRoots({ csms }: Pick<World, 'csms'>, certificateType: RootType): Promise<HashData[]> {
  const answer = await csms.calls('GetInstalledCertificateIds', { certificateType }, orCallError({}));
  return 'certificateHashData' in answer ? (answer.certificateHashData ?? []) : [];
}

/** The entry that is of a root (PEM), by whichever algorithm it is told. */
export async function entryOf({ certificates }: Pick<World, 'certificates'>, list: readonly HashData[], root: string) {
  for (const entry of list) {
    const own = await certificates.hashData(root, entry.hashAlgorithm);
    if (isSame(own, entry)) return entry;
  }
  return undefined;
}

const isSame = (one: HashData, other: HashData): boolean =>
  one.hashAlgorithm === other.hashAlgorithm &&
  (['issuerNameHash', 'issuerKeyHash', 'serialNumber'] as const).every((field) => one[field].toLowerCase() === other[field].toLowerCase());

/** It tells of something that concerns its security. */
export const tells = ({ charger }: Pick<World, 'charger'>, type: string) => charger.calls('SecurityEventNotification', { type });

// Situations

/**
 * Connected under one of these security profiles. Up it goes by ChangeConfiguration alone, and down not at all: for both somebody has to set
 * it at the charger. Afterwards it is as it was.
 */
export const underProfile = (...profiles: Profile[]): State<'ocpp1.6', 'charger'> =>
  defineState<'ocpp1.6', 'charger', 'setSecurityProfile'>({
    title: `connected under security profile ${profiles.join(' or ')}`,
    protocol: 'ocpp1.6',
    sut: 'charger',
    given: [idle],
    async reach(cast) {
      const { csms, charger, operator, check } = cast;
      const former = await securityProfileOf(cast);
      const [wanted] = profiles.filter((profile) => csms.securityProfiles.includes(profile));
      const isRight = profiles.some((profile) => profile === former);
      const sets = async (profile: number) => {
        await operator.does('setSecurityProfile', { profile });
        await charger.connects();
      };
      if (!isRight && wanted !== undefined && operator.can('setSecurityProfile')) await sets(wanted);
      await check('the security profile', await securityProfileOf(cast), oneOf(...profiles));
      return async () => {
        if (operator.can('setSecurityProfile') && (await securityProfileOf(cast)) !== former) await sets(former);
      };
    },
  });

/** CpoName holds the name under which we sign. */
export const namedByOperator = defineState({
  title: "the charger knows its operator's name",
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach({ csms, config: { cpoName } }) {
    const { CpoName } = await valuesOf({ csms }, ['CpoName']);
    if (CpoName === cpoName) return undefined;
    const names = (value: string) =>
      csms.calls('ChangeConfiguration', { key: 'CpoName', value }, { status: oneOf('Accepted', 'RebootRequired') });
    await names(cpoName);
    return async () => {
      if (CpoName !== undefined) await names(CpoName);
    };
  },
});

/** What we sign is below a root that the charger has. Once it shows such a certificate, that root has to stay. */
export const trustsUs = defineState({
  title: 'the charger trusts the authority of this run',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach({ csms, certificates }) {
    const roots = await toldRoots({ csms }, 'CentralSystemRootCertificate');
    if (await entryOf({ certificates }, roots, certificates.root)) return;
    const certificate = certificates.root;
    await csms.calls('InstallCertificate', { certificateType: 'CentralSystemRootCertificate', certificate }, { status: 'Accepted' });
  },
});

/** Roots that a case has installed are deleted after it. */
export const rootsCleared = defineState({
  title: 'the charger tells which roots it has',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach({ csms }) {
    const types = ['CentralSystemRootCertificate', 'ManufacturerRootCertificate'] as const;
    const known: HashData[] = [];
    for (const type of types) known.push(...(await toldRoots({ csms }, type)));
    return async () => {
      for (const type of types) {
        for (const certificateHashData of await toldRoots({ csms }, type)) {
          if (!known.some((one) => isSame(one, certificateHashData))) await csms.calls('DeleteCertificate', { certificateHashData });
        }
      }
    };
  },
});
