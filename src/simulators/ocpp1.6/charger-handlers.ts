import type { Features } from '../../engine/conditions.ts';
import type { ActionFrom, RequestOf } from '../../ocpp/index.ts';
import { type Handlers, Refusal } from '../peer.ts';
import type { ChargingProfile } from './charger-composite.ts';
import { type Configuration, changeKey, count, readKeys } from './charger-configuration.ts';
import { profilesOf } from './charger-keys.ts';
import type { Station } from './charger-station.ts';

export interface HandlersOptions {
  station: Station;
  configuration: Configuration;
  features: Features;
  /** registered since the last boot */
  registered: () => boolean;
  call: (action: string, payload: Record<string, unknown>) => Promise<unknown>;
  soon: (then: () => void) => void;
  boot: () => void;
  reset: (type: 'Hard' | 'Soft') => void;
  /** a key has a new value */
  changed: (key: string) => void;
}

const checked = <A extends ActionFrom<'ocpp1.6', 'csms'>>(request: Record<string, unknown>) => request as RequestOf<'ocpp1.6', A>;

/** How the simulated charger answers the CSMS. Requests have passed the schema. What is not here, it does not support. */
export function createHandlers({
  station,
  configuration,
  features,
  registered,
  call,
  soon,
  boot,
  reset,
  changed,
}: HandlersOptions): Handlers {
  const send = (action: string, payload: Record<string, unknown>) => void call(action, payload).catch(() => {});

  /** What is sent on request, if it may be (1.6 §5.17). Boots again only while it is not registered (errata 3.35). */
  const triggers: Record<string, (connectorId?: number) => void> = {
    BootNotification: boot,
    Heartbeat: () => send('Heartbeat', {}),
    MeterValues: station.triggerMeterValues,
    StatusNotification: station.triggerStatus,
    DiagnosticsStatusNotification: () => send('DiagnosticsStatusNotification', { status: 'Idle' }),
    FirmwareStatusNotification: () => send('FirmwareStatusNotification', { status: 'Idle' }),
  };

  const profiles = profilesOf(features);
  const { reservations, smartCharging } = station;

  return {
    ChangeAvailability: ({ connectorId, type }) => ({ status: station.setAvailability(Number(connectorId), type === 'Operative') }),
    ChangeConfiguration({ key: name, value }) {
      const { status, key } = changeKey(configuration, String(name), String(value));
      if (key) changed(key);
      return { status };
    },
    ClearCache: () => ({ status: station.clearCache() }),
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    GetConfiguration({ key }) {
      const names = Array.isArray(key) ? key.map(String) : [];
      const most = count(configuration, 'GetConfigurationMaxKeys');
      if (names.length > most) throw new Refusal('OccurenceConstraintViolation', `at most ${most} keys at once`);
      return readKeys(configuration, names);
    },
    ...(profiles.includes('LocalAuthListManagement') && {
      GetLocalListVersion: () => ({ listVersion: station.localList.version() }),
      SendLocalList: (request) => ({ status: station.localList.update(request) }),
    }),
    ...(profiles.includes('Reservation') && {
      ReserveNow: (request) => ({ status: reservations.reserve(checked<'ReserveNow'>(request)) }),
      CancelReservation: ({ reservationId }) => ({ status: reservations.cancel(Number(reservationId)) }),
    }),
    ...(profiles.includes('SmartCharging') && {
      SetChargingProfile: (request) => ({ status: smartCharging.set(checked<'SetChargingProfile'>(request)) }),
      ClearChargingProfile: (request) => ({ status: smartCharging.clear(checked<'ClearChargingProfile'>(request)) }),
      GetCompositeSchedule: (request) => ({ ...smartCharging.tell(checked<'GetCompositeSchedule'>(request)) }),
    }),
    // Without smart charging a profile is ignored (1.6 §5.11).
    RemoteStartTransaction: ({ idTag, connectorId, chargingProfile }) => ({
      status: station.remoteStart(
        String(idTag),
        typeof connectorId === 'number' ? connectorId : undefined,
        profiles.includes('SmartCharging') ? (chargingProfile as ChargingProfile | undefined) : undefined,
      ),
    }),
    RemoteStopTransaction: ({ transactionId }) => ({ status: station.remoteStop(Number(transactionId)) }),
    Reset({ type }) {
      soon(() => reset(type === 'Hard' ? 'Hard' : 'Soft'));
      return { status: 'Accepted' };
    },
    TriggerMessage({ requestedMessage, connectorId }) {
      const trigger = triggers[String(requestedMessage)];
      const place = typeof connectorId === 'number' ? connectorId : undefined;
      if (!trigger) return { status: 'NotImplemented' };
      if (place !== undefined && !station.has(place)) return { status: 'Rejected' };
      if (requestedMessage === 'BootNotification' && registered()) return { status: 'Rejected' };
      soon(() => trigger(place));
      return { status: 'Accepted' };
    },
    UnlockConnector: ({ connectorId }) => ({ status: station.unlock(Number(connectorId)) }),
  };
}
