import type { ProtocolVersion } from '../ocpp/index.ts';
import type { Connection, ConnectionListener, Refusal } from '../transport/index.ts';
import { type Handlers, Peer } from './peer.ts';
import type { Flaw } from './simulator.ts';

/** A station as a simulated CSMS knows it. */
export interface Station {
  peer: Peer;
  /** the newest; older ones that are still closing have nothing to say */
  connection?: Connection;
}

/** stations that are kept in mind at most */
const mostStations = 1000;

/** What a station says, for the log: bounded, and with nothing in it that would steer a terminal. */
export const brief = (said: unknown): string => JSON.stringify(said).slice(0, 200);

export interface StationsOptions {
  protocol: ProtocolVersion;
  /** the faithful answers to a station of this identity; `call` calls it */
  handlersFor(identity: string, call: Peer['call']): Handlers;
  flaw: Flaw | undefined;
  log(line: string): void;
}

/** The stations of a simulated CSMS, over all their connections. `accept` is what its doors ask. */
export function keepStations({ protocol, handlersFor, flaw, log }: StationsOptions) {
  const stations = new Map<string, Station>();

  function create(identity: string): Station {
    const faithful = handlersFor(identity, (action, request) => station.peer.call(action, request));
    const handlers = { ...faithful, ...flaw?.handlers?.(faithful) };
    const station: Station = {
      peer: new Peer({ protocol, role: 'csms', handlers, ...(flaw?.outgoing ? { outgoing: flaw.outgoing } : {}) }),
    };
    stations.set(identity, station);
    return station;
  }

  const listen =
    (identity: string, station: Station): ConnectionListener =>
    (connection, event) => {
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

  return {
    get: (identity: string): Station | undefined => stations.get(identity),
    accept({ identity }: { identity: string }): ConnectionListener | Refusal {
      const station = stations.get(identity) ?? (stations.size < mostStations ? create(identity) : undefined);
      return station ? listen(identity, station) : { status: 503, detail: `this CSMS keeps no more than ${mostStations} stations in mind` };
    },
  };
}
