import type { Operator } from '../../engine/acts.ts';
import { type ServeOptions, serve } from '../../transport/index.ts';
import type { CsmsOptions, Simulator } from '../simulator.ts';
import { brief, keepStations } from '../stations.ts';
import { handlersFor, promisedBy } from './csms-handlers.ts';
import { commandFor, isIntent } from './csms-intents.ts';
import { createOffice } from './csms-office.ts';

/** A faithful OCPP 2.0.1 CSMS for any number of stations. Rejects with a `ListenError`. */
export async function startCsms(options: CsmsOptions): Promise<Simulator & { url: string }> {
  const { flaw, log = () => {}, password } = options;
  const office = createOffice(options.config, ...(options.moreTokens ?? []));

  const callStation = (identity: string, action: string, request: Record<string, unknown>): void => {
    const promised = promisedBy(action, request);
    if (promised) office.ask(identity, promised);
    stations
      .get(identity)
      ?.peer.call(action, request)
      .then(
        (answer) => log(`${identity} answered ${action}: ${brief(answer)}`),
        (error: Error) => log(`${identity} did not carry out ${action}: ${brief(error.message)}`),
      );
  };

  // A CALL that follows from an answer is put off, so that the answer in the making goes first.
  const stations = keepStations({
    protocol: 'ocpp2.0.1',
    flaw,
    log,
    handlersFor: (identity) =>
      handlersFor(identity, office, (action, request) => void setImmediate(callStation, identity, action, request)),
  });

  const door: ServeOptions = {
    port: options.port,
    ...(options.host === undefined ? {} : { host: options.host }),
    subprotocols: ['ocpp2.0.1'],
    ...(password === undefined ? {} : { basicAuth: () => password }),
    accept: stations.accept,
    onRefused: ({ status, detail }) => log(`turned a station away: ${status} ${detail}`),
  };
  const server = await serve(flaw?.serve ? flaw.serve(door) : door);

  const operator: Operator = {
    can: (act) => act === 'holdRegistration' || isIntent(act),
    async does(act, wish, identity) {
      if (act === 'holdRegistration') return office.hold(identity, wish.pending === true);
      const { action, request } = commandFor(act, wish, office.nextId);
      if (!stations.get(identity)?.connection) throw new Error(`${identity} is not connected`);
      // The wish is carried out once the CALL is on its way; what becomes of it, the wire shows.
      callStation(identity, action, { ...request });
    },
  };

  return { url: server.url, operator, stop: () => server.close() };
}
