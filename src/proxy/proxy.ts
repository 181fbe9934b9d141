import type { TraceEntry } from '../engine/results.ts';
import { Docket, type DocketOptions, type Findings } from '../judge/docket.ts';
import { type Relay, type RelayOptions, startRelay } from './relay.ts';
import { TraceFile, type TracePart } from './trace-file.ts';
import { Watch } from './watch.ts';

export interface ProxyOptions extends Pick<RelayOptions, 'port' | 'host' | 'upstream' | 'tls' | 'ca' | 'maxConnections'> {
  rules: DocketOptions['rules'];
  onFinding: NonNullable<DocketOptions['onFinding']>;
  /** where `trace.jsonl` goes */
  directory: string;
  /** bytes of a trace file */
  rotateAt: number;
  /** Takes out what nobody else may read, before it is written. */
  conceal(entry: TraceEntry): TraceEntry;
  /** see WatchOptions */
  mostWaiting?: number;
  /** Told what a person should know. */
  say(text: string): void;
}

export interface RunningProxy {
  relay: Relay;
  /** Drops all connections; resolves when all that was heard is judged. */
  stop(): Promise<{ findings: Findings; unheard: number; traces: TracePart[] }>;
}

/** A relay under observation. Rejects with ListenError, or if the trace cannot be written. */
export async function startProxy({
  rules,
  onFinding,
  directory,
  rotateAt,
  conceal,
  say,
  mostWaiting,
  ...options
}: ProxyOptions): Promise<RunningProxy> {
  const trace = new TraceFile({
    directory,
    rotateAt,
    onTrouble: (error) => say(`the trace ends here, it cannot be written: ${error instanceof Error ? error.message : error}`),
  });
  // A charger may come in the middle of a transaction that began before us: not all of its conversation is known.
  const docket = new Docket({ rules, complete: false, onFinding });
  const watch = new Watch({
    docket,
    say,
    ...(mostWaiting !== undefined && { mostWaiting }),
    write: (entry, of) => trace.write(JSON.stringify({ ...of, ...conceal(entry) })),
  });
  const relay = await startRelay({
    ...options,
    onOpened: watch.onOpened,
    onRefused(refused) {
      if (!refused.byUpstream)
        say(`${refused.request.socket.remoteAddress ?? 'a charger'} was turned away with ${refused.status}: ${refused.detail}`);
      watch.onRefused(refused);
    },
  });
  return {
    relay,
    async stop() {
      await watch.drain();
      await relay.close();
      await watch.drain();
      trace.close();
      return { findings: docket.end(), unheard: watch.unheard, traces: trace.parts };
    },
  };
}
