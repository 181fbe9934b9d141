import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { conversation } from '../../bench/traffic.ts';
import { Docket } from '../../src/judge/docket.ts';
import { loadRules } from '../../src/judge/rules.ts';
import type { ProtocolVersion } from '../../src/ocpp/index.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function bytesInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const rules = await loadRules();

const few = 100;

/** Judges so many transactions of one charger; returns how many bytes more are in use at the end than after the first few. */
function growthOver(transactions: number, protocol: ProtocolVersion, number: number): number {
  const station = new Docket({ rules, complete: true }).station({ name: 'CP001', protocol });
  let index = 0;
  let over = 0;
  let before = 0;
  for (const { at, from, message } of conversation(number)) {
    // A text like those that are read: in one piece.
    const raw = Buffer.from(JSON.stringify(message)).toString();
    station.observe({ kind: 'frame', index: index++, at, time: new Date(at).toISOString(), connection: 1, from, raw });
    if (!/"StopTransaction"|"Ended"/.test(raw)) continue;
    over += 1;
    if (over === few) before = bytesInUse();
    if (over === transactions) break;
  }
  const growth = bytesInUse() - before;
  // Asked for only now, so that the station is still known when its bytes are counted.
  expect(station.judge.broken.size).toBe(0);
  return growth;
}

describe('what the rules remember of a station', () => {
  const versions: [ProtocolVersion, number][] = [
    ['ocpp1.6', 0],
    ['ocpp2.0.1', 1],
  ];
  it.each(versions)('of %s stays small over months of transactions', (protocol, number) => {
    // The first run leaves compiled code behind, which is no memory of a station.
    growthOver(400, protocol, number);
    expect(growthOver(1100, protocol, number)).toBeLessThan(400_000);
  });

  it('goes when its record is interrupted', async () => {
    const station = new Docket({ rules, complete: true }).station({ name: 'CP001', protocol: 'ocpp1.6' });
    const former = new WeakRef(station.judge);
    station.interrupt();
    // What a WeakRef was made for stays until whoever made it has returned.
    await new Promise(setImmediate);
    collectGarbage();
    expect(former.deref()).toBeUndefined();
    expect(station.judge.broken.size).toBe(0);
  });
});
