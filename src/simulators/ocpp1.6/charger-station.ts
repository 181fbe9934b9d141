import { createAuthorizer } from './charger-authorization.ts';
import { type Configuration, count, flag, list } from './charger-configuration.ts';
import {
  type Authorization,
  beginTransaction,
  type Connector,
  changeAvailability,
  createConnector,
  endTransaction,
  forget,
  type Status,
  type StopReason,
  settleMeter,
  statusOf,
  type Transaction,
} from './charger-connector.ts';
import { type Context, type MeterValue, meterValue, readMeter } from './charger-meter.ts';
import type { Outbox } from './charger-outbox.ts';
import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

export interface StationOptions {
  connectors: number;
  configuration: Configuration;
  timers: Timers;
  outbox: Outbox;
  /** connected, and registered by the CSMS since the last boot */
  online: () => boolean;
  /** registered since the last boot, be there a connection or not */
  registered: () => boolean;
  call: (action: string, payload: Payload) => Promise<Payload>;
}

export type Station = ReturnType<typeof createStation>;

/** What happens at the connectors of the simulated charger, and what it tells the CSMS about it. Knows no sockets. */
export function createStation(options: StationOptions) {
  const { configuration, timers, outbox, online, registered, call } = options;
  const connectors = Array.from({ length: options.connectors }, (_, index) => createConnector(index + 1));
  /** connector 0: the charge point as a whole */
  let operative = true;
  /** the last status that the CSMS was told, by connector */
  const reported = new Map<number, Status>();
  const { authorize, remember, clearCache } = createAuthorizer(options);
  const timeouts = new Map<Connector, () => void>();
  const sampling = new Map<Connector, () => void>();

  // Status

  const currentStatus = (id: number): Status => {
    const connector = connectors[id - 1];
    if (connector) return statusOf(connector);
    return operative || connectors.some(({ scheduled }) => scheduled !== undefined) ? 'Available' : 'Unavailable';
  };
  const allIds = () => [0, ...connectors.map(({ id }) => id)];

  function report(id: number): void {
    const status = currentStatus(id);
    reported.set(id, status);
    call('StatusNotification', { connectorId: id, status, errorCode: 'NoError', timestamp: new Date().toISOString() }).catch(() => {
      reported.delete(id);
    });
  }

  const reportChanges = () => {
    if (online()) for (const id of allIds()) if (reported.get(id) !== currentStatus(id)) report(id);
  };

  function changed(connector: Connector): void {
    settleMeter(connector, new Date());
    reportChanges();
  }

  // Transactions

  function admit(connector: Connector, authorization: Authorization): void {
    if (connector.finishing) {
      connector.finishing = false;
      changed(connector);
    }
    if (connector.plugged) return start(connector, authorization);
    connector.authorization = authorization;
    const seconds = count(configuration, 'ConnectionTimeOut');
    timeouts.get(connector)?.();
    if (seconds > 0)
      timeouts.set(
        connector,
        timers.after(seconds, () => dismiss(connector)),
      );
    changed(connector);
  }

  function dismiss(connector: Connector): void {
    delete connector.authorization;
    changed(connector);
  }

  function start(connector: Connector, authorization: Authorization): void {
    timeouts.get(connector)?.();
    const now = new Date();
    const transaction = beginTransaction(connector, authorization, now);
    const { idTag, meterStart } = transaction;
    const payload = { connectorId: connector.id, idTag, meterStart, timestamp: now.toISOString() };
    transaction.begin = meterValue(connector.meter, list(configuration, 'StopTxnSampledData'), 'Transaction.Begin', now);
    outbox.push({ action: 'StartTransaction', payload: () => payload, answered: (answer) => confirmed(connector, transaction, answer) });
    changed(connector);
    sample(connector);
  }

  function confirmed(connector: Connector, transaction: Transaction, { transactionId, idTagInfo }: Payload): void {
    if (typeof transactionId === 'number') transaction.id = transactionId;
    const granted = remember(transaction.idTag, idTagInfo);
    if (granted) Object.assign(transaction, granted);
    if (granted || connector.transaction !== transaction) return;
    if (flag(configuration, 'StopTransactionOnInvalidId')) return stop(connector, 'DeAuthorized');
    transaction.withoutEnergy = true;
    changed(connector);
  }

  /** Ends the transaction of a connector, if there is one. */
  function stop(connector: Connector, reason: StopReason, idTag?: string): void {
    const { transaction, meter } = connector;
    if (!transaction) return;
    const now = new Date();
    const sampled = list(configuration, 'StopTxnSampledData');
    const { begin } = transaction;
    const payload = {
      meterStop: Math.round(readMeter(meter, now)),
      timestamp: now.toISOString(),
      reason,
      ...(idTag === undefined ? {} : { idTag }),
      ...(sampled.length > 0 && begin ? { transactionData: [begin, meterValue(meter, sampled, 'Transaction.End', now)] } : {}),
    };
    endTransaction(connector);
    sampling.get(connector)?.();
    outbox.push({
      action: 'StopTransaction',
      payload: () => ({ transactionId: transaction.id ?? -1, ...payload }),
      answered: ({ idTagInfo }) => {
        if (idTag !== undefined && idTagInfo !== undefined) remember(idTag, idTagInfo);
      },
    });
    changed(connector);
  }

  /** Periodic samples of a transaction; begins anew when the interval changes. */
  function sample(connector: Connector): void {
    sampling.get(connector)?.();
    const seconds = count(configuration, 'MeterValueSampleInterval');
    const { transaction } = connector;
    if (!transaction || seconds === 0) return;
    sampling.set(
      connector,
      timers.after(seconds, () => {
        if (connector.transaction !== transaction) return;
        const value = meterValue(connector.meter, list(configuration, 'MeterValuesSampledData'), 'Sample.Periodic', new Date());
        outbox.push({ action: 'MeterValues', payload: () => metered(connector, transaction, value) });
        sample(connector);
      }),
    );
  }

  const metered = ({ id }: Connector, transaction: Transaction | undefined, value: MeterValue): Payload => ({
    connectorId: id,
    ...(transaction ? { transactionId: transaction.id ?? -1 } : {}),
    meterValue: [value],
  });

  const isFree = ({ operative, transaction, authorization }: Connector) => operative && !transaction && !authorization;

  /** Somebody holds a token to the reader. Rejects if the CSMS cannot be asked. */
  async function presentToken(idTag: string, connectorId?: number): Promise<void> {
    if (!registered()) return;
    const connector = connectors.find(({ id }) => id === connectorId) ?? meantBy(idTag);
    if (!connector) return;
    const { transaction, authorization } = connector;
    if (transaction?.idTag.toLowerCase() === idTag.toLowerCase()) return stop(connector, 'Local', idTag);
    if (authorization?.idTag === idTag) {
      timeouts.get(connector)?.();
      return dismiss(connector);
    }
    const answer = await authorize(idTag);
    if (!answer) return;
    const { parentIdTag } = answer;
    if (transaction && connector.transaction === transaction) {
      if (parentIdTag !== undefined && parentIdTag === transaction.parentIdTag) stop(connector, 'Local', idTag);
    } else if (isFree(connector)) {
      admit(connector, answer);
    }
  }

  const meantBy = (idTag: string): Connector | undefined =>
    connectors.find(({ transaction, authorization }) => [transaction?.idTag, authorization?.idTag].includes(idTag)) ??
    connectors.find((connector) => connector.plugged && isFree(connector)) ??
    connectors.find(({ transaction }) => transaction) ??
    connectors.find(isFree);

  // What the CSMS asks for. Each says what it answers; what follows comes after the answer.

  function remoteStart(idTag: string, connectorId?: number): 'Accepted' | 'Rejected' {
    const free = connectors.filter((connector) => isFree(connector) && !connector.finishing);
    const connector =
      connectorId === undefined ? (free.find(({ plugged }) => plugged) ?? free[0]) : free.find(({ id }) => id === connectorId);
    if (!connector || !online()) return 'Rejected';
    timers.soon(async () => {
      const asks = flag(configuration, 'AuthorizeRemoteTxRequests');
      const authorization = asks ? await authorize(idTag).catch(() => undefined) : { idTag };
      if (authorization && isFree(connector)) admit(connector, authorization);
    });
    return 'Accepted';
  }

  function remoteStop(transactionId: number): 'Accepted' | 'Rejected' {
    const connector = connectors.find(({ transaction }) => transaction?.id === transactionId);
    if (!connector || !online()) return 'Rejected';
    timers.soon(() => stop(connector, 'Remote'));
    return 'Accepted';
  }

  function setAvailability(connectorId: number, wanted: boolean): 'Accepted' | 'Rejected' | 'Scheduled' {
    const meant = connectorId === 0 ? connectors : connectors.filter(({ id }) => id === connectorId);
    if (meant.length === 0) return 'Rejected';
    if (connectorId === 0) operative = wanted;
    const answers = meant.map((connector) => changeAvailability(connector, wanted));
    timers.soon(reportChanges);
    return answers.includes('Scheduled') ? 'Scheduled' : 'Accepted';
  }

  function unlock(connectorId: number): 'Unlocked' | 'NotSupported' {
    const connector = connectors.find(({ id }) => id === connectorId);
    if (!connector) return 'NotSupported';
    timers.soon(() => stop(connector, 'UnlockCommand'));
    return 'Unlocked';
  }

  const meterNow = (connector: Connector, context: Context): Payload =>
    metered(
      connector,
      connector.transaction,
      meterValue(connector.meter, list(configuration, 'MeterValuesSampledData'), context, new Date()),
    );

  return {
    remoteStart,
    remoteStop,
    setAvailability,
    unlock,
    presentToken,
    clearCache,
    has: (connectorId: number) => connectorId >= 0 && connectorId <= connectors.length,
    /** Ends all transactions. */
    stopAll: (reason: StopReason) => connectors.forEach((connector) => void stop(connector, reason)),
    /** The power was away, or is about to go: what was only in memory is gone. */
    reboot() {
      reported.clear();
      timeouts.clear();
      sampling.clear();
      connectors.forEach(forget);
    },
    reportAll: () => allIds().forEach(report),
    reportChanges,
    /** Sends the status of one connector, or of all. */
    triggerStatus: (connectorId?: number) => (connectorId === undefined ? allIds() : [connectorId]).forEach(report),
    triggerMeterValues(connectorId?: number) {
      for (const connector of connectors) {
        if (connectorId === undefined || connectorId === 0 || connector.id === connectorId) {
          call('MeterValues', meterNow(connector, 'Trigger')).catch(() => {});
        }
      }
    },
    sampleAnew: () => connectors.forEach(sample),
    /** Sends clock-aligned values of all connectors. */
    sampleAligned() {
      for (const connector of connectors) {
        const value = meterValue(connector.meter, list(configuration, 'MeterValuesAlignedData'), 'Sample.Clock', new Date());
        outbox.push({ action: 'MeterValues', payload: () => metered(connector, connector.transaction, value) });
      }
    },
    plugIn(connectorId: number) {
      touch(connectorId, (connector) => {
        connector.plugged = true;
        connector.evConnected = true;
        if (connector.authorization) start(connector, connector.authorization);
      });
    },
    unplug(connectorId: number) {
      touch(connectorId, (connector) => {
        connector.evConnected = false;
        stop(connector, 'EVDisconnected');
        connector.plugged = false;
        connector.finishing = false;
      });
    },
    unplugEvSide(connectorId: number) {
      touch(connectorId, (connector) => {
        connector.evConnected = false;
        if (flag(configuration, 'StopTransactionOnEVSideDisconnect')) stop(connector, 'EVDisconnected');
      });
    },
    pauseEv(connectorId: number, pauses: boolean) {
      touch(connectorId, (connector) => {
        connector.evPauses = pauses;
      });
    },
  };

  function touch(connectorId: number, change: (connector: Connector) => void): void {
    const connector = connectors.find(({ id }) => id === connectorId);
    if (!connector) throw new Error(`there is no connector ${connectorId}: this charger has ${connectors.length}`);
    change(connector);
    changed(connector);
  }
}
