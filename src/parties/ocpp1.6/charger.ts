import type { SutConfig } from '../../engine/config.ts';
import type { Exchange, Knowledge, Party, Payload, Promised } from '../../engine/party.ts';
import { type Answers, createParty, type RequestDefaults } from '../party.ts';
import { createLimits, profileLimits } from './charger-limits.ts';
import { createLocalList, listLimit } from './charger-local-list.ts';

/** The Charge Point that we play against a Central System. Its meter counts while a transaction is open, its settings can be changed. */
export function createCharger(config: SutConfig): Party {
  const settings = createSettings(config.evses.length);
  const meter = createMeter();
  const open = (connectorId: unknown) => [...party.knows.transactions.values()].findLast((known) => known.connectorId === connectorId);
  const list = createLocalList();
  const limits = createLimits(config.evses.length, (connectorId) => open(connectorId)?.id);

  const requests: RequestDefaults = {
    Authorize: () => ({ idTag: config.token.idToken }),
    BootNotification: () => ({
      chargePointVendor: 'ocppliance',
      chargePointModel: 'Test station',
      chargePointSerialNumber: config.station.slice(0, 25),
      firmwareVersion: '1.0',
    }),
    DataTransfer: () => ({ vendorId: 'org.ocppliance' }),
    DiagnosticsStatusNotification: () => ({ status: 'Idle' }),
    FirmwareStatusNotification: () => ({ status: 'Idle' }),
    MeterValues: ({ connectorId = config.connectorId }) => {
      const transactionId = open(connectorId)?.id;
      return { connectorId, ...(transactionId === undefined ? {} : { transactionId }), meterValue: [meter.sample(connectorId)] };
    },
    StartTransaction: ({ connectorId = config.connectorId }) => ({
      connectorId,
      idTag: config.token.idToken,
      meterStart: meter.read(connectorId),
      timestamp: now(),
    }),
    StatusNotification: ({ connectorId = config.connectorId }) => ({ connectorId, errorCode: 'NoError', timestamp: now() }),
    StopTransaction: ({ transactionId }) => {
      const known = [...party.knows.transactions.values()];
      const ended = known.find(({ id }) => id === transactionId) ?? known.at(-1);
      return {
        ...(ended ? { transactionId: ended.id } : {}),
        meterStop: meter.read(ended?.connectorId ?? config.connectorId),
        timestamp: now(),
      };
    },
  };

  // Accepting promises messages that only a case can send: what no case has asked for is refused, where the protocol has a way to.
  const answers: Answers = {
    ...list.answers,
    ...limits.answers,
    CancelReservation: () => ({ status: 'Rejected' }),
    CertificateSigned: () => ({ status: 'Rejected' }),
    ChangeAvailability: () => ({ status: 'Rejected' }),
    ChangeConfiguration: ({ key, value }) => ({ status: settings.judge(String(key), String(value)) }),
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    DeleteCertificate: () => ({ status: 'NotFound' }),
    ExtendedTriggerMessage: () => ({ status: 'Rejected' }),
    GetConfiguration: ({ key }) => settings.list(Array.isArray(key) ? key.map(String) : []),
    GetInstalledCertificateIds: () => ({ status: 'NotFound' }),
    GetLog: () => ({ status: 'Rejected' }),
    InstallCertificate: () => ({ status: 'Rejected' }),
    RemoteStartTransaction: () => ({ status: 'Rejected' }),
    RemoteStopTransaction: () => ({ status: 'Rejected' }),
    ReserveNow: () => ({ status: 'Rejected' }),
    Reset: () => ({ status: 'Rejected' }),
    SignedUpdateFirmware: () => ({ status: 'Rejected' }),
    TriggerMessage: (request) => ({ status: triggered(request).length > 0 ? 'Accepted' : 'Rejected' }),
    UnlockConnector: ({ connectorId }) => ({ status: settings.hasConnector(connectorId) ? 'Unlocked' : 'NotSupported' }),
  };

  /** What a TriggerMessage makes us send; nothing if we reject it. A registered station need not boot again (1.6 errata §3.35). */
  const triggered = ({ requestedMessage, connectorId }: Payload): Promised[] => {
    const action = String(requestedMessage);
    if (connectorId !== undefined && connectorId !== 0 && !settings.hasConnector(connectorId)) return [];
    switch (action) {
      case 'BootNotification':
        return party.knows.registered ? [] : [{ action, given: {} }];
      case 'StatusNotification':
      case 'MeterValues': {
        const from = action === 'MeterValues' ? 1 : 0;
        const each = Array.from({ length: config.evses.length + 1 - from }, (_, index) => index + from);
        const asked = connectorId === undefined ? each : [connectorId];
        return asked.map((id) => ({
          action,
          given: { connectorId: id, ...(from === 0 ? { status: party.knows.connectors.get(String(id)) ?? 'Available' } : {}) },
        }));
      }
      default:
        return [{ action, given: {} }];
    }
  };

  /** what changes with a CALL that we have accepted */
  const takesOver: Record<string, (request: Payload) => void> = {
    ChangeConfiguration: settings.set,
    ClearChargingProfile: limits.clear,
    SendLocalList: list.update,
    SetChargingProfile: limits.install,
  };

  const party = createParty({
    protocol: 'ocpp1.6',
    role: 'charger',
    requests,
    answers,
    observe: (exchange, knows) => {
      const { action, request, response } = exchange;
      if (action === 'StartTransaction' && response) meter.start(request.connectorId);
      if (action === 'StopTransaction') {
        const { connectorId } = knows.transactions.get(String(request.transactionId)) ?? {};
        meter.stop(connectorId);
        limits.end(connectorId);
      }
      if (response?.status === 'Accepted') takesOver[action]?.(request);
      learn(exchange, knows);
    },
  });
  return {
    ...party,
    promises: ({ action, request, response }) => {
      if (action === 'TriggerMessage' && response?.status === 'Accepted') return triggered(request);
      // What we are not there to fetch, we say that we could not.
      if (action === 'UpdateFirmware' && isDue(request.retrieveDate))
        return ['Downloading', 'DownloadFailed'].map((status) => ({ action: 'FirmwareStatusNotification', given: { status } }));
      return [];
    },
  };
}

