import { defineRule, type Refused } from 'ocppliance';
import { configuration, itemsOf, listOf, type Setting, settingOf } from './facts-configuration.ts';
import { coreKeys, isMeasurand, kindOf, profileKeys, valueProblem } from './keys.ts';
import { remember } from './payload.ts';

/** Keys whose values a charger may hide. */
const isSecret = (key: string): boolean => /key|password|secret|token|pin$/i.test(key) && kindOf(key) === undefined;

export const hasTheKeysThatItMust = defineRule({
  id: 'R16-CFG-001',
  title: 'GetConfiguration without keys lists all keys, among them those that every Charge Point has',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.8', '1.6 §9', '1.6 errata 3.80'],
  example: '< GetConfiguration {}  > {configurationKey: []}',
  harm: 'the CSMS cannot tell what the charger can do',
  watch: (scene) => ({
    answers: {
      GetConfiguration({ call, response, index }) {
        if (call.request.key?.length) return;
        const settings = response.configurationKey ?? [];
        const there = new Set(settings.map(({ key }) => key.toLowerCase()));
        const profiles = itemsOf(settings.find(({ key }) => key.toLowerCase() === 'supportedfeatureprofiles')?.value ?? '');
        const wanted = [
          ...coreKeys,
          ...profiles.flatMap((profile) => (Object.hasOwn(profileKeys, profile) ? (profileKeys[profile] ?? []) : [])),
        ];
        const missing = wanted.filter((key) => !there.has(key.toLowerCase()));
        if (missing.length === 0) return;
        scene.report({
          message: settings.length === 0 ? 'the charger lists no configuration keys' : 'mandatory configuration keys are missing',
          frames: [call.index, index],
          expected: missing.join(', '),
          actual: `${settings.length} keys`,
        });
      },
    },
  }),
});

export const answersForTheKeysAskedFor = defineRule({
  id: 'R16-CFG-002',
  title: 'GetConfiguration with keys is answered for each of them, and for no other',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.8'],
  example: '< GetConfiguration {key: [HeartbeatInterval, Foo]}  > (60 keys, no unknownKey)',
  harm: 'a CSMS takes a key that it did not ask for for the one that it did',
  watch(scene) {
    const settings = scene.facts(configuration);
    return {
      answers: {
        GetConfiguration({ call, response, index }) {
          const asked = call.request.key ?? [];
          if (asked.length === 0) return;
          const wanted = new Set(asked.map((key) => key.toLowerCase()));
          const known = new Set((response.configurationKey ?? []).map(({ key }) => key.toLowerCase()));
          const unknown = new Set((response.unknownKey ?? []).map((key) => key.toLowerCase()));
          const most = Number(settingOf(settings, 'GetConfigurationMaxKeys') ?? 1);
          const report = (key: string, message: string, actual: Iterable<string>) =>
            scene.report({ key, message, frames: [call.index, index], actual: [...actual].slice(0, 10).join(', ') });
          const other = [...known, ...unknown].filter((key) => !wanted.has(key));
          if (other.length > 0) report('other', 'the answer has keys that were not asked for', other);
          const both = [...known].filter((key) => unknown.has(key));
          if (both.length > 0) report('both', 'keys are known and unknown at the same time', both);
          const neither = [...wanted].filter((key) => !known.has(key) && !unknown.has(key) && !isSecret(key));
          if (neither.length === 0) return;
          // More keys than it can handle at once need not be answered.
          if (asked.length > most) return scene.inconclusive('GetConfigurationMaxKeys allows so many keys');
          report('neither', 'keys that were asked for are neither known nor unknown', neither);
        },
      },
    };
  },
});

export const saysThatAKeyIsUnknown = defineRule({
  id: 'R16-CFG-004',
  title: 'A change of a key that does not exist is answered NotSupported',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.3', '1.6 §7.22'],
  example:
    '< GetConfiguration {key: [NoSuchKey]}  > {unknownKey: [NoSuchKey]}  < ChangeConfiguration {key: NoSuchKey}  > {status: Rejected}',
  harm: 'the CSMS tries other values for ever',
  watch(scene) {
    const facts = scene.facts(configuration);
    return {
      answers: {
        ChangeConfiguration({ call, response: { status }, index }) {
          const { key } = call.request;
          const lower = key.toLowerCase();
          if (status === 'NotSupported' || facts.settings.has(lower) || isSecret(key)) return;
          const called = facts.unknown.get(lower);
          // Keys that can be written only are in no list.
          if (called === undefined && (facts.listedAt === undefined || status !== 'Rejected')) return;
          scene.report({
            key: lower,
            message: `${key} does not exist, but a change of it was answered ${status}`,
            frames: [called ?? facts.listedAt ?? call.index, call.index, index],
            expected: 'NotSupported',
            actual: status,
            severity: status === 'Rejected' ? 'violation' : 'warning',
          });
        },
      },
    };
  },
});

