import { describe, expect, it } from 'vitest';
import { impostors } from '../../fixtures/impostors/ocpp1.6-csms.ts';
import type { Played } from '../../src/engine/run.ts';
import { casesIn, type TrialOptions, tryCases } from '../trial.ts';

const trial: TrialOptions = { protocol: 'ocpp1.6', sut: 'csms', password: 'a password of 1.6' };
const impatient = { answer: 0.4, reaction: 0.4, reboot: 1 };

/** Which impostors each case is there to catch. */
const catches: Record<string, string[]> = {
  TC_001_CSMS: ['registersNobody', 'namesIntervalAsOcpp15', 'ignoresHeartbeats', 'tellsTimeWithoutZone', 'answersWithAnotherId'],
  TC_003_CSMS: ['acceptsNoToken', 'leavesOutIdTagInfo', 'answersStartLikeAuthorize', 'refusesPreparing'],
  TC_004_1_CSMS: ['acceptsNoToken', 'leavesOutIdTagInfo'],
  TC_004_2_CSMS: ['acceptsNoToken', 'refusesPreparing'],
  TC_005_1_CSMS: ['knowsOnlyOrdinaryStops'],
  TC_007_CSMS: ['refusesUnauthorizedStarts', 'leavesOutIdTagInfo'],
  TC_010_CSMS: ['ignoresRemoteStart', 'startsForAnotherToken', 'startsAtAnotherConnector'],
  TC_011_1_CSMS: ['ignoresRemoteStart', 'startsForAnotherToken', 'refusesPreparing'],
  TC_011_2_CSMS: ['ignoresRemoteStart', 'startsAtAnotherConnector'],
  TC_012_CSMS: ['ignoresRemoteStop', 'stopsAnotherTransaction', 'refusesRemoteStops'],
  TC_013_CSMS: ['resetsAlwaysSoftly'],
  TC_014_CSMS: ['resetsAlwaysHard'],
  TC_017_1_CSMS: ['unlocksNothing', 'unlocksTheFirstConnector'],
  TC_017_2_CSMS: ['diesWhenRefused'],
  TC_018_1_CSMS: ['unlocksNothing', 'knowsOnlyOrdinaryStops'],
  TC_019_1_CSMS: ['readsOnlyWhatItKnows'],
  TC_019_2_CSMS: ['readsEverything'],
  TC_021_CSMS: ['ignoresSettings', 'writesNumbers'],
  TC_023_1_CSMS: ['acceptsAnyToken'],
  TC_023_2_CSMS: ['callsEveryRefusalInvalid'],
  TC_023_3_CSMS: ['acceptsAnyToken', 'callsEveryRefusalInvalid'],
  TC_024_CSMS: ['stumblesOverFaults'],
  TC_026_CSMS: ['ignoresRemoteStart', 'diesWhenRefused'],
  TC_028_CSMS: ['ignoresRemoteStop', 'diesWhenRefused'],
  TC_030_CSMS: ['unlocksNothing', 'diesWhenRefused'],
  TC_031_CSMS: ['diesWhenRefused'],
  TC_032_1_CSMS: ['knowsOnlyOrdinaryStops'],
  TC_037_1_CSMS: ['refusesLateTransactions'],
  TC_037_3_CSMS: ['startsForAnyToken', 'leavesUnknownTokensUnanswered', 'knowsOnlyOrdinaryStops'],
  TC_039_CSMS: ['refusesLateTransactions'],
  TC_040_1_CSMS: ['ignoresSettings', 'diesWhenRefused'],
  TC_040_2_CSMS: ['writesNoNegativeValues', 'diesWhenRefused'],
  TC_054_CSMS: ['triggersWithoutConnector', 'triggersOnlyHeartbeats', 'hasNoUseForIdle'],
  TC_055_CSMS: ['triggersWithoutConnector', 'diesWhenRefused'],
  TC_061_CSMS: ['clearsNothing'],
  TC_064_CSMS: ['refusesVendorDataWithError'],
  TC_085_CSMS: ['knowsAnotherPassword'],
  TC_088_CSMS: ['speaksAnyVersion', 'refusesMixedOffers'],
  X_16_CSMS_01: ['registersWhomItShouldHold', 'keepsStationsPending', 'holdsWithNegativeInterval'],
  X_16_CSMS_02: ['labelsLocalTimeAsUtc', 'tellsTimeWithoutZone'],
  X_16_CSMS_03: ['confirmsMeterValuesWithStatus'],
  X_16_CSMS_04: ['changesTheWholeStation', 'neverPutsBackIntoService', 'stumblesOverUnavailability'],
  X_16_CSMS_05: ['changesTheWholeStation', 'neverPutsBackIntoService'],
  X_16_CSMS_06: ['sendsDataAsObject', 'diesWhenRefused'],
  X_16_CSMS_07: ['reusesTransactionIds'],
  X_16_CSMS_08: ['refusesRepeatedStarts'],
  X_16_CSMS_09: ['refusesUnknownTransactions', 'refusesUndeliveredTransactions'],
  X_16_CSMS_10: ['letsAnyPasswordIn'],
  X_16_CSMS_11: ['takesOnlyUtc'],
  X_16_CSMS_12: ['stumblesOverVendorErrors', 'stumblesOverFaults'],
  X_16_CSMS_13: ['knowsOnlyCelcius', 'confirmsMeterValuesWithStatus'],
  X_16_CSMS_21: ['confirmsAnyStatus'],
  X_16_CSMS_22: ['authorizesAnything', 'usesErrorCodesOfOcpp2'],
  X_16_CSMS_23: ['authorizesAnything'],
  X_16_CSMS_24: ['confirmsAnyStatus'],
  X_16_CSMS_25: ['authorizesAnything'],
  X_16_CSMS_26: ['confirmsAnyStatus'],
  X_16_CSMS_27: ['authorizesAnything', 'usesErrorCodesOfOcpp2'],
  X_16_CSMS_31: ['answersAnyAction'],
  X_16_CSMS_32: ['answersAnyAction'],
  X_16_CSMS_33: ['answersAnyAction'],
  X_16_CSMS_41: ['diesOfBrokenFrames'],
  X_16_CSMS_42: ['diesOfBrokenFrames'],
  X_16_CSMS_43: ['diesOfUnknownTypes'],
  X_16_CSMS_44: ['diesOfOrphanedAnswers'],
};

