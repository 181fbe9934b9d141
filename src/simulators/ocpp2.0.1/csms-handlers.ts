import { type Handlers, Refusal } from '../peer.ts';
import type { Office } from './csms-office.ts';

type Call = (action: string, request: Record<string, unknown>) => void;

/** How a faithful CSMS answers one station. Payloads have passed the schema when they come here. `call` calls the station, after the answer. */
export function handlersFor(station: string, office: Office, call: Call): Handlers {
  const now = () => new Date().toISOString();
  const confirm = () => ({});
  const token = (idToken: unknown) => idToken as { idToken: string; type: string };
  const afterAcceptance: Handlers = {
    Authorize: ({ idToken }) => ({ idTokenInfo: office.authorize(token(idToken)) }),
    ClearedChargingLimit: confirm,
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    FirmwareStatusNotification: confirm,
    Heartbeat: () => ({ currentTime: now() }),
    LogStatusNotification: confirm,
    MeterValues: confirm,
    NotifyChargingLimit: confirm,
    NotifyCustomerInformation: confirm,
    NotifyEvent: confirm,
    NotifyMonitoringReport: confirm,
    NotifyReport: confirm,
    ReportChargingProfiles: confirm,
    ReservationStatusUpdate: confirm,
    SecurityEventNotification: confirm,
    SignCertificate: () => ({ status: 'Rejected' }),
    StatusNotification: confirm,
    TransactionEvent: ({ eventType, transactionInfo, idToken }) => {
      const { transactionId } = transactionInfo as { transactionId: string };
      const presented = idToken === undefined ? {} : { token: token(idToken) };
      const idTokenInfo = office.follow(station, { transactionId, eventType: String(eventType), ...presented });
      return idTokenInfo ? { idTokenInfo } : {};
    },
  };
  const handlers: Handlers = {
    BootNotification: () => {
      const registration = office.register(station);
      // B02.FR.01: who is held back is looked at meanwhile.
      if (registration.status === 'Pending') call('GetBaseReport', { requestId: office.nextId(), reportBase: 'FullInventory' });
      return { ...registration, currentTime: now() };
    },
  };
  for (const [action, answer] of Object.entries(afterAcceptance)) {
    handlers[action] = (request) => {
      if (office.mayCall(station, action)) return answer(request);
      throw new Refusal('SecurityError', 'this station is not accepted yet: send a BootNotification');
    };
  }
  return handlers;
}

/** What a station may send before it is accepted, because it was asked for it (B02.FR.09). */
export function promisedBy(action: string, request: Record<string, unknown>): string | undefined {
  if (action === 'GetBaseReport' || action === 'GetReport') return 'NotifyReport';
  return action === 'TriggerMessage' ? String(request.requestedMessage) : undefined;
}
