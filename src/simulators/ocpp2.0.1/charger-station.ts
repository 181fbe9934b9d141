import { randomUUID } from 'node:crypto';
import {
  type Authorization,
  type Cause,
  createEvse,
  type Draft,
  type Evse,
  happens,
  mention,
  meter,
  statusOf,
  type Token,
} from './charger-evse.ts';
import { meterValue } from './charger-meter.ts';
import { DeviceModel } from './charger-model.ts';
import { Outbox } from './charger-outbox.ts';
import type { Timers } from './charger-timers.ts';
import { Tokens } from './charger-tokens.ts';

type Payload = Record<string, unknown>;

/** What the station needs of its connection. */
export interface Uplink {
  readonly online: boolean;
  call(action: string, payload: Payload): Promise<Payload>;
  tell(action: string, payload: Payload): void;
  reboot(reason: string, abruptly?: boolean): void;
}

const evseIds = [1, 2];

/** The station itself: its EVSEs, its variables, who may charge. Lives through reboots, as what is kept in flash does. */
export class Station {
  readonly evses: readonly Evse[];
  readonly model: DeviceModel;
  readonly outbox: Outbox;
  readonly tokens: Tokens;
  operative = true;
  readonly #timers: Timers;
  readonly #pace: number;
  readonly #uplink: () => Uplink;
  /** what the CSMS was last told, by EVSE */
  readonly #told = new Map<number, string>();
  /** reset as soon as no transaction is left */
  #resetPending = false;
  #stopAligned = () => {};

  constructor(identity: string, timeScale: number, timers: Timers, uplink: () => Uplink) {
    this.#timers = timers;
    this.#pace = 1 / timeScale;
    this.#uplink = uplink;
    this.evses = evseIds.map((id) => createEvse(id, performance.now()));
    const ofRow = ({ evse }: { evse?: { id: number } }) => this.evse(evse?.id);
    const status = (evse: Evse | undefined) => (evse ? statusOf(evse, this.operative) : this.operative ? 'Available' : 'Unavailable');
    this.model = new DeviceModel(evseIds, {
      'ClockCtrlr.DateTime': () => new Date().toISOString(),
      'SecurityCtrlr.Identity': () => identity,
      'ChargingStation.AvailabilityState': () => status(undefined),
      'EVSE.AvailabilityState': (row) => status(ofRow(row)),
      'Connector.AvailabilityState': (row) => status(ofRow(row)),
    });
    this.outbox = new Outbox({
      online: () => this.#uplink().online,
      call: (action, payload) => this.#uplink().call(action, payload),
      attempts: () => ({
        most: this.model.number('OCPPCommCtrlr.MessageAttempts'),
        interval: this.model.number('OCPPCommCtrlr.MessageAttemptInterval'),
      }),
      after: (seconds, then) => this.#timers.after(seconds, then),
      answered: (event, response) => this.#judged(event, response),
    });
    this.tokens = new Tokens(this.model, () => this.#uplink());
  }

  evse(id: number | undefined): Evse | undefined {
    return this.evses.find((evse) => evse.id === id);
  }

  transactionOf(transactionId: unknown): Evse | undefined {
    return this.evses.find((evse) => evse.transaction?.id === transactionId);
  }

  // What happens at the station

  plug(evse: Evse, plugged: boolean): void {
    if (evse.plugged === plugged) return;
    this.#change(
      evse,
      plugged ? { trigger: 'CablePluggedIn' } : { trigger: 'EVCommunicationLost', stoppedReason: 'EVDisconnected' },
      () => {
        evse.plugged = plugged;
        evse.willing = true;
        // StopTxOnEVSideDisconnect: who unplugs is done.
        if (!plugged) evse.authorization = undefined;
      },
    );
  }

