import { defineRule } from 'ocppliance';
import { Debts } from './debts.ts';
import { both, followUp, keepNewest } from './facts.ts';
import { controllerKey, deviceModel } from './facts-station.ts';

/** The message that carries the answer to a request for a report. */
const carriers = { GetBaseReport: 'NotifyReport', GetReport: 'NotifyReport', GetMonitoringReport: 'NotifyMonitoringReport' } as const;

export const deliversTheReport = defineRule({
  id: 'R201-RPT-001',
  title: 'A report that was accepted is delivered, after the answer',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B07.FR.01', 'B07.FR.03', 'B08.FR.01', 'B08.FR.03', 'N02.FR.01', 'N02.FR.03'],
  example: '< GetBaseReport {requestId: 5, …}  > Accepted, and no NotifyReport',
  harm: 'a CSMS never gets to know the station',
  watch(scene) {
    const debts = new Debts<string>(scene);
    /** requests that are not answered yet, by carrier and requestId: the newest fifty */
    const open = new Map<string, number>();
    const asks = (action: keyof typeof carriers, requestId: number, index: number) => {
      open.set(`${carriers[action]} ${requestId}`, index);
      keepNewest(open, 50);
    };
    const answers = (action: keyof typeof carriers, requestId: number, status: string, frames: [number, number], at: number) => {
      const key = `${carriers[action]} ${requestId}`;
      const isOpen = open.delete(key);
      if (status !== 'Accepted' || !isOpen) return;
      debts.owe(key, at, followUp, () =>
        scene.report({
          key: action,
          message: `The station accepted ${action} ${requestId}, and no ${carriers[action]} followed`,
          frames,
          expected: `${carriers[action]} with requestId ${requestId}`,
        }),
      );
    };
    const reports = (action: string, requestId: number, index: number) => {
      const key = `${action} ${requestId}`;
      debts.settle(key);
      const asked = open.get(key);
      if (asked === undefined) return;
      open.delete(key);
      scene.report({
        key: `early ${action}`,
        severity: 'warning',
        message: `${action} ${requestId} came before the answer to the request for it`,
        frames: [asked, index],
      });
    };
    return {
      closed() {
        debts.forget();
        open.clear();
      },
      calls: {
        GetBaseReport: ({ request, index }) => asks('GetBaseReport', request.requestId, index),
        GetReport: ({ request, index }) => asks('GetReport', request.requestId, index),
        GetMonitoringReport: ({ request, index }) => asks('GetMonitoringReport', request.requestId, index),
        NotifyReport: ({ request, index }) => reports('NotifyReport', request.requestId, index),
        NotifyMonitoringReport: ({ request, index }) => reports('NotifyMonitoringReport', request.requestId, index),
      },
      answers: {
        GetBaseReport: ({ call, response, index, at }) =>
          answers('GetBaseReport', call.request.requestId, response.status, [call.index, index], at),
        GetReport: ({ call, response, index, at }) =>
          answers('GetReport', call.request.requestId, response.status, [call.index, index], at),
        GetMonitoringReport: ({ call, response, index, at }) =>
          answers('GetMonitoringReport', call.request.requestId, response.status, [call.index, index], at),
      },
    };
  },
});

interface Part {
  requestId: number;
  seqNo: number;
}

