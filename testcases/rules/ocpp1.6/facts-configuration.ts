import { defineFacts } from 'ocppliance';
import { remember } from './payload.ts';

export interface Setting {
  key: string;
  value: string | undefined;
  /** what the value says, if it is a whole number */
  count: number | undefined;
  readonly: boolean | undefined;
  /** how we know: the charger told, the CSMS set it, or a BootNotification.conf did */
  from: 'read' | 'written' | 'boot';
  /** what it was before it was written, if known */
  previous: string | undefined;
  at: number;
  index: number;
}

type Told = Pick<Setting, 'key' | 'from' | 'at' | 'index'> & { [F in 'value' | 'readonly' | 'previous']?: Setting[F] };

export interface ConfigurationFacts {
  /** by lower-case key: keys are CiStrings */
  settings: Map<string, Setting>;
  /** keys that the charger called unknown */
  unknown: Map<string, number>;
  /** trace index of an answer that listed all keys */
  listedAt?: number;
}

const most = 1000;

/** The configuration keys as far as the conversation shows them (1.6 §9). */
export const configuration = defineFacts({
  versions: ['ocpp1.6'],
  create: (): ConfigurationFacts => ({ settings: new Map(), unknown: new Map() }),
  learn(facts) {
    const { settings, unknown } = facts;
    const set = ({ key, value, readonly, from, previous, at, index }: Told) => {
      const count = value !== undefined && /^\d+$/.test(value.trim()) ? Number(value) : undefined;
      remember(settings, key.toLowerCase(), { key, value, count, readonly, from, previous, at, index }, most);
    };
    return {
      answers: {
        GetConfiguration({ call: { request }, response, at, index }) {
          for (const { key, value, readonly } of response.configurationKey ?? []) set({ key, value, readonly, from: 'read', at, index });
          for (const key of response.unknownKey ?? []) remember(unknown, key.toLowerCase(), index, most);
          if (!request.key?.length && response.configurationKey?.length) facts.listedAt = index;
        },
        ChangeConfiguration({ call: { request }, response, at, index }) {
          const { key, value } = request;
          const known = settings.get(key.toLowerCase());
          if (response.status === 'Accepted')
            set({ key, value, readonly: known?.readonly, from: 'written', previous: known?.value, at, index });
          // The value may apply now or after the reboot.
          else if (response.status === 'RebootRequired') settings.delete(key.toLowerCase());
        },
        BootNotification({ response: { status, interval }, at, index }) {
          if (status === 'Accepted' && interval > 0) set({ key: 'HeartbeatInterval', value: String(interval), from: 'boot', at, index });
        },
      },
    };
  },
});

/** A key's value, if the conversation has shown it. */
export const settingOf = (facts: ConfigurationFacts, key: string): string | undefined => facts.settings.get(key.toLowerCase())?.value;

/** The value of a key that holds a whole number, if known. */
export const countOf = (facts: ConfigurationFacts, key: string): number | undefined => facts.settings.get(key.toLowerCase())?.count;

/** `true` or `false`, if known. */
export function flagOf(facts: ConfigurationFacts, key: string): boolean | undefined {
  const value = settingOf(facts, key)?.trim().toLowerCase();
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** The items of a list, if known. */
export const listOf = (facts: ConfigurationFacts, key: string): string[] | undefined => {
  const value = settingOf(facts, key);
  return value === undefined ? undefined : itemsOf(value);
};

export const itemsOf = (value: string): string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
