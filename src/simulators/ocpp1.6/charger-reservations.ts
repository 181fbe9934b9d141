import type { RequestOf, ResponseOf } from '../../ocpp/index.ts';
import { type Configuration, flag } from './charger-configuration.ts';
import type { Authorization, Connector } from './charger-connector.ts';
import type { Timers } from './charger-timers.ts';

export type ReserveNow = RequestOf<'ocpp1.6', 'ReserveNow'>;
type Outcome = ResponseOf<'ocpp1.6', 'ReserveNow'>['status'];

export interface ReservationsOptions {
  connectors: readonly Connector[];
  configuration: Configuration;
  timers: Timers;
  /** A reservation has come or gone. */
  changed: () => void;
}

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one.toLowerCase() === other.toLowerCase();

/** Nobody charges here or is about to; a cable may be in. */
const isIdle = ({ fault, operative, transaction, authorization, finishing }: Connector): boolean =>
  !fault && operative && !transaction && !authorization && !finishing;

const isOut = ({ fault, operative }: Connector): boolean => fault !== undefined || !operative;

/** Who has reserved which connector of the simulated charger, or any of them, and until when (1.6 §3.11, §5.1, §5.13). Outlives reboots. */
export function createReservations({ connectors, configuration, timers, changed }: ReservationsOptions) {
  const book = new Map<number, ReserveNow>();
  const expiries = new Map<number, () => void>();

  const madeFor = (connectorId: number): ReserveNow[] => [...book.values()].filter((made) => made.connectorId === connectorId);

  /** The reservations that keep a connector from all others: its own and, where no other connector is left for them, those of connector 0. */
  function claims(connector: Connector): ReserveNow[] {
    const own = madeFor(connector.id);
    const any = madeFor(0);
    if (own.length > 0 || any.length === 0 || !isIdle(connector)) return own;
    const left = connectors.filter((other) => other !== connector && isIdle(other) && !other.plugged && madeFor(other.id).length === 0);
    return left.length < any.length ? any : [];
  }

  const isHolder = ({ idTag, parentIdTag }: ReserveNow, who: Authorization): boolean =>
    isSame(idTag, who.idTag) || isSame(parentIdTag, who.parentIdTag);

  function end(reservationId: number): boolean {
    expiries.get(reservationId)?.();
    expiries.delete(reservationId);
    return book.delete(reservationId);
  }

  function awaitExpiry({ reservationId, expiryDate }: ReserveNow): void {
    const cancel = timers.at(Date.parse(expiryDate), () => {
      if (end(reservationId)) changed();
    });
    expiries.set(reservationId, cancel);
  }

  /** What becomes of a request: the best that one of the connectors can offer. */
  function outcome(meant: readonly Connector[]): Outcome {
    const offers = meant.map((connector): Outcome => {
      if (connector.fault) return 'Faulted';
      if (!connector.operative) return 'Unavailable';
      return isIdle(connector) && !connector.plugged && claims(connector).length === 0 ? 'Accepted' : 'Occupied';
    });
    return (['Accepted', 'Occupied', 'Unavailable'] as const).find((offer) => offers.includes(offer)) ?? 'Faulted';
  }

  /** One with a known id takes the place of that. */
  function reserve(request: ReserveNow): Outcome {
    const { connectorId, reservationId, expiryDate } = request;
    const meant = connectorId === 0 ? connectors : connectors.filter(({ id }) => id === connectorId);
    const refuses = connectorId === 0 && !flag(configuration, 'ReserveConnectorZeroSupported');
    if (meant.length === 0 || refuses || !(Date.parse(expiryDate) > Date.now())) return 'Rejected';
    const former = book.get(reservationId);
    book.delete(reservationId);
    const status = outcome(meant);
    if (status !== 'Accepted') {
      if (former) book.set(reservationId, former);
      return status;
    }
    end(reservationId);
    book.set(reservationId, request);
    awaitExpiry(request);
    timers.soon(changed);
    return status;
  }

  return {
    reserve,
    cancel(reservationId: number): 'Accepted' | 'Rejected' {
      if (!end(reservationId)) return 'Rejected';
      timers.soon(changed);
      return 'Accepted';
    },
    /** Others may not charge here. */
    isReserved: (connector: Connector): boolean => claims(connector).length > 0,
    /** Whether this token, of which no parent is known, holds the reservation of a connector or of connector 0. */
    isFor: (connector: Connector, idTag: string): boolean =>
      isIdle(connector) && [...madeFor(connector.id), ...madeFor(0)].some((made) => isSame(made.idTag, idTag)),
    /** Whether somebody may charge here, as far as reservations go. */
    admits(connector: Connector, who: Authorization): boolean {
      const made = claims(connector);
      return made.length === 0 || made.some((one) => isHolder(one, who));
    },
    /** … or may turn out to: the parent of the token has to be asked for. */
    mayAdmit(connector: Connector, idTag: string): boolean {
      const made = claims(connector);
      return made.length === 0 || made.some((one) => isSame(one.idTag, idTag) || one.parentIdTag !== undefined);
    },
    /** Ends the reservation that somebody uses by charging here; its id, if there is one. */
    use(connector: Connector, who: Authorization): number | undefined {
      const used = [...madeFor(connector.id), ...madeFor(0)].find((made) => isHolder(made, who));
      if (used) end(used.reservationId);
      return used?.reservationId;
    },
    /** Ends those for whom no connector is in service any more. */
    sweep(): void {
      for (const { reservationId, connectorId } of [...book.values()]) {
        const meant = connectors.filter(({ id }) => connectorId === 0 || id === connectorId);
        if (meant.every(isOut)) end(reservationId);
      }
    },
    /** After a reboot: timers are gone, reservations are not. */
    resume(): void {
      expiries.clear();
      for (const made of book.values()) awaitExpiry(made);
    },
  };
}
