import { anything, type Cast, defineState, type Expected, oneOf, orCallError, type RequestOf, type State, satisfying } from 'ocppliance';

/** Situations of an OCPP 1.6 charger, and passages that many of its cases share. */

type Of<A extends 'plugIn' | 'unplug' | 'presentToken' | 'clearFault' = never> = Cast<'ocpp1.6', 'charger', A>;

/** From wherever an earlier case has left the charger. Needs nobody to act, unless a cable is in or something is broken. */
export const idle = defineState<'ocpp1.6', 'charger', 'unplug' | 'clearFault'>({
  title: 'the charger is connected and registered, and its connector is free',
  protocol: 'ocpp1.6',
  sut: 'charger',
  async reach(cast) {
    await isConnected(cast);
    await isRegistered(cast);
    await saysItsStatus(cast);
    await hasNoTransaction(cast);
    await hasNoFault(cast);
    await isFree(cast);
  },
});

async function isConnected({ csms, charger }: Of): Promise<void> {
  if (csms.connected) return;
  await csms.connects();
  await charger.connects();
}

async function isRegistered({ csms, charger, config: { connectorId } }: Of): Promise<void> {
  if (csms.knows.registered) return;
  // One that booted for us before is on its way through a reset. One that did not may have been registered in an earlier run.
  const bootsAgain = Object.keys(csms.knows.identity).length > 0;
  const boot = await charger.calls('BootNotification', {}, { level: 'may', within: bootsAgain ? 'reboot' : 'reaction' });
  if (!boot) await csms.calls('GetConfiguration', { key: ['NumberOfConnectors'] });
  if (!csms.knows.connectors.has(String(connectorId))) await charger.calls('StatusNotification', { connectorId }, { level: 'may' });
}

/** One that comes back without a boot need not say how its connector is; nothing may be assumed of a connector in use. */
async function saysItsStatus({ csms, charger, config: { connectorId } }: Of): Promise<void> {
  if (csms.knows.connectors.has(String(connectorId))) return;
  const answer = await csms.calls('TriggerMessage', { requestedMessage: 'StatusNotification', connectorId }, orCallError({}));
  if ('status' in answer && answer.status === 'Accepted') await charger.calls('StatusNotification', { connectorId }, { level: 'may' });
}

async function hasNoTransaction({ csms, charger }: Of): Promise<void> {
  for (const { id } of [...csms.knows.transactions.values()]) {
    const transactionId = Number(id);
    const { status } = await csms.calls('RemoteStopTransaction', { transactionId });
    // If it does not come, taking the cable out may help.
    if (status === 'Accepted') await charger.calls('StopTransaction', { transactionId }, { level: 'may' });
  }
}

/** The fault of the connector under test, or of the charger as a whole, is cleared if somebody can. */
export async function hasNoFault({ csms, charger, operator, config: { connectorId } }: Of<'clearFault'>): Promise<void> {
  const faulted = [0, connectorId].filter((id) => csms.knows.connectors.get(String(id)) === 'Faulted');
  if (faulted.length === 0 || !operator.can('clearFault')) return;
  await operator.does('clearFault', faulted.includes(0) ? {} : { connectorId });
  const status = satisfying<Status>('no fault', (now) => now !== 'Faulted');
  await Promise.all(faulted.map((id) => charger.calls('StatusNotification', { connectorId: id, status }, { level: 'may' })));
}

async function isFree({ csms, charger, operator, config, check }: Of<'unplug'>): Promise<void> {
  const { connectorId } = config;
  const status = (id = connectorId) => csms.knows.connectors.get(String(id)) ?? 'Available';
  const closed = [0, connectorId].find((id) => status(id) === 'Unavailable');
  if (closed !== undefined) await csms.calls('ChangeAvailability', { connectorId: closed, type: 'Operative' }, { status: 'Accepted' });
  if (status() === 'Unavailable') {
    await charger.calls('StatusNotification', { connectorId, status: satisfying<Status>('in service', (now) => now !== 'Unavailable') });
  }
  if (status() === 'Available') return;
  if (operator.can('unplug')) await operator.does('unplug', { connectorId });
  // A cable that nobody takes out stays: to have waited once tells that.
  else if (stuck.has(config)) return check('its connector is free', status(), 'Available');
  else stuck.add(config);
  // Without a cable an authorization lasts as long as the connection timeout.
  await charger.calls('StatusNotification', { connectorId, status: 'Available' }, { within: '2min' });
  stuck.delete(config);
}

