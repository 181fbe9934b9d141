import { type Handlers, Refusal } from '../peer.ts';
import type { Evse, Token } from './charger-evse.ts';
import type { VariableItem } from './charger-model.ts';
import type { Station } from './charger-station.ts';

type Payload = Record<string, unknown>;

interface Place {
  id: number;
  connectorId?: number;
}

/** What the handlers need of the connection. */
export interface Registration {
  /** the CSMS has not accepted the station yet */
  readonly pending: boolean;
  call(action: string, payload: Payload): Promise<Payload>;
  tell(action: string, payload: Payload): void;
  bootAgain(reason: string): void;
  restartHeartbeat(): void;
  changePassword(password: string): void;
}

export interface HandlerOptions {
  station: Station;
  link: () => Registration;
  /** does something once the answer is on its way */
  later: (then: () => void) => void;
}

const reportItemsPerMessage = 12;

/** What the station answers. Payloads have been checked against the schema; actions that are not here are not supported. */
export function handlersOf(options: HandlerOptions): Handlers {
  return { ...provisioning(options), ...remoteControl(options), ...availability(options), ...other(options) };
}

function provisioning({ station, link, later }: HandlerOptions): Handlers {
  const { model } = station;
  const atMost = (name: string, items: readonly unknown[]) => {
    const most = model.number(`DeviceDataCtrlr.${name}`);
    if (items.length > most) throw new Refusal('OccurrenceConstraintViolation', `at most ${most} items`);
  };
  return {
    GetVariables: ({ getVariableData }) => {
      const items = getVariableData as VariableItem[];
      atMost('ItemsPerMessage', items);
      return { getVariableResult: items.map((item) => model.get(item)) };
    },
    SetVariables: ({ setVariableData }) => {
      const items = setVariableData as VariableItem[];
      atMost('ItemsPerMessage', items);
      const results = items.map((item) => model.set(item));
      const changed = items.filter((_, index) => results[index]?.attributeStatus === 'Accepted').map(({ variable }) => variable.name);
      later(() => {
        if (changed.includes('HeartbeatInterval')) link().restartHeartbeat();
        if (changed.includes('Interval')) station.alignMeterValues();
        if (changed.includes('BasicAuthPassword')) link().changePassword(model.text('SecurityCtrlr.BasicAuthPassword'));
      });
      return { setVariableResult: results };
    },
    GetBaseReport: ({ requestId, reportBase }) => {
      if (reportBase !== 'FullInventory' && reportBase !== 'ConfigurationInventory') return { status: 'NotSupported' };
      const entries = model.report(reportBase);
      later(() => {
        for (let first = 0, seqNo = 0; first < entries.length; first += reportItemsPerMessage, seqNo += 1) {
          const reportData = entries.slice(first, first + reportItemsPerMessage);
          const tbc = first + reportItemsPerMessage < entries.length;
          link().tell('NotifyReport', { requestId, generatedAt: new Date().toISOString(), tbc, seqNo, reportData });
        }
      });
      return { status: 'Accepted' };
    },
    Reset: ({ type, evseId }) => {
      // EVSE.AllowReset is false: only the whole station can be reset (B11.FR.09).
      if (evseId !== undefined) return { status: 'Rejected', statusInfo: { reasonCode: 'NotSupported' } };
      const immediately = type === 'Immediate';
      const scheduled = !immediately && station.evses.some(({ transaction }) => transaction);
      later(() => void station.reset(immediately));
      return { status: scheduled ? 'Scheduled' : 'Accepted' };
    },
  };
}