  setWilling(evse: Evse, willing: boolean): void {
    if (evse.willing === willing || !evse.plugged) return;
    const stopped = willing ? {} : { stoppedReason: 'StoppedByEV' };
    // Only an end right now is the EV's doing: a later one has a reason of its own.
    const ends = !willing && this.model.members('TxCtrlr.TxStopPoint').includes('EnergyTransfer');
    this.#change(evse, { trigger: 'ChargingStateChanged', ...(ends ? stopped : {}) }, () => {
      evse.willing = willing;
    });
  }

  /** Somebody holds a token to the reader. Resolves once it is read; what the CSMS makes of it comes later. */
  present(evse: Evse, idToken: Token): void {
    const { authorization } = evse;
    if (!authorization) void this.#authorizeStart(evse, idToken);
    else if (this.tokens.same(authorization.idToken, idToken)) this.#endAuthorization(evse, idToken);
    else void this.#authorizeStop(evse, authorization, idToken);
  }

  /** The CSMS has asked for it and was told that it is accepted. */
  async startRemotely(evse: Evse, idToken: Token, remoteStartId: number): Promise<void> {
    if (this.model.isTrue('AuthCtrlr.AuthorizeRemoteStart')) {
      const verdict = await this.tokens.authorize(idToken);
      if (!verdict.accepted) return;
    }
    this.#authorized(evse, { idToken, remoteStartId, told: false });
  }

  stopRemotely(evse: Evse): void {
    const stop = this.model.members('TxCtrlr.TxStopPoint');
    const ends = stop.includes('Authorized') || stop.includes('PowerPathClosed');
    this.#change(evse, { trigger: 'RemoteStop', stoppedReason: 'Remote', ends }, () => {
      evse.authorization = undefined;
    });
  }

  /** Reset (B11, B12): at once, or when the last transaction has ended. */
  async reset(immediately: boolean): Promise<void> {
    const busy = this.evses.filter((evse) => evse.transaction);
    if (!immediately && busy.length > 0) {
      this.#resetPending = true;
      return;
    }
    for (const evse of busy) {
      this.#change(evse, { trigger: 'ResetCommand', stoppedReason: 'ImmediateReset', ends: true }, () => {
        evse.authorization = undefined;
      });
    }
    if (this.#uplink().online) await this.outbox.empty();
    this.#uplink().reboot('RemoteReset');
  }

  powerCycle(): void {
    this.#resetPending = false;
    this.#uplink().reboot('PowerUp', true);
    for (const evse of this.evses.filter(({ transaction }) => transaction)) {
      this.#change(evse, { trigger: 'AbnormalCondition', stoppedReason: 'PowerLoss', ends: true }, () => {
        evse.authorization = undefined;
      });
    }
  }

  setOperative(place: { id: number; connectorId?: number } | undefined, operative: boolean): void {
    const evse = this.evse(place?.id);
    if (!evse) this.operative = operative;
    else if (place?.connectorId === undefined) evse.operative = operative;
    else evse.connectorOperative = operative;
  }

  // What is told to the CSMS

  /** Tells the status of connectors whose status the CSMS does not know, or of all (B01.FR.05, B04, G01). */
  reportStatuses(all = false): void {
    if (!this.#uplink().online) return;
    for (const evse of this.evses) {
      const status = statusOf(evse, this.operative);
      if (all || this.#told.get(evse.id) !== status) this.tellStatus(evse);
    }
  }

  tellStatus(evse: Evse): void {
    const connectorStatus = statusOf(evse, this.operative);
    this.#told.set(evse.id, connectorStatus);
    this.#uplink().tell('StatusNotification', { timestamp: now(), connectorStatus, evseId: evse.id, connectorId: 1 });
  }

  /** An event of the running transaction with what the meter shows now: periodic, or because the CSMS asked (F06.FR.07). */
  tellMeter(evse: Evse, trigger: string, context: string): void {
    const event = mention(evse, trigger);
    if (event) this.#send(evse, event, context);
  }

  tellMeterValues(evse: Evse, context: string): void {
    meter(evse, performance.now(), this.#pace);
    const values = meterValue(evse, this.model.members('AlignedDataCtrlr.Measurands'), context, now());
    if (values.length > 0) this.#uplink().tell('MeterValues', { evseId: evse.id, meterValue: values });
  }

  /** Clock-aligned meter values stand on multiples of their interval (J01.FR.14). Called when the interval changes. */
  alignMeterValues(): void {
    this.#stopAligned();
    const interval = this.model.number('AlignedDataCtrlr.Interval');
    if (interval === 0) return;
    this.#stopAligned = this.#timers.after(interval - ((Date.now() / 1000) % interval), () => {
      if (this.#uplink().online) for (const evse of this.evses) this.tellMeterValues(evse, 'Sample.Clock');
      this.alignMeterValues();
    });
  }

  async #authorizeStart(evse: Evse, idToken: Token): Promise<void> {
    if (statusOf(evse, this.operative) === 'Unavailable') return;
    const verdict = await this.tokens.authorize(idToken);
    if (!verdict.accepted || evse.authorization) return;
    this.#authorized(evse, { idToken, ...(verdict.group === undefined ? {} : { group: verdict.group }), told: false });
  }

  /** Another token may stop if it belongs to the same group (C09). */
  async #authorizeStop(evse: Evse, authorization: Authorization, idToken: Token): Promise<void> {
    const verdict = await this.tokens.authorize(idToken);
    const group = authorization.group ?? this.tokens.groupOf(authorization.idToken);
    if (verdict.accepted && group !== undefined && verdict.group === group && evse.authorization === authorization) {
      this.#endAuthorization(evse, idToken);
    }
  }

  #authorized(evse: Evse, authorization: Authorization): void {
    this.#change(evse, { trigger: 'Authorized' }, () => {
      evse.authorization = authorization;
    });
    this.#timers.after(this.model.number('TxCtrlr.EVConnectionTimeOut'), () => {
      if (evse.plugged || evse.authorization !== authorization) return;
      this.#change(evse, { trigger: 'EVConnectTimeout', stoppedReason: 'Timeout' }, () => {
        evse.authorization = undefined;
      });
    });
  }

  #endAuthorization(evse: Evse, idToken: Token): void {
    this.#change(evse, { trigger: 'StopAuthorized', stoppedReason: 'Local', idToken }, () => {
      evse.authorization = undefined;
    });
  }

  /** Changes an EVSE and tells all that follows from it. */
  #change(evse: Evse, cause: Cause, change: () => void): void {
    meter(evse, performance.now(), this.#pace);
    change();
    const points = { start: this.model.members('TxCtrlr.TxStartPoint'), stop: this.model.members('TxCtrlr.TxStopPoint') };
    const begin = evse.transaction?.begin;
    for (const event of happens(evse, cause, points, randomUUID)) {
      if (event.eventType === 'Started') this.#sampleLater(evse);
      this.#send(evse, event, contextOf(event), evse.transaction?.begin ?? begin);
    }
    this.reportStatuses();
    if (this.#resetPending && !this.evses.some(({ transaction }) => transaction)) {
      this.#resetPending = false;
      void this.outbox.empty().then(() => this.#uplink().reboot('ScheduledReset'));
    }
  }

  #send(evse: Evse, event: Draft, context: string | undefined, begin?: Begin): void {
    meter(evse, performance.now(), this.#pace);
    const timestamp = now();
    this.outbox.add({ ...event, timestamp, ...this.#metered(evse, event, context, timestamp, begin) });
  }

  #metered(evse: Evse, { eventType }: Draft, context: string | undefined, timestamp: string, begin?: Begin): Payload {
    if (context === undefined) return {};
    const measurands = this.model.members(`SampledDataCtrlr.Tx${eventType}Measurands`);
    const atBegin = measurands.includes('Energy.Active.Import.Register') && eventType === 'Ended' && begin !== undefined;
    const values = [
      ...(atBegin ? meterValue(evse, ['Energy.Active.Import.Register'], 'Transaction.Begin', begin.time, begin.register) : []),
      ...meterValue(evse, measurands, context, timestamp),
    ];
    return values.length > 0 ? { meterValue: values } : {};
  }

  #sampleLater(evse: Evse): void {
    const { transaction } = evse;
    const interval = this.model.number('SampledDataCtrlr.TxUpdatedInterval');
    if (interval === 0) return;
    this.#timers.after(interval, () => {
      if (evse.transaction !== transaction) return;
      this.tellMeter(evse, 'MeterValuePeriodic', 'Sample.Periodic');
      this.#sampleLater(evse);
    });
  }

  /** The CSMS has judged the token of an event: without its consent nobody charges (E05). */
  #judged(event: Payload, response: Payload): void {
    const { idToken, transactionInfo, triggerReason } = event;
    const verdict = this.tokens.learn(idToken as Token | undefined, response.idTokenInfo);
    if (!verdict || verdict.accepted || triggerReason === 'StopAuthorized') return;
    const evse = this.transactionOf((transactionInfo as { transactionId: string }).transactionId);
    if (!evse?.authorization) return;
    this.#change(evse, { trigger: 'Deauthorized', stoppedReason: 'DeAuthorized' }, () => {
      evse.authorization = undefined;
    });
  }
}

type Begin = NonNullable<Evse['transaction']>['begin'];

const now = (): string => new Date().toISOString();

const contextOf = ({ eventType }: Draft): string | undefined =>
  eventType === 'Started' ? 'Transaction.Begin' : eventType === 'Ended' ? 'Transaction.End' : undefined;