const now = (): string => new Date().toISOString();
const isDue = (time: unknown): boolean => !(Date.parse(String(time)) > Date.now());

/** Keeps `knows` true: what we have told the Central System, and what it answered. */
function learn({ from, action, request, response }: Exchange, knows: Knowledge): void {
  if (from !== 'charger' || !response) return;
  switch (action) {
    case 'BootNotification':
      knows.registered = response.status === 'Accepted';
      for (const [name, value] of Object.entries(request)) if (typeof value === 'string') knows.identity[name] = value;
      break;
    case 'StatusNotification':
      knows.connectors.set(String(request.connectorId), String(request.status));
      break;
    case 'StartTransaction': {
      const { transactionId: id } = response;
      const { connectorId, idTag } = request;
      if (typeof id !== 'number' || typeof connectorId !== 'number') break;
      knows.transactions.set(String(id), { id, connectorId, ...(typeof idTag === 'string' ? { idToken: idTag } : {}) });
      break;
    }
    case 'StopTransaction':
      knows.transactions.delete(String(request.transactionId));
      break;
  }
}

/** W; 1 Wh a second */
const power = 3600;
const installed = Date.UTC(2024, 0, 1);

/**
 * Energy registers in Wh that only ever rise, also from one case to the next: what a connector has delivered when it is first read follows
 * from the date. Each reading while charging is higher than the one before, however short the time between them.
 */
