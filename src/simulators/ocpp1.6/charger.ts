import type { SecurityProfile } from '../../engine/dsl.ts';
import { parseFrame } from '../../ocpp/index.ts';
import { Peer } from '../peer.ts';
import type { ChargerOptions, Simulator } from '../simulator.ts';
import { count, createConfiguration, setKey, takeEffect } from './charger-configuration.ts';
import { createHandlers } from './charger-handlers.ts';
import { createLine } from './charger-line.ts';
import { createManagement, securityFeatures, serialNumberOf } from './charger-management.ts';
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

/** Starts the faithful OCPP 1.6 charger: two connectors, all profiles. Resolves at once; it connects by itself. */
export async function startCharger(options: ChargerOptions): Promise<Simulator> {
  const { timeScale, flaw = {}, log = () => {} } = options;
  const features = { ...securityFeatures(options), ...options.features };
  const timers = createTimers(timeScale);
  const configuration = createConfiguration(connectors, features);
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
  const station = createStation({ connectors, configuration, features, timers, outbox, online, registered, call });
  const others = createHandlers({
    station,
    configuration,
    features,
    registered,
    call,
    soon: timers.soon,
    boot: () => void boot(),
    reset: (type) => void goDown(type === 'Hard' ? 'HardReset' : 'SoftReset'),
    changed(key) {
      if (key === 'HeartbeatInterval') beat();
      if (key === 'MeterValueSampleInterval') station.sampleAnew();
      if (key === 'ClockAlignedDataInterval') align();
    },
  });
  async function reconnect(): Promise<void> {
    await settled();
    if (resetting) return;
    await line.hangUp();
    line.up();
  }
  const reboot = () => void goDown('SoftReset');
  const management = await createManagement({
    ...{ options, features, configuration, timers, station, online, call, others, reboot },
    reconnect: () => void reconnect(),
  });
  const faithful = { ...others, ...management.handlers };
  const peer = new Peer({
    protocol: 'ocpp1.6',
    role: 'charger',
    handlers: { ...faithful, ...flaw.handlers?.(faithful) },
    // Never so short that a busy machine makes us give up.
    timeout: Math.max(5, patience * timeScale),
    ...(flaw.outgoing ? { outgoing: flaw.outgoing } : {}),
  });
  const pingInterval = () => count(configuration, 'WebSocketPingInterval');
  const line = createLine({
    ...options,
    ...{ peer, timers, pingInterval },
    dial: management.dial,
    onUp: connected,
    onRefused: management.refused,
    onFrame: (raw) => setImmediate(receive, raw),
  });

  /** In a turn of its own: what follows from one frame comes before the next is read. */
  function receive(raw: string): void {
    const heard = flaw.incoming ? flaw.incoming(raw) : raw;
    if (heard === undefined || !line.connected) return;
    // While rejected, a charger does not answer (1.6 §4.2).
    if (registration === 'Rejected' && parseFrame(heard).type === 'call') return;
    peer.receive(heard);
  }

  function connected(): void {
    management.connected();
    if (!registered()) return void boot();
    // Registered before the connection was lost: no new BootNotification (1.6-J §5.4).
    station.reportChanges();
    outbox.drain();
    management.online();
  }

  async function boot(): Promise<void> {
    stopBootRetry();
    let interval = 0;
    try {
      const answer = await call('BootNotification', {
        chargePointVendor: 'ocppliance',
        chargePointModel: 'Simulated charger',
        chargePointSerialNumber: serialNumberOf(options),
        firmwareVersion: management.firmwareVersion(),
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
    if (interval > 0) setKey(configuration, 'HeartbeatInterval', String(interval));
    station.reportAll();
    outbox.drain();
    management.online();
    management.registered();
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
  function align(last?: number): void {
    stopAligned();
    const seconds = count(configuration, 'ClockAlignedDataInterval');
    if (!registered() || seconds === 0) return;
    const interval = seconds * 1000 * timeScale;
    const current = Math.floor(Date.now() / interval);
    // A timer may be early, or late: no interval comes twice, and none is left out unless many are.
    const next = (Math.max(last ?? current, current - 10) + 1) * interval;
    stopAligned = timers.after((next - Date.now()) / 1000 / timeScale, () => {
      station.sampleAligned(new Date(next));
      align(Math.round(next / interval));
    });
  }

  /** Transactions end, what waits is delivered as far as possible, then everything starts anew. */
  async function goDown(reason: 'HardReset' | 'SoftReset' | 'PowerLoss'): Promise<void> {
    if (resetting) return;
    resetting = true;
    station.stopAll(reason);
    await settled();
    if (!resetting) return;
    await line.hangUp();
    restart();
  }

  /** What is under way is delivered, if that can be. */
  const settled = () => Promise.race([delivered(), new Promise<void>((resolve) => timers.after(graceTime, resolve))]);

  async function delivered(): Promise<void> {
    await outbox.drained();
    while (unanswered.size > 0 && line.connected) await Promise.allSettled([...unanswered]);
  }

  function restart(): void {
    timers.clear();
    resetting = false;
    registration = 'none';
    station.reboot();
    takeEffect(configuration);
    management.restarted();
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
    causeFault: ({ connectorId }) => station.setFault(typeof connectorId === 'number' ? connectorId : undefined, 'GroundFailure'),
    clearFault: ({ connectorId }) => station.setFault(typeof connectorId === 'number' ? connectorId : undefined, undefined),
    plugInHalfway: (parameters) => station.plugIn(place(parameters), true),
    blockLock: (parameters) => station.blockLock(place(parameters), true),
    freeLock: (parameters) => station.blockLock(place(parameters), false),
    breakListStorage: () => station.localList.breakStorage(true),
    repairListStorage: () => station.localList.breakStorage(false),
    setSecurityProfile: ({ profile }) => management.setProfile(Number(profile) as SecurityProfile),
    powerCycle() {
      // What a back-up source is there for.
      if (features.BackupPower) return void goDown('PowerLoss');
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
      management.stop();
      timers.clear();
      await line.hangUp();
      timers.clear();
    },
  };
}