/** Whether two values of a key mean the same. */
function isSame(key: string, one: string, other: string): boolean {
  if (one.trim().toLowerCase() === other.trim().toLowerCase()) return true;
  if (one.trim() !== '' && other.trim() !== '' && Number(one) === Number(other)) return true;
  const kind = kindOf(key);
  if (kind === 'boolean' || kind === 'count') return false;
  const items = (value: string) =>
    itemsOf(value.replaceAll(';', ','))
      .map((item) => item.toLowerCase())
      .sort()
      .join();
  return items(one) === items(other);
}

export const keepsWhatItAccepted = defineRule({
  id: 'R16-CFG-006',
  title: 'A value that was accepted can be read',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §5.3'],
  example: '< ChangeConfiguration {MeterValueSampleInterval: 10}  > {status: Accepted}  < GetConfiguration  > {value: "60"}',
  harm: 'the CSMS believes in settings that are not there',
  watch(scene) {
    const { settings } = scene.facts(configuration);
    return {
      answers: {
        GetConfiguration({ response, index }) {
          for (const { key, value } of response.configurationKey ?? []) {
            const before = settings.get(key.toLowerCase());
            if (before?.from !== 'written' || before.value === undefined || value === undefined || isSecret(key)) continue;
            // A charger that cannot connect with a higher one falls back (security whitepaper A05.FR.08).
            if (key.toLowerCase() === 'securityprofile') continue;
            if (isSame(key, before.value, value)) continue;
            scene.report({
              key: key.toLowerCase(),
              message: `${key} was set to ${short(before.value)} and accepted, but reads ${short(value)}`,
              frames: [before.index, index],
              expected: before.value,
              actual: value,
            });
          }
        },
      },
    };
  },
});

const short = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);

export const refusesInvalidValues = defineRule({
  id: 'R16-CFG-007',
  title: 'A value that a key cannot have is refused, and leaves it as it was',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.16.4', '1.6 §5.3', '1.6-J §6'],
  example: '< ChangeConfiguration {MeterValuesSampledData: "Foo.Bar"}  > {status: Accepted}',
  harm: 'what the charger does then, nobody knows; some never boot again',
  watch(scene) {
    const { settings } = scene.facts(configuration);
    /** values that were refused, with what was there before */
    const refused = new Map<string, { value: string; setting: Setting; index: number }>();
    return {
      answers: {
        ChangeConfiguration({ call, response: { status }, index }) {
          const { key, value } = call.request;
          const lower = key.toLowerCase();
          const setting = settings.get(lower);
          refused.delete(lower);
          if (status === 'Rejected' && setting?.value !== undefined) remember(refused, lower, { value, setting, index }, 1000);
          if (status !== 'Accepted' && status !== 'RebootRequired') return;
          const strange = kindOf(key) === 'measurands' ? itemsOf(value).find((item) => !isMeasurand(item)) : undefined;
          const wrong = strange === undefined ? valueProblem(key, value) : { problem: `lists ${strange}, which is no measurand` };
          // Another way to write a truth may be understood.
          if (!wrong || wrong.mild || (kindOf(key) === 'boolean' && /^[01]$/.test(value))) return;
          if (strange === undefined && (kindOf(key) === 'list' || kindOf(key) === 'measurands')) return;
          scene.report({
            key: lower,
            message: `the value ${short(value)} of ${key} ${wrong.problem}, but was accepted`,
            frames: [call.index, index],
            expected: 'Rejected',
            actual: status,
          });
        },
        GetConfiguration({ response, index }) {
          for (const { key, value } of response.configurationKey ?? []) {
            const lower = key.toLowerCase();
            const attempt = refused.get(lower);
            refused.delete(lower);
            if (!attempt || value === undefined || attempt.setting !== settings.get(lower)) continue;
            if (isSame(key, value, attempt.setting.value ?? '') || !isSame(key, value, attempt.value)) continue;
            scene.report({
              key: `${lower} kept`,
              message: `the value ${short(attempt.value)} of ${key} was refused, but is there now`,
              frames: [attempt.index, index],
              expected: attempt.setting.value ?? '',
              actual: value,
            });
          }
        },
      },
    };
  },
});

