import type { Token } from './charger-evse.ts';
import type { DeviceModel } from './charger-model.ts';

type Payload = Record<string, unknown>;

export interface Verdict {
  accepted: boolean;
  group?: string;
}

interface Asked {
  readonly online: boolean;
  call(action: string, payload: Payload): Promise<Payload>;
}

/** Who may charge: asks the CSMS, and remembers its answers in the authorization cache (C01, C10 to C12). */
export class Tokens {
  readonly #cache = new Map<string, Verdict>();
  readonly #model: DeviceModel;
  readonly #csms: () => Asked;

  constructor(model: DeviceModel, csms: () => Asked) {
    this.#model = model;
    this.#csms = csms;
  }

  same(a: Token, b: Token): boolean {
    return keyOf(a) === keyOf(b);
  }

  groupOf(token: Token): string | undefined {
    return this.#cache.get(keyOf(token))?.group;
  }

  clear(): void {
    this.#cache.clear();
  }

  async authorize(idToken: Token): Promise<Verdict> {
    const csms = this.#csms();
    const cached = this.#model.isTrue('AuthCacheCtrlr.Enabled') ? this.#cache.get(keyOf(idToken)) : undefined;
    const mayTrust = this.#model.isTrue(csms.online ? 'AuthCtrlr.LocalPreAuthorize' : 'AuthCtrlr.LocalAuthorizeOffline');
    if (cached?.accepted && mayTrust) return cached;
    if (!csms.online) return { accepted: false };
    try {
      const { idTokenInfo } = await csms.call('Authorize', { idToken });
      return this.learn(idToken, idTokenInfo) ?? { accepted: false };
    } catch {
      return { accepted: false };
    }
  }

  /** What an answer of the CSMS says about a token; nothing if it says nothing. */
  learn(idToken: Token | undefined, idTokenInfo: unknown): Verdict | undefined {
    if (!idToken || typeof idTokenInfo !== 'object' || idTokenInfo === null) return undefined;
    const { status, groupIdToken } = idTokenInfo as { status?: unknown; groupIdToken?: Token };
    const verdict = { accepted: status === 'Accepted', ...(groupIdToken ? { group: keyOf(groupIdToken) } : {}) };
    this.#cache.set(keyOf(idToken), verdict);
    return verdict;
  }
}

// Also of what the CSMS sends, which may be anything.
const keyOf = ({ type, idToken }: Token): string => `${type} ${String(idToken).toLowerCase()}`;
