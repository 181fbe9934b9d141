import type { Tokens } from '../simulator.ts';

/** 2.0.1's IdTokenInfoType, as far as it is used here. */
type IdTokenInfo = {
  status: 'Accepted' | 'Blocked' | 'ConcurrentTx' | 'Expired' | 'Unknown';
  cacheExpiryDateTime?: string;
  groupIdToken?: { idToken: string; type: 'Central' };
};

interface Token {
  idToken: string;
  type: string;
}

interface Transaction {
  station: string;
  token?: Token;
}

/** Seconds that a station is asked to let pass: between heartbeats, and before it tries again to be registered. */
const heartbeatInterval = 300;
const retryInterval = 10;
const day = 86_400_000;
/** the oldest transactions are forgotten beyond this many, whatever stations send */
const remembered = 10_000;

/** What the back office knows and decides: stations, tokens, transactions. No messages, no sockets. */
export type Office = ReturnType<typeof createOffice>;

export function createOffice(...tokens: readonly Tokens[]) {
  const registered = new Set<string>();
  const held = new Set<string>();
  /** what a station was asked for before it was accepted, and may therefore send (B02.FR.09) */
  const asked = new Map<string, Set<string>>();
  const transactions = new Map<string, Transaction>();
  let lastId = 0;

  // An idToken is an identifierString: its case does not matter (2.0.1 part 2 §3.42).
  const same = (a: Token, b: Token | undefined) => a.type === b?.type && a.idToken.toLowerCase() === b.idToken.toLowerCase();

  const authorize = (token: Token): IdTokenInfo => {
    if (token.type === 'NoAuthorization') return { status: 'Accepted' };
    if (tokens.some(({ blockedToken }) => same(token, blockedToken))) return { status: 'Blocked' };
    if (tokens.some(({ expiredToken }) => same(token, expiredToken))) return { status: 'Expired' };
    const group = tokens.find((each) => same(token, each.token) || same(token, each.groupToken));
    if (!group) return { status: 'Unknown' };
    const cacheExpiryDateTime = new Date(Date.now() + day).toISOString();
    return { status: 'Accepted', cacheExpiryDateTime, groupIdToken: { idToken: group.groupId, type: 'Central' } };
  };

  return {
    authorize,
    /** for remoteStartId and requestId, which tell requests apart */
    nextId: () => {
      lastId += 1;
      return lastId;
    },
    hold: (station: string, pending: boolean) => void (pending ? held.add(station) : held.delete(station)),
    register: (station: string): { status: 'Accepted' | 'Pending'; interval: number } => {
      asked.delete(station);
      if (held.has(station)) {
        registered.delete(station);
        return { status: 'Pending', interval: retryInterval };
      }
      registered.add(station);
      return { status: 'Accepted', interval: heartbeatInterval };
    },
    ask: (station: string, action: string) => void asked.set(station, (asked.get(station) ?? new Set()).add(action)),
    mayCall: (station: string, action: string) => registered.has(station) || (asked.get(station)?.has(action) ?? false),
    /** Follows a transaction; judges the token, if one is presented. Events in any order and of unknown transactions are fine (E04, FR.02). */
    follow: (station: string, event: { transactionId: string; eventType: string; token?: Token }): IdTokenInfo | undefined => {
      const { transactionId, eventType, token } = event;
      const before = transactions.get(transactionId);
      const info = token && authorize(token);
      const isElsewhere = [...transactions].some(([id, one]) => id !== transactionId && token && same(token, one.token));
      transactions.delete(transactionId);
      if (eventType === 'Ended') return info;
      const concurrent = info?.status === 'Accepted' && isElsewhere;
      const holder = info?.status === 'Accepted' && !concurrent ? (before?.token ?? token) : before?.token;
      transactions.set(transactionId, { station, ...(holder ? { token: holder } : {}) });
      if (transactions.size > remembered) transactions.delete(transactions.keys().next().value ?? '');
      return concurrent ? { ...info, status: 'ConcurrentTx' } : info;
    },
  };
}
