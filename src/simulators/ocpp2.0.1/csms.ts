import type { Operator } from '../../engine/acts.ts';
import { type Connection, type ConnectionListener, type Refusal, type ServeOptions, serve } from '../../transport/index.ts';
import { Peer } from '../peer.ts';
import type { CsmsOptions, Simulator } from '../simulator.ts';
import { handlersFor, promisedBy } from './csms-handlers.ts';
import { commandFor, isIntent } from './csms-intents.ts';
import { createOffice } from './csms-office.ts';

interface Station {
  peer: Peer;
  /** the newest; older ones that are still closing have nothing to say */
  connection?: Connection;
}

/** stations that are kept in mind at most */
const mostStations = 1000;

/** A faithful OCPP 2.0.1 CSMS for any number of stations. Rejects with a `ListenError`. */
export async function startCsms(options: CsmsOptions): Promise<Simulator & { url: string }> {
  const { flaw, log = () => {}, password } = options;
  const office = createOffice(options.config, ...(options.moreTokens ?? []));
  const stations = new Map<string, Station>();

  const callStation = (identity: string, action: string, request: Record<string, unknown>): void => {
    const promised = promisedBy(action, request);
    if (promised) office.ask(identity, promised);
    stations
      .get(identity)
      ?.peer.call(action, request)
      .then(
        (answer) => log(`${identity} answered ${action}: ${JSON.stringify(answer)}`),
        (error: Error) => log(`${identity} did not carry out ${action}: ${error.message}`),
      );
  };

  const create = (identity: string): Station => {
    // Put off, so that the answer in the making goes first.
    const faithful = handlersFor(identity, office, (action, request) => void setImmediate(callStation, identity, action, request));
    const { outgoing } = flaw ?? {};
    const handlers = { ...faithful, ...flaw?.handlers?.(faithful) };
    const peer = new Peer({ protocol: 'ocpp2.0.1', role: 'csms', handlers, ...(outgoing ? { outgoing } : {}) });
    const station: Station = { peer };
    stations.set(identity, station);
    return station;
  };

  const accept = (identity: string): ConnectionListener | Refusal => {
    const station = stations.get(identity) ?? (stations.size < mostStations ? create(identity) : undefined);
    if (!station) return { status: 503, detail: `this CSMS keeps no more than ${mostStations} stations in mind` };
    return (connection, event) => {
      if (event.type === 'opened') {
        station.connection = connection;
        station.peer.attach(connection);
        log(`${identity} connected`);
      } else if (connection !== station.connection) return;
      if (event.type === 'frame') {
        const raw = flaw?.incoming ? flaw.incoming(event.raw) : event.raw;
        if (raw !== undefined) station.peer.receive(raw);
      } else if (event.type === 'closed') {
        delete station.connection;
        station.peer.detach();
        log(`${identity} is gone: ${event.code} ${event.reason}`.trim());
      }
    };
  };

  const door: ServeOptions = {
    port: options.port,
    ...(options.host === undefined ? {} : { host: options.host }),
    subprotocols: ['ocpp2.0.1'],
    ...(password === undefined ? {} : { basicAuth: () => password }),
    accept: ({ identity }) => accept(identity),
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
