import type { ChargerOptions, Simulator } from '../simulator.ts';
import type { Evse } from './charger-evse.ts';
import { handlersOf } from './charger-handlers.ts';
import { Link } from './charger-link.ts';
import { Station } from './charger-station.ts';
import { Timers } from './charger-timers.ts';

/** Starts a Charging Station by the book of OCPP 2.0.1: two EVSEs with a connector each, no smart charging, no reservations. */
export async function startCharger(options: ChargerOptions): Promise<Simulator> {
  const timers = new Timers(options.timeScale);
  const station: Station = new Station(options.identity, options.timeScale, timers, () => link);
  const link: Link = new Link({
    options,
    timers,
    model: station.model,
    handlers: handlersOf({ station, link: () => link, later: (then) => void setImmediate(then) }),
    accepted(reason) {
      station.reportStatuses(true);
      link.tell('SecurityEventNotification', {
        type: reason === 'PowerUp' ? 'StartupOfTheDevice' : 'ResetOrReboot',
        timestamp: new Date().toISOString(),
      });
      void station.outbox.flush();
    },
    resumed(secondsOffline) {
      station.reportStatuses(secondsOffline > station.model.number('OCPPCommCtrlr.OfflineThreshold'));
      void station.outbox.flush();
    },
  });
  link.start();
  const acts = actsOf(station, link);
  return {
    operator: {
      can: (act) => Object.hasOwn(acts, act),
      async does(act, parameters) {
        const does = Object.hasOwn(acts, act) ? acts[act] : undefined;
        if (!does) throw new Error(`the simulated station cannot ${act}`);
        does(parameters);
      },
    },
    async stop() {
      timers.stop();
      await link.stop();
    },
  };
}

function actsOf(station: Station, link: Link): Record<string, (parameters: Record<string, unknown>) => void> {
  const at = ({ evseId = 1 }: Record<string, unknown>): Evse => {
    const evse = station.evse(Number(evseId));
    if (!evse) throw new Error(`the simulated station has no EVSE ${evseId}`);
    return evse;
  };
  return {
    plugIn: (place) => station.plug(at(place), true),
    unplug: (place) => station.plug(at(place), false),
    // The cable is the EV's: without it nothing is connected.
    unplugEvSide: (place) => station.plug(at(place), false),
    presentToken: ({ idToken, type = 'ISO14443', ...place }) =>
      station.present(at(place), { idToken: String(idToken), type: String(type) }),
    evSuspends: (place) => station.setWilling(at(place), false),
    evResumes: (place) => station.setWilling(at(place), true),
    powerCycle: () => station.powerCycle(),
    goOffline: () => link.cut(),
    comeBack: () => link.mend(),
  };
}
