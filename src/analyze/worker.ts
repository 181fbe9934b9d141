/** One of several threads that analyze a record: see crew.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadRules } from '../judge/rules.ts';
import type { Orders } from './crew.ts';
import { analyzeShare } from './share.ts';

const { files, rules: ids, protocol, share }: Orders = workerData;
const wanted = new Set(ids);
const rules = (await loadRules()).filter(({ id }) => wanted.has(id));
parentPort?.postMessage(await analyzeShare({ files, rules, ...(protocol && { protocol }) }, share));
