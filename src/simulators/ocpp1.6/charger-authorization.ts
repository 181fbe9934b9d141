import { type Configuration, flag, has } from './charger-configuration.ts';
import type { Authorization } from './charger-connector.ts';
import type { LocalList } from './charger-local-list.ts';

type Payload = Record<string, unknown>;

export interface AuthorizerOptions {
  configuration: Configuration;
  localList: LocalList;
  online: () => boolean;
  call: (action: string, payload: Payload) => Promise<Payload>;
  /** The CSMS says something else of a token than the Local Authorization List does. */
  onConflict: () => void;
}

/** Who may charge: the CSMS says it, or has said it in the Local Authorization List or in an answer that is in the Authorization Cache (1.6 §3.5). */
export function createAuthorizer({ configuration, localList, online, call, onConflict }: AuthorizerOptions) {
  const cache = new Map<string, Payload>();
  const caches = () => flag(configuration, 'AuthorizationCacheEnabled');

  /** Keeps what the CSMS said of a token. */
  function remember(idTag: string, idTagInfo: unknown): Authorization | undefined {
    const info: Payload = typeof idTagInfo === 'object' && idTagInfo !== null ? { ...idTagInfo } : {};
    const listed = localList.find(idTag);
    if (listed && isGood(listed) !== isGood(info)) onConflict();
    // What is on the list never goes into the cache (1.6 §3.5.3).
    if (caches() && !listed) cache.set(idTag.toLowerCase(), info);
    return granted(idTag, info);
  }

  function granted(idTag: string, { status, parentIdTag }: Payload): Authorization | undefined {
    if (status !== 'Accepted') return undefined;
    return { idTag, ...(typeof parentIdTag === 'string' ? { parentIdTag } : {}) };
  }

  /** What was said of a token before, if it still counts. The list comes before the cache. */
  function known(idTag: string): Payload | undefined {
    const info = localList.find(idTag) ?? (caches() ? cache.get(idTag.toLowerCase()) : undefined);
    const expired = typeof info?.expiryDate === 'string' && Date.parse(info.expiryDate) <= Date.now();
    return expired ? { ...info, status: 'Expired' } : info;
  }

  /** Nothing if the token may not charge. Rejects if the CSMS does not say. */
  async function authorize(idTag: string): Promise<Authorization | undefined> {
    const info = known(idTag);
    if (!online()) {
      if (info) return flag(configuration, 'LocalAuthorizeOffline') ? granted(idTag, info) : undefined;
      return flag(configuration, 'AllowOfflineTxForUnknownId') ? { idTag } : undefined;
    }
    const trusted = info && flag(configuration, 'LocalPreAuthorize') ? granted(idTag, info) : undefined;
    if (trusted) return trusted;
    const { idTagInfo } = await call('Authorize', { idTag });
    return remember(idTag, idTagInfo);
  }

  return {
    authorize,
    remember,
    clearCache(): 'Accepted' | 'Rejected' {
      cache.clear();
      // Errata 3.23: without a cache there is nothing to clear.
      return has(configuration, 'AuthorizationCacheEnabled') ? 'Accepted' : 'Rejected';
    },
  };
}

/** ConcurrentTx says nothing against the token itself. */
const isGood = ({ status }: Payload): boolean => status === 'Accepted' || status === 'ConcurrentTx';
