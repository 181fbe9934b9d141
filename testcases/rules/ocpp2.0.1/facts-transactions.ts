import { defineFacts, type RequestOf } from 'ocppliance';
import { type Both, both, keepNewest } from './facts.ts';

export type TransactionEvent = RequestOf<Both, 'TransactionEvent'>;

/** An event, as far as it is remembered. */
interface Told extends Pick<TransactionEvent, 'seqNo' | 'eventType' | 'triggerReason' | 'timestamp'> {
  index: number;
  answered: boolean;
}

/** The newest events of a transaction. Once there are many, the newest takes the place of the oldest. */
class RecentEvents {
  readonly #told: Told[] = [];
  #newest = -1;

  get(seqNo: number): Told | undefined {
    const newest = this.#told[this.#newest];
    return newest?.seqNo === seqNo ? newest : this.#told.find((told) => told.seqNo === seqNo);
  }

  add({ seqNo, eventType, triggerReason, timestamp }: TransactionEvent, index: number): void {
    this.#newest = (this.#newest + 1) % mostRecent;
    const old = this.#told[this.#newest];
    if (!old) {
      this.#told.push({ seqNo, eventType, triggerReason, timestamp, index, answered: false });
      return;
    }
    old.seqNo = seqNo;
    old.eventType = eventType;
    old.triggerReason = triggerReason;
    old.timestamp = timestamp;
    old.index = index;
    old.answered = false;
  }
}

/** A transaction as its events tell of it. Events that were sent again teach nothing. */
export interface Transaction {
  readonly id: string;
  /** its Started was seen */
  readonly whole: boolean;
  /** of its first event: trace index, observed time, what the station says the time was */
  readonly index: number;
  readonly at: number;
  readonly firstSeqNo: number;
  /** the greatest so far */
  seqNo: number;
  /** passed over, and not seen since: the newest hundred */
  missing: Set<number>;
  recent: RecentEvents;
  evseId?: number | undefined;
  connectorId?: number | undefined;
  /** place and time of the last event that brought news */
  lastIndex: number;
  lastAt: number;
  chargingState?: string | undefined;
  /** the EV is connected, as far as was told */
  connected: boolean;
  /** the token by which it is authorized now, as `keyOf` writes it */
  token?: string | undefined;
  /** all that was told of tokens: the newest ten */
  tokens: Set<string>;
  remoteStartId?: number | undefined;
  /** the stoppedReason that its end will have, if it comes later than its cause (F04.FR.03) */
  stopping?: string | undefined;
  /** its end was seen */
  ended: boolean;
  /** it ended so long ago that its events are forgotten: whatever else comes of it counts as repeated */
  archived: boolean;
}

export interface Transactions {
  open: Map<string, Transaction>;
  /** the newest five hundred that ended */
  ended: Map<string, Transaction>;
  /** the newest of those, of which the events are still known */
  fresh: Transaction[];
  /** what was known of the newest event before it came: found out once for all who ask */
  before: Before;
}

interface Before {
  event: TransactionEvent | undefined;
  transaction: Transaction | undefined;
  isRepeated: boolean;
}

const mostOpen = 1000;
const mostEnded = 500;
const mostFresh = 20;
const mostRecent = 32;
const mostMissing = 100;
const mostTokens = 10;

/** Running and ended transactions. */
export const transactions = defineFacts({
  versions: both,
  create: (): Transactions => ({
    open: new Map(),
    ended: new Map(),
    fresh: [],
    before: { event: undefined, transaction: undefined, isRepeated: false },
  }),
  learn: (facts) => ({
    calls: {
      TransactionEvent({ request, index, at }) {
        const { transaction: known, isRepeated } = beforeOf(facts, request);
        facts.before.event = undefined;
        if (isRepeated) return;
        const { transactionId } = request.transactionInfo;
        const transaction = known ?? begin(request, index, at);
        note(transaction, request, index);
        const isNews = !known || request.seqNo >= transaction.seqNo;
        if (!isNews || transaction.ended) return;
        transaction.seqNo = request.seqNo;
        transaction.lastIndex = index;
        transaction.lastAt = at;
        learn(transaction, request);
        if (request.eventType === 'Ended') {
          transaction.ended = true;
          facts.open.delete(transactionId);
          facts.ended.set(transactionId, transaction);
          keepNewest(facts.ended, mostEnded);
          if (facts.fresh.push(transaction) > mostFresh) archive(facts.fresh.shift());
        } else if (!known) {
          facts.open.set(transactionId, transaction);
          keepNewest(facts.open, mostOpen);
        }
      },
    },
    answers: {
      TransactionEvent({ call: { request }, response }) {
        const transaction = find(facts, request.transactionInfo.transactionId);
        if (!transaction) return;
        const told = transaction.recent.get(request.seqNo);
        if (told) told.answered = true;
        if (request.idToken && response.idTokenInfo && response.idTokenInfo.status !== 'Accepted') transaction.token = undefined;
      },
    },
  }),
});

export const find = ({ open, ended }: Transactions, id: string): Transaction | undefined => open.get(id) ?? ended.get(id);

