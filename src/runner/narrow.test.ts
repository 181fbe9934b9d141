import { expect, test } from 'vitest';
import { loadSuite } from './catalogue.ts';
import { shardOf } from './narrow.ts';

test('shards hold each case once, and are of one size', async () => {
  const suite = (await loadSuite({ protocols: ['ocpp1.6'], suts: ['csms'] })).slice(0, 20);
  const shards = ['1/3', '2/3', '3/3'].map((shard) => shardOf(suite, shard));
  expect(shards.map(({ length }) => length)).toEqual([7, 7, 6]);
  expect(new Set(shards.flat())).toEqual(new Set(suite));
  expect(() => shardOf(suite, '4/3')).toThrow('--shard 4/3: there are 3 parts only');
  expect(() => shardOf(suite.slice(0, 1), '2/2')).toThrow('only 1 cases are selected');
});
