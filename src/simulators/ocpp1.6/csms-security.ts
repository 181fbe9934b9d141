import type { SecurityProfile } from '../../engine/dsl.ts';
import type { Handshake } from '../../engine/results.ts';
import { hashDataOf, isSameHashData, readChain, readRequest } from '../../pki/index.ts';
import type { Refusal, ServeOptions } from '../../transport/index.ts';
import type { Handlers } from '../peer.ts';
import type { CsmsOptions } from '../simulator.ts';

type Payload = Record<string, unknown>;
/** Calls the station; the answer, or a rejection. */
type Call = (action: string, request: Payload) => Promise<Payload>;
type Act = (wish: Payload, call: Call) => Promise<unknown>;

const rootOf: Record<string, string> = { csms: 'CentralSystemRootCertificate', manufacturer: 'ManufacturerRootCertificate' };

/** What the back office does about security: who may come in, by which profile, with which password or certificate (1.6 security whitepaper). */
export function createSecurity({ password, security, config: { cpoName } }: Pick<CsmsOptions, 'password' | 'security' | 'config'>) {
  const passwords = new Map<string, Uint8Array>();
  /** what stations have been raised to */
  const profiles = new Map<string, number>();
  let lastRequest = 0;
  const requestId = () => {
    lastRequest += 1;
    return lastRequest;
  };

  /** Why a station is not let in that has passed password, or chain of its certificate. */
  function objection({ identity, tls }: Handshake, profile: SecurityProfile): Refusal | undefined {
    if (profile < (profiles.get(identity) ?? 0)) return { status: 403, detail: 'this station has to use a higher security profile' };
    if (profile !== 3) return undefined;
    const certificate = tls?.peerCertificate;
    const [own] = readChain(certificate?.pem ?? '');
    if (!certificate || !own || !security) return { status: 403, detail: 'a certificate is needed' };
    const lines = own.subject.split('\n');
    if (!lines.includes(`CN=${identity}`)) return { status: 403, detail: 'this certificate is that of another station' };
    if (!lines.includes(`O=${cpoName}`)) return { status: 403, detail: 'this certificate is that of another operator' };
    if (security.authority.isRevoked(certificate.serialNumber)) return { status: 403, detail: 'this certificate has been revoked' };
    return undefined;
  }

  /** Signs what can be signed; what becomes of it, the station learns with CertificateSigned (A02.FR.04, .11). */
  async function takeRequest(station: string, csr: string, call: Call): Promise<Payload> {
    const request = await readRequest(csr);
    const isInOrder = request?.isSigned && request.key.isStrong && request.commonName === station && request.organization === cpoName;
    if (!isInOrder || !security) return { status: 'Rejected' };
    void security.authority
      .signs(csr, { purpose: 'client' })
      .then((certificateChain) => call('CertificateSigned', { certificateChain }))
      .catch(() => undefined);
    return { status: 'Accepted' };
  }

  /** A certificate is deleted by the hash data that the station has told, in the algorithm that it has used (M04.FR.07). */
  const deleteCertificate: Act = async ({ certificate }, call) => {
    const { certificateHashData = [] } = await call('GetInstalledCertificateIds', { certificateType: rootOf.csms });
    for (const told of certificateHashData as Awaited<ReturnType<typeof hashDataOf>>[]) {
      const hashData = await hashDataOf(String(certificate), String(certificate), told.hashAlgorithm);
      if (isSameHashData(told, hashData)) await call('DeleteCertificate', { certificateHashData: told });
    }
  };

  const acts: Record<string, Act> = {
    changePassword: ({ password: value }, call) => call('ChangeConfiguration', { key: 'AuthorizationKey', value }),
    raiseSecurityProfile: ({ profile }, call) => call('ChangeConfiguration', { key: 'SecurityProfile', value: String(profile) }),
    renewCertificate: (_, call) => call('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' }),
    installCertificate: ({ root, certificate }, call) => call('InstallCertificate', { certificateType: rootOf[String(root)], certificate }),
    listCertificates: ({ root }, call) => call('GetInstalledCertificateIds', { certificateType: rootOf[String(root)] }),
    deleteCertificate,
    requestSecurityLog: ({ location }, call) =>
      call('GetLog', { logType: 'SecurityLog', requestId: requestId(), log: { remoteLocation: location } }),
    updateSignedFirmware: ({ location, signingCertificate, signature }, call) =>
      call('SignedUpdateFirmware', {
        requestId: requestId(),
        firmware: { location, retrieveDateTime: new Date().toISOString(), signingCertificate, signature },
      }),
  };

  return {
    canDo: (act: string) => Object.hasOwn(acts, act),
    /** Carries an act out. Resolves when the station has answered all that it makes us call. */
    does: async (act: string, wish: Payload, call: Call): Promise<void> => void (await acts[act]?.(wish, call)),
    /** Forgets what a station has been raised to: no matter of OCPP (A00.FR.005). */
    lower: (station: string) => void profiles.delete(station),
    handlers: (station: string, call: Call): Handlers => ({
      SignCertificate: ({ csr }) => takeRequest(station, String(csr), call),
    }),
    /** An accepted change of how the station comes in holds from now on (A01.FR.03, A05.FR.09). */
    learn(station: string, action: string, { key, value }: Payload, { status }: Payload): void {
      if (action !== 'ChangeConfiguration' || status !== 'Accepted') return;
      if (key === 'AuthorizationKey') passwords.set(station, Buffer.from(String(value), 'hex'));
      if (key === 'SecurityProfile') profiles.set(station, Number(value));
    },
    /** The doors for stations, one for each profile that we can offer; the first one also lets in without any, if there is no password. */
    doors({ accept, ...door }: ServeOptions): { profile: SecurityProfile; door: ServeOptions }[] {
      const ofProfile = (profile: SecurityProfile, more: Partial<ServeOptions>) => ({
        profile,
        door: { ...door, ...more, accept: (handshake: Handshake) => objection(handshake, profile) ?? accept(handshake) },
      });
      const basicAuth = password === undefined ? {} : { basicAuth: (identity: string) => passwords.get(identity) ?? password };
      const plain = ofProfile(1, basicAuth);
      if (!security) return [plain];
      const { server, authority } = security;
      const tls = { key: server.map(({ key }) => key), cert: server.map(({ cert }) => cert) };
      return [
        plain,
        ofProfile(2, { ...basicAuth, port: 0, tls }),
        ofProfile(3, { port: 0, tls: { ...tls, ca: authority.root, requestCert: true, rejectUnauthorized: true } }),
      ];
    },
  };
}