export const formatsValuesByType = defineRule({
  id: 'R16-CFG-008',
  title: 'The value of a standard key has the form of its type',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §7.29', '1.6 §9'],
  example: '> GetConfiguration.conf {key: LocalPreAuthorize, value: "1"}',
  harm: 'a CSMS reads false where true is meant',
  watch: (scene) => ({
    answers: {
      GetConfiguration({ response, index }) {
        for (const { key, value } of response.configurationKey ?? []) {
          const wrong = value === undefined || value === '' ? undefined : valueProblem(key, value);
          if (!wrong) continue;
          scene.report({
            key: key.toLowerCase(),
            message: `the value of ${key} ${wrong.problem}`,
            frames: [index],
            actual: short(value ?? ''),
            severity: wrong.mild ? 'advice' : 'violation',
          });
        }
      },
    },
  }),
});

/** What a charger must understand that announces a profile; without what it may refuse for other reasons. */
const messages: Record<string, readonly string[]> = {
  Core: ['ChangeAvailability', 'ChangeConfiguration', 'GetConfiguration', 'RemoteStartTransaction', 'RemoteStopTransaction', 'Reset'],
  FirmwareManagement: ['GetDiagnostics'],
  LocalAuthListManagement: ['GetLocalListVersion', 'SendLocalList'],
  Reservation: ['CancelReservation', 'ReserveNow'],
  SmartCharging: ['ClearChargingProfile', 'GetCompositeSchedule', 'SetChargingProfile'],
  RemoteTrigger: ['TriggerMessage'],
};

export const supportsTheProfilesThatItNames = defineRule({
  id: 'R16-CFG-009',
  title: 'SupportedFeatureProfiles names Core, and only profiles whose messages are understood',
  severity: 'violation',
  blame: 'charger',
  versions: ['ocpp1.6'],
  spec: ['1.6 §3.3', '1.6 errata 3.2', '1.6 §9.1.29'],
  example: '(SupportedFeatureProfiles: Core,RemoteTrigger)  < TriggerMessage  > CALLERROR NotImplemented',
  harm: 'the CSMS uses what is not there',
  watch(scene) {
    const settings = scene.facts(configuration);
    const judge = ({ call, frame, index }: Refused) => {
      if (call.problems.length > 0 || (frame.code !== 'NotImplemented' && frame.code !== 'NotSupported')) return;
      const profiles = listOf(settings, 'SupportedFeatureProfiles');
      if (!profiles) return scene.inconclusive('SupportedFeatureProfiles is unknown');
      const profile = profiles.find((each) => Object.hasOwn(messages, each) && messages[each]?.includes(call.action));
      if (!profile) return;
      scene.report({
        key: call.action,
        message: `the charger names the profile ${profile}, but does not understand ${call.action}`,
        frames: [call.index, index],
        actual: frame.code,
      });
    };
    return {
      answers: {
        GetConfiguration({ response, index }) {
          const value = response.configurationKey?.find(({ key }) => key.toLowerCase() === 'supportedfeatureprofiles')?.value;
          if (value === undefined) return;
          const profiles = itemsOf(value.replaceAll(';', ','));
          const report = (key: string, message: string, severity: 'violation' | 'warning') =>
            scene.report({ key, message, frames: [index], actual: value, severity });
          if (!profiles.includes('Core')) report('Core', 'SupportedFeatureProfiles does not name Core', 'violation');
          const strange = profiles.filter((each) => !Object.hasOwn(messages, each));
          if (strange.length > 0) report(strange.join(), 'SupportedFeatureProfiles names what is no profile', 'warning');
        },
      },
      refusals: Object.fromEntries(
        Object.values(messages)
          .flat()
          .map((action) => [action, judge]),
      ),
    };
  },
});
