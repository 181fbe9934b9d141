import { type Cast, defineState, type Expected, type Ours, type RequestOf, satisfying } from 'ocppliance';
import { begins, sameTag, unplugs } from './ocpp1.6-csms.ts';

type ReserveNow = RequestOf<'ocpp1.6', 'ReserveNow'>;

/** Has the Central System keep a connector for the driver of our token, accepts, and shows the connector as reserved; what was reserved. */
export async function reserves(
  { charger, csms, operator, config: { connectorId, token } }: Cast<'ocpp1.6', 'csms', 'reserve'>,
  expected: { connectorId: Expected<number>; parentIdTag?: Expected<string> } = { connectorId },
  wish: { minutes: number; groupId?: string } = { minutes: 15 },
): Promise<ReserveNow> {
  charger.answers('ReserveNow', { status: 'Accepted' });
  await operator.does('reserve', { connectorId, idToken: token.idToken, ...wish });
  const reservation = await csms.calls('ReserveNow', { ...expected, idTag: sameTag(token) });
  await charger.calls('StatusNotification', { connectorId: reservation.connectorId, status: 'Reserved' });
  return reservation;
}

/** The driver has come: the transaction tells which reservation it fulfils (1.6 §5.13); its id. */
export async function fulfils(
  charger: Ours<'ocpp1.6', 'charger'>,
  { connectorId, idTag, reservationId }: Pick<ReserveNow, 'connectorId' | 'idTag' | 'reservationId'>,
): Promise<number> {
  await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
  await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
  return begins(charger, { connectorId, idTag, reservationId });
}

/** Not the station as a whole. */
export const someConnector: Expected<number> = satisfying<number>('a connector', (connectorId) => connectorId > 0);

export const serviceRestored = defineState({
  title: 'to put the connector back into service afterwards',
  protocol: 'ocpp1.6',
  sut: 'csms',
  acts: ['setAvailability'],
  async reach({ charger, csms, operator, config: { connectorId } }) {
    return async () => {
      charger.answers('ChangeAvailability', { status: 'Accepted' });
      await operator.does('setAvailability', { connectorId, operative: true });
      await csms.calls('ChangeAvailability', { type: 'Operative' });
      await unplugs(charger, { connectorId });
    };
  },
});
