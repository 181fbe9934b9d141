/** What happens at one EVSE with one connector, and what is to be told of it. Free of I/O, time and timers. */

export interface Token {
  idToken: string;
  type: string;
}

export interface Authorization {
  idToken: Token;
  group?: string;
  /** the CSMS asked for it */
  remoteStartId?: number;
  /** an event has told of it */
  told: boolean;
}

export interface Transaction {
  id: string;
  nextSeqNo: number;
  /** why the driver or the CSMS ended it, if the end itself comes later */
  stoppedReason?: string;
  /** how much of the place an event has told */
  told: 'nothing' | 'evse' | 'connector';
  secondsCharged: number;
  /** when it began, and the register then, in Wh */
  begin: { register: number; time: string };
}

/** The points at which transactions may start and stop (E01, E06). True while its condition holds. */
type Points = Record<'EVConnected' | 'Authorized' | 'PowerPathClosed' | 'EnergyTransfer', boolean>;

export interface Evse {
  readonly id: number;
  plugged: boolean;
  authorization?: Authorization | undefined;
  /** the EV wants energy */
  willing: boolean;
  /** energy flows */
  energized: boolean;
  transaction?: Transaction | undefined;
  /** Wh since the meter was made */
  register: number;
  /** milliseconds, when the register was last brought up to date */
  metered: number;
  operative: boolean;
  connectorOperative: boolean;
  points: Points;
}

/** Why something happens, in the words of the TransactionEvent that tells of it. */
export interface Cause {
  trigger: string;
  stoppedReason?: string;
  /** the token that ended the authorization */
  idToken?: Token;
  /** the transaction ends whatever TxStopPoint says */
  ends?: boolean;
}

/** A TransactionEvent, but for its time and its meter values. */
export interface Draft {
  eventType: 'Started' | 'Updated' | 'Ended';
  triggerReason: string;
  seqNo: number;
  transactionInfo: Record<string, unknown>;
  evse?: { id: number; connectorId?: number };
  idToken?: Token;
}

/** Where transactions start and stop: TxStartPoint, TxStopPoint. */
export interface TxPoints {
  start: readonly string[];
  stop: readonly string[];
}

/** watts while energy flows: 16 A on three phases */
export const chargingPower = 11_040;

export const createEvse = (id: number, now: number): Evse => ({
  id,
  plugged: false,
  willing: true,
  energized: false,
  register: 1000 * id,
  metered: now,
  operative: true,
  connectorOperative: true,
  points: { EVConnected: false, Authorized: false, PowerPathClosed: false, EnergyTransfer: false },
});

/** Tells what follows from a change that the caller has just made to the EVSE. */
export function happens(evse: Evse, cause: Cause, points: TxPoints, newId: () => string): Draft[] {
  if (evse.energized && !canCharge(evse)) evse.energized = false;
  const drafts = step(evse, cause, points, newId);
  if (!evse.energized && canCharge(evse)) {
    evse.energized = true;
    drafts.push(...step(evse, { trigger: 'ChargingStateChanged' }, points, newId));
  }
  return drafts;
}

/** An event of the running transaction that changes nothing, such as a meter value. */
export function mention(evse: Evse, trigger: string): Draft | undefined {
  return evse.transaction && draft(evse, evse.transaction, 'Updated', { trigger });
}

export function chargingState({ plugged, energized, authorization, willing }: Evse): string {
  if (!plugged) return 'Idle';
  if (energized) return 'Charging';
  return authorization && !willing ? 'SuspendedEV' : 'EVConnected';
}

/** Inoperative takes effect when the transaction is over (G03.FR.05). */
export function statusOf(evse: Evse, stationOperative: boolean): 'Unavailable' | 'Occupied' | 'Available' {
  const operative = stationOperative && evse.operative && evse.connectorOperative;
  if (!operative && !evse.transaction) return 'Unavailable';
  return evse.plugged ? 'Occupied' : 'Available';
}

