import { describe, expect, it } from 'vitest';
import { impostors } from '../../fixtures/impostors/ocpp2.0.1-csms.ts';
import type { Played } from '../../src/engine/run.ts';
import { casesIn, type TrialOptions, tryCases } from '../trial.ts';

const trial: TrialOptions = { protocol: 'ocpp2.0.1', sut: 'csms', password: 'a password of 2.0.1' };
const impatient = { answer: 0.6, reaction: 0.6, reboot: 1 };

/** Which impostors each case is there to catch. */
const catches: Record<string, string[]> = {
  TC_A_01_CSMS: ['knowsAnotherPassword', 'registersNobody'],
  TC_A_02_CSMS: ['letsAnyPasswordIn'],
  TC_A_03_CSMS: ['letsAnyPasswordIn'],
  TC_B_01_CSMS: ['registersNobody', 'namesIntervalAsOcpp15', 'answersWithAnotherId', 'deafBeforeAcceptance'],
  TC_B_02_CSMS: ['registersWhomItShouldHold', 'keepsStationsPending'],
  TC_B_06_CSMS: ['readsNothing', 'readsTargets'],
  TC_B_07_CSMS: ['readsNothing', 'readsTargets', 'readsOnlyOneVariable'],
  TC_B_09_CSMS: ['writesNothing', 'writesNumbers', 'writesDefaults'],
  TC_B_10_CSMS: ['writesNothing', 'writesOnlyOneVariable'],
  TC_B_12_CSMS: ['asksForNoReport', 'asksForEverything', 'takesReportsInOnePart', 'countsRequestsDown'],
  TC_B_13_CSMS: ['asksForNoReport', 'asksForSummaries', 'takesReportsInOnePart', 'countsRequestsDown'],
  TC_B_14_CSMS: ['asksForNoReport', 'asksForEverything', 'takesReportsInOnePart'],
  TC_B_20_CSMS: ['resetsNothing', 'resetsAlwaysAtOnce', 'resetsOneEvse', 'registersOnlyColdStarts'],
  TC_B_21_CSMS: ['resetsNothing', 'resetsAlwaysAtOnce', 'resetsOneEvse', 'registersOnlyColdStarts', 'knowsOnlyLocalStops'],
  TC_B_22_CSMS: ['resetsNothing', 'resetsAlwaysWhenIdle', 'resetsOneEvse', 'registersOnlyColdStarts', 'knowsOnlyLocalStops'],
  TC_B_25_CSMS: ['resetsNothing', 'resetsAlwaysAtOnce', 'resetsTheWholeStation'],
  TC_B_26_CSMS: ['resetsAlwaysAtOnce', 'resetsTheWholeStation', 'knowsOnlyLocalStops'],
  TC_B_27_CSMS: ['resetsAlwaysWhenIdle', 'resetsTheWholeStation', 'knowsOnlyLocalStops'],
  TC_B_30_CSMS: ['registersWhomItShouldHold', 'listensBeforeAcceptance', 'deafBeforeAcceptance'],
  TC_B_31_CSMS: [
    'registersWhomItShouldHold',
    'keepsStationsPending',
    'triggersNothing',
    'triggersSomethingElse',
    'registersOnlyColdStarts',
  ],
  TC_B_58_CSMS: ['speaksOnlyOcpp16', 'speaksAnyVersion', 'refusesMixedOffers'],
  TC_C_02_CSMS: ['acceptsAnyToken'],
  TC_C_06_CSMS: ['acceptsAnyToken', 'blocksNothing'],
  TC_C_07_CSMS: ['acceptsAnyToken', 'letsNothingExpire'],
  TC_C_08_CSMS: ['leavesOutIdTokenInfo', 'leavesTransactionsUnanswered'],
  TC_C_20_CSMS: ['leavesOutIdTokenInfo', 'trustsTheStation'],
  TC_C_37_CSMS: ['clearsNothing'],
  TC_C_38_CSMS: ['clearsNothing', 'diesWhenRefused'],
  TC_C_39_CSMS: ['acceptsNoToken', 'forgetsTheGroup', 'forgetsTheGroupInTransactions'],
  TC_E_01_CSMS: ['acceptsNoToken', 'leavesOutIdTokenInfo', 'knowsNoOtherStartPoint', 'stumblesOverOccupation'],
  TC_E_02_CSMS: ['acceptsNoToken', 'leavesOutIdTokenInfo', 'knowsNoOtherStartPoint'],
  TC_E_03_CSMS: ['acceptsNoToken', 'leavesOutIdTokenInfo', 'answersTransactionsLikeOcpp16', 'wantsToKnowTheDriverFirst'],
  TC_E_04_CSMS: ['acceptsNoToken', 'leavesOutIdTokenInfo', 'answersTransactionsLikeOcpp16', 'wantsToKnowTheEvseFirst'],
  TC_E_07_CSMS: ['refusesLocalStops'],
  TC_E_08_CSMS: ['refusesLocalStops', 'leavesOutIdTokenInfo'],
  TC_E_09_CSMS: ['leavesTransactionsUnanswered', 'wantsToKnowTheDriverFirst', 'stumblesOverOccupation'],
  TC_E_10_CSMS: ['acceptsNoToken', 'leavesOutIdTokenInfo', 'wantsToKnowTheEvseFirst'],
  TC_E_14_CSMS: ['knowsOnlyLocalStops', 'leavesOutIdTokenInfo'],
  TC_E_15_CSMS: ['refusesLocalStops'],
  TC_E_16_CSMS: ['trustsTheStation', 'leavesOutIdTokenInfo', 'knowsOnlyLocalStops'],
  TC_E_20_CSMS: ['knowsOnlyLocalStops', 'knowsNoSuspension'],
  TC_E_21_CSMS: ['stopsNothing', 'stopsAnotherTransaction', 'knowsOnlyLocalStops'],
  TC_E_22_CSMS: ['knowsOnlyLocalStops', 'knowsNoSuspension'],
  TC_E_38_CSMS: ['knowsNoSuspension'],
  TC_E_39_CSMS: ['refusesTimeouts', 'knowsOnlyLocalStops'],
  TC_E_53_CSMS: ['countsOverAllTransactions', 'knowsOnlyLocalStops'],
  TC_F_01_CSMS: ['startsNothing', 'startsForAnotherToken', 'startsAtAnotherEvse', 'startsWithoutNumber', 'forgetsItsOwnStarts'],
  TC_F_02_CSMS: ['startsNothing', 'startsForAnotherToken', 'startsWithoutNumber', 'acceptsNoToken', 'forgetsItsOwnStarts'],
  TC_F_03_CSMS: ['startsNothing', 'startsForAnotherToken', 'startsWithoutNumber', 'leavesOutIdTokenInfo'],
  TC_F_04_CSMS: ['startsNothing', 'startsForAnotherToken', 'refusesTimeouts'],
  TC_F_06_CSMS: ['unlocksNothing', 'unlocksAnotherConnector'],
  TC_F_11_CSMS: ['triggersNothing', 'triggersSomethingElse', 'triggersAtTheStation', 'confirmsMeterValuesWithStatus'],
  TC_F_13_CSMS: ['triggersNothing', 'triggersSomethingElse', 'triggersAtTheStation'],
  TC_F_15_CSMS: ['triggersSomethingElse', 'hasNoUseForIdleLogs'],
  TC_F_18_CSMS: ['triggersSomethingElse', 'hasNoUseForIdleFirmware'],
  TC_F_20_CSMS: ['triggersNothing', 'triggersSomethingElse', 'ignoresHeartbeats'],
  TC_F_23_CSMS: ['triggersSomethingElse', 'triggersAtTheStation', 'triggersWithoutConnector'],
  TC_F_24_CSMS: ['triggersSomethingElse', 'triggersAtTheStation', 'triggersWithoutConnector'],
  TC_F_27_CSMS: ['triggersNothing', 'diesWhenRefused'],
  TC_G_03_CSMS: ['changesNothing', 'changesTheWholeStation', 'stumblesOverUnavailability'],
  TC_G_04_CSMS: ['changesNothing', 'changesTheWholeStation', 'neverPutsBackIntoService'],
  TC_G_05_CSMS: ['changesNothing', 'changesOneEvse', 'stumblesOverUnavailability'],
  TC_G_06_CSMS: ['changesNothing', 'changesOneEvse', 'neverPutsBackIntoService'],
  TC_G_07_CSMS: ['changesNothing', 'changesTheWholeStation', 'changesTheWholeEvse', 'stumblesOverUnavailability'],
  TC_G_08_CSMS: ['changesNothing', 'changesTheWholeEvse', 'neverPutsBackIntoService'],
  TC_G_11_CSMS: ['changesNothing', 'changesTheWholeStation', 'stumblesOverUnavailability', 'knowsOnlyLocalStops'],
  TC_G_14_CSMS: ['changesNothing', 'changesOneEvse', 'stumblesOverUnavailability'],
  TC_G_17_CSMS: ['changesNothing', 'changesTheWholeEvse', 'stumblesOverUnavailability'],
  TC_G_20_CSMS: ['knowsNoEvents', 'confirmsEventsWithStatus'],
  TC_J_01_CSMS: ['metersOnlyEvses', 'confirmsMeterValuesWithStatus'],
  TC_J_02_CSMS: ['metersOnlyEvses', 'confirmsMeterValuesWithStatus', 'refusesClockAlignedSamples'],
  TC_J_07_CSMS: ['refusesFirstSamples', 'leavesTransactionsUnanswered'],
  TC_J_08_CSMS: ['refusesFirstSamples', 'wantsToKnowTheEvseFirst'],
  TC_J_09_CSMS: ['refusesPeriodicSamples'],
  TC_J_10_CSMS: ['refusesManySamples', 'knowsOnlyLocalStops'],
  TC_P_02_CSMS: ['acceptsAnyData', 'refusesVendorDataWithError'],
  TC_P_03_CSMS: ['refusesCustomData'],
  X_201_CSMS_01: ['ignoresHeartbeats', 'tellsTimeWithoutZone', 'labelsLocalTimeAsUtc'],
  X_201_CSMS_02: ['writesNothing', 'writesDefaults', 'diesWhenRefused'],
  X_201_CSMS_03: ['readsNothing', 'diesWhenRefused'],
  X_201_CSMS_04: ['sendsNothing', 'diesWhenRefused'],
  X_201_CSMS_10: ['answersAnyAction'],
  X_201_CSMS_11: ['answersAnyAction'],
  X_201_CSMS_12: ['authorizesAnything', 'usesErrorCodesOfOcpp16'],
  X_201_CSMS_13: ['authorizesAnything'],
  X_201_CSMS_14: ['confirmsAnyStatus'],
  X_201_CSMS_15: ['confirmsAnyStatus'],
  X_201_CSMS_16: ['authorizesAnything'],
  X_201_CSMS_17: ['confirmsAnyMeterValues', 'usesErrorCodesOfOcpp16'],
  X_201_CSMS_18: ['confirmsAnyStatus'],
  X_201_CSMS_19: ['answersAnyPayload', 'usesErrorCodesOfOcpp16'],
  X_201_CSMS_20: ['diesOfBrokenFrames'],
  X_201_CSMS_21: ['diesOfBrokenFrames'],
  X_201_CSMS_22: ['diesOfShortCalls'],
  X_201_CSMS_23: ['diesOfUnknownTypes'],
  X_201_CSMS_24: ['diesOfOrphanedAnswers'],
};