function createMeter() {
  const delivered = Math.floor((Date.now() - installed) / 1000);
  const registers = new Map<unknown, { reading: number; charging?: { since: number; from: number } }>();
  const registerOf = (connectorId: unknown) => {
    const register = registers.get(connectorId) ?? { reading: delivered };
    registers.set(connectorId, register);
    return register;
  };
  const read = (connectorId: unknown): number => {
    const register = registerOf(connectorId);
    if (register.charging) {
      const { since, from } = register.charging;
      register.reading = Math.max(register.reading + 1, from + Math.floor((Date.now() - since) / 1000));
    }
    return register.reading;
  };
  return {
    read,
    start: (connectorId: unknown) => {
      const register = registerOf(connectorId);
      register.charging ??= { since: Date.now(), from: register.reading };
    },
    stop: (connectorId: unknown) => {
      delete registerOf(connectorId).charging;
    },
    /** a MeterValue with energy and power */
    sample: (connectorId: unknown): Payload => {
      const { charging } = registerOf(connectorId);
      return {
        timestamp: now(),
        sampledValue: [
          { value: String(read(connectorId)), context: 'Sample.Periodic', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
          { value: charging ? String(power) : '0', context: 'Sample.Periodic', measurand: 'Power.Active.Import', unit: 'W' },
        ],
      };
    },
  };
}

interface Setting {
  key: string;
  readonly: boolean;
  value: string;
}

/** The configuration keys of a Charge Point with all feature profiles (1.6 §9), with values that this one keeps to. */
function createSettings(connectors: number) {
  const fixed = (key: string, value: string | number): Setting => ({ key, readonly: true, value: String(value) });
  const free = (key: string, value: string | number | boolean): Setting => ({ key, readonly: false, value: String(value) });
  const all = [
    fixed('AuthorizeRemoteTxRequests', 'true'),
    fixed('ChargeProfileMaxStackLevel', profileLimits.stackLevel),
    fixed('ChargingScheduleAllowedChargingRateUnit', 'Current,Power'),
    fixed('ChargingScheduleMaxPeriods', profileLimits.periods),
    free('ClockAlignedDataInterval', 0),
    free('ConnectionTimeOut', 60),
    free('ConnectorPhaseRotation', 'NotApplicable'),
    fixed('GetConfigurationMaxKeys', 50),
    free('HeartbeatInterval', 300),
    free('LocalAuthListEnabled', true),
    fixed('LocalAuthListMaxLength', listLimit),
    free('LocalAuthorizeOffline', true),
    free('LocalPreAuthorize', false),
    free('MeterValuesAlignedData', 'Energy.Active.Import.Register'),
    free('MeterValuesSampledData', 'Energy.Active.Import.Register,Power.Active.Import'),
    free('MeterValueSampleInterval', 60),
    fixed('MaxChargingProfilesInstalled', profileLimits.profiles),
    fixed('NumberOfConnectors', connectors),
    fixed('ReserveConnectorZeroSupported', 'true'),
    free('ResetRetries', 1),
    fixed('SendLocalListMaxLength', listLimit),
    free('StopTransactionOnEVSideDisconnect', true),
    free('StopTransactionOnInvalidId', true),
    free('StopTxnAlignedData', ''),
    free('StopTxnSampledData', ''),
    fixed('SupportedFeatureProfiles', 'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger'),
    free('TransactionMessageAttempts', 3),
    free('TransactionMessageRetryInterval', 10),
    free('UnlockConnectorOnEVSideDisconnect', true),
  ];
  // Keys are CiStrings: their case does not matter (1.6 §7.17).
  const find = (key: string) => all.find((setting) => setting.key.toLowerCase() === key.toLowerCase());
  return {
    hasConnector: (connectorId: unknown) => typeof connectorId === 'number' && connectorId >= 1 && connectorId <= connectors,
    list: (keys: readonly string[]): Payload => {
      if (keys.length === 0) return { configurationKey: all.map((setting) => ({ ...setting })) };
      const found = keys.flatMap((key) => find(key) ?? []);
      const unknownKey = keys.filter((key) => !find(key));
      return { configurationKey: found.map((setting) => ({ ...setting })), ...(unknownKey.length > 0 ? { unknownKey } : {}) };
    },
    judge: (key: string, value: string): 'Accepted' | 'Rejected' | 'NotSupported' => {
      const setting = find(key);
      if (!setting) return 'NotSupported';
      return !setting.readonly && isLikeBefore(setting.value, value) ? 'Accepted' : 'Rejected';
    },
    set: ({ key, value }: Payload) => {
      const setting = find(String(key));
      if (setting) setting.value = String(value);
    },
  };
}

/** Numbers stay numbers from 0 on, truths stay truths; texts may be anything. */
function isLikeBefore(before: string, value: string): boolean {
  if (/^\d+$/.test(before)) return /^\d{1,9}$/.test(value);
  if (before === 'true' || before === 'false') return /^(true|false)$/i.test(value);
  return true;
}
