import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ProtocolVersion } from '../ocpp/index.ts';
import { mergeParts } from './analyst.ts';
import { type Analysis, type AnalyzeOptions, analyzeShare } from './share.ts';
import type { Share } from './turns.ts';

/** What a thread is told to do. It answers with its Analysis. */
export interface Orders {
  files: readonly string[];
  /** ids of the rules to apply */
  rules: readonly string[];
  protocol: ProtocolVersion | undefined;
  share: Share;
}

/** A thread that can analyze, once. */
export interface Hand {
  /** Rejects with what the thread fails with. */
  work(orders: Orders): Promise<Analysis>;
}

const program = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/** Threads that load what they need while this one does so: they should be hired early. Until they work, they keep no process alive. */
export const hire = (count: number): Hand[] => Array.from({ length: count }, newHand);

function newHand(): Hand {
  const worker = new Worker(program);
  worker.unref();
  const answer = once(worker, 'message');
  // Whoever gives it work hears of it.
  answer.catch(() => {});
  return {
    async work(orders) {
      worker.ref();
      worker.postMessage(orders);
      const [analysis] = await answer;
      await worker.terminate();
      return analysis;
    },
  };
}

/**
 * This thread and others share the stations of a record. Each reads all of it, which costs less than to hand the lines from thread to thread.
 */
export async function analyzeTogether(options: AnalyzeOptions, crew: readonly Hand[]): Promise<Analysis> {
  const { files, rules, protocol } = options;
  const ids = rules.map(({ id }) => id);
  const shareOf = (index: number): Share => ({ index, of: crew.length + 1 });
  const others = crew.map((hand, index) => hand.work({ files, rules: ids, protocol, share: shareOf(index + 1) }));
  const analyses = await Promise.all([analyzeShare(options, shareOf(0)), ...others]);
  const [{ lines, files: read }] = analyses;
  return { ...mergeParts(analyses), lines, files: read };
}
