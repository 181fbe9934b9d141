import { type CallReading, defineFacts } from 'ocppliance';
import { station } from './facts-station.ts';
import { numberIn, remember, textIn } from './payload.ts';

/** The last status that a connector reported, 0 being the Charge Point as a whole. */
export interface Connector {
  status: string;
  /** when this status was first reported, and last; observer's milliseconds */
  since: number;
  at: number;
  index: number;
  /** of the station, when it was last reported */
  era: number;
}

export interface Connectors {
  reported: Map<number, Connector>;
  /** Connectors of which we know that no transaction is older than the record: they were seen free, or starting one. */
  settled: Set<number>;
}

const most = 1000;
const underway = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Faulted']);

export const isCharging = (status: string | undefined): boolean =>
  status === 'Charging' || status === 'SuspendedEV' || status === 'SuspendedEVSE';

/** The connectors as their StatusNotifications tell, whatever else may be wrong with these. */
export const connectors = defineFacts({
  versions: ['ocpp1.6'],
  create: (): Connectors => ({ reported: new Map(), settled: new Set() }),
  learn(facts, scene) {
    const { reported, settled } = facts;
    const now = scene.facts(station);
    const connectorIn = ({ from, request }: CallReading): number | undefined => {
      const id = numberIn(request, 'connectorId');
      return from === 'charger' && id !== undefined && id >= 0 && id < most ? id : undefined;
    };
    return {
      rawCalls: {
        StartTransaction(call) {
          const id = connectorIn(call);
          if (id !== undefined) settled.add(id);
        },
        StatusNotification(call) {
          const id = connectorIn(call);
          if (id === undefined) return;
          const { request, at, index } = call;
          const status = textIn(request, 'status') ?? '';
          const known = reported.get(id);
          const isSame = known?.status === status;
          const since = isSame ? known.since : at;
          if (!underway.has(status)) settled.add(id);
          remember(reported, id, { status, since, at, index, era: now.era }, most);
        },
      },
    };
  },
});
