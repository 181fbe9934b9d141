import { describe, expect, it } from 'vitest';
import { impostors } from '../../fixtures/impostors/ocpp1.6-charger.ts';
import type { Played } from '../../src/engine/run.ts';
import { casesIn, type TrialOptions, tryCases } from '../trial.ts';

// Slower than the usual hundredth: windows in which nothing may come must hold on a busy machine.
const trial: TrialOptions = { protocol: 'ocpp1.6', sut: 'charger', timeScale: 0.02 };
const impatient: TrialOptions = { protocol: 'ocpp1.6', sut: 'charger', timeouts: { answer: 0.4, reaction: 0.4, reboot: 1 } };

/** Which impostors each case is there to catch. */
const catches: Record<string, string[]> = {
  TC_001_CS: ['bootsTooSoon', 'bootsOnlyOnce', 'talksWhileRejected', 'rebootsSilently', 'beatsTooOften', 'keepsItsOwnHeartbeat'],
  TC_002_CS: ['talksWhilePending', 'hidesConnectorTwo', 'leavesConfigurationUnanswered'],
  TC_003_CS: [
    'skipsPreparing',
    'neverReportsCharging',
    'neverAsksAboutTokens',
    'startsWithItsOwnTag',
    'tellsTimeWithoutZone',
    'sendsNullForNothing',
  ],
  TC_004_1_CS: ['neverReportsCharging', 'startsAtAnotherConnector'],
  TC_004_2_CS: ['neverReportsAvailable'],
  TC_005_1_CS: ['missesEvDisconnect', 'callsEveryStopLocal'],
  TC_005_2_CS: ['missesEvDisconnect'],
  TC_005_3_CS: ['stopsAtEveryEvDisconnect'],
  TC_007_1_CS: ['ignoresSettings'],
  TC_010_CS: ['ignoresRemoteStart', 'refusesRemoteStart', 'startsAtAnotherConnector', 'asksAboutEveryRemoteStart'],
  TC_011_1_CS: ['ignoresRemoteStart', 'startsWithItsOwnTag'],
  TC_011_2_CS: ['ignoresRemoteStart', 'neverReportsAvailable'],
  TC_012_CS: ['ignoresRemoteStop', 'callsEveryStopLocal', 'makesUpTransactionIds', 'fallsBackToPreparing'],
  TC_013_CS: ['ignoresReset', 'isAvailableAfterReboot', 'neverChangesAvailability'],
  TC_014_CS: ['refusesSoftReset', 'isAvailableAfterReboot'],
  TC_015_CS: ['ignoresReset', 'rebootsWithoutStopping', 'callsEveryStopLocal'],
  TC_016_CS: ['refusesSoftReset', 'rebootsWithoutStopping'],
  TC_017_1_CS: ['unlocksNothing'],
  TC_018_1_CS: ['unlocksAnything', 'callsEveryStopLocal'],
  TC_019_CS: ['ignoresKeyFilter', 'lacksMandatoryKeys', 'flipsReadonly'],
  TC_021_CS: ['ignoresSettings', 'writesNumbers', 'answersWithAnotherId'],
  TC_023_4_CS: ['startsForRefusedTokens', 'neverAsksAboutTokens'],
  TC_023_5_CS: ['startsForRefusedTokens', 'ignoresSettings'],
  TC_026_CS: ['acceptsAnyRemoteStart'],
  TC_027_CS: ['acceptsAnyRemoteStart'],
  TC_028_CS: ['acceptsAnyRemoteStop'],
  TC_031_CS: ['unlocksAnything'],
  TC_032_2_CS: ['forgetsPowerLoss', 'callsEveryStopLocal'],
  TC_034_CS: ['changesOnlyConnectors', 'isAvailableAfterReboot', 'reportsOnlyConnectorZero'],
  TC_036_CS: ['sendsNoMeterValues', 'deliversBackwards'],
  TC_037_1_CS: ['losesOfflineStarts', 'startsWithItsOwnTag'],
  TC_037_3_CS: ['startsForRefusedTokens', 'callsEveryStopLocal'],
  TC_038_CS: ['neverStopsLocally'],
  TC_039_CS: ['losesOfflineStarts', 'makesUpTransactionIds'],
  TC_040_1_CS: ['acceptsAnySetting', 'rejectsUnknownKeys'],
  TC_040_2_CS: ['acceptsAnySetting'],
  TC_042_1_CS: ['pretendsToKeepLists'],
  TC_043_1_CS: ['pretendsToKeepLists'],
  TC_048_4_CS: ['reservesAnything'],
  TC_050_4_CS: ['reservesAnything'],
  TC_054_CS: ['triggersNothing', 'knowsNoTriggers', 'sendsNoMeterValues', 'isNeverIdle'],
  TC_055_CS: ['triggersAnyConnector', 'knowsNoTriggers'],
  TC_061_1_CS: ['clearsNothing'],
  TC_062_CS: ['refusesDataTransfer'],
  TC_068_CS: ['stopsForAnyToken', 'neverStopsLocally', 'stopsForNobody'],
  TC_069_CS: ['forgetsTheGroup', 'stopsForNobody'],
  TC_070_CS: ['sendsNoMeterValues', 'metersWithoutTransaction', 'callsEverySampleAligned', 'samplesTooOften'],
  X_16_CS_01: ['ignoresSettings'],
  X_16_CS_02: ['startsWithItsOwnTag', 'neverAsksAboutTokens'],
  X_16_CS_03: ['hidesUnknownKeys', 'ignoresKeyFilter'],
  X_16_CS_04: ['acceptsAnySetting'],
  X_16_CS_05: ['acceptsAnyRemoteStart', 'neverChangesAvailability'],
  X_16_CS_06: ['changesAvailabilityAtOnce', 'neverChangesAvailability'],
  X_16_CS_07: ['triggersOnlyTheWhole', 'hidesConnectorTwo'],
  X_16_CS_21: ['checksNoPayload'],
  X_16_CS_22: ['checksNoPayload', 'usesErrorCodesOfOcpp2'],
  X_16_CS_23: ['checksNoPayload'],
  X_16_CS_24: ['checksNoPayload'],
  X_16_CS_25: ['checksNoPayload', 'usesErrorCodesOfOcpp2'],
  X_16_CS_31: ['answersAnyAction'],
  X_16_CS_32: ['answersAnyAction'],
  X_16_CS_41: ['diesOfBrokenFrames'],
  X_16_CS_42: ['diesOfBrokenFrames'],
  X_16_CS_43: ['diesOfUnknownTypes'],
  X_16_CS_44: ['diesOfOrphanedAnswers'],
};

