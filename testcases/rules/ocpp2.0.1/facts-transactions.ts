import { defineFacts, type RequestOf } from 'ocppliance';
import { type Both, both, keepNewest } from './facts.ts';

export type TransactionEvent = RequestOf<Both, 'TransactionEvent'>;

interface Told {
  signature: string;
  index: number;
  answered: boolean;
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
  /** the newest events by seqNo */
  recent: Map<number, Told>;
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
  /** the newest thousand that ended */
  ended: Map<string, Transaction>;
  /** the newest of those, of which the events are still known */
  fresh: Transaction[];
}

const mostOpen = 1000;
const mostEnded = 1000;
const mostFresh = 50;
const mostRecent = 32;
const mostMissing = 100;
const mostTokens = 10;

/** Running and ended transactions. */
export const transactions = defineFacts({
  versions: both,
  create: (): Transactions => ({ open: new Map(), ended: new Map(), fresh: [] }),
  learn: (facts) => ({
    calls: {
      TransactionEvent({ request, index, at }) {
        if (isRepeated(facts, request)) return;
        const { transactionId } = request.transactionInfo;
        const transaction = find(facts, transactionId) ?? begin(request, index, at);
        note(transaction, request, index);
        const isNews = transaction.index === index || request.seqNo >= transaction.seqNo;
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
        } else if (!facts.open.has(transactionId)) {
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

/** The event was sent before: what it says has been looked at already. */
export function isRepeated(facts: Transactions, { transactionInfo, seqNo }: TransactionEvent): boolean {
  const transaction = find(facts, transactionInfo.transactionId);
  return transaction !== undefined && (transaction.archived || transaction.recent.has(seqNo));
}

function archive(transaction: Transaction | undefined): void {
  if (!transaction) return;
  transaction.archived = true;
  transaction.recent = new Map();
  transaction.missing = new Set();
}

/** The transaction of an event that says something new of one that is not over. */
export function newsOf(facts: Transactions, event: TransactionEvent): Transaction | undefined {
  const transaction = facts.open.get(event.transactionInfo.transactionId);
  return transaction && event.seqNo > transaction.seqNo ? transaction : undefined;
}

/** Nothing was said of this transaction before. */
export const isFirst = (facts: Transactions, { transactionInfo }: TransactionEvent): boolean =>
  find(facts, transactionInfo.transactionId) === undefined;

/** Tokens are the same if their types are, and their texts but for upper and lower case. */
export const keyOf = ({ idToken, type }: { idToken: string; type: string }): string => `${type} ${idToken.toLowerCase()}`;

/** What must not differ between two of the same seqNo. */
export const signatureOf = ({ eventType, triggerReason, timestamp }: TransactionEvent): string =>
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
    recent: new Map(),
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
  missing.delete(seqNo);
  recent.set(seqNo, { signature: signatureOf(event), index, answered: false });
  keepNewest(recent, mostRecent);
}

/** The stoppedReason of what ends the authorization, whenever the transaction itself ends. */
const reasons: Partial<Record<string, string>> = {
  StopAuthorized: 'Local',
  RemoteStop: 'Remote',
  Deauthorized: 'DeAuthorized',
  EVConnectTimeout: 'Timeout',
};

function learn(transaction: Transaction, event: TransactionEvent): void {
  const { evse, idToken, triggerReason, transactionInfo } = event;
  if (evse) {
    transaction.evseId = evse.id;
    transaction.connectorId = evse.connectorId ?? transaction.connectorId;
  }
  transaction.chargingState = transactionInfo.chargingState ?? transaction.chargingState;
  transaction.connected = tellsOfEv(event) ?? transaction.connected;
  transaction.remoteStartId = transactionInfo.remoteStartId ?? transaction.remoteStartId;
  const stopping = reasons[triggerReason];
  if (stopping) {
    transaction.stopping = stopping;
    transaction.token = undefined;
  } else if (triggerReason === 'Authorized' || triggerReason === 'RemoteStart') {
    transaction.stopping = undefined;
  }
  if (!idToken) return;
  if (!stopping) transaction.token = keyOf(idToken);
  transaction.tokens.add(keyOf(idToken));
  keepNewest(transaction.tokens, mostTokens);
}