export const numbersReportsFromZero = defineRule({
  id: 'R201-RPT-003',
  title: 'The parts of a report count 0, 1, 2 …',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B07.FR.10', 'B08.FR.14', 'N02.FR.09'],
  example: '> NotifyReport seqNo 1, 2, 3',
  harm: 'a CSMS waits for a part that never was, or misses one that got lost',
  watch(scene) {
    /** reports that were asked for in this record, by carrier and requestId: the newest fifty */
    const chains = new Map<string, { last: number; isConfirmed: boolean; index: number }>();
    const begin = (carrier: string, requestId: number, index: number) => {
      chains.delete(`${carrier} ${requestId}`);
      chains.set(`${carrier} ${requestId}`, { last: -1, isConfirmed: true, index });
      keepNewest(chains, 50);
    };
    const judge = (carrier: string, { requestId, seqNo }: Part, index: number) => {
      const chain = chains.get(`${carrier} ${requestId}`);
      if (!chain) return scene.inconclusive('reports that were asked for before the record');
      // What was not confirmed may come again.
      const isAgain = seqNo === chain.last && !chain.isConfirmed;
      if (seqNo !== chain.last + 1 && !isAgain) {
        scene.report({
          key: carrier,
          message: `Part ${chain.last + 1} of report ${requestId} has seqNo ${seqNo}`,
          frames: [chain.index, index],
          expected: `seqNo ${chain.last + 1}`,
          actual: `seqNo ${seqNo}`,
        });
      }
      Object.assign(chain, { last: seqNo, isConfirmed: false, index });
    };
    const confirm = (carrier: string, { requestId, seqNo }: Part) => {
      const chain = chains.get(`${carrier} ${requestId}`);
      if (chain?.last === seqNo) chain.isConfirmed = true;
    };
    return {
      calls: {
        GetBaseReport: ({ request, index }) => begin('NotifyReport', request.requestId, index),
        GetReport: ({ request, index }) => begin('NotifyReport', request.requestId, index),
        GetMonitoringReport: ({ request, index }) => begin('NotifyMonitoringReport', request.requestId, index),
        NotifyReport: ({ request, index }) => judge('NotifyReport', request, index),
        NotifyMonitoringReport: ({ request, index }) => judge('NotifyMonitoringReport', request, index),
      },
      answers: {
        NotifyReport: ({ call }) => confirm('NotifyReport', call.request),
        NotifyMonitoringReport: ({ call }) => confirm('NotifyMonitoringReport', call.request),
      },
    };
  },
});

interface Chain {
  index: number;
  /** the request for it was seen */
  isAsked: boolean;
  isClosed: boolean;
  isConfirmed: boolean;
}

export const closesReportsOnce = defineRule({
  id: 'R201-RPT-004',
  title: 'The last part of a report, and only the last, says that nothing more comes',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['2.0.1 §1.38 NotifyReportRequest', 'K09.FR.02', 'O03.FR.04', 'O04.FR.05', '2.0.1 §N09'],
  example: '> NotifyReport {tbc: true, …}, and nothing more',
  harm: 'a CSMS waits for the rest, or drops it',
  watch(scene) {
    const debts = new Debts<string>(scene);
    /** by carrier and requestId: the newest fifty */
    const chains = new Map<string, Chain>();
    const judge = (carrier: string, requestId: number | undefined, tbc: boolean | undefined, index: number, at: number) => {
      const key = `${carrier} ${requestId ?? ''}`;
      const known = chains.get(key);
      debts.settle(key);
      if (known?.isAsked && known.isClosed && known.isConfirmed) {
        scene.report({
          key: `${carrier} goes on`,
          message: `${carrier} ${requestId} goes on after its last part`,
          frames: [known.index, index],
        });
      }
      chains.delete(key);
      chains.set(key, { index, isAsked: known?.isAsked ?? false, isClosed: !tbc, isConfirmed: false });
      keepNewest(chains, 50);
      if (!tbc) return;
      debts.owe(key, at, followUp, () =>
        scene.report({
          key: `${carrier} stays open`,
          message: `${carrier}${requestId === undefined ? '' : ` ${requestId}`} was to be continued, and nothing more came`,
          frames: [index],
          expected: 'another part, or tbc false',
          actual: 'tbc true',
        }),
      );
    };
    const begin = (carrier: string, requestId: number, index: number) => {
      chains.delete(`${carrier} ${requestId}`);
      chains.set(`${carrier} ${requestId}`, { index, isAsked: true, isClosed: false, isConfirmed: false });
      keepNewest(chains, 50);
    };
    const confirm = (carrier: string, requestId: number | undefined, index: number) => {
      const chain = chains.get(`${carrier} ${requestId ?? ''}`);
      if (chain?.index === index) chain.isConfirmed = true;
    };
    return {
      closed: () => debts.forget(),
      calls: {
        GetBaseReport: ({ request, index }) => begin('NotifyReport', request.requestId, index),
        GetReport: ({ request, index }) => begin('NotifyReport', request.requestId, index),
        GetMonitoringReport: ({ request, index }) => begin('NotifyMonitoringReport', request.requestId, index),
        GetChargingProfiles: ({ request, index }) => begin('ReportChargingProfiles', request.requestId, index),
        GetDisplayMessages: ({ request, index }) => begin('NotifyDisplayMessages', request.requestId, index),
        CustomerInformation: ({ request, index }) => begin('NotifyCustomerInformation', request.requestId, index),
        NotifyReport: ({ request, index, at }) => judge('NotifyReport', request.requestId, request.tbc, index, at),
        NotifyMonitoringReport: ({ request, index, at }) => judge('NotifyMonitoringReport', request.requestId, request.tbc, index, at),
        ReportChargingProfiles: ({ request, index, at }) => judge('ReportChargingProfiles', request.requestId, request.tbc, index, at),
        NotifyDisplayMessages: ({ request, index, at }) => judge('NotifyDisplayMessages', request.requestId, request.tbc, index, at),
        NotifyCustomerInformation: ({ request, index, at }) =>
          judge('NotifyCustomerInformation', request.requestId, request.tbc, index, at),
        NotifyEvent: ({ request, index, at }) => judge('NotifyEvent', undefined, request.tbc, index, at),
      },
      answers: {
        NotifyReport: ({ call }) => confirm('NotifyReport', call.request.requestId, call.index),
        NotifyMonitoringReport: ({ call }) => confirm('NotifyMonitoringReport', call.request.requestId, call.index),
        ReportChargingProfiles: ({ call }) => confirm('ReportChargingProfiles', call.request.requestId, call.index),
        NotifyDisplayMessages: ({ call }) => confirm('NotifyDisplayMessages', call.request.requestId, call.index),
        NotifyCustomerInformation: ({ call }) => confirm('NotifyCustomerInformation', call.request.requestId, call.index),
      },
    };
  },
});

