import type { Features } from '../../engine/conditions.ts';
import { createAuthorizer } from './charger-authorization.ts';
import type { ChargingProfile } from './charger-composite.ts';
import { type Configuration, count, flag, list } from './charger-configuration.ts';
import {
  type Authorization,
  beginTransaction,
  type Connector,
  changeAvailability,
  createConnector,
  endTransaction,
  type Fault,
  forget,
  type StopReason,
  settleMeter,
  statusOf,
  type Transaction,
} from './charger-connector.ts';
import type { Measurand } from './charger-keys.ts';
import { createLocalList } from './charger-local-list.ts';
import { type Context, chargingPower, keepValue, type MeterValue, meterValue, readMeter } from './charger-meter.ts';
import type { Outbox } from './charger-outbox.ts';
import { createReservations } from './charger-reservations.ts';
import { createSmartCharging } from './charger-smart-charging.ts';
import { type Condition, createStatusBoard } from './charger-status.ts';
import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

export interface StationOptions {
  connectors: number;
  configuration: Configuration;
  features: Features;
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
  const { configuration, features, timers, outbox, registered, online, call } = options;
  const connectors = Array.from({ length: options.connectors }, (_, index) => createConnector(index + 1));
  /** connector 0: the charge point as a whole */
  let operative = true;
  let fault: Fault | undefined;
  /** New firmware waits for the last transaction to end. */
  let closed = false;
  const localList = createLocalList(configuration);
  const onConflict = () => board.report(0, { errorCode: 'LocalListConflict' });
  const { authorize, remember, clearCache } = createAuthorizer({ ...options, localList, onConflict });
  const reservations = createReservations({ connectors, configuration, timers, changed: () => board.reportChanges() });
  const smartCharging = createSmartCharging({ connectors, configuration, timers, changed });
  const timeouts = new Map<Connector, () => void>();
  const sampling = new Map<Connector, () => void>();

  // Status

  const conditionOf = (id: number): Condition => {
    const connector = connectors[id - 1];
    if (connector) {
      const info = connector.plugged && !connector.evConnected ? { info: 'EV side disconnected' } : {};
      return { status: shown(connector), errorCode: connector.fault ?? 'NoError', ...info };
    }
    if (fault) return { status: 'Faulted', errorCode: fault };
    const inService = operative || connectors.some(({ scheduled }) => scheduled !== undefined);
    return { status: inService ? 'Available' : 'Unavailable', errorCode: 'NoError' };
  };
  /** A reserved connector is until a token says whose it is, be a cable in or not (1.6 §4.9). */
  const shown = (connector: Connector) => {
    const status = statusOf(connector);
    if (closed && !connector.fault && !connector.transaction) return 'Unavailable';
    const isUndecided = ['Available', 'Preparing'].includes(status) && !connector.authorization;
    return isUndecided && reservations.isReserved(connector) ? 'Reserved' : status;
  };
  const allIds = [0, ...connectors.map(({ id }) => id)];
  const board = createStatusBoard({ configuration, timers, online, call, ids: allIds, conditionOf });

  /** To be called after every change. */
  function changed(): void {
    smartCharging.follow();
    for (const connector of connectors) settleMeter(connector, new Date());
    board.reportChanges();
  }

  /** A fault of one connector, or of them all; none: it is over. */
  function setFault(connectorId: number | undefined, errorCode: Fault | undefined): void {
    const isWhole = connectorId === undefined || connectorId === 0;
    if (isWhole) fault = errorCode;
    for (const connector of connectors) {
      if (!isWhole && connector.id !== connectorId) continue;
      if (errorCode) connector.fault = errorCode;
      else delete connector.fault;
      if (!errorCode && connector.plugged && connector.authorization) start(connector, connector.authorization);
    }
    reservations.sweep();
    changed();
  }

  // Transactions

