import { type Connection, connect, type TransportEvent } from '../../transport/index.ts';
import { type Handlers, Peer, Refusal } from '../peer.ts';
import type { ChargerOptions } from '../simulator.ts';
import type { DeviceModel } from './charger-model.ts';
import type { Timers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

export interface LinkOptions {
  options: ChargerOptions;
  handlers: Handlers;
  model: DeviceModel;
  timers: Timers;
  /** The CSMS has accepted the station after a boot for this reason. */
  accepted(reason: string): void;
  /** A station that was accepted before is connected again, after so many seconds. */
  resumed(secondsOffline: number): void;
}

/** simulated seconds that a reboot takes */
const rebootTime = 5;
/** simulated seconds after which BootNotification is tried again if the CSMS does not say when, or does not answer */
const bootRetry = 60;

/** The station's connection: opens it and opens it again, registers the station, and keeps the heartbeat (B01 to B04, G02, part 4 §5). */
export class Link {
  readonly #about: LinkOptions;
  readonly #peer: Peer;
  #registration: 'none' | 'Accepted' | 'Pending' | 'Rejected' = 'none';
  #bootReason = 'PowerUp';
  #connection: Connection | undefined;
  #attempts = 0;
  #password: string | undefined;
  #offlineSince = 0;
  #cableCut = false;
  #stopped = false;
  readonly #abort = new AbortController();
  #rebooting = false;
  #connecting = false;
  #connectingEra = 0;
  #reading: Promise<void> = Promise.resolve();
  /** changes with each boot, so that what belongs to an earlier one can tell */
  #era = 0;
  #stopHeartbeat = () => {};
  #stopBootRetry = () => {};
  #closed: (() => void) | undefined;

  constructor(about: LinkOptions) {
    this.#about = about;
    this.#password = about.options.password;
    const { flaw } = about.options;
    const handlers = { ...about.handlers, ...flaw?.handlers?.(about.handlers) };
    this.#peer = new Peer({
      protocol: 'ocpp2.0.1',
      role: 'charger',
      handlers: Object.fromEntries(Object.entries(handlers).map(([action, handler]) => [action, this.#guarded(handler)])),
      ...(flaw?.outgoing ? { outgoing: flaw.outgoing } : {}),
    });
  }

  get pending(): boolean {
    return this.#registration !== 'Accepted';
  }

  get online(): boolean {
    return this.#peer.connected && this.#registration === 'Accepted';
  }

  call(action: string, payload: Payload): Promise<Payload> {
    return this.#peer.call(action, payload);
  }

  /** Sends what the CSMS need not have got: dropped while the station may not speak. */
  tell(action: string, payload: Payload): void {
    if (this.#peer.connected) this.call(action, payload).catch(() => {});
  }

  start(): void {
    this.#offlineSince = performance.now();
    void this.#connect();
  }

  /** Sends BootNotification now, without a reboot. */
  bootAgain(reason: string): void {
    this.#bootReason = reason;
    void this.#boot();
  }

  /** Goes away and comes back as after switching on. `abruptly`: the power went. */
  reboot(reason: string, abruptly = false): void {
    this.#registration = 'none';
    this.#bootReason = reason;
    this.#era += 1;
    this.#rebooting = true;
    this.#quiet();
    this.#drop(abruptly);
    const era = this.#era;
    this.#about.timers.after(rebootTime, () => {
      if (era !== this.#era) return;
      this.#rebooting = false;
      // The CSMS may never answer our Close frame.
      this.#connection?.terminate();
      this.#connection = undefined;
      void this.#connect();
    });
  }

  cut(): void {
    this.#cableCut = true;
    this.#drop(true);
  }

  mend(): void {
    this.#cableCut = false;
    void this.#connect();
  }

  /** Connects anew with another password (A01). */
  changePassword(password: string): void {
    this.#password = password;
    this.#drop(false);
  }

  restartHeartbeat(): void {
    this.#stopHeartbeat();
    const { model, timers } = this.#about;
    this.#stopHeartbeat = timers.after(model.number('OCPPCommCtrlr.HeartbeatInterval'), () => {
      if (this.online) this.tell('Heartbeat', {});
      this.restartHeartbeat();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#abort.abort();
    this.#era += 1;
    this.#quiet();
    const connection = this.#connection;
    if (!connection) return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      connection.close(1000, '');
    });
  }

  /** A station that is refused answers with SecurityError (B03.FR.08); one that is pending does what it is asked for (B02). */
  #guarded(handler: Handlers[string]): Handlers[string] {
    return (request) => {
      if (this.#registration === 'Rejected') throw new Refusal('SecurityError', 'this station is not accepted');
      return handler(request);
    };
  }

  async #connect(): Promise<void> {
    const { options, timers } = this.#about;
    const { url, identity } = options;
    if (this.#stopped || this.#cableCut || this.#rebooting || this.#connection || this.#connecting) return;
    this.#connecting = true;
    this.#connectingEra = this.#era;
    let failure = '';
    try {
      await connect({
        url,
        identity,
        subprotocols: ['ocpp2.0.1'],
        ...(this.#password === undefined ? {} : { basicAuth: { password: this.#password } }),
        signal: this.#abort.signal,
        listener: (from, event) => this.#hear(from, event),
      });
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      if (!this.#stopped) options.log?.(`no connection: ${failure}`);
    }
    this.#connecting = false;
    // What came about in the meantime may want another one now.
    if (failure && !this.#stopped) timers.after(this.#backOff(), () => void this.#connect());
    else void this.#connect();
  }

  /** Seconds until the next attempt to connect (part 4 §5.3). */
  #backOff(): number {
    const { model } = this.#about;
    const doublings = Math.min(this.#attempts, model.number('OCPPCommCtrlr.RetryBackOffRepeatTimes'));
    this.#attempts += 1;
    return (
      model.number('OCPPCommCtrlr.RetryBackOffWaitMinimum') * 2 ** doublings +
      Math.random() * model.number('OCPPCommCtrlr.RetryBackOffRandomRange')
    );
  }

  #hear(from: Connection, event: TransportEvent): void {
    if (event.type === 'opened') this.#opened(from);
    else if (from !== this.#connection) return;
    else if (event.type === 'frame') this.#read(from, event.raw);
    else if (event.type === 'closed') this.#lost();
  }

  /** One frame at a time: what follows from an answer is done before the next message is looked at. */
  #read(from: Connection, raw: string): void {
    const { flaw } = this.#about.options;
    this.#reading = this.#reading.then(() => {
      const heard = from !== this.#connection ? undefined : flaw?.incoming ? flaw.incoming(raw) : raw;
      if (heard === undefined) return;
      this.#peer.receive(heard);
      return new Promise<void>((resolve) => setImmediate(resolve));
    });
  }

  #opened(connection: Connection): void {
    const { options, resumed } = this.#about;
    if (this.#stopped || this.#cableCut || this.#connectingEra !== this.#era) return connection.terminate();
    this.#connection = connection;
    this.#attempts = 0;
    this.#peer.attach(connection);
    options.log?.('connected');
    if (this.#registration !== 'Accepted') void this.#boot();
    else resumed((performance.now() - this.#offlineSince) / 1000 / options.timeScale);
  }

  #lost(): void {
    const { options, timers } = this.#about;
    this.#connection = undefined;
    this.#offlineSince = performance.now();
    this.#peer.detach();
    options.log?.('the connection closed');
    this.#closed?.();
    // While rebooting, the boot itself connects again.
    if (this.#stopped || this.#rebooting) return;
    timers.after(this.#backOff(), () => void this.#connect());
  }

  #drop(abruptly: boolean): void {
    if (abruptly) this.#connection?.terminate();
    else this.#connection?.close(1000, '');
  }

  #quiet(): void {
    this.#stopHeartbeat();
    this.#stopBootRetry();
  }

  async #boot(): Promise<void> {
    const { options, model, timers, accepted } = this.#about;
    const era = this.#era;
    const reason = this.#bootReason;
    this.#stopBootRetry();
    let interval = bootRetry;
    try {
      const answer = await this.call('BootNotification', { reason, chargingStation: this.#identity() });
      if (era !== this.#era) return;
      this.#registration = answer.status as 'Accepted' | 'Pending' | 'Rejected';
      if (Number(answer.interval) >= 1) interval = Math.floor(Number(answer.interval));
      options.log?.(`registration: ${this.#registration}`);
    } catch {
      if (era !== this.#era || !this.#peer.connected) return;
    }
    if (this.#registration === 'Accepted') {
      model.put('OCPPCommCtrlr.HeartbeatInterval', String(interval));
      this.restartHeartbeat();
      accepted(reason);
    } else {
      this.#stopBootRetry = timers.after(interval, () => {
        if (this.#peer.connected) void this.#boot();
      });
    }
  }

  #identity(): Payload {
    const { identity } = this.#about.options;
    return { vendorName: 'ocppliance', model: 'Simulator', serialNumber: identity.slice(0, 25), firmwareVersion: '1.0.0' };
  }
}
