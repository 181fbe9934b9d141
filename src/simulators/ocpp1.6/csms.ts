import type { Operator } from '../../engine/acts.ts';
import { type ServeOptions, serve } from '../../transport/index.ts';
import type { CsmsOptions, Simulator } from '../simulator.ts';
import { brief, keepStations } from '../stations.ts';
import { createDesk } from './csms-desk.ts';
import { handlersFor } from './csms-handlers.ts';
import { commandFor, isIntent } from './csms-intents.ts';
import { createOffice } from './csms-office.ts';
import { createSecurity } from './csms-security.ts';

/** A faithful OCPP 1.6 Central System for any number of stations. Rejects with a `ListenError`. */
export async function startCsms(options: CsmsOptions): Promise<Simulator & { url: string }> {
  const { flaw, log = () => {} } = options;
  const office = createOffice(options.config, ...(options.moreTokens ?? []));
  const security = createSecurity(options);
  const desk = createDesk(office);

  const stations = keepStations({
    protocol: 'ocpp1.6',
    flaw,
    log,
    handlersFor: (identity, call) => handlersFor(identity, office, security.handlers(identity, call)),
  });

  const door: ServeOptions = {
    port: options.port,
    ...(options.host === undefined ? {} : { host: options.host }),
    subprotocols: ['ocpp1.6'],
    accept: stations.accept,
    onRefused: ({ status, detail }) => log(`turned a station away: ${status} ${detail}`),
  };
  const servers = await Promise.all(security.doors(door).map(({ door: one }) => serve(flaw?.serve ? flaw.serve(one) : one)));
  const [url = '', ...secureUrls] = servers.map((server) => server.url);

  /** Resolves with the answer, or rejects; either way the log has it. */
  async function call(identity: string, action: string, request: Record<string, unknown>): Promise<Record<string, unknown>> {
    const station = stations.get(identity);
    if (!station?.connection) throw new Error(`${identity} is not connected`);
    try {
      const answer = await station.peer.call(action, request);
      security.learn(identity, action, request, answer);
      log(`${identity} answered ${action}: ${brief(answer)}`);
      return answer;
    } catch (error) {
      log(`${identity} did not carry out ${action}: ${brief(error instanceof Error ? error.message : error)}`);
      throw error;
    }
  }

  const operator: Operator = {
    can: (act) => ['holdRegistration', 'lowerSecurityProfile'].includes(act) || isIntent(act) || security.canDo(act) || desk.canDo(act),
    async does(act, wish, identity) {
      if (act === 'holdRegistration') return office.hold(identity, wish.pending === true);
      if (act === 'lowerSecurityProfile') return security.lower(identity);
      const calls = (action: string, request: object) => call(identity, action, { ...request });
      const carryOut = (): Promise<unknown> => {
        if (desk.canDo(act)) return desk.does(act, wish, { station: identity, call: calls });
        if (security.canDo(act)) return security.does(act, wish, calls);
        const { action, request } = commandFor(act, wish);
        return calls(action, request);
      };
      if (!operator.can(act)) throw new Error(`this CSMS has no way to ${act}`);
      if (!stations.get(identity)?.connection) throw new Error(`${identity} is not connected`);
      // The wish is carried out once the first CALL is on its way; what becomes of it, the wire shows.
      carryOut().catch(() => {});
    },
  };

  const [second, third] = secureUrls;
  return {
    url,
    ...(second && third ? { secureUrls: { 2: second, 3: third } } : {}),
    operator,
    stop: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}
