import { type Cast, defineState, type Expected, oneOf, type RequestOf } from 'ocppliance';
import { asksAboutRemoteStarts, asksAboutTokens, idle, same } from './ocpp1.6-charger.ts';

/** Situations of an OCPP 1.6 charger that has to do with reservations. */

type Of<A extends 'plugIn' | 'unplug' | 'causeFault' | 'clearFault' = never> = Cast<'ocpp1.6', 'charger', A>;

/** the id of every reservation that a case makes, if it makes only one */
export const reservationId = 1_046;

const cancels = ({ csms }: Pick<Of, 'csms'>) => csms.calls('CancelReservation', { reservationId });

/** Whatever a case reserves is free again after it. */
export const nothingReserved = defineState({
  title: 'nothing is reserved',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach(cast) {
    await cancels(cast);
    return async () => void (await cancels(cast));
  },
});

/** No connector but the one under test could serve a driver. */
export const othersUnavailable = defineState({
  title: 'all other connectors are out of service',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach(cast) {
    const { csms, config } = cast;
    const isOpen = (id: number) => csms.knows.connectors.get(String(id)) !== 'Unavailable';
    const others = connectorsOf(cast).filter((id) => id !== config.connectorId && isOpen(id));
    for (const connectorId of others) await changesTo(cast, connectorId, 'Unavailable');
    return async () => {
      for (const connectorId of others) await changesTo(cast, connectorId, 'Available');
    };
  },
});

/** The connector is kept for the accepted token. */
export const reserved = defineState({
  title: 'the connector is reserved',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [asksAboutTokens, nothingReserved],
  reach: reserves,
});

/** The connector under test, or the charger as a whole: connector 0. */
export const unavailable = (which: 'connector' | 'charger') =>
  defineState({
    title: `the ${which} is out of service`,
    protocol: 'ocpp1.6',
    sut: 'charger',
    given: [nothingReserved],
    async reach(cast) {
      const connectorId = which === 'charger' ? 0 : cast.config.connectorId;
      await changesTo(cast, connectorId, 'Unavailable');
      return () => changesTo(cast, connectorId, 'Available');
    },
  });

/** A cable is in at each of the connectors in question; nobody is authorized. */
export const occupied = (which: 'connector' | 'charger') =>
  defineState({
    title: `a cable is plugged in ${which === 'charger' ? 'at every connector' : 'at the connector'}`,
    protocol: 'ocpp1.6',
    sut: 'charger',
    given: [nothingReserved],
    acts: ['plugIn', 'unplug'],
    async reach(cast) {
      const { charger, operator, config } = cast;
      const places = which === 'charger' ? connectorsOf(cast) : [config.connectorId];
      for (const connectorId of places) {
        await operator.does('plugIn', { connectorId });
        await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
      }
      return async () => {
        for (const connectorId of places) {
          await operator.does('unplug', { connectorId });
          await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { level: 'may' });
        }
      };
    },
  });

export const faulted = (which: 'connector' | 'charger') =>
  defineState({
    title: `the ${which} has a fault`,
    protocol: 'ocpp1.6',
    sut: 'charger',
    given: [nothingReserved],
    acts: ['causeFault', 'clearFault'],
    async reach(cast) {
      const { charger, operator, config } = cast;
      const isWhole = which === 'charger';
      const place = isWhole ? {} : { connectorId: config.connectorId };
      // That connector 0 reports as well only the errata say.
      const places = isWhole ? connectorsOf(cast) : [config.connectorId];
      const reports = (status: Status) => places.map((connectorId) => ({ connectorId, status }));
      await operator.does('causeFault', place);
      await Promise.all(reports('Faulted').map((report) => charger.calls('StatusNotification', report)));
      return async () => {
        await operator.does('clearFault', place);
        await Promise.all(reports('Available').map((report) => charger.calls('StatusNotification', report, { level: 'may' })));
      };
    },
  });

// Passages

type Status = RequestOf<'ocpp1.6', 'StatusNotification'>['status'];
type Reservation = Partial<RequestOf<'ocpp1.6', 'ReserveNow'>>;

/** The CSMS keeps the connector for the accepted token, and the charger shows it. */
export async function reserves({ csms, charger, config }: Of, request: Reservation = {}): Promise<void> {
  const { connectorId, token } = config;
  await csms.calls('ReserveNow', { connectorId, idTag: token.idToken, reservationId, ...request }, { status: 'Accepted' });
  // Where any connector is reserved, only the one that is left can be meant.
  await charger.calls('StatusNotification', {
    connectorId: request.connectorId === 0 ? oneOf(0, connectorId) : connectorId,
    status: 'Reserved',
  });
}

type Start = Expected<RequestOf<'ocpp1.6', 'StartTransaction'>>;

/**
 * Somebody plugs in, then the CSMS starts a transaction. A reserved connector may report Preparing for the cable or for the token; an
 * Authorize more than configured is allowed.
 */
export async function plugsInAndStarts(cast: Of<'plugIn'>, { idToken }: { idToken: string }, expected: Start): Promise<void> {
  const { csms, charger, operator, config } = cast;
  const { connectorId } = config;
  const asks = await asksAboutRemoteStarts(cast);
  await operator.does('plugIn', { connectorId });
  const preparing = charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
  await csms.calls('RemoteStartTransaction', { connectorId, idTag: idToken }, { status: 'Accepted' });
  await Promise.all([
    preparing,
    ...(asks ? [charger.calls('Authorize', { idTag: same({ idToken }) })] : []),
    charger.calls('StartTransaction', { connectorId, idTag: same({ idToken }), ...expected }),
    charger.calls('StatusNotification', { connectorId, status: 'Charging' }),
  ]);
}

const connectorsOf = ({ config }: Pick<Of, 'config'>): number[] => config.evses.map((_, index) => index + 1);

/** Takes a connector, or at 0 the whole charger, out of service or back into it. */
async function changesTo(cast: Of, connectorId: number, status: 'Available' | 'Unavailable'): Promise<void> {
  const { csms, charger } = cast;
  const places = connectorId === 0 ? connectorsOf(cast) : [connectorId];
  const isKnown = (id: number) => csms.knows.connectors.get(String(id)) === status;
  const awaited = places.filter((id) => !isKnown(id));
  const type = status === 'Available' ? 'Operative' : 'Inoperative';
  await csms.calls('ChangeAvailability', { connectorId, type }, { status: 'Accepted' });
  await Promise.all(awaited.map((id) => charger.calls('StatusNotification', { connectorId: id, status })));
}