/** What every station of 2.0.1 edition 3 has (part 2, chapter 2). */
const always =
  'OCPPCommCtrlr.MessageTimeout[Default] OCPPCommCtrlr.FileTransferProtocols OCPPCommCtrlr.NetworkConfigurationPriority ' +
  'OCPPCommCtrlr.NetworkProfileConnectionAttempts OCPPCommCtrlr.OfflineThreshold OCPPCommCtrlr.MessageAttempts[TransactionEvent] ' +
  'OCPPCommCtrlr.MessageAttemptInterval[TransactionEvent] OCPPCommCtrlr.UnlockOnEVSideDisconnect OCPPCommCtrlr.ResetRetries ' +
  'OCPPCommCtrlr.RetryBackOffRepeatTimes OCPPCommCtrlr.RetryBackOffRandomRange OCPPCommCtrlr.RetryBackOffWaitMinimum ' +
  'OCPPCommCtrlr.WebSocketPingInterval DeviceDataCtrlr.ItemsPerMessage[GetReport] DeviceDataCtrlr.ItemsPerMessage[GetVariables] ' +
  'DeviceDataCtrlr.ItemsPerMessage[SetVariables] DeviceDataCtrlr.BytesPerMessage[GetReport] DeviceDataCtrlr.BytesPerMessage[GetVariables] ' +
  'DeviceDataCtrlr.BytesPerMessage[SetVariables] ClockCtrlr.DateTime ClockCtrlr.TimeSource SecurityCtrlr.OrganizationName ' +
  'SecurityCtrlr.CertificateEntries SecurityCtrlr.SecurityProfile AuthCtrlr.AuthorizeRemoteStart AuthCtrlr.LocalAuthorizeOffline ' +
  'AuthCtrlr.LocalPreAuthorize TxCtrlr.EVConnectionTimeOut TxCtrlr.StopTxOnEVSideDisconnect TxCtrlr.TxStartPoint TxCtrlr.TxStopPoint ' +
  'TxCtrlr.StopTxOnInvalidId SampledDataCtrlr.TxStartedMeasurands SampledDataCtrlr.TxUpdatedMeasurands SampledDataCtrlr.TxUpdatedInterval ' +
  'SampledDataCtrlr.TxEndedMeasurands SampledDataCtrlr.TxEndedInterval AlignedDataCtrlr.Measurands AlignedDataCtrlr.Interval ' +
  'AlignedDataCtrlr.TxEndedMeasurands AlignedDataCtrlr.TxEndedInterval';
