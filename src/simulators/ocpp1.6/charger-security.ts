import { createPrivateKey } from 'node:crypto';
import type { CertificateHashData } from '../../engine/certificates.ts';
import type { SecurityProfile } from '../../engine/dsl.ts';
import type { ResponseOf } from '../../ocpp/index.ts';
import { readChain, requestCertificate } from '../../pki/index.ts';
import type { ConnectError } from '../../transport/index.ts';
import type { Handlers } from '../peer.ts';
import type { Access } from './charger-access.ts';
import { type Configuration, count, setKey, text } from './charger-configuration.ts';
import type { SecurityEvents } from './charger-events.ts';
import type { Roots, RootType } from './charger-roots.ts';

type Payload = Record<string, unknown>;

export interface SecurityOptions {
  serialNumber: string;
  configuration: Configuration;
  access: Access;
  roots: Roots;
  events: SecurityEvents;
  call: (action: string, payload: Payload) => Promise<Payload>;
  soon: (then: () => void) => void;
  /** Leaves the CSMS and comes again. */
  reconnect: () => void;
  /** the answers to what is no matter of security */
  others: Handlers;
  /** What it sends when it is asked to. */
  triggers: Readonly<Record<string, () => void>>;
}

/** Two hexadecimal digits a byte (whitepaper A00.FR.205, §7.2). */
const isKey = (value: string): boolean => /^([0-9a-f]{2}){16,20}$/i.test(value);

/** What the CSMS may do about the security of the simulated charger: its password, security profile, certificates and roots. */
export function createSecurity(options: SecurityOptions) {
  const { serialNumber, configuration, access, roots, events, call, soon, reconnect, others, triggers } = options;
  /** the key for which a certificate has been asked */
  let requested: string | undefined;
  /** The CSMS has last been somebody whom it does not trust. */
  let isUntrusted = false;
  const showProfile = () => setKey(configuration, 'SecurityProfile', String(access.profile));
  showProfile();

  function change(secrets: Parameters<Access['change']>[0], matters: boolean): 'Accepted' {
    access.change(secrets);
    events.note('ReconfigurationOfSecurityParameters');
    showProfile();
    if (matters) soon(reconnect);
    return 'Accepted';
  }

  /** Up only, and only if it can meet what it asks for (A05.FR.01 – .05). */
  function raise(value: string): ResponseOf<'ocpp1.6', 'ChangeConfiguration'>['status'] {
    const profile = Number(value) as SecurityProfile;
    if (!/^[0-3]$/.test(value) || profile <= access.profile || !access.canReach(profile)) return 'Rejected';
    if (profile < 3 && !access.hasPassword()) return 'Rejected';
    if (profile > 1 && roots.ofType('CentralSystemRootCertificate').length === 0) return 'Rejected';
    if (profile === 3 && !access.hasCertificate()) return 'Rejected';
    return change({ profile }, true);
  }

  async function askForCertificate(): Promise<void> {
    const organization = text(configuration, 'CpoName');
    const { csr, key } = await requestCertificate({ commonName: serialNumber, organization });
    const { status } = await call('SignCertificate', { csr });
    if (status === 'Accepted') requested = key;
  }

  /** For its key, in its name and its operator's, below a root that it trusts, and valid by now (A02.FR.06). */
  function isGood(chain: string): boolean {
    const [own] = readChain(chain);
    if (!own || requested === undefined || chain.length > count(configuration, 'CertificateSignedMaxChainSize')) return false;
    const names = own.subject.split('\n');
    const isNamed = names.includes(`CN=${serialNumber}`) && names.includes(`O=${text(configuration, 'CpoName')}`);
    const isCertified = roots.hasIssued('CentralSystemRootCertificate', chain);
    return isNamed && isCertified && !own.ca && own.checkPrivateKey(createPrivateKey(requested));
  }

  function takeCertificate(chain: string): 'Accepted' | 'Rejected' {
    if (!isGood(chain) || requested === undefined) {
      events.tell('InvalidChargePointCertificate');
      return 'Rejected';
    }
    const certificate = { key: requested, cert: chain };
    requested = undefined;
    return change({ certificate }, access.profile === 3);
  }

  async function install(certificateType: RootType, certificate: string): Promise<'Accepted' | 'Rejected'> {
    const outcome = await roots.install(certificateType, certificate);
    if (outcome === 'Accepted') events.note('ReconfigurationOfSecurityParameters');
    if (outcome !== 'invalid') return outcome;
    if (certificateType === 'CentralSystemRootCertificate') events.tell('InvalidCentralSystemCertificate');
    return 'Rejected';
  }

  const handlers: Handlers = {
    ChangeConfiguration(request) {
      const value = String(request.value);
      switch (String(request.key).toLowerCase()) {
        case 'authorizationkey':
          if (!isKey(value)) return { status: 'Rejected' };
          return { status: change({ password: Buffer.from(value, 'hex') }, access.profile === 1 || access.profile === 2) };
        case 'securityprofile':
          return { status: raise(value) };
        default:
          return others.ChangeConfiguration?.(request) ?? {};
      }
    },
    InstallCertificate: async ({ certificateType, certificate }) => ({
      status: await install(certificateType as RootType, String(certificate)),
    }),
    DeleteCertificate: ({ certificateHashData }) => ({
      status: roots.remove(certificateHashData as CertificateHashData, access.profile >= 2),
    }),
    GetInstalledCertificateIds({ certificateType }) {
      const certificateHashData = roots.list(certificateType as RootType);
      return certificateHashData.length > 0 ? { status: 'Accepted', certificateHashData } : { status: 'NotFound' };
    },
    CertificateSigned: ({ certificateChain }) => ({ status: takeCertificate(String(certificateChain)) }),
    ExtendedTriggerMessage(request) {
      const { requestedMessage } = request;
      const trigger =
        requestedMessage === 'SignChargePointCertificate'
          ? () => void askForCertificate().catch(() => {})
          : triggers[String(requestedMessage)];
      if (!trigger) return others.TriggerMessage?.(request) ?? { status: 'NotImplemented' };
      soon(trigger);
      return { status: 'Accepted' };
    },
  };

  return {
    handlers,
    /** Somebody with the right to do so sets it at the charger, also to a lower one. */
    setProfile(profile: SecurityProfile): void {
      if (!access.canReach(profile)) throw new Error(`this charger has nowhere to go under security profile ${profile}`);
      change({ profile }, true);
    },
    connected(): void {
      isUntrusted = false;
      access.succeeded();
    },
    /** No connection came about: what is to be told of it, once however often it tries, and whether a change is taken back. */
    refused({ kind, status, cause }: ConnectError): void {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
      const isStranger = kind === 'tls' && /CERT|VERIFY/.test(code) && !code.includes('ALERT');
      if (isStranger && !isUntrusted) events.tell('InvalidCentralSystemCertificate');
      if (status === 401) events.note('FailedToAuthenticationAtCentralSystem');
      isUntrusted ||= isStranger;
      if (access.failed()) {
        events.note('ReconfigurationOfSecurityParameters');
        showProfile();
      }
    },
  };
}
