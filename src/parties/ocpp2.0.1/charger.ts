import type { SutConfig } from '../../engine/config.ts';
import type { Exchange, Knowledge, Party, Payload, Promised } from '../../engine/party.ts';
import { type Answers, createParty, type RequestDefaults } from '../party.ts';
import { createDeviceModel, type DeviceModel } from './device-model.ts';

/** The Charging Station that we play against a CSMS under test: transactions that count and meter, a small device model, honest refusals. */
export function createCharger(config: SutConfig): Party {
  const model = createDeviceModel(config, () => party.knows);
  /** by requestId */
  const reportBases = new Map<unknown, string>();
  const party: Party = createParty({
    protocol: 'ocpp2.0.1',
    role: 'charger',
    requests: requestsOf(config, (requestId) => model.report(reportBases.get(requestId) ?? 'FullInventory')),
    answers: answersOf(config, model, () => party.knows),
    observe: (exchange, knows) => {
      if (exchange.action === 'GetBaseReport') reportBases.set(exchange.request.requestId, String(exchange.request.reportBase));
      observe(exchange, knows);
    },
  });
  return { ...party, promises: (exchange) => promisesOf(exchange, config, party.knows) };
}

const now = () => new Date().toISOString();

function requestsOf({ station, evseId, connectorId, token }: SutConfig, reportOf: (requestId: unknown) => Payload[]): RequestDefaults {
  const nextSeqNo = new Map<unknown, number>();
  const metered = new Set<unknown>();
  const meter = createMeter();
  return {
    Authorize: () => ({ idToken: token }),
    BootNotification: () => ({
      reason: 'PowerUp',
      chargingStation: {
        vendorName: 'ocppliance',
        model: 'Virtual Station',
        serialNumber: station.slice(0, 25),
        firmwareVersion: '1.0.0',
      },
    }),
    DataTransfer: () => ({ vendorId: 'org.ocppliance' }),
    MeterValues: () => ({ evseId, meterValue: meter('Sample.Clock') }),
    // In two parts, so that the CSMS has to put them together.
    NotifyReport: ({ requestId, seqNo = 0 }) => {
      const items = reportOf(requestId);
      const half = Math.ceil(items.length / 2);
      return { tbc: seqNo === 0, reportData: seqNo === 0 ? items.slice(0, half) : items.slice(half) };
    },
    StatusNotification: () => ({ evseId, connectorId, connectorStatus: 'Available' }),
    TransactionEvent: (given) => {
      const { transactionId } = given.transactionInfo as { transactionId: string };
      const seqNo = typeof given.seqNo === 'number' ? given.seqNo : (nextSeqNo.get(transactionId) ?? 0);
      nextSeqNo.set(transactionId, seqNo + 1);
      // The EVSE is known once the cable is in, and told once (E01.FR.16). Until then there is nothing to be metered.
      const evse = given.evse ?? (given.triggerReason === 'CablePluggedIn' ? { id: evseId, connectorId } : undefined);
      const begins = evse !== undefined && !metered.has(transactionId);
      if (begins) metered.add(transactionId);
      const context = begins ? 'Transaction.Begin' : contextOf(given);
      return { seqNo, ...(evse ? { evse } : {}), ...(context && metered.has(transactionId) ? { meterValue: meter(context) } : {}) };
    },
  };
}

/** When a sample in a TransactionEvent was taken, or that there is none. */
function contextOf({ eventType, triggerReason }: Payload): string | undefined {
  if (triggerReason === 'MeterValueClock') return 'Sample.Clock';
  if (triggerReason === 'MeterValuePeriodic') return 'Sample.Periodic';
  if (triggerReason === 'Trigger') return 'Trigger';
  return eventType === 'Ended' ? 'Transaction.End' : undefined;
}

/** A register that only grows, read in Wh. */
function createMeter(): (context: string) => Payload[] {
  let register = 12_000;
  return (context) => {
    register += context === 'Transaction.Begin' ? 0 : 150;
    const sampledValue = [{ value: register, context, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } }];
    return [{ timestamp: now(), sampledValue }];
  };
}