/** Lets the meter count up to now. `pace`: how much faster than the clock the simulated time runs. */
export function meter(evse: Evse, now: number, pace: number): void {
  const seconds = ((now - evse.metered) / 1000) * pace;
  evse.metered = now;
  if (!evse.energized) return;
  evse.register += (chargingPower * seconds) / 3600;
  if (evse.transaction) evse.transaction.secondsCharged += seconds;
}

const canCharge = ({ plugged, authorization, willing }: Evse): boolean => plugged && authorization !== undefined && willing;

function step(evse: Evse, cause: Cause, { start, stop }: TxPoints, newId: () => string): Draft[] {
  const before = evse.points;
  const now = pointsOf(evse);
  evse.points = now;
  const isPoint = (name: string): name is keyof Points => name in now;
  if (!evse.transaction) {
    const starts = start.some((name) => isPoint(name) && now[name] && !before[name]);
    // No energy without a transaction, however late its start point.
    if (!starts && !evse.energized) return [];
    evse.transaction = {
      id: newId(),
      nextSeqNo: 0,
      told: 'nothing',
      secondsCharged: 0,
      begin: { register: evse.register, time: new Date().toISOString() },
    };
    return [draft(evse, evse.transaction, 'Started', cause)];
  }
  const { transaction } = evse;
  const stops = stop.some((name) => isPoint(name) && before[name] && !now[name]);
  const nothingLeft = !evse.plugged && !evse.authorization;
  if (!stops && !nothingLeft && !cause.ends) {
    if (cause.stoppedReason !== undefined) transaction.stoppedReason = cause.stoppedReason;
    return [draft(evse, transaction, 'Updated', cause)];
  }
  evse.authorization = undefined;
  evse.energized = false;
  evse.points = pointsOf(evse);
  const last = draft(evse, transaction, 'Ended', cause);
  evse.transaction = undefined;
  return [last];
}

const pointsOf = ({ plugged, authorization, energized }: Evse): Points => ({
  EVConnected: plugged,
  Authorized: authorization !== undefined,
  PowerPathClosed: plugged && authorization !== undefined,
  EnergyTransfer: energized,
});

function draft(evse: Evse, transaction: Transaction, eventType: Draft['eventType'], cause: Cause): Draft {
  const { authorization } = evse;
  // The first event after an authorization tells of it, whatever else it tells (E02.FR.20, F02.FR.21).
  const news = authorization && !authorization.told ? authorization : undefined;
  if (news) news.told = true;
  const idToken = news?.idToken ?? cause.idToken;
  const place = placeToTell(evse, transaction);
  const seqNo = transaction.nextSeqNo;
  transaction.nextSeqNo += 1;
  const stoppedReason = transaction.stoppedReason ?? cause.stoppedReason;
  return {
    eventType,
    triggerReason: news ? (news.remoteStartId === undefined ? 'Authorized' : 'RemoteStart') : cause.trigger,
    seqNo,
    transactionInfo: {
      transactionId: transaction.id,
      chargingState: chargingState(evse),
      ...(news?.remoteStartId === undefined ? {} : { remoteStartId: news.remoteStartId }),
      ...(eventType === 'Ended' ? { timeSpentCharging: Math.round(transaction.secondsCharged) } : {}),
      ...(eventType === 'Ended' && stoppedReason !== undefined ? { stoppedReason } : {}),
    },
    ...(place ? { evse: place } : {}),
    ...(idToken ? { idToken } : {}),
  };
}

/** EVSE and connector are told once, when they are known (E01.FR.16). */
function placeToTell({ id, plugged }: Evse, transaction: Transaction): Draft['evse'] {
  if (plugged && transaction.told !== 'connector') {
    transaction.told = 'connector';
    return { id, connectorId: 1 };
  }
  if (transaction.told !== 'nothing') return undefined;
  transaction.told = 'evse';
  return { id };
}
