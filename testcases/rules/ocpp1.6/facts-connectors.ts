import { defineFacts } from 'ocppliance';
import { station } from './facts-station.ts';
import { numberIn, remember, textIn } from './payload.ts';

/** The last status that a connector reported, 0 being the Charge Point as a whole. */
export interface Connector {
  status: string;
  /** the one before, if it was another */
  before?: string;
  errorCode: string;
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
  highest: number;
}

const most = 1000;
const underway = new Set(['Charging', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Faulted']);

export const isCharging = (status: string | undefined): boolean =>
  status === 'Charging' || status === 'SuspendedEV' || status === 'SuspendedEVSE';

/** The connectors as their StatusNotifications tell, whatever else may be wrong with these. */
export const connectors = defineFacts({
  versions: ['ocpp1.6'],
  create: (): Connectors => ({ reported: new Map(), settled: new Set(), highest: 0 }),
  learn(facts, scene) {
    const { reported, settled } = facts;
    const now = scene.facts(station);
    return {
      anyCall({ action, from, request, at, index }) {
        const id = numberIn(request, 'connectorId');
        if (from !== 'charger' || id === undefined || !(id >= 0 && id < most)) return;
        if (action === 'StartTransaction') settled.add(id);
        if (action !== 'StatusNotification') return;
        const status = textIn(request, 'status') ?? '';
        const known = reported.get(id);
        const same = known?.status === status;
        const before = same ? known.before : known?.status;
        if (!underway.has(status)) settled.add(id);
        if (id > facts.highest) facts.highest = id;
        remember(
          reported,
          id,
          {
            ...{ status, at, index, era: now.era },
            ...(before === undefined ? {} : { before }),
            errorCode: textIn(request, 'errorCode') ?? '',
            since: same ? known.since : at,
          },
          most,
        );
      },
    };
  },
});
