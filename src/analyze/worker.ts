/** One of several threads that analyze a record: see crew.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadRules } from '../judge/rules.ts';
import { Analyst } from './analyst.ts';
import type { Orders, Reply, Work } from './crew.ts';

const { rules: ids, protocol }: Orders = workerData;
const wanted = new Set(ids);
const analyst = new Analyst({ rules: (await loadRules()).filter(({ id }) => wanted.has(id)), protocol });

const reply = (message: Reply): void => parentPort?.postMessage(message);

parentPort?.on('message', (work: Work) => {
  switch (work.kind) {
    case 'lines':
      analyst.take(Buffer.from(work.bytes.buffer, 0, work.bytes.byteLength), (index) => work.numbers[index] ?? 0);
      break;
    case 'beginFile':
      analyst.beginFile();
      break;
    case 'leaveOut':
      analyst.leaveOut(work.number, work.text);
      break;
    case 'end':
      return reply({ kind: 'part', part: analyst.end() });
  }
  reply({ kind: 'taken' });
});
reply({ kind: 'ready' });