/**
 * What the station says when the case has not chosen it. It promises only what `promisesOf` keeps: what would need the rest of a station,
 * such as a reboot, is refused.
 */
function answersOf({ evses }: SutConfig, model: DeviceModel, knows: () => Knowledge): Answers {
  const rejected = () => ({ status: 'Rejected' });
  const notSupported = () => ({ errorCode: 'NotSupported' });
  const exists = (evseId: unknown, connectorId: unknown) => Number(connectorId ?? 1) <= (evses[Number(evseId) - 1] ?? 0);
  return {
    CertificateSigned: rejected,
    ChangeAvailability: ({ evse }) => {
      const place = evse as Place | undefined;
      return { status: !place || exists(place.id, place.connectorId) ? 'Accepted' : 'Rejected' };
    },
    ClearCache: () => ({ status: 'Accepted' }),
    CustomerInformation: rejected,
    DataTransfer: () => ({ status: 'UnknownVendorId' }),
    DeleteCertificate: ({ certificateHashData }) => ({ certificateHashData, status: 'NotFound' }),
    GetBaseReport: () => ({ status: 'Accepted' }),
    GetInstalledCertificateIds: () => ({ status: 'NotFound' }),
    GetLocalListVersion: () => ({ versionNumber: 0 }),
    GetLog: rejected,
    GetReport: () => ({ status: 'EmptyResultSet' }),
    GetTransactionStatus: ({ transactionId }) => ({
      messagesInQueue: false,
      ...(transactionId === undefined ? {} : { ongoingIndicator: knows().transactions.has(String(transactionId)) }),
    }),
    GetVariables: model.get,
    InstallCertificate: rejected,
    RequestStartTransaction: rejected,
    RequestStopTransaction: ({ transactionId }) => ({
      status: knows().transactions.has(String(transactionId)) ? 'Accepted' : 'Rejected',
    }),
    Reset: rejected,
    SendLocalList: () => ({ status: 'Failed' }),
    SetNetworkProfile: rejected,
    SetVariables: model.set,
    TriggerMessage: (request) => ({ status: triggered(request, knows()) }),
    UnlockConnector: ({ evseId, connectorId }) => {
      if (!exists(evseId, connectorId)) return { status: 'UnknownConnector' };
      const isBusy = [...knows().transactions.values()].some((transaction) => transaction.evseId === evseId);
      return { status: isBusy ? 'OngoingAuthorizedTransaction' : 'Unlocked' };
    },
    UpdateFirmware: rejected,
    ...Object.fromEntries(optionalBlocks.map((action) => [action, notSupported])),
  };
}

/** Actions of the blocks that this station does not have. */
const optionalBlocks = [
  'CancelReservation',
  'ClearChargingProfile',
  'ClearDisplayMessage',
  'ClearVariableMonitoring',
  'CostUpdated',
  'GetChargingProfiles',
  'GetCompositeSchedule',
  'GetDisplayMessages',
  'GetMonitoringReport',
  'PublishFirmware',
  'ReserveNow',
  'SetChargingProfile',
  'SetDisplayMessage',
  'SetMonitoringBase',
  'SetMonitoringLevel',
  'SetVariableMonitoring',
  'UnpublishFirmware',
];

interface Place {
  id: number;
  connectorId?: number;
}

/** F06: after acceptance there is no BootNotification to be had, and a status only of a connector. */
function triggered({ requestedMessage, evse }: Payload, { registered }: Knowledge): string {
  switch (requestedMessage) {
    case 'BootNotification':
      return registered ? 'Rejected' : 'Accepted';
    case 'StatusNotification':
      return (evse as Place | undefined)?.connectorId === undefined ? 'Rejected' : 'Accepted';
    case 'Heartbeat':
    case 'MeterValues':
    case 'FirmwareStatusNotification':
    case 'LogStatusNotification':
      return 'Accepted';
    default:
      return 'NotImplemented';
  }
}