  function admit(connector: Connector, admitted: Authorization): void {
    const reservationId = reservations.use(connector, admitted);
    const authorization = reservationId === undefined ? admitted : { ...admitted, reservationId };
    if (connector.finishing || (connector.plugged && reservationId !== undefined)) {
      connector.finishing = false;
      changed();
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
    changed();
  }

  function dismiss(connector: Connector): void {
    delete connector.authorization;
    changed();
  }

  function start(connector: Connector, authorization: Authorization): void {
    timeouts.get(connector)?.();
    const now = new Date();
    const transaction = beginTransaction(connector, authorization, now);
    const { idTag, meterStart, reservationId, chargingProfile } = transaction;
    const used = reservationId === undefined ? {} : { reservationId };
    const payload = { connectorId: connector.id, idTag, meterStart, timestamp: now.toISOString(), ...used };
    if (chargingProfile) smartCharging.install(connector.id, chargingProfile);
    keep(connector, stopMeasurands(), 'Transaction.Begin', now);
    outbox.push({ action: 'StartTransaction', payload: () => payload, answered: (answer) => confirmed(connector, transaction, answer) });
    changed();
    sample(connector);
  }

  function confirmed(connector: Connector, transaction: Transaction, { transactionId, idTagInfo }: Payload): void {
    if (typeof transactionId === 'number') transaction.id = transactionId;
    const granted = remember(transaction.idTag, idTagInfo);
    if (granted) Object.assign(transaction, granted);
    if (granted) return;
    // Energy to drive away with may still be given.
    const seconds = (count(configuration, 'MaxEnergyOnInvalidId') / chargingPower) * 3600;
    if (seconds === 0) invalidated(connector, transaction);
    else timers.after(seconds, () => invalidated(connector, transaction));
  }

  function invalidated(connector: Connector, transaction: Transaction): void {
    if (connector.transaction !== transaction) return;
    if (flag(configuration, 'StopTransactionOnInvalidId')) return stop(connector, 'DeAuthorized');
    transaction.withoutEnergy = true;
    changed();
  }

  /** Measurands that belong into StopTransaction; with none there is no meter value in it (1.6 §3.16.5). */
  const stopMeasurands = () => [...new Set([...list(configuration, 'StopTxnSampledData'), ...list(configuration, 'StopTxnAlignedData')])];

  function keep({ transaction, meter }: Connector, measurands: readonly Measurand[], context: Context, at: Date): void {
    if (!transaction || measurands.length === 0) return;
    keepValue(transaction.data, meterValue(meter, measurands, context, at), count(configuration, 'StopTransactionMaxMeterValues'));
  }

  /** Ends the transaction of a connector, if there is one. */
  function stop(connector: Connector, reason: StopReason, idTag?: string): void {
    const { transaction, meter } = connector;
    if (!transaction) return;
    const now = new Date();
    keep(connector, stopMeasurands(), 'Transaction.End', now);
    const { data } = transaction;
    const payload = {
      meterStop: Math.round(readMeter(meter, now)),
      timestamp: now.toISOString(),
      reason,
      ...(idTag === undefined ? {} : { idTag }),
      ...(stopMeasurands().length > 0 && data.length > 0 ? { transactionData: data } : {}),
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
    changed();
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
        const now = new Date();
        const value = meterValue(connector.meter, list(configuration, 'MeterValuesSampledData'), 'Sample.Periodic', now);
        keep(connector, list(configuration, 'StopTxnSampledData'), 'Sample.Periodic', now);
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

  const isFree = ({ fault, operative, transaction, authorization }: Connector) =>
    !closed && !fault && operative && !transaction && !authorization;

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
    } else if (isFree(connector) && reservations.admits(connector, answer)) {
      admit(connector, answer);
    }
  }

  const meantBy = (idTag: string): Connector | undefined =>
    connectors.find(({ transaction, authorization }) => [transaction?.idTag, authorization?.idTag].includes(idTag)) ??
    connectors.find((connector) => reservations.isFor(connector, idTag)) ??
    connectors.find((connector) => connector.plugged && isFree(connector)) ??
    connectors.find(({ transaction }) => transaction) ??
    connectors.find(isFree);

  // What the CSMS asks for. Each says what it answers; what follows comes after the answer.

  function remoteStart(idTag: string, connectorId?: number, profile?: ChargingProfile): 'Accepted' | 'Rejected' {
    if (profile && !smartCharging.takes(profile)) return 'Rejected';
    const free = connectors.filter((connector) => isFree(connector) && !connector.finishing && reservations.mayAdmit(connector, idTag));
    const anywhere = () => free.find((connector) => reservations.isFor(connector, idTag)) ?? free.find(({ plugged }) => plugged) ?? free[0];
    const connector = connectorId === undefined ? anywhere() : free.find(({ id }) => id === connectorId);
    if (!connector || !online()) return 'Rejected';
    timers.soon(async () => {
      const asks = flag(configuration, 'AuthorizeRemoteTxRequests') || !reservations.admits(connector, { idTag });
      const authorization = asks ? await authorize(idTag).catch(() => undefined) : { idTag };
      if (!authorization || !isFree(connector) || !reservations.admits(connector, authorization)) return;
      admit(connector, profile ? { ...authorization, chargingProfile: profile } : authorization);
    });
    return 'Accepted';
  }

  /** Ends what is going on there, once the answer is out; not what may have begun by then. */
  function stopSoon(connector: Connector, reason: StopReason): void {
    const { transaction } = connector;
    timers.soon(() => {
      if (transaction && connector.transaction === transaction) stop(connector, reason);
    });
  }

  function remoteStop(transactionId: number): 'Accepted' | 'Rejected' {
    const connector = connectors.find(({ transaction }) => transaction?.id === transactionId);
    if (!connector || !online()) return 'Rejected';
    stopSoon(connector, 'Remote');
    return 'Accepted';
  }

  function setAvailability(connectorId: number, wanted: boolean): 'Accepted' | 'Rejected' | 'Scheduled' {
    const meant = connectorId === 0 ? connectors : connectors.filter(({ id }) => id === connectorId);
    if (meant.length === 0) return 'Rejected';
    if (connectorId === 0) operative = wanted;
    const answers = meant.map((connector) => changeAvailability(connector, wanted));
    reservations.sweep();
    timers.soon(board.reportChanges);
    return answers.includes('Scheduled') ? 'Scheduled' : 'Accepted';
  }

  function unlock(connectorId: number): 'Unlocked' | 'UnlockFailed' | 'NotSupported' {
    const connector = connectors.find(({ id }) => id === connectorId);
    if (!connector || features.FixedCable) return 'NotSupported';
    stopSoon(connector, 'UnlockCommand');
    return connector.lockBlocked ? 'UnlockFailed' : 'Unlocked';
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
    localList,
    reservations,
    smartCharging,
    setFault,
    isCharging: () => connectors.some(({ transaction }) => transaction),
    /** Lets nobody begin to charge, until it is opened again. */
    close(isClosed: boolean) {
      closed = isClosed;
      changed();
    },
    has: (connectorId: number) => connectorId >= 0 && connectorId <= connectors.length,
    /** Ends all transactions. */
    stopAll: (reason: StopReason) => connectors.forEach((connector) => void stop(connector, reason)),
    /** The power was away, or is about to go: what was only in memory is gone. */
    reboot() {
      board.forget();
      timeouts.clear();
      sampling.clear();
      connectors.forEach(forget);
      reservations.resume();
      smartCharging.follow();
    },
    reportAll: board.reportAll,
    reportChanges: board.reportChanges,
    /** Sends the status of one connector, or of all. */
    triggerStatus: (connectorId?: number) => (connectorId === undefined ? board.reportAll() : board.report(connectorId)),
    triggerMeterValues(connectorId?: number) {
      for (const connector of connectors) {
        if (connectorId === undefined || connectorId === 0 || connector.id === connectorId) {
          call('MeterValues', meterNow(connector, 'Trigger')).catch(() => {});
        }
      }
    },
    sampleAnew: () => connectors.forEach(sample),
    /** Sends clock-aligned values of all connectors. */
    sampleAligned(at: Date) {
      for (const connector of connectors) {
        const value = meterValue(connector.meter, list(configuration, 'MeterValuesAlignedData'), 'Sample.Clock', at);
        keep(connector, list(configuration, 'StopTxnAlignedData'), 'Sample.Clock', at);
        outbox.push({ action: 'MeterValues', payload: () => metered(connector, connector.transaction, value) });
      }
    },
    plugIn(connectorId: number, halfway = false) {
      touch(connectorId, (connector) => {
        if (halfway || connector.lockBlocked) {
          connector.fault = 'ConnectorLockFailure';
          return;
        }
        connector.plugged = true;
        connector.evConnected = true;
        if (connector.authorization && !connector.fault) start(connector, connector.authorization);
      });
    },
    blockLock(connectorId: number, isBlocked: boolean) {
      touch(connectorId, (connector) => {
        connector.lockBlocked = isBlocked;
      });
    },
    unplug(connectorId: number) {
      touch(connectorId, (connector) => {
        connector.evConnected = false;
        stop(connector, 'EVDisconnected');
        leave(connector);
      });
    },
    unplugEvSide(connectorId: number) {
      touch(connectorId, (connector) => {
        connector.evConnected = false;
        if (flag(configuration, 'StopTransactionOnEVSideDisconnect')) stop(connector, 'EVDisconnected');
        // A fixed cable has no other side that somebody would have to take out.
        if (features.FixedCable && !connector.transaction) leave(connector);
      });
    },
    pauseEv(connectorId: number, pauses: boolean) {
      touch(connectorId, (connector) => {
        connector.evPauses = pauses;
      });
    },
  };

  function leave(connector: Connector): void {
    connector.plugged = false;
    connector.finishing = false;
    if (connector.fault === 'ConnectorLockFailure') delete connector.fault;
  }

  function touch(connectorId: number, change: (connector: Connector) => void): void {
    const connector = connectors.find(({ id }) => id === connectorId);
    if (!connector) throw new Error(`there is no connector ${connectorId}: this charger has ${connectors.length}`);
    change(connector);
    changed();
  }
}