function remoteControl({ station, link, later }: HandlerOptions): Handlers {
  return {
    RequestStartTransaction: ({ evseId, idToken, remoteStartId }) => {
      const evse = station.evse(evseId as number | undefined);
      const free = evse && station.operative && evse.operative && evse.connectorOperative && !evse.authorization;
      // Which EVSE is for the CSMS to say (F01.FR.07); none before it has accepted the station (B02.FR.05).
      if (!free || link().pending) return { status: 'Rejected' };
      later(() => void station.startRemotely(evse, idToken as Token, Number(remoteStartId)));
      return { status: 'Accepted', ...(evse.transaction ? { transactionId: evse.transaction.id } : {}) };
    },
    RequestStopTransaction: ({ transactionId }) => {
      const evse = station.transactionOf(transactionId);
      if (!evse || link().pending) return { status: 'Rejected' };
      later(() => station.stopRemotely(evse));
      return { status: 'Accepted' };
    },
    TriggerMessage: ({ requestedMessage, evse }) => {
      const send = messageFor(String(requestedMessage), evse as Place | undefined, station, link);
      if (typeof send === 'string') return { status: send };
      later(send);
      return { status: 'Accepted' };
    },
    UnlockConnector: ({ evseId, connectorId }) => {
      const evse = station.evse(evseId as number);
      if (!evse || connectorId !== 1) return { status: 'UnknownConnector' };
      return { status: evse.transaction && evse.authorization ? 'OngoingAuthorizedTransaction' : 'Unlocked' };
    },
  };
}

/** What to do for a TriggerMessage, or why not (F06). */
function messageFor(
  message: string,
  place: Place | undefined,
  station: Station,
  link: () => Registration,
): (() => void) | 'Rejected' | 'NotImplemented' {
  const evse = station.evse(place?.id);
  const unknown = place !== undefined && (!evse || (place.connectorId ?? 1) !== 1);
  const meant: readonly Evse[] = place === undefined ? station.evses : evse ? [evse] : [];
  switch (message) {
    case 'BootNotification':
      return link().pending ? () => link().bootAgain('Triggered') : 'Rejected';
    case 'Heartbeat':
      return () => link().tell('Heartbeat', {});
    case 'FirmwareStatusNotification':
    case 'LogStatusNotification':
      return () => link().tell(message, { status: 'Idle' });
    case 'StatusNotification':
      // Only a connector has a status (F06.FR.12).
      return evse && place?.connectorId === 1 ? () => station.tellStatus(evse) : 'Rejected';
    case 'MeterValues':
      if (unknown) return 'Rejected';
      return () => {
        for (const each of meant) station.tellMeterValues(each, 'Trigger');
      };
    case 'TransactionEvent': {
      const busy = meant.filter(({ transaction }) => transaction);
      if (unknown || busy.length === 0) return 'Rejected';
      return () => {
        for (const each of busy) station.tellMeter(each, 'Trigger', 'Trigger');
      };
    }
    default:
      return 'NotImplemented';
  }
}

function availability({ station, later }: HandlerOptions): Handlers {
  return {
    ChangeAvailability: ({ operationalStatus, evse: at }) => {
      const place = at as Place | undefined;
      const evse = station.evse(place?.id);
      if (place && (!evse || (place.connectorId ?? 1) !== 1)) return { status: 'Rejected' };
      const operative = operationalStatus === 'Operative';
      const was = !place ? station.operative : place.connectorId === undefined ? evse?.operative : evse?.connectorOperative;
      const inScope = evse ? [evse] : station.evses;
      station.setOperative(place, operative);
      later(() => station.reportStatuses());
      const waits = !operative && was && inScope.some(({ transaction }) => transaction);
      return { status: waits ? 'Scheduled' : 'Accepted' };
    },
  };
}

function other({ station }: HandlerOptions): Handlers {
  return {
    ClearCache: () => {
      if (!station.model.isTrue('AuthCacheCtrlr.Enabled')) return { status: 'Rejected' };
      station.tokens.clear();
      return { status: 'Accepted' };
    },
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    GetLocalListVersion: () => ({ versionNumber: 0 }),
    GetTransactionStatus: ({ transactionId }) => {
      const id = transactionId as string | undefined;
      const messagesInQueue = station.outbox.holds(id);
      return id === undefined ? { messagesInQueue } : { ongoingIndicator: station.transactionOf(id) !== undefined, messagesInQueue };
    },
  };
}
