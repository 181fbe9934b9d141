import type { Operator } from '../../engine/acts.ts';
import { type Connection, type ConnectionListener, type Refusal, type ServeOptions, serve } from '../../transport/index.ts';
import { Peer } from '../peer.ts';
import type { CsmsOptions, Simulator } from '../simulator.ts';
import { handlersFor } from './csms-handlers.ts';
import { commandFor, isIntent } from './csms-intents.ts';
import { createOffice } from './csms-office.ts';

interface Station {
  peer: Peer;
  /** the newest; older ones that are still closing have nothing to say */
  connection?: Connection;
}

/** stations that are kept in mind at most */
const mostStations = 1000;

/** What a station says, for the log: bounded, and with nothing in it that would steer a terminal. */
const brief = (said: unknown): string => JSON.stringify(said).slice(0, 200);

/** A faithful OCPP 1.6 Central System for any number of stations. Rejects with a `ListenError`. */
export async function startCsms(options: CsmsOptions): Promise<Simulator & { url: string }> {
  const { flaw, log = () => {} } = options;
  const office = createOffice(options.config);
  const stations = new Map<string, Station>();

  const create = (identity: string): Station => {
    const faithful = handlersFor(identity, office);
    const { outgoing } = flaw ?? {};
    const handlers = { ...faithful, ...flaw?.handlers?.(faithful) };
    const peer = new Peer({ protocol: 'ocpp1.6', role: 'csms', handlers, ...(outgoing ? { outgoing } : {}) });
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
        log(`${identity} is gone: ${event.code} ${brief(event.reason)}`);
      }
    };
  };

  const { password } = options;
  const door: ServeOptions = {
    port: options.port,
    ...(options.host === undefined ? {} : { host: options.host }),
    subprotocols: ['ocpp1.6'],
    ...(password === undefined ? {} : { basicAuth: () => password }),
    accept: ({ identity }) => accept(identity),
    onRefused: ({ status, detail }) => log(`turned a station away: ${status} ${detail}`),
  };
  const server = await serve(flaw?.serve ? flaw.serve(door) : door);

  const operator: Operator = {
    can: (act) => act === 'holdRegistration' || isIntent(act),
    async does(act, wish, identity) {
      if (act === 'holdRegistration') return office.hold(identity, wish.pending === true);
      const { action, request } = commandFor(act, wish);
      const station = stations.get(identity);
      if (!station?.connection) throw new Error(`${identity} is not connected`);
      // The wish is carried out once the CALL is on its way; what becomes of it, the wire shows.
      void station.peer.call(action, { ...request }).then(
        (answer) => log(`${identity} answered ${action}: ${brief(answer)}`),
        (error: Error) => log(`${identity} did not carry out ${action}: ${brief(error.message)}`),
      );
    },
  };

  return { url: server.url, operator, stop: () => server.close() };
}
