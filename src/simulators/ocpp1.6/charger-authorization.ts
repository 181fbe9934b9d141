import { type Configuration, flag } from './charger-configuration.ts';
import type { Authorization } from './charger-connector.ts';

type Payload = Record<string, unknown>;

export interface AuthorizerOptions {
  configuration: Configuration;
  online: () => boolean;
  call: (action: string, payload: Payload) => Promise<Payload>;
}

/** Who may charge: the CSMS says it, or its last word in the Authorization Cache (1.6 §3.5). */
export function createAuthorizer({ configuration, online, call }: AuthorizerOptions) {
  const cache = new Map<string, Payload>();
  const caches = () => flag(configuration, 'AuthorizationCacheEnabled');

  /** Keeps what the CSMS said of a token. */
  function remember(idTag: string, idTagInfo: unknown): Authorization | undefined {
    const info = typeof idTagInfo === 'object' && idTagInfo !== null ? { ...idTagInfo } : {};
    if (caches()) cache.set(idTag.toLowerCase(), info);
    return granted(idTag, info);
  }

  function granted(idTag: string, { status, parentIdTag }: Payload): Authorization | undefined {
    if (status !== 'Accepted') return undefined;
    return { idTag, ...(typeof parentIdTag === 'string' ? { parentIdTag } : {}) };
  }

  /** Nothing if the token may not charge. Rejects if the CSMS does not say. */
  async function authorize(idTag: string): Promise<Authorization | undefined> {
    const cached = caches() ? cache.get(idTag.toLowerCase()) : undefined;
    if (!online()) {
      if (cached) return flag(configuration, 'LocalAuthorizeOffline') ? granted(idTag, cached) : undefined;
      return flag(configuration, 'AllowOfflineTxForUnknownId') ? { idTag } : undefined;
    }
    const known = cached && flag(configuration, 'LocalPreAuthorize') ? granted(idTag, cached) : undefined;
    if (known) return known;
    const { idTagInfo } = await call('Authorize', { idTag });
    return remember(idTag, idTagInfo);
  }

  return { authorize, remember, clearCache: () => cache.clear() };
}
