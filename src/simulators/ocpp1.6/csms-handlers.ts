import { type Handlers, Refusal } from '../peer.ts';
import type { Office } from './csms-office.ts';

/** How a faithful Central System answers one station. Payloads have passed the schema when they come here. */
export function handlersFor(station: string, office: Office, more: Handlers): Handlers {
  const confirm = () => ({});
  const afterAcceptance: Handlers = {
    Authorize: ({ idTag }) => ({ idTagInfo: office.authorize(String(idTag)) }),
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    DiagnosticsStatusNotification: confirm,
    FirmwareStatusNotification: confirm,
    Heartbeat: () => ({ currentTime: new Date().toISOString() }),
    LogStatusNotification: confirm,
    MeterValues: confirm,
    SecurityEventNotification: confirm,
    SignedFirmwareStatusNotification: confirm,
    StartTransaction: ({ connectorId, idTag, meterStart, timestamp }) =>
      office.start(station, {
        connectorId: Number(connectorId),
        idTag: String(idTag),
        meterStart: Number(meterStart),
        timestamp: String(timestamp),
      }),
    StatusNotification: confirm,
    StopTransaction: ({ transactionId, idTag }) =>
      office.stop(station, Number(transactionId), idTag === undefined ? undefined : String(idTag)),
    ...more,
  };
  const handlers: Handlers = {
    BootNotification: () => ({ ...office.register(station), currentTime: new Date().toISOString() }),
  };
  for (const [action, answer] of Object.entries(afterAcceptance)) {
    handlers[action] = (request) => {
      // Recommended by errata 3.10 of 1.6-J for all that comes before acceptance.
      if (!office.isRegistered(station)) throw new Refusal('SecurityError', 'this station is not registered: send a BootNotification');
      return answer(request);
    };
  }
  return handlers;
}
