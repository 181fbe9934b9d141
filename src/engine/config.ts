import type { SignedFirmware } from './certificates.ts';
import { defaultTimeouts, type Timeouts } from './clock.ts';

export type IdTokenType = 'Central' | 'eMAID' | 'ISO14443' | 'ISO15693' | 'KeyCode' | 'Local' | 'MacAddress' | 'NoAuthorization';

/** 2.x's IdTokenType, reduced to what a case needs. */
export interface IdToken {
  idToken: string;
  type: IdTokenType;
}

/** What a case may know of this SUT: where to charge, with which tokens. Cases use these instead of literals. */
export interface SutConfig {
  /** name of the station on the wire */
  station: string;
  /** the EVSE that is used; in 1.6 of no meaning */
  evseId: number;
  /** 1.6: the connector of the Charge Point; 2.x: the connector of that EVSE */
  connectorId: number;
  /** connectors of each EVSE, the first EVSE first; in 1.6 each connector is one */
  evses: readonly number[];
  /** A token that the CSMS accepts. 1.6's idTag is its `idToken`. */
  token: IdToken;
  /** a second accepted token of the same group (1.6: parentIdTag) as `token` */
  groupToken: IdToken;
  groupId: string;
  /** a token that the CSMS does not know */
  unknownToken: IdToken;
  blockedToken: IdToken;
  expiredToken: IdToken;
  /** The operator's name, as it stands in the certificates of stations (1.6: CpoName, 2.x: OrganizationName). */
  cpoName: string;
  /** a vendorId that the SUT knows for DataTransfer; unset: none */
  vendorId?: string;
  /** Firmware that a charger can install, and what its manufacturer has signed it with; unset: there is none. */
  firmware?: Pick<SignedFirmware, 'file'> & Partial<SignedFirmware>;
  timeouts: Timeouts;
}

/** Fits the built-in charger and CSMS; everything may be set by the user. */
export const defaultConfig: SutConfig = {
  station: 'OCPPLIANCE-1',
  evseId: 1,
  connectorId: 1,
  evses: [1, 1],
  token: { idToken: 'TAG-1', type: 'ISO14443' },
  groupToken: { idToken: 'TAG-2', type: 'ISO14443' },
  groupId: 'GROUP-1',
  unknownToken: { idToken: 'TAG-UNKNOWN', type: 'ISO14443' },
  blockedToken: { idToken: 'TAG-BLOCKED', type: 'ISO14443' },
  expiredToken: { idToken: 'TAG-EXPIRED', type: 'ISO14443' },
  cpoName: 'ocppliance',
  timeouts: defaultTimeouts,
};
