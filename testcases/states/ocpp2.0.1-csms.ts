import { type Cast, defineState, type Expected, type Ours, omitted, oneOf, type RequestOf, type ResponseOf, satisfying } from 'ocppliance';

type Charger = Ours<'ocpp2.0.1', 'charger'>;
type Config = Cast<'ocpp2.0.1', 'csms', never>['config'];
type Event = RequestOf<'ocpp2.0.1', 'TransactionEvent'>;
type ConnectorStatus = RequestOf<'ocpp2.0.1', 'StatusNotification'>['connectorStatus'];

// Passages that many cases share

/** Reports a status for each connector, or for those that are chosen. */
export async function reportsAll(
  charger: Charger,
  { evses }: Config,
  connectorStatus: ConnectorStatus,
  isChosen: (evseId: number, connectorId: number) => boolean = () => true,
): Promise<void> {
  for (const [index, connectors] of evses.entries()) {
    for (let connectorId = 1; connectorId <= connectors; connectorId++) {
      const evseId = index + 1;
      if (isChosen(evseId, connectorId)) await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus });
    }
  }
}

/** The connector at which this run charges. */
export const isUsed = (config: Config) => (evseId: number, connectorId: number) =>
  evseId === config.evseId && connectorId === config.connectorId;

/** A start as the CSMS sees it: registered, and everything that there is to charge at is available. */
export async function boots(
  charger: Charger,
  config: Config,
  reason: RequestOf<'ocpp2.0.1', 'BootNotification'>['reason'] = 'PowerUp',
): Promise<void> {
  await charger.calls('BootNotification', { reason }, { status: 'Accepted' });
  await reportsAll(charger, config, 'Available');
}

/** Goes away to restart, and comes back. */
export async function restarts(charger: Charger): Promise<void> {
  await charger.disconnects();
  await charger.connects();
}

/** Whatever went before: the CSMS still answers. */
export async function carriesOn(charger: Charger): Promise<void> {
  await charger.calls('Heartbeat');
}

/** The next event of the transaction that is going on, or the first one of a new transaction. Counts, meters and names the EVSE by itself. */
export function tells(
  charger: Charger,
  triggerReason: Event['triggerReason'],
  { transactionInfo, ...event }: Omit<Partial<Event>, 'transactionInfo'> & { transactionInfo?: Partial<Event['transactionInfo']> } = {},
  expected?: Expected<ResponseOf<'ocpp2.0.1', 'TransactionEvent'>>,
): Promise<ResponseOf<'ocpp2.0.1', 'TransactionEvent'>> {
  const [open] = charger.knows.transactions.keys();
  const eventType = open ? 'Updated' : 'Started';
  const transactionId = open ?? crypto.randomUUID();
  return charger.calls(
    'TransactionEvent',
    { eventType, triggerReason, ...event, transactionInfo: { ...transactionInfo, transactionId } },
    expected,
  );
}

/** The cable is put in. */
export async function plugsIn(charger: Charger, { evseId, connectorId }: Config): Promise<void> {
  await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Occupied' });
  await tells(charger, 'CablePluggedIn', { transactionInfo: { chargingState: 'EVConnected' } });
}

/** The driver presents a token that the CSMS accepts, first by itself, then within the transaction. */
export async function authorizes(charger: Charger, { token: idToken }: Config): Promise<void> {
  await charger.calls('Authorize', { idToken }, { idTokenInfo: { status: 'Accepted' } });
  await tells(charger, 'Authorized', { idToken }, { idTokenInfo: { status: 'Accepted' } });
}

/** Energy flows. */
export async function suppliesEnergy(charger: Charger): Promise<void> {
  await tells(charger, 'ChargingStateChanged', { transactionInfo: { chargingState: 'Charging' } });
}

/** The driver presents the token again, and energy stops. */
export async function stopsCharging(charger: Charger, { token: idToken }: Config): Promise<void> {
  await tells(charger, 'StopAuthorized', { idToken }, { idTokenInfo: { status: 'Accepted' } });
  await tells(charger, 'ChargingStateChanged', { transactionInfo: { chargingState: 'EVConnected' } });
}

/** The cable is taken out, which ends the transaction. */
export async function unplugs(charger: Charger, { evseId, connectorId }: Config): Promise<void> {
  await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Available' });
  await tells(charger, 'EVCommunicationLost', {
    eventType: 'Ended',
    transactionInfo: { chargingState: 'Idle', stoppedReason: 'EVDisconnected' },
  });
}

type Scope = 'station' | 'evse' | 'connector';

const placeOf = (scope: Scope, { evseId, connectorId }: Config) =>
  scope === 'station' ? {} : scope === 'evse' ? { evseId } : { evseId, connectorId };

/** Has the CSMS ask for a change of availability, which the station accepts or schedules. */
export async function asksForAvailability(
  { charger, csms, operator, config }: Cast<'ocpp2.0.1', 'csms', 'setAvailability'>,
  scope: Scope,
  operative: boolean,
  status: 'Accepted' | 'Scheduled' = 'Accepted',
): Promise<void> {
  const { evseId, connectorId } = config;
  charger.answers('ChangeAvailability', { status });
  await operator.does('setAvailability', { ...placeOf(scope, config), operative });
  await csms.calls('ChangeAvailability', {
    operationalStatus: operative ? 'Operative' : 'Inoperative',
    evse: scope === 'station' ? omitted : { id: evseId, connectorId: scope === 'evse' ? omitted : connectorId },
  });
}

