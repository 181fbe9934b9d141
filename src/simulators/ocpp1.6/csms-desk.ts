import type { CsmsActs } from '../../engine/acts.ts';
import type { ActionFrom, RequestOf } from '../../ocpp/index.ts';
import { createChargingDesk } from './csms-charging.ts';
import { firmwareActs } from './csms-firmware.ts';
import { createListDesk } from './csms-local-lists.ts';
import type { Office } from './csms-office.ts';
import { createReservationDesk } from './csms-reservations.ts';

/** The line to the station that an operator looks after. */
export interface StationLine {
  station: string;
  /** Resolves with the answer, which may be anything; rejects if there is none. */
  call<A extends ActionFrom<'ocpp1.6', 'csms'>>(action: A, request: RequestOf<'ocpp1.6', A> & object): Promise<Record<string, unknown>>;
}

/** What an operator can ask for. Each resolves when the station has answered all that it takes; what is asked in vain throws at once. */
export type DeskActs = { [A in keyof CsmsActs]?: (wish: CsmsActs[A], line: StationLine) => Promise<unknown> };

/** The part of the back office that remembers what it has asked of its stations: lists, reservations, limits. */
export function createDesk(office: Office) {
  const acts: DeskActs = { ...createListDesk(office), ...createReservationDesk(), ...createChargingDesk(office), ...firmwareActs };
  return {
    canDo: (act: string): boolean => Object.hasOwn(acts, act),
    does: (act: string, wish: Record<string, unknown>, line: StationLine): Promise<unknown> => {
      // The case that asks for the act is typed; the union of all acts cannot be narrowed by a name that came at run time.
      const does = acts[act as keyof DeskActs] as ((wish: object, line: StationLine) => Promise<unknown>) | undefined;
      if (!does) throw new Error(`this CSMS has no way to ${act}`);
      return does(wish, line);
    },
  };
}
