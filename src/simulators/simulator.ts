import type { Operator } from '../engine/acts.ts';
import type { Credentials } from '../engine/certificates.ts';
import type { Features } from '../engine/conditions.ts';
import type { SutConfig } from '../engine/config.ts';
import type { SecurityProfile } from '../engine/dsl.ts';
import type { Authority } from '../pki/index.ts';
import type { ConnectOptions, ServeOptions } from '../transport/index.ts';
import type { Handlers } from './peer.ts';

/** A simulated charger or CSMS that is running. */
export interface Simulator {
  /** carries out acts by reaching into the simulation */
  operator: Operator;
  /** a CSMS's endpoint; a charger has none */
  url?: string;
  /** its endpoints over TLS, by security profile, if it has certificates */
  secureUrls?: { 2: string; 3: string };
  /** Closes everything; resolves when all is closed. */
  stop(): Promise<void>;
}

/** One deliberate flaw on top of a faithful simulator. Whatever it leaves out stays faithful. */
export interface Flaw {
  /** other answers to what the other side calls, by action; gets the faithful ones to build on */
  handlers?: (faithful: Handlers) => Handlers;
  /** the last word on each frame that goes out; `undefined` swallows it */
  outgoing?: (raw: string) => string | undefined;
  /** the first word on each frame that comes in */
  incoming?: (raw: string) => string | undefined;
  /** of a CSMS: another way to let stations in; gets the faithful one to build on */
  serve?: (faithful: ServeOptions) => ServeOptions;
  /** of a charger: another way to connect; gets the faithful one to build on */
  dial?: (faithful: Dial) => Dial;
}

/** Where a charger connects, and with what. */
export type Dial = Pick<ConnectOptions, 'url' | 'basicAuth' | 'tls'>;

/** What a charger is given before it is put up. */
export interface ChargerSecurity {
  /** the one under which it connects first */
  profile: SecurityProfile;
  /** where the CSMS lets it in, by security profile */
  urls: Partial<Record<SecurityProfile, string>>;
  /** whom it trusts, PEM: the roots of CSMSs and of its manufacturer */
  roots: Readonly<Record<'csms' | 'manufacturer', readonly string[]>>;
  /** its own, if it has one */
  certificate?: Credentials;
}

export interface ChargerOptions {
  /** the CSMS's endpoint, without the identity */
  url: string;
  identity: string;
  password?: string;
  /** 1.6: does what the security whitepaper asks for */
  security?: ChargerSecurity;
  /** factor for the charger's own timers: heartbeat, meter samples, reboot, connection timeout; 1 is real time */
  timeScale: number;
  /** what it has and what it lacks, by the names that cases require; what is not said is as it comes */
  features?: Features;
  flaw?: Flaw;
  /** told what happens, in words, for `ocppliance mock` */
  log?: (line: string) => void;
}

export type Tokens = Pick<SutConfig, 'token' | 'groupToken' | 'groupId' | 'blockedToken' | 'expiredToken'>;

export interface CsmsOptions {
  /** 0 for any free one */
  port: number;
  host?: string;
  /** tokens that it knows and their state */
  config: Tokens & Pick<SutConfig, 'cpoName'>;
  /** more tokens, in groups of their own */
  moreTokens?: readonly Tokens[];
  /** password of every station; none: no authentication */
  password?: string;
  /** Opens endpoints over TLS: what the server shows (a certificate for each kind of key), and who certifies stations. */
  security?: { server: readonly Credentials[]; authority: Authority };
  timeScale: number;
  flaw?: Flaw;
  log?: (line: string) => void;
}
