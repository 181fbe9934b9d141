import { describe, expect, it } from 'vitest';
import { impostors } from '../../fixtures/impostors/ocpp2.0.1-charger.ts';
import type { Played } from '../../src/engine/run.ts';
import { defineTestCase, each } from '../../src/index.ts';
import { registered } from '../../testcases/states/ocpp2.0.1-charger.ts';
import { casesIn, type TrialOptions, tryCases } from '../trial.ts';

const trial: TrialOptions = { protocol: 'ocpp2.0.1', sut: 'charger' };
const impatient = { answer: 0.4, reaction: 0.4, reboot: 1 };

/** Which impostors each case is there to catch. */
const catches: Record<string, string[]> = {
  TC_B_01_CS: ['hidesTheSecondEvse', 'countsFromZero', 'forgetsSecurityEvents'],
  TC_B_02_CS: ['talksWhilePending', 'ignoresRemoteStart', 'bootsAlwaysByPowerUp', 'neverEndsItsReport'],
  TC_B_03_CS: ['bootsTooSoon', 'talksWhileRejected'],
  TC_B_06_CS: ['namesAnotherVariable', 'setsNothing'],
  TC_B_07_CS: ['answersOneVariableOnly'],
  TC_B_09_CS: ['setsNothing', 'refusesEveryVariable'],
  TC_B_10_CS: ['setsOneVariableOnly', 'setsNothing'],
  TC_B_11_CS: ['takesWhatItRefuses'],
  TC_B_12_CS: ['reportsFromOne', 'neverEndsItsReport', 'reportsOnAnotherRequest', 'reportsMoreThanAsked', 'leavesOutCharacteristics'],
  TC_B_13_CS: ['hidesRequiredVariables', 'reportsFromOne', 'leavesOutCharacteristics'],
  TC_B_20_CS: ['ignoresReset', 'rebootsSilently', 'bootsAlwaysByPowerUp', 'hidesTheSecondEvse'],
  TC_B_21_CS: ['resetsDuringTransaction', 'losesTheCableAtReboot', 'bootsAlwaysByPowerUp'],
  TC_B_22_CS: ['losesTransactionsAtReset', 'losesTheCableAtReboot', 'callsEveryStopOther', 'bootsAlwaysByPowerUp'],
  TC_B_23_CS: ['isAvailableAfterReboot'],
  TC_B_30_CS: ['talksWhileRejected'],
  TC_B_32_CS: ['addsValuesToRefusals', 'knowsEveryVariable'],
  TC_B_33_CS: ['addsValuesToRefusals', 'knowsEveryVariable'],
  TC_B_34_CS: ['addsValuesToRefusals', 'knowsEveryVariable'],
  TC_B_35_CS: ['takesWhatItRefuses', 'refusesEveryVariable'],
  TC_B_36_CS: ['takesWhatItRefuses', 'refusesEveryVariable'],
  TC_B_37_CS: ['takesWhatItRefuses', 'refusesEveryVariable'],
  TC_B_39_CS: ['takesWhatItRefuses'],
  TC_C_02_CS: ['chargesForRefusedTokens', 'neverAsksAboutTokens'],
  TC_C_04_CS: ['stopsForAnyToken', 'neverAsksAboutTokens'],
  TC_C_06_CS: ['chargesForRefusedTokens'],
  TC_C_07_CS: ['chargesForRefusedTokens'],
  TC_C_39_CS: ['forgetsTheGroup', 'neverStopsLocally'],
  TC_C_56_CS: ['chargesForRefusedTokens'],
  TC_E_03_CS: [
    'neverAsksAboutTokens',
    'neverNamesTheToken',
    'neverNamesTheEvse',
    'neverTellsThatItCharges',
    'changesStateWithoutSayingWhich',
  ],
  TC_E_04_CS: ['neverAsksAboutTokens', 'neverNamesTheToken', 'neverNamesTheEvse', 'neverTellsThatItCharges', 'isNeverOccupied'],
  TC_E_06_CS: ['neverStopsLocally', 'neverReportsAvailable'],
  TC_E_07_CS: ['neverStopsLocally', 'callsEveryStopOther'],
  TC_E_15_CS: ['neverStopsLocally', 'callsEveryStopOther'],
  TC_E_21_CS: ['ignoresRemoteStop', 'callsEveryStopLocal'],
  TC_E_28_CS: ['knowsEveryTransaction', 'neverHasSentAll'],
  TC_E_30_CS: ['deniesItsTransactions', 'neverHasSentAll'],
  TC_E_32_CS: ['knowsEveryTransaction', 'neverHasSentAll'],
  TC_E_34_CS: ['neverHasSentAll', 'knowsEveryTransaction'],
  TC_E_40_CS: ['losesOfflineEvents', 'neverSaysOffline', 'isAlwaysOffline', 'metersNothing'],
  TC_F_01_CS: ['ignoresRemoteStart', 'refusesRemoteStart', 'neverTellsRemoteStartId', 'neverNamesTheToken'],
  TC_F_02_CS: ['ignoresRemoteStart', 'neverAsksAboutTokens', 'neverNamesTheEvse'],
  TC_F_03_CS: ['asksAboutEveryRemoteStart', 'neverTellsRemoteStartId', 'neverNamesTheToken'],
  TC_F_04_CS: ['neverTimesOut', 'callsEveryStopOther'],
  TC_F_05_CS: ['unlocksAnything'],
  TC_F_07_CS: ['unlocksNothing'],
  TC_F_08_CS: ['ignoresRemoteStop', 'endsAnotherTransaction', 'callsEveryStopLocal'],
  TC_F_09_CS: ['ignoresRemoteStop'],
  TC_F_10_CS: ['unlocksAnything', 'unlocksNothing'],
  TC_F_11_CS: ['acceptsEveryTrigger', 'triggersOrdinaryMeterValues'],
  TC_F_13_CS: ['acceptsEveryTrigger', 'triggersPeriodicEvents', 'metersNothing'],
  TC_F_15_CS: ['isAlwaysSendingLogs'],
  TC_F_18_CS: ['isAlwaysUpdating'],
  TC_F_20_CS: ['acceptsEveryTrigger', 'refusesEveryTrigger'],
  TC_F_23_CS: ['acceptsEveryTrigger', 'neverReportsAvailable'],
  TC_F_24_CS: ['acceptsEveryTrigger', 'refusesEveryTrigger'],
  TC_F_27_CS: ['acceptsEveryTrigger', 'refusesEveryTrigger'],
  TC_G_01_CS: ['isNeverOccupied'],
  TC_G_02_CS: ['neverReportsAvailable'],
  TC_G_03_CS: ['ignoresAvailability', 'refusesInoperative'],
  TC_G_04_CS: ['refusesOperative', 'neverReportsAvailable'],
  TC_G_05_CS: ['ignoresAvailability', 'hidesTheSecondEvse'],
  TC_G_06_CS: ['refusesOperative', 'neverReportsAvailable'],
  TC_G_07_CS: ['ignoresAvailability', 'refusesInoperative'],
  TC_G_08_CS: ['refusesOperative', 'neverReportsAvailable'],
  TC_G_09_CS: ['refusesWhatIsSo', 'refusesOperative'],
  TC_G_10_CS: ['refusesWhatIsSo'],
  TC_G_11_CS: ['neverSchedules', 'forgetsWhatItScheduled'],
  TC_G_12_CS: ['refusesWhatIsSo', 'refusesOperative'],
  TC_G_13_CS: ['refusesWhatIsSo'],
  TC_G_14_CS: ['neverSchedules', 'forgetsWhatItScheduled', 'hidesTheSecondEvse'],
  TC_G_15_CS: ['refusesWhatIsSo', 'refusesOperative'],
  TC_G_16_CS: ['refusesWhatIsSo'],
  TC_G_17_CS: ['neverSchedules', 'forgetsWhatItScheduled'],
  TC_G_18_CS: ['isAvailableAfterReboot'],
  TC_G_19_CS: ['isAvailableAfterReboot'],
  TC_G_21_CS: ['isAvailableAfterReboot', 'hidesTheSecondEvse'],
  TC_J_07_CS: ['metersNothing'],
  TC_J_09_CS: ['metersOnlyAtTheEnds', 'metersNothing'],
  TC_J_10_CS: ['metersNothing'],
  TC_P_01_CS: ['acceptsAnyData'],
  TC_P_03_CS: ['stumblesOverCustomData', 'setsNothing'],
  X_201_CS_01: ['keepsItsOwnHeartbeat', 'beatsTooOften'],
  X_201_CS_02: ['acceptsEveryTrigger'],
  X_201_CS_03: ['givesItsPasswordAway'],
  X_201_CS_04: ['skipsNumbers', 'endsAnotherTransaction', 'neverNamesTheEvse', 'neverNamesTheToken'],
  X_201_CS_11: ['answersAnyAction'],
  X_201_CS_12: ['answersAnyAction'],
  X_201_CS_13: ['answersAnyAction'],
  X_201_CS_14: ['answersAnyAction'],
  X_201_CS_21: ['answersAnyPayload', 'usesErrorCodesOfOcpp16'],
  X_201_CS_22: ['answersAnyPayload'],
  X_201_CS_23: ['answersAnyPayload'],
  X_201_CS_24: ['answersAnyPayload'],
  X_201_CS_25: ['answersAnyPayload', 'usesErrorCodesOfOcpp16'],
  X_201_CS_26: ['answersAnyPayload'],
  X_201_CS_27: ['diesOfUnknownFields'],
  X_201_CS_31: ['diesOfBrokenText'],
  X_201_CS_32: ['diesOfBrokenText'],
  X_201_CS_33: ['diesOfShortFrames'],
  X_201_CS_34: ['diesOfOtherFrames'],
  X_201_CS_35: ['diesOfOtherFrames'],
  X_201_CS_36: ['diesOfOtherFrames'],
};