/** Chargers, by their settings, whose connector did not get free in the time that it takes without a cable. */
const stuck = new WeakSet<object>();

/** Keys hold these values; afterwards the former ones. `known`: only those of these keys that the charger has. */
export const configured = (settings: Readonly<Record<string, string>>, which: 'all' | 'known' = 'all'): State<'ocpp1.6', 'charger'> =>
  defineState({
    title: `configured with ${Object.entries(settings)
      .map(([key, value]) => `${key} = ${value}`)
      .join(', ')}`,
    protocol: 'ocpp1.6',
    sut: 'charger',
    given: [idle],
    async reach(cast) {
      const former = await valuesOf(cast, Object.keys(settings));
      const restore = () => changes(cast, former);
      const wanted = Object.entries(settings).filter(([key]) => which === 'all' || former[key] !== undefined);
      try {
        await changes(cast, Object.fromEntries(wanted));
      } catch (error) {
        await restore();
        throw error;
      }
      return restore;
    },
  });

/** Keys that hold something else get these values, and the charger a reboot if they need one. */
async function changes(cast: Of, settings: Readonly<Record<string, string>>): Promise<void> {
  const { csms, charger, config } = cast;
  // Asked for no keys, a charger names them all.
  if (Object.keys(settings).length === 0) return;
  const current = await valuesOf(cast, Object.keys(settings));
  let needsReboot = false;
  for (const [key, value] of Object.entries(settings)) {
    if (current[key] === value) continue;
    const { status } = await csms.calls('ChangeConfiguration', { key, value }, { status: oneOf('Accepted', 'RebootRequired') });
    needsReboot ||= status === 'RebootRequired';
  }
  if (!needsReboot) return;
  await csms.calls('Reset', { type: 'Hard' }, { status: 'Accepted' });
  await charger.calls('BootNotification', {}, { within: 'reboot' });
  await charger.calls('StatusNotification', { connectorId: config.connectorId });
}

