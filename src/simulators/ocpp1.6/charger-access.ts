import type { Credentials } from '../../engine/certificates.ts';
import type { SecurityProfile } from '../../engine/dsl.ts';
import type { ChargerOptions, Dial } from '../simulator.ts';

/** What the charger shows of itself when it connects. */
interface Secrets {
  profile: SecurityProfile;
  password?: string | Uint8Array;
  certificate?: Credentials;
}

export interface AccessOptions extends Pick<ChargerOptions, 'url' | 'password' | 'security' | 'flaw'> {
  /** whom it trusts as a CSMS, PEM */
  roots: () => readonly string[];
}

export type Access = ReturnType<typeof createAccess>;

/** connections that must fail before it tries the other way */
const attempts = 3;

/** How the simulated charger meets the CSMS, by its security profile (1.6 security whitepaper §2.2 – 2.5). A change that locks it out it takes back. */
export function createAccess({ url, password, security, flaw = {}, roots }: AccessOptions) {
  let current: Secrets = {
    profile: security?.profile ?? (password === undefined ? 0 : 1),
    ...(password === undefined ? {} : { password }),
    ...(security?.certificate ? { certificate: security.certificate } : {}),
  };
  /** The other way: what let it in before the change that is on trial, or the change itself. */
  let former: Secrets | undefined;
  let failures = 0;

  function faithful(): Dial {
    const { profile, password, certificate } = current;
    return {
      url: security?.urls[profile] ?? url,
      ...(password !== undefined && (profile === 1 || profile === 2) ? { basicAuth: { password } } : {}),
      ...(profile >= 2 ? { tls: { ca: [...roots()], minVersion: 'TLSv1.2', ...(profile === 3 ? certificate : {}) } } : {}),
    };
  }

  return {
    get profile() {
      return current.profile;
    },
    /** Its password is as long as the whitepaper asks for (A00.FR.205). */
    hasPassword: (): boolean => Buffer.byteLength(current.password ?? '') >= 16,
    hasCertificate: (): boolean => current.certificate !== undefined,
    canReach: (profile: SecurityProfile): boolean => security?.urls[profile] !== undefined,
    dial: (): Dial => flaw.dial?.(faithful()) ?? faithful(),
    /** From the next connection on, if it comes about. */
    change(secrets: Partial<Secrets>): void {
      former ??= current;
      current = { ...current, ...secrets };
      failures = 0;
    },
    /** Whether it goes the other way from now on: it cannot know whether the change has locked it out, or nobody is there. */
    failed(): boolean {
      failures += 1;
      if (!former || failures < attempts) return false;
      [current, former, failures] = [former, current, 0];
      return true;
    },
    succeeded(): void {
      former = undefined;
    },
  };
}
