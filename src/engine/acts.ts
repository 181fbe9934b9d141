import type { Role } from '../ocpp/protocol.ts';

/** Where at the charger: 1.6 counts connectors of the Charge Point, 2.x EVSEs and connectors of an EVSE. */
interface Place {
  evseId?: number;
  connectorId?: number;
}

/** How much may be drawn, and when. */
export interface Limit {
  /** in each phase */
  amperes: number;
  phases?: number;
  /** The time in which it is in force, RFC 3339; unset: from now on, without end. */
  from?: string;
  until?: string;
  /** seconds that it lasts once it has begun */
  duration?: number;
  /** Of several limits the one with the highest priority rules (stack level); 0 if not said. */
  priority?: number;
}

/** What somebody standing at the charger can do, with the parameters of each act. */
export interface ChargerActs {
  plugIn: Place;
  unplug: Place;
  /** The EV end of a detachable cable, or the EV itself, disconnects. */
  unplugEvSide: Place;
  presentToken: Place & { idToken: string; type?: string };
  powerCycle: Record<never, never>;
  /** The network between charger and CSMS goes away, and comes back with `comeBack`. */
  goOffline: Record<never, never>;
  comeBack: Record<never, never>;
  evSuspends: Place;
  evResumes: Place;
  /** A fault that prevents charging: at a connector or, with none named, of the charger as a whole. */
  causeFault: Place;
  clearFault: Place;
  /** The plug goes in so far that it is noticed, and not far enough to be locked. */
  plugInHalfway: Place;
  /** The lock that holds the cable at the charger can be moved no more, until `freeLock`. */
  blockLock: Place;
  freeLock: Place;
  /** The charger can store no local authorization list any more, until `repairListStorage`. */
  breakListStorage: Record<never, never>;
  repairListStorage: Record<never, never>;
  /** 1.6: by other means than OCPP, which knows only the way up. The charger connects anew. */
  setSecurityProfile: { profile: number };
}

type LimitedThing = 'everyTransaction' | 'runningTransaction' | 'station';

/** What the operator of a CSMS can ask it for. These are wishes in a back office, never payloads to be passed on. */
export interface CsmsActs {
  startCharging: Place & { idToken: string; type?: string; limit?: Limit };
  stopCharging: { transactionId: string | number };
  resetStation: { how: 'soft' | 'hard' | 'onIdle' | 'immediately'; evseId?: number };
  /** Ask the station for the value of settings; none named means all of them. 1.6: configuration keys, 2.x: component and variable. */
  readSettings: { settings: { component?: string; name: string }[] };
  writeSetting: { component?: string; name: string; value: string };
  /** … several of them in one request, which only 2.x can. */
  writeSettings: { settings: { component?: string; name: string; value: string }[] };
  /** `inventory`: 2.x's base reports. */
  requestReport: { inventory: 'configuration' | 'full' | 'summary' };
  setAvailability: Place & { operative: boolean };
  /** Have the station send a message now (TriggerMessage), named as in the specification. */
  requestMessage: Place & { message: string };
  unlockConnector: Place;
  clearAuthorizationCache: Record<never, never>;
  /** Free text for the station (DataTransfer). */
  sendData: { vendorId: string; messageId?: string; data?: string };
  /** The station's registration is answered with Pending from now on, or accepted again. */
  holdRegistration: { pending: boolean };
  /** … of every transaction from now on, if not said otherwise; at no place: anywhere at the station. */
  limitCharging: Place & Limit & { of?: LimitedThing };
  /** Clear the limit of this id, or all that fit what is said; nothing said: all. */
  clearChargingLimit: Place & { profileId?: number; of?: LimitedThing; priority?: number };
  /** How much the station expects to draw in the next seconds. */
  readSchedule: Place & { seconds: number; unit?: 'A' | 'W' };
  /** Keep a connector free for a driver, and for the group if one is named; at no place: any that is free. */
  reserve: Place & { idToken: string; type?: string; groupId?: string; minutes: number };
  cancelReservation: { reservationId: number };
  /** Give the station a local authorization list: a whole one, or what is to be put on the list that it has. */
  sendLocalList: { kind: 'full' | 'differential'; entries: { idToken: string; type?: string }[] };
  readLocalListVersion: Record<never, never>;
  /** Update the firmware of the station from a URL. */
  updateFirmware: { location: string };
  /** Have the station upload its diagnostics into a folder, given by its URL. */
  fetchDiagnostics: { location: string };
  /** Give the station a new password (1.6: AuthorizationKey, hexadecimal). */
  changePassword: { password: string };
  /** Raise the security profile of the station; it reconnects with the new one. */
  raiseSecurityProfile: { profile: number };
  /** Let the station connect with a lower security profile again, which is no matter of OCPP. */
  lowerSecurityProfile: { profile: number };
  /** Have the station ask for a new certificate. */
  renewCertificate: Record<never, never>;
  /** Install a root certificate (PEM) on the station: of the CSMS or of the manufacturer. */
  installCertificate: { root: 'csms' | 'manufacturer'; certificate: string };
  listCertificates: { root: 'csms' | 'manufacturer' };
  /** Delete a root certificate (PEM) of the CSMS from the station. */
  deleteCertificate: { certificate: string };
  /** Have the station upload its security log to a URL. */
  requestSecurityLog: { location: string };
  /** Update the firmware of the station from a URL, with signature (base64) and certificate (PEM) of who signed it. */
  updateSignedFirmware: { location: string; signingCertificate: string; signature: string };
}

