import type { Tokens } from '../simulator.ts';

/** 1.6's IdTagInfo. */
type IdTagInfo = {
  status: 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' | 'ConcurrentTx';
  expiryDate?: string;
  parentIdTag?: string;
};

/** What a station says when it starts a transaction; the same four again are the same start, sent once more (1.6 §3.7.1). */
export interface Start {
  connectorId: number;
  idTag: string;
  meterStart: number;
  timestamp: string;
}

interface Transaction extends Start {
  id: number;
  station: string;
  idTagInfo: IdTagInfo;
  open: boolean;
}

/** Seconds that a station is asked to let pass: between heartbeats, and before it tries again to be registered. */
const heartbeatInterval = 300;
const retryInterval = 5;
const day = 86_400_000;
/** the oldest transactions are forgotten beyond this many, whatever stations send */
const remembered = 10_000;

/** What the back office knows and decides: stations, tokens, transactions. No messages, no sockets. */
export type Office = ReturnType<typeof createOffice>;

export function createOffice(...tokens: readonly Tokens[]) {
  const registered = new Set<string>();
  const held = new Set<string>();
  const transactions = new Map<number, Transaction>();
  // idTags are CiStrings: their case does not matter (1.6 §7.15).
  const isOneOf = (idTag: string, ...them: { idToken: string }[]) =>
    them.some(({ idToken }) => idToken.toLowerCase() === idTag.toLowerCase());
  let lastId = 0;

  const authorize = (idTag: string): IdTagInfo => {
    if (tokens.some(({ blockedToken }) => isOneOf(idTag, blockedToken))) return { status: 'Blocked' };
    if (tokens.some(({ expiredToken }) => isOneOf(idTag, expiredToken)))
      return { status: 'Expired', expiryDate: new Date(Date.now() - day).toISOString() };
    const group = tokens.find(({ token, groupToken }) => isOneOf(idTag, token, groupToken));
    if (!group) return { status: 'Invalid' };
    return { status: 'Accepted', expiryDate: new Date(Date.now() + day).toISOString(), parentIdTag: group.groupId };
  };

  const isCharging = (idTag: string) => [...transactions.values()].some((one) => one.open && isOneOf(idTag, { idToken: one.idTag }));

  return {
    authorize,
    isRegistered: (station: string) => registered.has(station),
    hold: (station: string, pending: boolean) => void (pending ? held.add(station) : held.delete(station)),
    register: (station: string): { status: 'Accepted' | 'Pending'; interval: number } => {
      registered.delete(station);
      if (held.has(station)) return { status: 'Pending', interval: retryInterval };
      registered.add(station);
      return { status: 'Accepted', interval: heartbeatInterval };
    },
    start: (station: string, start: Start): { transactionId: number; idTagInfo: IdTagInfo } => {
      const all = [...transactions.values()].filter((one) => one.station === station);
      const before = all.find((one) => isSameStart(one, start));
      if (before) return { transactionId: before.id, idTagInfo: before.idTagInfo };
      // Whatever was charging here is over, even if its end got lost.
      for (const one of all) if (one.connectorId === start.connectorId) one.open = false;
      let idTagInfo = authorize(start.idTag);
      if (idTagInfo.status === 'Accepted' && isCharging(start.idTag)) idTagInfo = { ...idTagInfo, status: 'ConcurrentTx' };
      lastId += 1;
      transactions.set(lastId, { ...start, id: lastId, station, idTagInfo, open: idTagInfo.status === 'Accepted' });
      if (transactions.size > remembered) transactions.delete(Math.min(...transactions.keys()));
      return { transactionId: lastId, idTagInfo };
    },
    /** the transaction that runs at a connector, if one does */
    running: (station: string, connectorId: number): number | undefined =>
      [...transactions.values()].find((one) => one.open && one.station === station && one.connectorId === connectorId)?.id,
    /** An unknown transaction ends as quietly as a known one: the station must get rid of its message (1.6 §4.10). */
    stop: (station: string, transactionId: number, idTag: string | undefined): { idTagInfo?: IdTagInfo } => {
      const one = transactions.get(transactionId);
      if (one?.station === station) one.open = false;
      return idTag === undefined ? {} : { idTagInfo: authorize(idTag) };
    },
  };
}

const isSameStart = (one: Start, other: Start): boolean =>
  one.connectorId === other.connectorId &&
  one.idTag === other.idTag &&
  one.meterStart === other.meterStart &&
  one.timestamp === other.timestamp;
