import { type Configuration, count, flag } from './charger-configuration.ts';

type Payload = Record<string, unknown>;
type Verdict = 'Accepted' | 'Failed' | 'NotSupported' | 'VersionMismatch';

export type LocalList = ReturnType<typeof createLocalList>;

/** The Local Authorization List (1.6 §3.5.2, §5.15): what the CSMS said beforehand of tokens. It outlives reboots. */
export function createLocalList(configuration: Configuration) {
  /** what is known of each idTag, in lower case */
  let entries = new Map<string, Payload>();
  let lastVersion = 0;
  /** set from outside: nothing can be stored any more */
  let broken = false;

  const enabled = () => flag(configuration, 'LocalAuthListEnabled');
  /** 0 stands for an empty list, -1 for none (1.6 §5.10). */
  const version = () => (!enabled() ? -1 : entries.size === 0 ? 0 : lastVersion);

  function update({ listVersion, updateType, localAuthorizationList }: Payload): Verdict {
    const items = Array.isArray(localAuthorizationList) ? (localAuthorizationList as Payload[]) : [];
    const isFull = updateType === 'Full';
    if (!enabled()) return 'NotSupported';
    if (!isFull && Number(listVersion) <= version()) return 'VersionMismatch';
    const changed = new Map(isFull ? [] : entries);
    for (const { idTag, idTagInfo } of items) {
      const key = String(idTag).toLowerCase();
      if (typeof idTagInfo === 'object' && idTagInfo !== null) changed.set(key, { ...idTagInfo });
      else changed.delete(key);
    }
    const isSound =
      Number(listVersion) > 0 &&
      items.length <= count(configuration, 'SendLocalListMaxLength') &&
      new Set(items.map(({ idTag }) => String(idTag).toLowerCase())).size === items.length &&
      !(isFull && items.some(({ idTagInfo }) => idTagInfo === undefined));
    if (broken || !isSound || changed.size > count(configuration, 'LocalAuthListMaxLength')) return 'Failed';
    entries = changed;
    lastVersion = Number(listVersion);
    return 'Accepted';
  }

  return {
    enabled,
    version,
    update,
    /** The idTagInfo of a token that is on the list. */
    find: (idTag: string): Payload | undefined => (enabled() ? entries.get(idTag.toLowerCase()) : undefined),
    breakStorage(isBroken: boolean) {
      broken = isBroken;
    },
  };
}
