import { type Cast, defineState, type Expected, type Ours, omitted, oneOf, type RequestOf, satisfying } from 'ocppliance';

type Charger = Ours<'ocpp1.6', 'charger'>;
type Config = Cast<'ocpp1.6', 'csms', never>['config'];

// Passages that many cases share

/** Reports the station itself and each of its connectors as available. */
export async function reportsAll(charger: Charger, { evses }: Config): Promise<void> {
  await charger.calls('StatusNotification', { connectorId: 0, status: 'Available' });
  for (const index of evses.keys()) await charger.calls('StatusNotification', { connectorId: index + 1, status: 'Available' });
}

/** A cold start as the Central System sees it: registered, and everything that there is to charge at is available. */
export async function boots(
  charger: Charger,
  config: Config,
  identity: Partial<RequestOf<'ocpp1.6', 'BootNotification'>> = {},
): Promise<void> {
  await charger.calls('BootNotification', identity, { status: 'Accepted' });
  await reportsAll(charger, config);
}

/** Authorizes, and starts a transaction once the cable is in. */
export async function startsCharging(charger: Charger, { connectorId, token }: Config): Promise<number> {
  const idTag = token.idToken;
  await charger.calls('Authorize', { idTag }, { idTagInfo: { status: 'Accepted' } });
  await charger.calls('StatusNotification', { connectorId, status: 'Preparing' });
  return begins(charger, { connectorId, idTag });
}

/** Starts a transaction of a driver who has been authorized; returns its id. */
export async function begins(charger: Charger, start: { connectorId: number; idTag: string; reservationId?: number }): Promise<number> {
  const { transactionId } = await charger.calls('StartTransaction', start, { idTagInfo: { status: 'Accepted' } });
  await charger.calls('StatusNotification', { connectorId: start.connectorId, status: 'Charging' });
  return transactionId;
}

/** The cable has been taken out. */
export async function unplugs(charger: Charger, { connectorId }: Pick<Config, 'connectorId'>): Promise<void> {
  await charger.calls('StatusNotification', { connectorId, status: 'Available' });
}

/** Whatever went before: the Central System still answers. */
export async function carriesOn(charger: Charger): Promise<void> {
  await charger.calls('Heartbeat');
}

/** The id of the transaction that the state `charging` has started. */
export function transactionOf(charger: Charger): number {
  const open = [...charger.knows.transactions.values()].at(-1);
  if (typeof open?.id !== 'number') throw new Error('no transaction is open: the case must be given the state charging');
  return open.id;
}

/** So many seconds before now, as a timestamp. */
export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

// Expectations that many cases share

/** idTags are compared without regard to case (1.6 §7.15). */
export const sameTag = ({ idToken }: { idToken: string }): Expected<string> =>
  satisfying<string>(`"${idToken}" in any case`, (idTag) => idTag.toLowerCase() === idToken.toLowerCase());

/** A back office may leave the choice of the connector to the station (1.6 §5.11). */
export const thisConnectorOrAny = (connectorId: number): Expected<number> => oneOf(connectorId, omitted);

// Situations

export const connected = defineState({
  title: 'connected to our station',
  protocol: 'ocpp1.6',
  sut: 'csms',
  async reach({ charger }) {
    await charger.connects();
  },
});

/** Ends what a case has left behind: a CSMS that believes in a running transaction may not let the next one start. */
export const booted = defineState({
  title: 'ready for our station, which has booted',
  protocol: 'ocpp1.6',
  sut: 'csms',
  given: [connected],
  async reach({ charger, config }) {
    await boots(charger, config);
    return async () => {
      const { transactions, connectors } = charger.knows;
      for (const { id } of [...transactions.values()]) {
        if (typeof id === 'number') await charger.calls('StopTransaction', { transactionId: id, reason: 'Local' });
      }
      for (const [connectorId, status] of [...connectors]) {
        if (status !== 'Available') await unplugs(charger, { connectorId: Number(connectorId) });
      }
    };
  },
});

export const charging = defineState({
  title: 'following a transaction of our station',
  protocol: 'ocpp1.6',
  sut: 'csms',
  given: [booted],
  async reach({ charger, config }) {
    await startsCharging(charger, config);
  },
});

export const registrationHeld = defineState({
  title: 'answering registrations with Pending',
  protocol: 'ocpp1.6',
  sut: 'csms',
  acts: ['holdRegistration'],
  async reach({ operator }) {
    await operator.does('holdRegistration', { pending: true });
    return () => operator.does('holdRegistration', { pending: false });
  },
});

/** Inconclusive where no password was given to us: nothing could be said of authentication then. */
export const authenticating = defineState({
  title: 'letting us in with the password that we were given',
  protocol: 'ocpp1.6',
  sut: 'csms',
  async reach({ charger, check }) {
    const handshake = await charger.connects();
    await check('we have a password to connect with', handshake?.authorization, 'basic');
    await charger.disconnects();
  },
});
