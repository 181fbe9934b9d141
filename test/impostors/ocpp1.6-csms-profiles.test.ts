import { describe, expect, it } from 'vitest';
import { impostors } from '../../fixtures/impostors/ocpp1.6-csms-profiles.ts';
import type { Played } from '../../src/engine/run.ts';
import { casesIn, type TrialOptions, tryCases } from '../trial.ts';

const trial: TrialOptions = { protocol: 'ocpp1.6', sut: 'csms' };
const impatient = { answer: 0.4, reaction: 0.4, reboot: 1 };

/** Which impostors each case is there to catch. */
const catches: Record<string, string[]> = {
  TC_042_1_CSMS: ['neverAsksForListVersions', 'diesOfMissingLists'],
  TC_042_2_CSMS: ['neverAsksForListVersions', 'diesOfEmptyLists'],
  TC_043_1_CSMS: ['sendsNoLists', 'sendsOnlyChangesOfLists', 'diesOfUnsupportedLists'],
  TC_043_3_CSMS: ['sendsNoLists', 'sendsOnlyChangesOfLists', 'diesOfFailedLists'],
  TC_043_4_CSMS: [
    ...['sendsNoLists', 'sendsOnlyChangesOfLists', 'sendsListsWithoutInfo', 'sendsEmptyLists', 'leavesOutEntries'],
    ...['numbersListsFromZero', 'namesListVersionAsOcpp2'],
  ],
  TC_043_5_CSMS: ['sendsOnlyWholeLists', 'sendsListsWithoutInfo', 'leavesOutEntries', 'numbersListsFromZero'],
  TC_044_1_CSMS: [
    ...['updatesNothing', 'fetchesFirmwareElsewhere', 'updatesAtNoTime', 'namesRetrievalAsOcpp2', 'stumblesOverInstallations'],
  ],
  TC_044_2_CSMS: ['updatesNothing', 'stumblesOverFailedDownloads'],
  TC_044_3_CSMS: ['updatesNothing', 'stumblesOverFailedInstallations', 'stumblesOverInstallations'],
  TC_045_1_CSMS: ['fetchesNoDiagnostics', 'fetchesDiagnosticsToNowhere', 'stumblesOverUploads'],
  TC_045_2_CSMS: ['fetchesNoDiagnostics', 'stumblesOverFailedUploads'],
  TC_046_CSMS: [
    ...['reservesNothing', 'reservesForAnotherToken', 'reservesAnywhere', 'namesExpiryAsOcpp2', 'reservesWithTextIds'],
    ...['stumblesOverReservedConnectors', 'refusesReservedStarts'],
  ],
  TC_047_CSMS: ['reservesForADay', 'reservesTheDayBefore', 'namesExpiryAsOcpp2', 'stumblesOverReservedConnectors'],
  TC_048_1_CSMS: ['diesOfFaultedConnectors', 'reservesAnywhere', 'reservesForAnotherToken'],
  TC_048_2_CSMS: ['diesOfOccupiedConnectors', 'reservesAnywhere', 'reservesForAnotherToken'],
  TC_048_3_CSMS: ['diesOfUnavailableConnectors', 'reservesAnywhere', 'reservesForAnotherToken'],
  TC_048_4_CSMS: ['diesOfRejectedWishes', 'reservesAnywhere', 'reservesForAnotherToken'],
  TC_049_CSMS: ['reservesOnlyConnectors', 'stumblesOverReservedConnectors', 'refusesReservedStarts'],
  TC_051_CSMS: ['reservesAnywhere', 'cancelsNothing', 'cancelsAnotherReservation'],
  TC_052_CSMS: ['cancelsOnlyWhatItKnows', 'diesOfRejectedWishes', 'cancelsNothing'],
  TC_053_CSMS: ['leavesOutGroups', 'tellsNoParents', 'reservesAnywhere'],
  TC_056_CSMS: [
    ...['limitsNothing', 'limitsTheWholeStation', 'callsEveryLimitTransient', 'leavesOutValidity', 'startsSchedulesAnytime'],
    ...['limitsForEver', 'limitsInTenths', 'sumsUpPhases', 'beginsAMinuteLater', 'limitsOnePhase', 'stacksEverythingAtZero'],
  ],
  TC_057_CSMS: ['limitsNothing', 'limitsTheWholeStation', 'callsEveryLimitDefault', 'limitsAnotherTransaction', 'limitsNoTransaction'],
  TC_059_CSMS: [
    ...['forgetsLimitsAtStart', 'startsWithDefaultProfile', 'guessesTransactions', 'startsWithAbsoluteProfile'],
    'limitsAMinuteAfterStart',
  ],
  TC_066_CSMS: ['asksForNoSchedules', 'asksForTheWholeStation', 'asksForAnyUnit', 'asksForADay'],
  TC_067_CSMS: [
    ...['limitsNothing', 'stacksEverythingAtZero', 'reusesProfileIds', 'clearsNoLimits', 'clearsAllLimits'],
    ...['clearsWithEverythingItKnows', 'clearsOnlyOfConnectors'],
  ],
  X_16_CSMS_61: ['diesOfMismatchedLists', 'sendsOnlyWholeLists'],
  X_16_CSMS_62: ['limitsOnlyConnectors', 'callsEveryLimitDefault'],
};

const profiles = ['firmware-management', 'local-auth-list-management', 'reservation', 'smart-charging'];
const cases = (await Promise.all(profiles.map((profile) => casesIn(`ocpp1.6/csms/${profile}`)))).flat();

const isCaught = ({ verdict, findings }: Played): boolean =>
  verdict === 'fail' || verdict === 'inconclusive' || findings.some(({ severity }) => severity === 'violation');

describe('a faithful OCPP 1.6 Central System with all feature profiles', () => {
  it.each([1, 2, 3])('passes every case without a finding, run %i', async () => {
    const results = await tryCases(cases, trial);
    const complaints = [...results].flatMap(([id, { verdict, reason, findings }]) => [
      ...(verdict === 'pass' ? [] : [`${id}: ${verdict}, ${reason}`]),
      ...findings.map(({ rule, message }) => `${id}: ${rule}, ${message}`),
    ]);
    expect(complaints).toEqual([]);
    expect(results.size).toBe(cases.length);
  });

  it('lets the same cases run on, in another order', async () => {
    const results = await tryCases([...cases].reverse(), trial);
    expect([...results].filter(([, { verdict }]) => verdict !== 'pass')).toEqual([]);
  });
});

describe('impostors of an OCPP 1.6 Central System with all feature profiles', () => {
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
