import { type Cast, defineState, type RequestOf } from 'ocppliance';
import { charging, configured, ongoing, same, stops, tokensForgotten, valuesOf } from './ocpp1.6-charger.ts';

/** What an OCPP 1.6 charger knows of tokens before somebody presents them: its local list, its cache. */

type Csms = Pick<Cast<'ocpp1.6', 'charger', never>, 'csms'>;
type ListUpdate = RequestOf<'ocpp1.6', 'SendLocalList'>;
type Entry = NonNullable<ListUpdate['localAuthorizationList']>[number];

/** The list can be used, and is emptied afterwards, whatever has been on it. */
export const listInUse = defineState({
  title: 'the local authorization list is enabled, and will be emptied',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [configured({ LocalAuthListEnabled: 'true' })],
  async reach(cast) {
    return () => emptiesList(cast);
  },
});

/** The accepted token is the only one on the list, whose version is 1. */
export const tokenListed = defineState({
  title: 'a token is on the local authorization list',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [listInUse],
  async reach({ csms, config: { token } }) {
    await csms.calls('SendLocalList', fullList(1, entry(token)), { status: 'Accepted' });
  },
});

/** A transaction with the accepted token has come and gone, and the charger remembers the answers. */
export const tokenCached = defineState({
  title: 'a token is in the authorization cache',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [configured({ AuthorizationCacheEnabled: 'true' }), charging],
  acts: ['presentToken', 'unplug'],
  async reach(cast) {
    const { csms, charger, operator, config } = cast;
    const { connectorId, token } = config;
    const transactionId = ongoing(cast);
    await operator.does('presentToken', { idToken: token.idToken, connectorId });
    await stops(cast, { transactionId });
    if (csms.knows.connectors.get(String(connectorId)) === 'Available') return;
    await operator.does('unplug', { connectorId });
    await charger.calls('StatusNotification', { connectorId, status: 'Available' });
  },
});

/** The charger starts transactions with this token offline, by whatever means it has. */
export const startsOffline = (which: 'token' | 'unknownToken') =>
  defineState({
    title: `the charger may start a transaction with ${which === 'token' ? 'a token' : 'a token of nobody'} while it is offline`,
    protocol: 'ocpp1.6',
    sut: 'charger',
    given: [
      configured({ LocalAuthorizeOffline: 'true' }),
      configured({ AuthorizationCacheEnabled: 'true', AllowOfflineTxForUnknownId: 'true', LocalAuthListEnabled: 'true' }, 'known'),
      tokensForgotten,
    ],
    acts: ['presentToken'],
    async reach(cast) {
      const { csms, charger, operator, config } = cast;
      const { [which]: token, connectorId } = config;
      const means = await valuesOf(cast, ['AllowOfflineTxForUnknownId', 'LocalAuthListEnabled']);
      if (means.AllowOfflineTxForUnknownId) return undefined;
      if (means.LocalAuthListEnabled) {
        await csms.calls('SendLocalList', fullList(1, entry(token)), { status: 'Accepted' });
        return () => emptiesList(cast);
      }
      csms.answers('Authorize', { idTagInfo: { status: 'Accepted' } });
      await operator.does('presentToken', { idToken: token.idToken, connectorId });
      await charger.calls('Authorize', { idTag: same(token) });
      // It waits for a cable until the connection timeout.
      await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '2min' });
      return undefined;
    },
  });

// The list, for SendLocalList

export const fullList = (listVersion: number, ...entries: Entry[]): ListUpdate => ({
  listVersion,
  updateType: 'Full',
  localAuthorizationList: entries,
});

/** Entries that say nothing of their token take it off the list. */
export const listChanges = (listVersion: number, ...entries: Entry[]): ListUpdate => ({
  listVersion,
  updateType: 'Differential',
  localAuthorizationList: entries,
});

export const entry = ({ idToken }: { idToken: string }, status: NonNullable<Entry['idTagInfo']>['status'] = 'Accepted'): Entry => ({
  idTag: idToken,
  idTagInfo: { status },
});

async function emptiesList({ csms }: Csms): Promise<void> {
  await csms.calls('SendLocalList', { listVersion: 1, updateType: 'Full' }, { status: 'Accepted' });
}