/** Other areas, and what needs certificates, have tests of their own. */
const areas = await Promise.all(['core', 'message-format', 'remote-trigger', 'security'].map((area) => casesIn(`ocpp1.6/csms/${area}`)));
const cases = areas.flatMap((area, index) => (index < 3 ? area : area.filter(({ id }) => catches[id])));

const isCaught = ({ verdict, findings }: Played): boolean =>
  verdict === 'fail' || verdict === 'inconclusive' || findings.some(({ severity }) => severity === 'violation');

describe('a faithful OCPP 1.6 Central System', () => {
  it.each([1, 2, 3])('passes every case without a finding, run %i', async () => {
    const results = await tryCases(cases, trial);
    const complaints = [...results].flatMap(([id, { verdict, reason, findings }]) => [
      ...(verdict === 'pass' ? [] : [`${id}: ${verdict}, ${reason}`]),
      ...findings.map(({ rule, message }) => `${id}: ${rule}, ${message}`),
    ]);
    expect(complaints).toEqual([]);
    expect(results.size).toBe(cases.length);
  });
});

describe('impostors of an OCPP 1.6 Central System', () => {
  it('are each caught by every case that is there for them', { timeout: 25_000 }, async () => {
    const slipped: string[] = [];
    const queue = Object.entries(impostors);
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [name, flaw] = next;
        const meant = cases.filter(({ id }) => catches[id]?.includes(name));
        const results = await tryCases(meant, { ...trial, flaw, timeouts: impatient });
        for (const [id, played] of results) {
          if (!isCaught(played)) slipped.push(`${name} slips past ${id}: ${played.verdict} ${played.reason ?? ''}`.trim());
        }
      }
    };
    // Most of the time is spent waiting for what never comes.
    await Promise.all(Array.from({ length: 6 }, work));
    expect(slipped).toEqual([]);
  });

  it('leave no case without one, and none is without a case', () => {
    const caught = new Set(Object.values(catches).flat());
    expect(cases.map(({ id }) => id).filter((id) => !catches[id]?.length)).toEqual([]);
    expect(Object.keys(catches).filter((id) => !cases.some((one) => one.id === id))).toEqual([]);
    expect(Object.keys(impostors).filter((name) => !caught.has(name))).toEqual([]);
    expect([...caught].filter((name) => !impostors[name])).toEqual([]);
  });
});
