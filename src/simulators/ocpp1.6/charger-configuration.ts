import type { Features } from '../../engine/conditions.ts';
import { type Key, type KeyType, keysFor, type Measurand, measurands } from './charger-keys.ts';

/** The configuration of the simulated charger: how its keys are read and changed (1.6 §5.3, §5.8). */
export interface Configuration {
  readonly keys: ReadonlyMap<string, Key>;
  /** values that count until the next boot, whatever their keys show by now */
  readonly untilReboot: Map<string, string>;
}

export type ChangeStatus = 'Accepted' | 'RebootRequired' | 'Rejected' | 'NotSupported';

export const createConfiguration = (connectors: number, features: Features = {}): Configuration => ({
  keys: keysFor(connectors, features),
  untilReboot: new Map(),
});

const isOn = (value: string) => value.toLowerCase() === 'true';
const listed = (value: string): string[] => (value === '' ? [] : value.split(',').map((item) => item.trim()));
const isMeasurand = (name: string): name is Measurand => (measurands as readonly string[]).includes(name);
const isUnique = (items: readonly string[]) => new Set(items).size === items.length;
const rotation = /^\d+\.(NotApplicable|Unknown|R(ST|TS)|S(RT|TR)|T(RS|SR))$/;

const fits: Record<KeyType, (value: string) => boolean> = {
  boolean: (value) => /^(true|false)$/i.test(value),
  integer: (value) => /^-?\d{1,9}$/.test(value),
  list: () => true,
  measurands: (value) => listed(value).every(isMeasurand) && isUnique(listed(value)),
  phaseRotation: (value) => listed(value).every((item) => rotation.test(item)),
  text: () => true,
};

function accepts(configuration: Configuration, { type, range, limit }: Key, value: string): boolean {
  if (!fits[type](value)) return false;
  if (range && !(Number(value) >= range[0] && Number(value) <= range[1])) return false;
  return limit === undefined || listed(value).length <= count(configuration, limit);
}

/** Keys are case-insensitive (1.6 §7.17). */
function find({ keys }: Configuration, name: string): { key: string; entry: Key } | undefined {
  const lower = name.toLowerCase();
  for (const [key, entry] of keys) if (key.toLowerCase() === lower) return { key, entry };
  return undefined;
}

/** The answer to GetConfiguration; no keys named means all. */
export function readKeys(configuration: Configuration, names: readonly string[] = []) {
  const { keys } = configuration;
  const wanted = new Set(names.length === 0 ? keys.keys() : names.map((name) => find(configuration, name)?.key ?? name));
  const configurationKey = [];
  const unknownKey = [];
  for (const key of wanted) {
    const entry = keys.get(key);
    if (entry) configurationKey.push({ key, readonly: entry.readonly, value: entry.value });
    else unknownKey.push(key);
  }
  return { configurationKey, ...(unknownKey.length > 0 ? { unknownKey } : {}) };
}

/** Changes a key if it exists, may be changed and takes the value. `key` is its name as the charger writes it. */
export function changeKey(configuration: Configuration, name: string, value: string): { status: ChangeStatus; key?: string } {
  const found = find(configuration, name);
  if (!found) return { status: 'NotSupported' };
  const { key, entry } = found;
  if (entry.readonly || !accepts(configuration, entry, value)) return { status: 'Rejected' };
  const { untilReboot } = configuration;
  if (entry.needsReboot && !untilReboot.has(key)) untilReboot.set(key, entry.value);
  entry.value = value;
  return { status: entry.needsReboot && untilReboot.get(key) !== value ? 'RebootRequired' : 'Accepted', key };
}

/** The charger sets a key itself, such as HeartbeatInterval from a BootNotification.conf. */
export function setKey({ keys }: Configuration, key: string, value: string): void {
  const entry = keys.get(key);
  if (entry) entry.value = value;
}

/** After a boot all values count that the keys show. */
export const takeEffect = ({ untilReboot }: Configuration): void => untilReboot.clear();

export const text = ({ keys, untilReboot }: Configuration, key: string): string => untilReboot.get(key) ?? keys.get(key)?.value ?? '';

export const has = ({ keys }: Configuration, key: string): boolean => keys.has(key);
export const flag = (configuration: Configuration, key: string): boolean => isOn(text(configuration, key));
export const count = (configuration: Configuration, key: string): number => Number(text(configuration, key) || 0);
export const list = (configuration: Configuration, key: string): Measurand[] => listed(text(configuration, key)).filter(isMeasurand);
