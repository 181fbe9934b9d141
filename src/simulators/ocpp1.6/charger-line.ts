import { ConnectError, type Connection, connect } from '../../transport/index.ts';
import type { Peer } from '../peer.ts';
import type { ChargerOptions, Dial } from '../simulator.ts';
import type { Timers } from './charger-timers.ts';

export interface LineOptions extends Pick<ChargerOptions, 'identity' | 'log'> {
  peer: Peer;
  timers: Timers;
  /** seconds between pings of ours, 0 for none (1.6 §9.1.34) */
  pingInterval: () => number;
  /** where and with what it connects next */
  dial: () => Dial;
  onUp: () => void;
  /** No connection came about. */
  onRefused: (error: ConnectError) => void;
  onFrame: (raw: string) => void;
}

export interface Line {
  readonly connected: boolean;
  /** Connects, and again whenever the connection is lost. */
  up(): void;
  /** Drops the connection and stays away until `up`. */
  cut(): void;
  /** Closes the connection properly and stays away; resolves when it is closed. */
  hangUp(): Promise<void>;
}

/** seconds between attempts: doubling, up to the longest (1.6-J errata 3.4) */
const shortestPause = 1;
const longestPause = 60;

/** The charger's connection to the CSMS. */
export function createLine({
  identity,
  peer,
  timers,
  log = () => {},
  pingInterval,
  dial: way,
  onUp,
  onRefused,
  onFrame,
}: LineOptions): Line {
  let wanted = false;
  let dialling: AbortController | undefined;
  let connection: Connection | undefined;
  let pause = shortestPause;
  let onClosed: (() => void) | undefined;

  async function dial(): Promise<void> {
    if (!wanted || connection || dialling) return;
    dialling = new AbortController();
    const { signal } = dialling;
    try {
      await connect({
        ...way(),
        identity,
        subprotocols: ['ocpp1.6'],
        signal,
        listener: (from, event) => {
          if (event.type === 'opened') opened(from);
          else if (from !== connection) return;
          else if (event.type === 'frame') onFrame(event.raw);
          else if (event.type === 'closed') closed();
        },
      });
    } catch (error) {
      log(error instanceof Error ? error.message : String(error));
      if (error instanceof ConnectError && !signal.aborted) onRefused(error);
      if (!signal.aborted) retry();
    }
    if (dialling?.signal === signal) dialling = undefined;
  }

  function opened(opening: Connection): void {
    if (!wanted) return opening.terminate();
    connection = opening;
    pause = shortestPause;
    log('connected');
    peer.attach(opening);
    pingLater(opening);
    onUp();
  }

  function pingLater(pinged: Connection): void {
    const seconds = pingInterval();
    if (seconds === 0) return;
    timers.after(seconds, () => {
      if (pinged !== connection) return;
      pinged.ping();
      pingLater(pinged);
    });
  }

  function closed(): void {
    connection = undefined;
    peer.detach();
    log('the connection is closed');
    onClosed?.();
    onClosed = undefined;
    if (wanted) retry();
  }

  function retry(): void {
    timers.after(pause, dial);
    pause = Math.min(pause * 2, longestPause);
  }

  function stayAway(): void {
    wanted = false;
    dialling?.abort();
    dialling = undefined;
  }

  return {
    get connected() {
      return connection !== undefined;
    },
    up() {
      wanted = true;
      void dial();
    },
    cut() {
      stayAway();
      const old = connection;
      if (old) closed();
      old?.terminate();
    },
    async hangUp() {
      stayAway();
      if (!connection) return;
      const gone = new Promise<void>((resolve) => {
        onClosed = resolve;
      });
      connection.close(1000);
      await gone;
    },
  };
}
