import type { Operator } from '../engine/acts.ts';
import type { SutConfig } from '../engine/config.ts';
import type { ServeOptions } from '../transport/index.ts';
import type { Handlers } from './peer.ts';

/** A simulated charger or CSMS that is running. */
export interface Simulator {
  /** carries out acts by reaching into the simulation */
  operator: Operator;
  /** a CSMS's endpoint; a charger has none */
  url?: string;
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
}

export interface ChargerOptions {
  /** the CSMS's endpoint, without the identity */
  url: string;
  identity: string;
  password?: string;
  /** factor for the charger's own timers: heartbeat, meter samples, reboot, connection timeout; 1 is real time */
  timeScale: number;
  flaw?: Flaw;
  /** told what happens, in words, for `ocppliance mock` */
  log?: (line: string) => void;
}

export interface CsmsOptions {
  /** 0 for any free one */
  port: number;
  host?: string;
  /** tokens that it knows and their state */
  config: Pick<SutConfig, 'token' | 'groupToken' | 'groupId' | 'blockedToken' | 'expiredToken'>;
  /** password of every station; none: no authentication */
  password?: string;
  timeScale: number;
  flaw?: Flaw;
  log?: (line: string) => void;
}