const cases = await casesIn('ocpp1.6/charger');

const isCaught = ({ verdict, findings }: Played): boolean =>
  verdict === 'fail' || verdict === 'inconclusive' || findings.some(({ severity }) => severity === 'violation');

describe('a faithful OCPP 1.6 charger', () => {
  it.concurrent.each([1, 2, 3])('passes every case without a finding, run %i', async () => {
    const results = await tryCases(cases, trial);
    const complaints = [...results].flatMap(([id, { verdict, reason, findings }]) => [
      ...(verdict === 'pass' ? [] : [`${id}: ${verdict}, ${reason}`]),
      ...findings.map(({ rule, message }) => `${id}: ${rule}, ${message}`),
    ]);
    expect(complaints).toEqual([]);
    expect(results.size).toBe(cases.length);
  });
});

describe('impostors of an OCPP 1.6 charger', () => {
  it('are each caught by every case that is there for them', { timeout: 60_000 }, async () => {
    const slipped: string[] = [];
    const queue = Object.entries(impostors);
    const work = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [name, flaw] = next;
        const meant = cases.filter(({ id }) => catches[id]?.includes(name));
        for (const testCase of meant) {
          // Each case with a charger of its own: an earlier failure must not be what catches it.
          const [played] = (await tryCases([testCase], { ...impatient, flaw })).values();
          if (!played || !isCaught(played))
            slipped.push(`${name} slips past ${testCase.id}: ${played?.verdict} ${played?.reason ?? ''}`.trim());
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
