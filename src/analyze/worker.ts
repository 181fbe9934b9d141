/** One of several threads that analyze a record: see crew.ts. */
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { loadRules } from '../judge/rules.ts';
import type { Orders } from './crew.ts';
import { analyzeShare } from './share.ts';

if (!parentPort) throw new Error('this is the program of a thread');
const all = await loadRules();
const [orders] = await once(parentPort, 'message');
const { files, rules: ids, protocol, share }: Orders = orders;
const wanted = new Set(ids);
const rules = all.filter(({ id }) => wanted.has(id));
parentPort.postMessage(await analyzeShare({ files, rules, ...(protocol && { protocol }) }, share));