const cases = await casesIn('ocpp2.0.1/csms');

const isCaught = ({ verdict, findings }: Played): boolean =>
  verdict === 'fail' || verdict === 'inconclusive' || findings.some(({ severity }) => severity === 'violation');

describe('a faithful OCPP 2.0.1 CSMS', () => {
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

describe('impostors of an OCPP 2.0.1 CSMS', () => {
  it('are each caught by every case that is there for them', { timeout: 25_000 }, async () => {
    const slipped: string[] = [];
    /** cases that failed outright, not only for want of the situation that they start from */
    const convicting = new Set<string>();
    const queue = Object.entries(impostors);
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [name, flaw] = next;
        for (const testCase of cases.filter(({ id }) => catches[id]?.includes(name))) {
          // Each on a CSMS of its own: what an impostor spoils for one case must not catch it for the next.
          const [played] = (await tryCases([testCase], { ...trial, flaw, timeouts: impatient })).values();
          if (played?.verdict === 'fail') convicting.add(testCase.id);
          if (!played || !isCaught(played))
            slipped.push(`${name} slips past ${testCase.id}: ${played?.verdict} ${played?.reason ?? ''}`.trim());
        }
      }
    };
    // Most of the time is spent waiting for what never comes.
    await Promise.all(Array.from({ length: 16 }, work));
    expect(slipped).toEqual([]);
    expect(cases.map(({ id }) => id).filter((id) => !convicting.has(id))).toEqual([]);
  });

  it('leave no case without one, and none is without a case', () => {
    const caught = new Set(Object.values(catches).flat());
    expect(cases.map(({ id }) => id).filter((id) => !catches[id]?.length)).toEqual([]);
    expect(Object.keys(catches).filter((id) => !cases.some((one) => one.id === id))).toEqual([]);
    expect(Object.keys(impostors).filter((name) => !caught.has(name))).toEqual([]);
    expect([...caught].filter((name) => !impostors[name])).toEqual([]);
  });
});