export type ActsOf<S extends Role> = S extends 'charger' ? ChargerActs : CsmsActs;
export type Act<S extends Role = Role> = S extends Role ? keyof ActsOf<S> & string : never;

const sentences: Record<string, string> = {
  plugIn: 'Plug the cable in',
  unplug: 'Unplug the cable',
  unplugEvSide: 'Disconnect the EV side of the cable',
  presentToken: 'Present the token',
  powerCycle: 'Switch the charger off and on again',
  goOffline: 'Take the charger off the network',
  comeBack: 'Put the charger back on the network',
  evSuspends: 'Let the EV suspend charging',
  evResumes: 'Let the EV resume charging',
  causeFault: 'Bring the charger into a fault',
  clearFault: 'Clear the fault of the charger',
  plugInHalfway: 'Plug the cable in only halfway, so that it cannot be locked',
  blockLock: 'Block the lock of the connector',
  freeLock: 'Free the lock of the connector',
  breakListStorage: 'Make the charger unable to store a local authorization list',
  repairListStorage: 'Make the charger able to store a local authorization list again',
  setSecurityProfile: 'Set the security profile of the charger by hand',
  startCharging: 'Start charging from the CSMS',
  stopCharging: 'Stop charging from the CSMS',
  resetStation: 'Reset the station from the CSMS',
  readSettings: 'Read settings of the station',
  writeSetting: 'Change a setting of the station',
  writeSettings: 'Change settings of the station, all in one request',
  requestReport: 'Request a report of the station',
  setAvailability: 'Change the availability of the station',
  requestMessage: 'Have the station send a message now',
  unlockConnector: 'Unlock the connector',
  clearAuthorizationCache: 'Clear the authorization cache of the station',
  sendData: 'Send data to the station',
  holdRegistration: 'Change how the registration of the station is answered',
  limitCharging: 'Limit the charging current',
  clearChargingLimit: 'Clear limits of the charging current',
  readSchedule: 'Ask the station how much it expects to draw',
  reserve: 'Reserve a connector',
  cancelReservation: 'Cancel a reservation',
  sendLocalList: 'Send the station a local authorization list',
  readLocalListVersion: 'Ask the station for the version of its local authorization list',
  updateFirmware: 'Update the firmware of the station',
  fetchDiagnostics: 'Have the station upload its diagnostics',
  changePassword: 'Change the password of the station',
  raiseSecurityProfile: 'Raise the security profile of the station',
  lowerSecurityProfile: 'Let the station connect with a lower security profile again',
  renewCertificate: 'Have the station ask for a new certificate',
  installCertificate: 'Install a root certificate on the station',
  listCertificates: 'List the root certificates that are installed on the station',
  deleteCertificate: 'Delete a root certificate from the station',
  requestSecurityLog: 'Have the station upload its security log',
  updateSignedFirmware: 'Update the firmware of the station with a signed one',
} satisfies Record<Act, string>;

/** The act as a request to a person: `Plug the cable in (connectorId: 1)`. */
export function describeAct(act: string, parameters: object = {}): string {
  const details = Object.entries(parameters).map(
    ([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`,
  );
  return `${sentences[act] ?? act}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
}

/** Carries acts out. Whether it succeeded is judged by the wire alone; a rejection only says that the act could not be done. */
export interface Operator {
  can(act: string): boolean;
  does(act: string, parameters: Record<string, unknown>, station: string): Promise<void>;
}