function promisesOf({ action, request, response }: Exchange, config: SutConfig, knows: Knowledge): Promised[] {
  if (response?.status !== 'Accepted') return [];
  switch (action) {
    case 'GetBaseReport':
      return [0, 1].map((seqNo) => ({ action: 'NotifyReport', given: { requestId: request.requestId, seqNo } }));
    case 'TriggerMessage':
      return triggeredBy(request, config, knows);
    case 'ChangeAvailability':
      return availabilityOf(request, config, knows);
    case 'RequestStopTransaction': {
      const transactionInfo = { transactionId: request.transactionId, stoppedReason: 'Remote', chargingState: 'EVConnected' };
      return [{ action: 'TransactionEvent', given: { eventType: 'Ended', triggerReason: 'RemoteStop', transactionInfo } }];
    }
    default:
      return [];
  }
}

function triggeredBy({ requestedMessage, evse }: Payload, { evses }: SutConfig, knows: Knowledge): Promised[] {
  const action = String(requestedMessage);
  const place = evse as Place | undefined;
  switch (action) {
    case 'BootNotification':
      return [{ action, given: { reason: 'Triggered' } }];
    case 'StatusNotification': {
      const connectorStatus = knows.connectors.get(`${place?.id}.${place?.connectorId}`) ?? 'Available';
      return [{ action, given: { evseId: place?.id, connectorId: place?.connectorId, connectorStatus } }];
    }
    case 'MeterValues':
      return evses.map((_, index) => index + 1).flatMap((evseId) => (place && place.id !== evseId ? [] : [{ action, given: { evseId } }]));
    case 'FirmwareStatusNotification':
    case 'LogStatusNotification':
      return [{ action, given: { status: 'Idle' } }];
    default:
      return [{ action, given: {} }];
  }
}

/** A status for each connector that changes (G03.FR.01, G04.FR.01). */
function availabilityOf({ evse, operationalStatus }: Payload, { evses }: SutConfig, knows: Knowledge): Promised[] {
  const place = evse as Place | undefined;
  const connectorStatus = operationalStatus === 'Operative' ? 'Available' : 'Unavailable';
  return evses.flatMap((connectors, index) => {
    const evseId = index + 1;
    if (place && place.id !== evseId) return [];
    return Array.from({ length: connectors }, (_, at) => at + 1)
      .filter((connectorId) => (place?.connectorId ?? connectorId) === connectorId)
      .filter((connectorId) => (knows.connectors.get(`${evseId}.${connectorId}`) ?? 'Available') !== connectorStatus)
      .map((connectorId) => ({ action: 'StatusNotification', given: { evseId, connectorId, connectorStatus } }));
  });
}

function observe({ from, action, request, response }: Exchange, knows: Knowledge): void {
  if (from !== 'charger' || !response) return;
  if (action === 'BootNotification') {
    knows.registered = response.status === 'Accepted';
    for (const [name, value] of Object.entries(request.chargingStation as Payload)) {
      if (typeof value === 'string') knows.identity[name] = value;
    }
  } else if (action === 'StatusNotification') {
    knows.connectors.set(`${request.evseId}.${request.connectorId}`, String(request.connectorStatus));
  } else if (action === 'TransactionEvent') {
    observeTransaction(request, knows);
  }
}

function observeTransaction({ eventType, transactionInfo, evse, idToken }: Payload, { transactions }: Knowledge): void {
  const { transactionId } = transactionInfo as { transactionId: string };
  if (eventType === 'Ended') {
    transactions.delete(transactionId);
    return;
  }
  const place = evse as Place | undefined;
  const token = idToken as { idToken: string } | undefined;
  transactions.set(transactionId, {
    ...transactions.get(transactionId),
    id: transactionId,
    ...(place ? { evseId: place.id } : {}),
    ...(place?.connectorId === undefined ? {} : { connectorId: place.connectorId }),
    ...(token ? { idToken: token.idToken } : {}),
  });
}