/** What these keys hold; those that the charger does not have are missing. */
export async function valuesOf({ csms }: Pick<Of, 'csms'>, keys: string[]): Promise<Record<string, string>> {
  const { configurationKey = [] } = await csms.calls('GetConfiguration', { key: keys });
  // Keys are case-insensitive (1.6 §7.17).
  const found = new Map(configurationKey.map(({ key, value }) => [key.toLowerCase(), value]));
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = found.get(key.toLowerCase());
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Tokens that the charger has seen before are asked about all the same. */
export const asksAboutTokens = configured({ LocalPreAuthorize: 'false' }, 'known');

/** The charger holds nothing against a token; without a cache it never does. */
export const tokensForgotten = defineState({
  title: 'the authorization cache is empty',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  async reach({ csms }) {
    await csms.calls('ClearCache');
  },
});

/** A cable connects EV and charger; nobody is authorized. */
export const pluggedIn = defineState({
  title: 'a cable is plugged in',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [idle],
  acts: ['plugIn'],
  reach: plugsIn,
});

/** A token was accepted; no cable is plugged in. */
export const authorized = defineState({
  title: 'a token is authorized',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [asksAboutTokens],
  acts: ['presentToken'],
  reach: authorizes,
});

/** A transaction that was started at the charger gives energy to the EV. */
export const charging = defineState({
  title: 'the EV is charging',
  protocol: 'ocpp1.6',
  sut: 'charger',
  given: [pluggedIn],
  acts: ['presentToken'],
  async reach(cast) {
    const { connectorId, token } = cast.config;
    await cast.operator.does('presentToken', { idToken: token.idToken, connectorId });
    await starts(cast);
  },
});

// Passages

/** The cable comes in at a free connector. If the charger does not tell, nobody would know of the cable later: out it goes again. */
export async function plugsIn({ charger, operator, config: { connectorId } }: Of<'plugIn' | 'unplug'>): Promise<void> {
  await operator.does('plugIn', { connectorId });
  try {
    await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
  } catch (error) {
    if (operator.can('unplug')) await operator.does('unplug', { connectorId });
    throw error;
  }
}

/** The driver of a free connector presents the accepted token before the cable is in. */
export async function authorizes({ charger, operator, config: { connectorId, token } }: Of<'presentToken'>): Promise<void> {
  await operator.does('presentToken', { idToken: token.idToken, connectorId });
  await Promise.all([
    charger.calls('Authorize', { idTag: same(token) }),
    charger.calls('StatusNotification', { connectorId, status: 'Preparing' }),
  ]);
}

/** The charger starts the transaction that is due, in either order of telling. */
export async function starts({ charger, config: { connectorId, token } }: Of): Promise<void> {
  await Promise.all([
    charger.calls('StartTransaction', { connectorId, idTag: same(token) }),
    charger.calls('StatusNotification', { connectorId, status: 'Charging' }),
  ]);
}

/** The transaction ends, in either order of telling. A charger that needs nobody to take a cable out may skip Finishing (1.6 §4.9, C1). */
export async function stops({ charger, config: { connectorId } }: Of, expected: Stop): Promise<void> {
  await Promise.all([
    charger.calls('StopTransaction', expected),
    charger.calls('StatusNotification', { connectorId, status: oneOf('Finishing', 'Available') }),
  ]);
}
type Stop = Expected<RequestOf<'ocpp1.6', 'StopTransaction'>>;

/** The transaction at the connector under test. */
export function ongoing({ csms, config: { connectorId } }: Of): number {
  const transactions = [...csms.knows.transactions.values()];
  const transaction = transactions.find((candidate) => candidate.connectorId === connectorId);
  if (!transaction) throw new Error('no transaction is going on: the case must be given the state charging');
  return Number(transaction.id);
}

/** Whether the charger asks about the token of a remote start before it starts (1.6 §9.1.3). */
export async function asksAboutRemoteStarts(cast: Pick<Of, 'csms'>): Promise<boolean> {
  const { AuthorizeRemoteTxRequests } = await valuesOf(cast, ['AuthorizeRemoteTxRequests']);
  return AuthorizeRemoteTxRequests?.toLowerCase() === 'true';
}

/** Every connector reports its status: the one under test, and the others. For connector 0, the charger as a whole, only the errata say so. */
export async function connectorsReport(
  { charger, config }: Of,
  tested: Expected<Status>,
  others: Expected<Status> = anything,
): Promise<void> {
  const connectorIds = config.evses.map((_, index) => index + 1);
  await Promise.all([
    charger.calls('StatusNotification', { connectorId: 0, status: others }, { level: 'should' }),
    ...connectorIds.map((connectorId) =>
      charger.calls('StatusNotification', { connectorId, status: connectorId === config.connectorId ? tested : others }),
    ),
  ]);
}
type Status = RequestOf<'ocpp1.6', 'StatusNotification'>['status'];

/** Whatever went before: the charger still answers. */
export async function carriesOn({ csms }: Pick<Of, 'csms'>): Promise<void> {
  await csms.calls('GetConfiguration', { key: ['HeartbeatInterval'] });
}

/** idTags are compared without regard to case (1.6 §7.28). */
export const same = ({ idToken }: { idToken: string }): Expected<string> =>
  satisfying<string>(`"${idToken}"`, (idTag) => idTag.toLowerCase() === idToken.toLowerCase());
