import { parseFrame } from '../../ocpp/index.ts';
import { Peer } from '../peer.ts';
import type { ChargerOptions, Simulator } from '../simulator.ts';
import { count, createConfiguration } from './charger-configuration.ts';
import { createHandlers } from './charger-handlers.ts';
import { createLine } from './charger-line.ts';
import { createOutbox } from './charger-outbox.ts';
import { createStation } from './charger-station.ts';
import { createTimers } from './charger-timers.ts';

type Payload = Record<string, unknown>;

const connectors = 2;
/** seconds */
const rebootTime = 2;
const bootRetryInterval = 60;
const patience = 30;
/** A reset waits so long for what is still to be delivered. */
const graceTime = 10;

/** Starts the faithful OCPP 1.6 charger: two connectors, the profiles Core and RemoteTrigger. Resolves at once; it connects by itself. */
export async function startCharger(options: ChargerOptions): Promise<Simulator> {
  const { timeScale, flaw = {}, log = () => {} } = options;
  const timers = createTimers(timeScale);
  const configuration = createConfiguration(connectors);
  /** the CSMS's word since the last boot */
  let registration: 'none' | 'Accepted' | 'Pending' | 'Rejected' = 'none';
  let stopHeartbeat = () => {};
  let stopAligned = () => {};
  let stopBootRetry = () => {};
  let resetting = false;

  const registered = () => registration === 'Accepted';
  const online = () => registered() && line.connected;

  const unanswered = new Set<Promise<Payload>>();
  function call(action: string, payload: Payload): Promise<Payload> {
    const answer = peer.call(action, payload);
    const forget = () => void unanswered.delete(answer);
    unanswered.add(answer);
    answer.then(forget, forget);
    return answer;
  }

  const outbox = createOutbox({
    timers,
    online,
    call,
    attempts: () => count(configuration, 'TransactionMessageAttempts'),
    retryInterval: () => count(configuration, 'TransactionMessageRetryInterval'),
  });
  const station = createStation({ connectors, configuration, timers, outbox, online, registered, call });
  const faithful = createHandlers({
    station,
    configuration,
    registered,
    call,
    soon: timers.soon,
    boot: () => void boot(),
    reset: (type) => void reset(type),
    changed(key) {
      if (key === 'HeartbeatInterval') beat();
      if (key === 'MeterValueSampleInterval') station.sampleAnew();
      if (key === 'ClockAlignedDataInterval') align();
    },
  });
  const peer = new Peer({
    protocol: 'ocpp1.6',
    role: 'charger',
    handlers: { ...faithful, ...flaw.handlers?.(faithful) },
    // Never so short that a busy machine makes us give up.
    timeout: Math.max(5, patience * timeScale),
    ...(flaw.outgoing ? { outgoing: flaw.outgoing } : {}),
  });
  const line = createLine({ ...options, peer, timers, onUp: connected, onFrame: (raw) => setImmediate(receive, raw) });

  /** In a turn of its own: what follows from one frame comes before the next is read. */
  function receive(raw: string): void {
    const heard = flaw.incoming ? flaw.incoming(raw) : raw;
    if (heard === undefined || !line.connected) return;
    // While rejected, a charger does not answer (1.6 §4.2).
    if (registration === 'Rejected' && parseFrame(heard).type === 'call') return;
    peer.receive(heard);
  }

  function connected(): void {
    if (!registered()) return void boot();
    // Registered before the connection was lost: no new BootNotification (1.6-J §5.4).
    station.reportChanges();
    outbox.drain();
  }

  async function boot(): Promise<void> {
    stopBootRetry();
    let interval = 0;
    try {
      const answer = await call('BootNotification', {
        chargePointVendor: 'ocppliance',
        chargePointModel: 'Simulated charger',
        chargePointSerialNumber: options.identity.slice(0, 25),
        firmwareVersion: '1.0',
      });
      interval = Number(answer.interval) || 0;
      registration = answer.status === 'Accepted' || answer.status === 'Pending' ? answer.status : 'Rejected';
      log(`registration: ${registration}`);
    } catch (error) {
      log(`no registration: ${error instanceof Error ? error.message : error}`);
      // A new connection boots anew.
      if (!line.connected) return;
    }
    if (registered()) registeredNow(interval);
    else stopBootRetry = timers.after(interval || bootRetryInterval, () => line.connected && void boot());
  }

  function registeredNow(interval: number): void {
    const heartbeat = configuration.get('HeartbeatInterval');
    if (heartbeat && interval > 0) heartbeat.value = String(interval);
    station.reportAll();
    outbox.drain();
    beat();
    align();
  }

  /** Heartbeats by HeartbeatInterval, from now on. */
  function beat(): void {
    stopHeartbeat();
    const seconds = count(configuration, 'HeartbeatInterval');
    if (!registered() || seconds === 0) return;
    stopHeartbeat = timers.after(seconds, () => {
      if (online()) call('Heartbeat', {}).catch(() => {});
      beat();
    });
  }

  /** Clock-aligned meter values by ClockAlignedDataInterval, counted from midnight UTC. */
  function align(): void {
    stopAligned();
    const seconds = count(configuration, 'ClockAlignedDataInterval');
    if (!registered() || seconds === 0) return;
    const sincePast = (Date.now() / 1000 / timeScale) % seconds;
    stopAligned = timers.after(seconds - sincePast, () => {
      station.sampleAligned();
      align();
    });
  }

  /** Transactions end, what waits is delivered as far as possible, then everything starts anew. */
  async function reset(type: 'Hard' | 'Soft'): Promise<void> {
    if (resetting) return;
    resetting = true;
    station.stopAll(type === 'Hard' ? 'HardReset' : 'SoftReset');
    await Promise.race([delivered(), new Promise<void>((resolve) => timers.after(graceTime, resolve))]);
    if (!resetting) return;
    await line.hangUp();
    restart();
  }

  async function delivered(): Promise<void> {
    await outbox.drained();
    while (unanswered.size > 0 && line.connected) await Promise.allSettled([...unanswered]);
  }

  function restart(): void {
    timers.clear();
    resetting = false;
    registration = 'none';
    station.reboot();
    log('rebooting');
    timers.after(rebootTime, line.up);
  }

  const place = ({ connectorId }: Payload): number => (typeof connectorId === 'number' ? connectorId : 1);
  const acts: Record<string, (parameters: Payload) => void> = {
    plugIn: (parameters) => station.plugIn(place(parameters)),
    unplug: (parameters) => station.unplug(place(parameters)),
    unplugEvSide: (parameters) => station.unplugEvSide(place(parameters)),
    evSuspends: (parameters) => station.pauseEv(place(parameters), true),
    evResumes: (parameters) => station.pauseEv(place(parameters), false),
    presentToken({ idToken, connectorId }) {
      const reader = typeof connectorId === 'number' ? connectorId : undefined;
      station.presentToken(String(idToken), reader).catch((error: Error) => log(`the token was not authorized: ${error.message}`));
    },
    goOffline: () => line.cut(),
    comeBack: () => line.up(),
    powerCycle() {
      line.cut();
      station.stopAll('PowerLoss');
      restart();
    },
  };

  line.up();
  return {
    operator: {
      can: (act) => Object.hasOwn(acts, act),
      async does(act, parameters) {
        const carryOut = acts[act];
        if (!carryOut) throw new Error(`this charger cannot ${act}`);
        log(act);
        carryOut(parameters);
      },
    },
    async stop() {
      timers.clear();
      await line.hangUp();
      timers.clear();
    },
  };
}
