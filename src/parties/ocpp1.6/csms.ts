import type { SutConfig } from '../../engine/config.ts';
import type { Exchange, Knowledge, Party, Payload } from '../../engine/party.ts';
import { type Answers, createParty, type RequestDefaults } from '../party.ts';

/** seconds between heartbeats, unless a case says otherwise: rare enough to stay out of the way */
const heartbeatInterval = 300;

/** A charger may make us remember so many things of a kind, and no more. */
const limit = 1_000;

/** The CSMS that we play in OCPP 1.6: registers the charger, knows the configured tokens, hands out transaction ids. */
export function createCsms(config: SutConfig): Party {
  return createParty({
    protocol: 'ocpp1.6',
    role: 'csms',
    requests: requestsFor(config),
    answers: answersOf(config),
    observe: observer(),
  });
}

function requestsFor({ connectorId, token, vendorId = 'org.example.unknown' }: SutConfig): RequestDefaults {
  const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString();
  return {
    ChangeAvailability: () => ({ connectorId, type: 'Operative' }),
    DataTransfer: () => ({ vendorId }),
    RemoteStartTransaction: () => ({ idTag: token.idToken }),
    ReserveNow: () => ({ connectorId, idTag: token.idToken, expiryDate: inOneHour(), reservationId: 1 }),
    SendLocalList: () => ({ listVersion: 1, updateType: 'Full' }),
    UnlockConnector: () => ({ connectorId }),
  };
}

function answersOf(config: SutConfig): Answers {
  const idTagInfo = tokenBook(config);
  const transactionIdFor = transactionIds();
  const currentTime = () => new Date().toISOString();
  return {
    Authorize: ({ idTag }) => ({ idTagInfo: idTagInfo(idTag) }),
    BootNotification: () => ({ status: 'Accepted', currentTime: currentTime(), interval: heartbeatInterval }),
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    Heartbeat: () => ({ currentTime: currentTime() }),
    // We have no certificate authority behind us.
    SignCertificate: () => ({ status: 'Rejected' }),
    StartTransaction: (request) => ({ transactionId: transactionIdFor(request), idTagInfo: idTagInfo(request.idTag) }),
    StopTransaction: ({ idTag }) => (idTag === undefined ? {} : { idTagInfo: idTagInfo(idTag) }),
  };
}

/** What the configured tokens are worth. idTags are case-insensitive (1.6 §7.28). */
function tokenBook({ token, groupToken, groupId, blockedToken, expiredToken }: SutConfig): (idTag: unknown) => Payload {
  const book = new Map<string, Payload>([
    [token.idToken.toLowerCase(), { status: 'Accepted', parentIdTag: groupId }],
    [groupToken.idToken.toLowerCase(), { status: 'Accepted', parentIdTag: groupId }],
    [blockedToken.idToken.toLowerCase(), { status: 'Blocked' }],
    [expiredToken.idToken.toLowerCase(), { status: 'Expired' }],
  ]);
  return (idTag) => ({ ...(book.get(String(idTag).toLowerCase()) ?? { status: 'Invalid' }) });
}

/**
 * Ids that no earlier run has given to a charger that may still remember them, and none that it could have made up. A StartTransaction that
 * is sent again gets the id of the first (1.6 §3.7.1).
 */
function transactionIds(): (start: Payload) => number {
  let last = Math.floor(Date.now() / 1000) % 1_000_000_000;
  const given = new Map<string, number>();
  return ({ connectorId, idTag, meterStart, timestamp }) => {
    const key = JSON.stringify([connectorId, idTag, meterStart, timestamp]);
    const known = given.get(key);
    if (known !== undefined) return known;
    last += 1;
    given.set(key, last);
    const [oldest] = given.size > limit ? given.keys() : [];
    if (oldest !== undefined) given.delete(oldest);
    return last;
  };
}

function observer(): (exchange: Exchange, knows: Knowledge) => void {
  /** our last word was Pending or Rejected */
  let refused = false;
  return ({ from, action, request, response }, knows) => {
    if (!response) return;
    if (from === 'charger' && action === 'BootNotification') {
      refused = response.status !== 'Accepted';
      knows.registered = !refused;
      knows.identity = identityIn(request);
      // The statuses of before the boot say nothing about now.
      knows.connectors.clear();
    } else if (from === 'charger') {
      learnFrom(action, request, response, knows);
    } else if (action === 'Reset' && response.status === 'Accepted') {
      knows.registered = false;
    } else if (action === 'RemoteStopTransaction' && response.status === 'Rejected') {
      // The charger has no such transaction (any more).
      knows.transactions.delete(String(request.transactionId));
    } else if (action === 'GetConfiguration' && !refused) {
      // It answers like a charger that was registered before it came to us.
      knows.registered = true;
    }
  };
}

function learnFrom(action: string, request: Payload, response: Payload, { connectors, transactions }: Knowledge): void {
  const { connectorId } = request;
  switch (action) {
    case 'StatusNotification':
      if (connectors.size < limit || connectors.has(String(connectorId))) connectors.set(String(connectorId), String(request.status));
      break;
    case 'StartTransaction':
      open(response.transactionId, request);
      break;
    case 'MeterValues':
      // Also of a transaction that began before we were there.
      open(request.transactionId, request);
      break;
    case 'StopTransaction':
      transactions.delete(String(request.transactionId));
  }

  function open(id: unknown, { idTag }: Payload): void {
    if (typeof id !== 'number' || typeof connectorId !== 'number') return;
    if (transactions.size >= limit || transactions.has(String(id))) return;
    transactions.set(String(id), { id, connectorId, ...(typeof idTag === 'string' ? { idToken: idTag } : {}) });
  }
}

const identityIn = (boot: Payload): Record<string, string> =>
  Object.fromEntries(Object.entries(boot).filter((field): field is [string, string] => typeof field[1] === 'string'));