const cases = await casesIn('ocpp2.0.1/charger');

const isCaught = ({ verdict, findings }: Played): boolean =>
  verdict === 'fail' || verdict === 'inconclusive' || findings.some(({ severity }) => severity === 'violation');

/** Not a case of the suite: has the station start and stop its transactions elsewhere. */
const setting = (start: string, stop: string) =>
  defineTestCase({
    id: 'setting',
    title: 'Starts and stops its transactions elsewhere',
    protocol: 'ocpp2.0.1',
    sut: 'charger',
    spec: [],
    given: [registered],
    async run({ csms }) {
      const item = (name: string, attributeValue: string) => ({ component: { name: 'TxCtrlr' }, variable: { name }, attributeValue });
      const setVariableData = [item('TxStartPoint', start), item('TxStopPoint', stop)];
      await csms.calls('SetVariables', { setVariableData }, { setVariableResult: each({ attributeStatus: 'Accepted' }) });
    },
  });

describe('a faithful OCPP 2.0.1 Charging Station', () => {
  it.each([
    ['EVConnected,Authorized', 'EVConnected,Authorized'],
    ['PowerPathClosed', 'EVConnected'],
    ['EnergyTransfer', 'Authorized'],
    ['Authorized', 'EnergyTransfer'],
  ])('passes every case without a finding, where transactions start at %s and stop at %s', async (start, stop) => {
    const results = await tryCases([setting(start, stop), ...cases], trial);
    const complaints = [...results].flatMap(([id, { verdict, reason, findings }]) => [
      ...(verdict === 'pass' ? [] : [`${id}: ${verdict}, ${reason}`]),
      ...findings.map(({ rule, message }) => `${id}: ${rule}, ${message}`),
    ]);
    expect(complaints).toEqual([]);
    expect(results.size).toBe(cases.length + 1);
  });
});

describe('impostors of an OCPP 2.0.1 Charging Station', () => {
  it('are each caught by every case that is there for them', { timeout: 60_000 }, async () => {
    const slipped: string[] = [];
    const pairs = cases.flatMap((one) => (catches[one.id] ?? []).map((name) => ({ one, name })));
    const work = async () => {
      for (let next = pairs.shift(); next; next = pairs.shift()) {
        const { one, name } = next;
        const flaw = impostors[name] ?? {};
        const played = (await tryCases([one], { ...trial, flaw, timeouts: impatient })).get(one.id);
        if (!played || !isCaught(played)) slipped.push(`${name} slips past ${one.id}: ${played?.verdict} ${played?.reason ?? ''}`.trim());
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
