import type { RequestOf } from '../../ocpp/index.ts';
import type { ChargingProfile } from './charger-composite.ts';
import { chargingPower, createMeter, letFlow, type Meter, type MeterValue, readMeter } from './charger-meter.ts';

/** One connector of the simulated charger: what is true of it. Its status follows from that (1.6 §4.9). Pure: the time is given. */
export interface Connector {
  readonly id: number;
  readonly meter: Meter;
  /** set by ChangeAvailability, outlives reboots */
  operative: boolean;
  /** what `operative` becomes when the transaction is over */
  scheduled?: boolean;
  /** The cable is in the charger's socket. */
  plugged: boolean;
  /** The EV is at the other end of it. */
  evConnected: boolean;
  /** The EV takes no energy, though it could. */
  evPauses: boolean;
  /** what prevents charging here, as an errorCode of StatusNotification */
  fault?: Fault;
  /** W that charging profiles let it draw */
  allowance: number;
  /** The lock of the cable cannot be moved. */
  lockBlocked: boolean;
  /** who may start charging here, until the connection timeout */
  authorization?: Authorization;
  transaction?: Transaction;
  /** A transaction has ended and the cable is still in. */
  finishing: boolean;
}

export interface Authorization {
  idTag: string;
  parentIdTag?: string;
  /** of the reservation that is used */
  reservationId?: number;
  /** came with a remote start */
  chargingProfile?: ChargingProfile;
}

export interface Transaction extends Authorization {
  /** given by the CSMS in answer to StartTransaction */
  id?: number;
  meterStart: number;
  startedAt: Date;
  /** what the meter said from then on, for StopTransaction */
  data: MeterValue[];
  /** It goes on, but the CSMS refused its token. */
  withoutEnergy: boolean;
}

export type Status = RequestOf<'ocpp1.6', 'StatusNotification'>['status'];
export type Fault = Exclude<RequestOf<'ocpp1.6', 'StatusNotification'>['errorCode'], 'NoError'>;
export type StopReason = NonNullable<RequestOf<'ocpp1.6', 'StopTransaction'>['reason']>;

export const createConnector = (id: number): Connector => ({
  id,
  meter: createMeter(10_000 * id + 345),
  operative: true,
  plugged: false,
  evConnected: false,
  evPauses: false,
  allowance: chargingPower,
  lockBlocked: false,
  finishing: false,
});

export function statusOf(connector: Connector): Status {
  const { fault, operative, transaction, evConnected, evPauses, allowance, finishing, plugged, authorization } = connector;
  if (fault) return 'Faulted';
  if (transaction) {
    if (!evConnected) return 'SuspendedEV';
    // Where both sides suspend, that of the EVSE is told.
    if (transaction.withoutEnergy || allowance === 0) return 'SuspendedEVSE';
    return evPauses ? 'SuspendedEV' : 'Charging';
  }
  if (!operative) return 'Unavailable';
  if (finishing) return 'Finishing';
  return plugged || authorization ? 'Preparing' : 'Available';
}

/** To be called after every change. */
export function settleMeter(connector: Connector, at: Date): void {
  const power = Math.min(chargingPower, connector.allowance);
  letFlow(connector.meter, statusOf(connector) === 'Charging' ? power : 0, at);
}

/** The answer to ChangeAvailability, and the change where it can be made at once (1.6 §5.2). */
export function changeAvailability(connector: Connector, operative: boolean): 'Accepted' | 'Scheduled' {
  delete connector.scheduled;
  if (connector.transaction && operative !== connector.operative) {
    connector.scheduled = operative;
    return 'Scheduled';
  }
  connector.operative = operative;
  if (!operative) delete connector.authorization;
  return 'Accepted';
}

export function beginTransaction(connector: Connector, authorization: Authorization, at: Date): Transaction {
  const transaction = {
    ...authorization,
    meterStart: Math.round(readMeter(connector.meter, at)),
    startedAt: at,
    data: [],
    withoutEnergy: false,
  };
  delete connector.authorization;
  connector.transaction = transaction;
  return transaction;
}

export function endTransaction(connector: Connector): void {
  delete connector.transaction;
  connector.finishing = connector.plugged;
  connector.operative = connector.scheduled ?? connector.operative;
  delete connector.scheduled;
}

/** What does not outlive a reboot. */
export function forget(connector: Connector): void {
  delete connector.authorization;
  connector.finishing = false;
}