/** Reports the same status for all connectors within. */
export async function reportsWithin(charger: Charger, config: Config, scope: Scope, status: ConnectorStatus): Promise<void> {
  const { evseId, connectorId } = placeOf(scope, config);
  await reportsAll(charger, config, status, (evse, connector) => evse === (evseId ?? evse) && connector === (connectorId ?? connector));
}

/** The id of the transaction that a state has started. */
export function transactionOf(charger: Charger): string {
  const [open] = charger.knows.transactions.keys();
  if (open === undefined) throw new Error('no transaction is open: the case must be given a state that starts one');
  return open;
}

// Expectations that many cases share

/** idTokens are identifierStrings, compared without regard to case (part 2 §3.42). */
export const sameToken = ({ idToken, type }: Config['token']): Expected<Config['token']> => ({
  idToken: satisfying<string>(`"${idToken}" in any case`, (value) => value.toLowerCase() === idToken.toLowerCase()),
  type,
});

/** A variable as GetVariables and SetVariables name it; the attribute is Actual if nothing is said. */
export const variable = (component: string, name: string) => ({
  component: { name: component },
  variable: { name },
  attributeType: oneOf('Actual', omitted),
});

// Situations

export const connected = defineState({
  title: 'connected',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  async reach({ charger }) {
    await charger.connects();
  },
});

/** Ends what a case has left behind: a CSMS that believes in a running transaction may not let the next one start. */
export const booted = defineState({
  title: 'booted',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  given: [connected],
  async reach({ charger, config }) {
    await boots(charger, config);
    return async () => {
      if (!charger.connected) return;
      const { transactions, connectors } = charger.knows;
      while (transactions.size > 0) {
        await tells(charger, 'AbnormalCondition', { eventType: 'Ended', transactionInfo: { stoppedReason: 'Other' } });
      }
      for (const [place, status] of [...connectors]) {
        const [evseId, connectorId] = place.split('.').map(Number);
        const isLeft = status !== 'Available' && evseId !== undefined && connectorId !== undefined;
        if (isLeft) await charger.calls('StatusNotification', { evseId, connectorId, connectorStatus: 'Available' });
      }
    };
  },
});

export const pluggedIn = defineState({
  title: 'showing an EV that is plugged in',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  given: [booted],
  async reach({ charger, config }) {
    await plugsIn(charger, config);
  },
});

export const authorized = defineState({
  title: 'showing a driver who is authorized, but has not plugged in',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  given: [booted],
  async reach({ charger, config }) {
    await authorizes(charger, config);
  },
});

export const charging = defineState({
  title: 'showing a transaction in which energy flows',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  given: [authorized],
  async reach({ charger, config }) {
    await plugsIn(charger, config);
    await suppliesEnergy(charger);
  },
});

export const suspended = defineState({
  title: 'showing a transaction that the EV has suspended',
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  given: [charging],
  async reach({ charger }) {
    await tells(charger, 'ChargingStateChanged', { transactionInfo: { chargingState: 'SuspendedEV' } });
  },
});

const scopes = { station: 'station', evse: 'EVSE', connector: 'connector' } as const;

async function putsBack(cast: Cast<'ocpp2.0.1', 'csms', 'setAvailability'>, scope: Scope): Promise<void> {
  if (!cast.charger.connected) return;
  await asksForAvailability(cast, scope, true);
  await reportsWithin(cast.charger, cast.config, scope, 'Available');
}

/** For cases that take something out of service: a CSMS may remember it, and refuse to charge there. */
const inServiceFor = (scope: Scope) =>
  defineState({
    title: `keeping the ${scopes[scope]} in service`,
    protocol: 'ocpp2.0.1',
    sut: 'csms',
    acts: ['setAvailability'],
    reach: async (cast) => () => putsBack(cast, scope),
  });

export const inService = { station: inServiceFor('station'), evse: inServiceFor('evse'), connector: inServiceFor('connector') };

const outOfServiceFor = (scope: Scope) =>
  defineState({
    title: `keeping the ${scopes[scope]} out of service`,
    protocol: 'ocpp2.0.1',
    sut: 'csms',
    given: [booted],
    acts: ['setAvailability'],
    async reach(cast) {
      await asksForAvailability(cast, scope, false);
      await reportsWithin(cast.charger, cast.config, scope, 'Unavailable');
      return async () => {
        if ([...cast.charger.knows.connectors.values()].includes('Unavailable')) await putsBack(cast, scope);
      };
    },
  });

export const outOfService = { station: outOfServiceFor('station'), evse: outOfServiceFor('evse'), connector: outOfServiceFor('connector') };

export const registrationHeld = defineState({
  title: 'answering registrations with Pending',
  protocol: 'ocpp2.0.1',
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
  protocol: 'ocpp2.0.1',
  sut: 'csms',
  async reach({ charger, check }) {
    const handshake = await charger.connects();
    await check('we have a password to connect with', handshake?.authorization, 'basic');
    await charger.disconnects();
  },
});
