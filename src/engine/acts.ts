import type { Role } from '../ocpp/protocol.ts';

/** Where at the charger: 1.6 counts connectors of the Charge Point, 2.x EVSEs and connectors of an EVSE. */
interface Place {
  evseId?: number;
  connectorId?: number;
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
}

/** What the operator of a CSMS can ask it for. These are wishes in a back office, never payloads to be passed on. */
export interface CsmsActs {
  startCharging: Place & { idToken: string; type?: string };
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
  limitCharging: Place & { amperes: number };
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
