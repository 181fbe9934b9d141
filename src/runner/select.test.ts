import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineTestCase } from '../engine/dsl.ts';
import type { SuiteCase } from './catalogue.ts';
import { ownFolder } from './discover.ts';
import { selectCases } from './select.ts';

const suiteCase = (id: string, profile: string, path: string): SuiteCase => ({
  testCase: defineTestCase({ id, title: id, protocol: 'ocpp1.6', sut: 'charger', spec: [], run: async () => {} }),
  file: path.startsWith('/') ? path : join(ownFolder, path),
  profile,
  official: true,
  status: 'mandatory',
});

const suite = [
  suiteCase('TC_001_CS', 'Core', 'ocpp1.6/charger/core/boot.js'),
  suiteCase('TC_003_CS', 'Core', 'ocpp1.6/charger/core/start.js'),
  suiteCase('TC_046_CS', 'Local Auth List', 'ocpp1.6/charger/reservation/reserve.js'),
  suiteCase('MINE', 'Mine', join(process.cwd(), 'cases/mine.ts')),
];

const select = async (cases: string[], profile: string[] = []) =>
  (await selectCases(suite, { case: cases, profile })).map(({ testCase }) => testCase.id);

describe('selectCases', () => {
  it.each([
    [[], ['TC_001_CS', 'TC_003_CS', 'TC_046_CS', 'MINE']],
    [
      ['TC_003_CS', 'TC_001_CS'],
      ['TC_001_CS', 'TC_003_CS'],
    ],
    [['tc_00?_cs'], ['TC_001_CS', 'TC_003_CS']],
    [['TC_{001,046}*'], ['TC_001_CS', 'TC_046_CS']],
    [['ocpp1.6/charger/core'], ['TC_001_CS', 'TC_003_CS']],
    [['testcases/ocpp1.6/charger/core/boot.ts'], ['TC_001_CS']],
    [['**/reserv*'], ['TC_046_CS']],
    [['./cases/mine.ts'], ['MINE']],
  ])('%j selects %j', async (patterns, ids) => expect(await select(patterns)).toEqual(ids));

  it('knows profiles by whatever way they are written', async () => {
    expect(await select([], ['local-auth-list', 'MINE'])).toEqual(['TC_046_CS', 'MINE']);
    expect(await select(['TC_*'], ['core'])).toEqual(['TC_001_CS', 'TC_003_CS']);
  });

  it('never selects nothing without a word', async () => {
    await expect(select(['TC_004_CS'])).rejects.toThrow('no case is called TC_004_CS: did you mean TC_001_CS or TC_003_CS or TC_046_CS?');
    await expect(select(['TC_001_CS', 'nothing/like/it'])).rejects.toThrow('no case is called nothing/like/it.');
    await expect(select([], ['Smart'])).rejects.toThrow('no case is in the profile Smart: there are Core, Local Auth List, Mine');
    await expect(select(['MINE'], ['Core'])).rejects.toThrow('no case is both in Core and among MINE');
    await expect(selectCases([], {})).rejects.toThrow('there are no test cases');
  });
});
