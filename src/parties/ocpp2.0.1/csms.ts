import type { IdToken, SutConfig } from '../../engine/config.ts';
import type { Exchange, Knowledge, Party, Payload } from '../../engine/party.ts';
import { type Answers, createParty, type RequestDefaults } from '../party.ts';

/** seconds between heartbeats, unless a case says otherwise: rare enough to stay out of the way */
const heartbeatInterval = 300;

/** The CSMS that we play in OCPP 2.0.1: registers the station and knows the configured tokens. */
export function createCsms(config: SutConfig): Party {
  return createParty({
    protocol: 'ocpp2.0.1',
    role: 'csms',
    requests: requestsFor(config),
    answers: answersOf(config),
    observe: observer(),
  });
}

function requestsFor({ evseId, connectorId, token, vendorId = 'org.example.unknown' }: SutConfig): RequestDefaults {
  const nextId = idsOfRequests();
  const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString();
  return {
    ChangeAvailability: () => ({ operationalStatus: 'Operative' }),
    CustomerInformation: () => ({ requestId: nextId() }),
    DataTransfer: () => ({ vendorId }),
    GetBaseReport: () => ({ requestId: nextId(), reportBase: 'FullInventory' }),
    GetReport: () => ({ requestId: nextId() }),
    RequestStartTransaction: () => ({ remoteStartId: nextId(), idToken: token, evseId }),
    ReserveNow: () => ({ id: nextId(), idToken: token, evseId, expiryDateTime: inOneHour() }),
    Reset: () => ({ type: 'OnIdle' }),
    UnlockConnector: () => ({ evseId, connectorId }),
  };
}

/** Ids that a station does not remember from an earlier run. */
function idsOfRequests(): () => number {
  let last = Math.floor(Date.now() / 1000) % 1_000_000_000;
  return () => {
    last += 1;
    return last;
  };
}

function answersOf(config: SutConfig): Answers {
  const idTokenInfo = tokenBook(config);
  const currentTime = () => new Date().toISOString();
  return {
    Authorize: ({ idToken }) => ({ idTokenInfo: idTokenInfo(idToken) }),
    BootNotification: () => ({ status: 'Accepted', currentTime: currentTime(), interval: heartbeatInterval }),
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    Heartbeat: () => ({ currentTime: currentTime() }),
    // We have no certificate authority behind us.
    SignCertificate: () => ({ status: 'Rejected' }),
    // A token is judged whenever it is sent, in an event as well (C10.FR.06, E05).
    TransactionEvent: ({ idToken }) => (idToken === undefined ? {} : { idTokenInfo: idTokenInfo(idToken) }),
  };
}

/** What the configured tokens are worth. Their values are case-insensitive, and the type is part of the identity. */
function tokenBook({ token, groupToken, groupId, blockedToken, expiredToken }: SutConfig): (idToken: unknown) => Payload {
  const groupIdToken = { idToken: groupId, type: 'Central' };
  const book = new Map<string, Payload>([
    [keyOf(token), { status: 'Accepted', groupIdToken }],
    [keyOf(groupToken), { status: 'Accepted', groupIdToken }],
    [keyOf(blockedToken), { status: 'Blocked' }],
    [keyOf(expiredToken), { status: 'Expired' }],
  ]);
  return (idToken) => {
    const { idToken: value, type } = idToken as IdToken;
    // C02: no token at all, a start button was pressed.
    if (type === 'NoAuthorization') return { status: 'Accepted' };
    return { ...(book.get(keyOf({ idToken: String(value), type })) ?? { status: 'Unknown' }) };
  };
}

const keyOf = ({ idToken, type }: IdToken): string => `${type} ${idToken.toLowerCase()}`;

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
      if (!refused) knows.connectors.clear();
    } else if (from === 'charger') {
      learnFrom(action, request, knows);
      // It talks like a station that was registered before it came to us.
      if (!refused && action === 'Heartbeat') knows.registered = true;
    } else if (action === 'Reset' && response.status === 'Accepted' && request.evseId === undefined) {
      knows.registered = false;
    } else if (action === 'RequestStopTransaction' && response.status === 'Rejected') {
      // The station has no such transaction (any more).
      knows.transactions.delete(String(request.transactionId));
    } else if (action === 'TriggerMessage' && request.requestedMessage === 'BootNotification' && response.status === 'Rejected') {
      // Only a station that was accepted refuses to boot again (F06.FR.17).
      knows.registered = true;
    }
  };
}

function learnFrom(action: string, request: Payload, knows: Knowledge): void {
  switch (action) {
    case 'StatusNotification':
      knows.connectors.set(`${request.evseId}.${request.connectorId}`, String(request.connectorStatus));
      break;
    case 'NotifyEvent':
      for (const event of request.eventData as StatusEvent[]) {
        const { component, variable, actualValue } = event;
        if (component.name !== 'Connector' || variable.name !== 'AvailabilityState') continue;
        knows.connectors.set(`${component.evse?.id}.${component.evse?.connectorId}`, actualValue);
      }
      break;
    case 'TransactionEvent':
      follow(request as unknown as TransactionEvent, knows);
  }
}

interface StatusEvent {
  component: { name: string; evse?: { id: number; connectorId?: number } };
  variable: { name: string };
  actualValue: string;
}

interface TransactionEvent {
  eventType: string;
  transactionInfo: { transactionId: string };
  evse?: { id: number; connectorId?: number };
  idToken?: IdToken;
}

/** EVSE and token are told once, in whichever event comes when they are known. */
function follow({ eventType, transactionInfo, evse, idToken }: TransactionEvent, { transactions }: Knowledge): void {
  const id = transactionInfo.transactionId;
  if (eventType === 'Ended') {
    transactions.delete(id);
    return;
  }
  transactions.set(id, {
    ...transactions.get(id),
    id,
    ...(evse ? { evseId: evse.id } : {}),
    ...(evse?.connectorId === undefined ? {} : { connectorId: evse.connectorId }),
    ...(idToken ? { idToken: idToken.idToken } : {}),
  });
}

function identityIn({ chargingStation, reason }: Payload): Record<string, string> {
  const strings = Object.entries({ ...(chargingStation as Payload), reason });
  return Object.fromEntries(strings.filter((field): field is [string, string] => typeof field[1] === 'string'));
}
