import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ProtocolVersion } from '../ocpp/index.ts';
import { mergeParts, type Share } from './analyst.ts';
import { type Analysis, type AnalyzeOptions, analyzeShare } from './share.ts';

/** What a worker is told when it begins. It answers with its Analysis. */
export interface Orders {
  files: readonly string[];
  /** ids of the rules to apply */
  rules: readonly string[];
  protocol: ProtocolVersion | undefined;
  share: Share;
}

const program = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

/**
 * This thread and others share the stations of a record. Each reads all of it, which costs less than to hand the lines from thread to thread.
 */
export async function analyzeTogether(options: AnalyzeOptions, count: number): Promise<Analysis> {
  const { files, rules, protocol } = options;
  const ids = rules.map(({ id }) => id);
  const [own, ...shares] = Array.from({ length: count }, (_, index): Share => ({ index, of: count }));
  const analyses = await Promise.all([...shares.map((share) => work({ files, rules: ids, protocol, share })), analyzeShare(options, own)]);
  const [{ lines, files: read } = { lines: 0, files: [] }] = analyses;
  return { ...mergeParts(analyses), lines, files: read };
}

/** Rejects with what the worker fails with. */
async function work(orders: Orders): Promise<Analysis> {
  const worker = new Worker(program, { workerData: orders });
  const [analysis] = await once(worker, 'message');
  await worker.terminate();
  return analysis;
}