/** The running transaction of an EVSE. */
export function runningOn({ open }: Transactions, evseId: number): Transaction | undefined {
  for (const transaction of open.values()) if (transaction.evseId === evseId) return transaction;
  return undefined;
}

function beforeOf(facts: Transactions, event: TransactionEvent): Before {
  const { before } = facts;
  if (before.event === event) return before;
  before.event = event;
  before.transaction = find(facts, event.transactionInfo.transactionId);
  before.isRepeated = before.transaction !== undefined && isKnown(before.transaction, event.seqNo);
  return before;
}

function isKnown({ ended, archived, recent, seqNo: greatest }: Transaction, seqNo: number): boolean {
  if (!ended && seqNo > greatest) return false;
  return archived || recent.get(seqNo) !== undefined;
}

/** The transaction of an event, as it was before. */
export const transactionOf = (facts: Transactions, event: TransactionEvent): Transaction | undefined => beforeOf(facts, event).transaction;

/** The event was sent before: what it says has been looked at already. */
export const isRepeated = (facts: Transactions, event: TransactionEvent): boolean => beforeOf(facts, event).isRepeated;

/** Shared, and never added to: whatever comes of an archived transaction counts as repeated. */
const noEvents = new RecentEvents();
const noNumbers: Transaction['missing'] = new Set();
const noTokens: Transaction['tokens'] = new Set();

function archive(transaction: Transaction | undefined): void {
  if (!transaction) return;
  transaction.archived = true;
  transaction.recent = noEvents;
  transaction.missing = noNumbers;
  transaction.tokens = noTokens;
}

/** The transaction of an event that says something new of one that is not over. */
export function newsOf(facts: Transactions, event: TransactionEvent): Transaction | undefined {
  const transaction = transactionOf(facts, event);
  return transaction && !transaction.ended && event.seqNo > transaction.seqNo ? transaction : undefined;
}

/** Nothing was said of this transaction before. */
export const isFirst = (facts: Transactions, event: TransactionEvent): boolean => transactionOf(facts, event) === undefined;

/** Tokens are the same if their types are, and their texts but for upper and lower case. */
export const keyOf = ({ idToken, type }: { idToken: string; type: string }): string => `${type} ${idToken.toLowerCase()}`;

/** What must not differ between two of the same seqNo. */
export const signatureOf = ({ eventType, triggerReason, timestamp }: TransactionEvent | Told): string =>
  `${eventType} ${triggerReason} at ${timestamp}`;

const withEv = new Set(['EVConnected', 'Charging', 'SuspendedEV', 'SuspendedEVSE']);

/** Whether the EV is connected, as far as an event tells. */
export function tellsOfEv({ triggerReason, transactionInfo: { chargingState } }: TransactionEvent): boolean | undefined {
  if (chargingState !== undefined) return withEv.has(chargingState);
  if (triggerReason === 'CablePluggedIn') return true;
  return triggerReason === 'EVCommunicationLost' || triggerReason === 'EVDeparted' ? false : undefined;
}

function begin({ eventType, transactionInfo, seqNo }: TransactionEvent, index: number, at: number): Transaction {
  return {
    id: transactionInfo.transactionId,
    whole: eventType === 'Started',
    index,
    at,
    firstSeqNo: seqNo,
    seqNo,
    missing: new Set(),
    recent: new RecentEvents(),
    lastIndex: index,
    lastAt: at,
    connected: false,
    tokens: new Set(),
    ended: false,
    archived: false,
  };
}

function note(transaction: Transaction, event: TransactionEvent, index: number): void {
  const { missing, recent } = transaction;
  const { seqNo } = event;
  for (let number = transaction.seqNo + 1; number < seqNo && missing.size < mostMissing; number += 1) missing.add(number);
  if (missing.size > 0) missing.delete(seqNo);
  recent.add(event, index);
}

/** The stoppedReason of what ends the authorization, whenever the transaction itself ends. */
const reasons = new Map<string, string>([
  ['StopAuthorized', 'Local'],
  ['RemoteStop', 'Remote'],
  ['Deauthorized', 'DeAuthorized'],
  ['EVConnectTimeout', 'Timeout'],
]);

function learn(transaction: Transaction, event: TransactionEvent): void {
  const { evse, idToken, triggerReason, transactionInfo } = event;
  if (evse) {
    transaction.evseId = evse.id;
    transaction.connectorId = evse.connectorId ?? transaction.connectorId;
  }
  transaction.chargingState = transactionInfo.chargingState ?? transaction.chargingState;
  transaction.connected = tellsOfEv(event) ?? transaction.connected;
  transaction.remoteStartId = transactionInfo.remoteStartId ?? transaction.remoteStartId;
  const stopping = reasons.get(triggerReason);
  if (stopping) {
    transaction.stopping = stopping;
    transaction.token = undefined;
  } else if (triggerReason === 'Authorized' || triggerReason === 'RemoteStart') {
    transaction.stopping = undefined;
  }
  if (!idToken) return;
  const token = keyOf(idToken);
  if (!stopping) transaction.token = token;
  transaction.tokens.add(token);
  keepNewest(transaction.tokens, mostTokens);
}
