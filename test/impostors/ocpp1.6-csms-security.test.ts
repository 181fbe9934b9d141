import { describe, expect, it } from 'vitest';
import { impostors } from '../../fixtures/impostors/ocpp1.6-csms-security.ts';
import type { Played } from '../../src/engine/run.ts';
import { casesIn, type TrialOptions, tryCases } from '../trial.ts';

const trial: TrialOptions = { protocol: 'ocpp1.6', sut: 'csms', password: 'a password of 1.6', secure: true };
const impatient = { answer: 0.4, reaction: 0.4, reboot: 1 };

/** Which impostors each case is there to catch. */
const catches: Record<string, string[]> = {
  TC_073_CSMS: ['asksForNoPassword', 'takesEveryChangeForRefused', 'namesPasswordAsOcpp2'],
  TC_074_CSMS: [
    ...['refusesSigningRequests', 'signsAnything', 'neverDeliversCertificates', 'deliversItsOwnCertificate', 'leavesOutIntermediates'],
    ...['encodesCertificatesInHex', 'triggersOfAConnector', 'triggersWithOldMessage', 'trustsNoStation'],
  ],
  TC_075_1_CSMS: ['callsEveryRootItsOwn', 'namesRootsAsOcpp2', 'installsWithoutArmour'],
  TC_075_2_CSMS: ['callsEveryRootTheMakers', 'namesRootsAsOcpp2', 'installsWithoutArmour'],
  TC_076_CSMS: ['deletesInSha256', 'deletesByDecimalNumber', 'mixesUpHashes'],
  TC_077_CSMS: ['knowsNoSecurityEvents', 'deliversItsOwnCertificate', 'triggersOfAConnector'],
  TC_078_CSMS: ['knowsNoSecurityEvents', 'swallowsSecurityEvents'],
  TC_079_CSMS: ['asksForTheOtherLog', 'asksForLogsElsewhere', 'knowsNoLogStatus'],
  TC_080_CSMS: [
    ...['cutsSignatures', 'sendsSigningCertificateWithoutArmour', 'updatesFromElsewhere', 'updatesWithoutSignature', 'stumblesOverReboots'],
    'knowsNoSecurityEvents',
  ],
  TC_081_CSMS: ['cutsSignatures', 'updatesWithoutSignature', 'stumblesOverInvalidSignatures'],
  TC_083_CSMS: ['takesEveryChangeForRefused', 'raisesOneProfileLess'],
  TC_086_CSMS: ['hasNoRsaCertificate', 'hasNoEcdsaCertificate', 'speaksOnlyTls13', 'speaksOnlyOneSuite'],
  TC_087_CSMS: ['hasNoRsaCertificate', 'speaksOnlyTls13', 'trustsNoStation'],
  X_16_CSMS_51: ['signsAnything'],
  X_16_CSMS_52: ['takesAnyCertificate'],
  X_16_CSMS_53: ['takesAnyCertificate', 'believesAnyName'],
  X_16_CSMS_54: ['overlooksRevocation'],
};

/** These need no certificates, and have their impostors among those of the core. */
const elsewhere = ['TC_085_CSMS', 'TC_088_CSMS', 'X_16_CSMS_10'];
const cases = (await casesIn('ocpp1.6/csms/security')).filter(({ id }) => !elsewhere.includes(id));

const isCaught = ({ verdict, findings }: Played): boolean =>
  verdict === 'fail' || verdict === 'inconclusive' || findings.some(({ severity }) => severity === 'violation');

describe('a faithful OCPP 1.6 Central System with security', () => {
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

describe('impostors of an OCPP 1.6 Central System with security', () => {
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
    await Promise.all(Array.from({ length: 4 }, work));
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