/** … and of each EVSE and connector, at least once in the station. */
const places =
  'ChargingStation.Available ChargingStation.AvailabilityState ChargingStation.SupplyPhases EVSE.Available EVSE.AvailabilityState ' +
  'EVSE.SupplyPhases EVSE.Power Connector.Available Connector.AvailabilityState Connector.ConnectorType';
/** What a station has if it has the component at all. */
const ifOffered =
  'LocalAuthListCtrlr.Entries LocalAuthListCtrlr.ItemsPerMessage LocalAuthListCtrlr.BytesPerMessage SmartChargingCtrlr.ProfileStackLevel ' +
  'SmartChargingCtrlr.RateUnit SmartChargingCtrlr.PeriodsPerSchedule SmartChargingCtrlr.Entries[ChargingProfiles] ' +
  'SmartChargingCtrlr.LimitChangeSignificance TariffCostCtrlr.Currency MonitoringCtrlr.ItemsPerMessage[SetVariableMonitoring] ' +
  'MonitoringCtrlr.BytesPerMessage[SetVariableMonitoring] DisplayMessageCtrlr.DisplayMessages DisplayMessageCtrlr.SupportedFormats ' +
  'DisplayMessageCtrlr.SupportedPriorities ISO15118Ctrlr.ContractValidationOffline';

export const reportsWhatEveryStationHas = defineRule({
  id: 'R201-RPT-008',
  title: 'A station supports the mandatory inventories, and its FullInventory has the variables that every station has',
  severity: 'violation',
  blame: 'charger',
  versions: both,
  spec: ['B07.FR.08', 'B07.FR.11', 'B07.FR.12', '2.0.1 part 2, referenced components and variables'],
  example: '> NotifyReport of a FullInventory without TxCtrlr.TxStartPoint',
  harm: 'a CSMS does not find the setting that it needs',
  watch(scene) {
    const model = scene.facts(deviceModel);
    let judged = model.inventory;
    const judge = (index: number) => {
      const { inventory } = model;
      if (inventory === judged || inventory === undefined) return;
      judged = inventory;
      const keys = new Set<string>();
      const components = new Set<string>();
      for (const [key, variable] of model.variables) {
        if (variable.inventory !== inventory) continue;
        const place = key.replace(/@[^:]*:/, '@:');
        // Where an instance is due, one without will do.
        keys.add(place).add(place.replace(/\[[^\]]*\]$/, '[*]'));
        components.add(key.slice(0, key.indexOf('[')));
      }
      const has = (name: string) => {
        const key = controllerKey(name);
        return keys.has(key) || keys.has(name.endsWith(']') ? controllerKey(name.replace(/\[.*$/, '')) : key.replace(/\[\]$/, '[*]'));
      };
      const offered = ifOffered.split(' ').filter((name) => components.has((name.split('.')[0] ?? '').toLowerCase()));
      const missing = [...always.split(' '), ...places.split(' '), ...offered].filter((name) => !has(name));
      if (missing.length === 0) return;
      scene.report({
        key: 'missing',
        message: `The FullInventory lacks ${missing.slice(0, 8).join(', ')}${missing.length > 8 ? ` and ${missing.length - 8} more` : ''}`,
        frames: [inventory, index],
        expected: missing.join(', '),
      });
    };
    return {
      answers: {
        GetBaseReport({ call, response, index }) {
          const { reportBase } = call.request;
          if (response.status !== 'NotSupported' || reportBase === 'SummaryInventory') return;
          scene.report({
            key: reportBase,
            message: `The station does not support the ${reportBase}`,
            frames: [call.index, index],
            actual: response.status,
          });
        },
        // Which variables later editions have is theirs to say.
        NotifyReport({ index }) {
          if (scene.protocol === 'ocpp2.0.1') judge(index);
        },
      },
    };
  },
});
