import { type Cast, contains, defineState, type Expected, oneOf, orCallError, type RequestOf, satisfying } from 'ocppliance';

type Act = 'plugIn' | 'unplug' | 'presentToken';
type Scene<A extends Act = never> = Cast<'ocpp2.0.1', 'charger', A>;
type Csms = Scene['csms'];
type Charger = Scene['charger'];
type Config = Scene['config'];
type Event = RequestOf<'ocpp2.0.1', 'TransactionEvent'>;
type Status = RequestOf<'ocpp2.0.1', 'StatusNotification'>['connectorStatus'];
type StatusReport = RequestOf<'ocpp2.0.1', 'StatusNotification'> | RequestOf<'ocpp2.0.1', 'NotifyEvent'>;
type TxPoint = 'EVConnected' | 'Authorized' | 'PowerPathClosed' | 'EnergyTransfer';

interface Connector {
  evseId: number;
  connectorId: number;
  status: Status;
}

// Statuses

/** A connector tells its status, as StatusNotification or as NotifyEvent (G01.FR.01, N07.FR.19). */
export const reports = (charger: Charger, { evseId, connectorId }: Omit<Connector, 'status'>, status: Expected<Status>) =>
  charger.callsEither({
    StatusNotification: { evseId, connectorId, connectorStatus: status },
    NotifyEvent: {
      eventData: contains({
        trigger: 'Delta',
        component: { name: 'Connector', evse: { id: evseId, connectorId } },
        variable: { name: 'AvailabilityState' },
        actualValue: status,
      }),
    },
  });

/** Each of these connectors tells its status, in any order. One NotifyEvent may speak for several. */
export async function reportAll(charger: Charger, connectors: readonly Connector[]): Promise<void> {
  let missing = connectors;
  while (missing.length > 0) {
    const places = missing.map(({ evseId, connectorId, status }) => `${evseId}.${connectorId} ${status}`);
    const news = <R extends StatusReport>() =>
      satisfying<R>(`a report of ${places.join(' or ')}`, (report) => missing.some((one) => isIn(report, one)));
    const { action, request } = await charger.callsEither({ StatusNotification: news(), NotifyEvent: news() });
    if (action === 'StatusNotification' || action === 'NotifyEvent') missing = missing.filter((one) => !isIn(request, one));
  }
}

function isIn(report: StatusReport, { evseId, connectorId, status }: Connector): boolean {
  if ('connectorStatus' in report) {
    return report.evseId === evseId && report.connectorId === connectorId && report.connectorStatus === status;
  }
  return report.eventData.some(
    ({ trigger, component: { name, evse }, variable, actualValue }) =>
      trigger === 'Delta' &&
      name === 'Connector' &&
      evse?.id === evseId &&
      evse.connectorId === connectorId &&
      variable.name === 'AvailabilityState' &&
      actualValue === status,
  );
}

/** Every connector of the station with this status; the one under test with `ours`, if that is another. */
export const everyConnector = (config: Config, status: Status, ours: Status = status): Connector[] =>
  config.evses.flatMap((connectors, index) =>
    Array.from({ length: connectors }, (_, at) => {
      const place = { evseId: index + 1, connectorId: at + 1 };
      const isOurs = place.evseId === config.evseId && place.connectorId === config.connectorId;
      return { ...place, status: isOurs ? ours : status };
    }),
  );

/** Whether this is the last that the station has told of a connector. */
export const hasReported = (csms: Csms, { evseId, connectorId, status }: Connector): boolean =>
  csms.knows.connectors.get(`${evseId}.${connectorId}`) === status;

const statusOf = ({ csms, config }: Scene): string | undefined => csms.knows.connectors.get(`${config.evseId}.${config.connectorId}`);

// Starting up

/** The station registers as after a start, and tells the status of its connectors and that it has started. */
export async function boots(
  { charger, config }: Scene,
  reason: Expected<RequestOf<'ocpp2.0.1', 'BootNotification'>['reason']>,
  connectors: readonly Connector[] = everyConnector(config, 'Available'),
): Promise<void> {
  await charger.calls('BootNotification', { reason }, { within: 'reboot' });
  await Promise.all([
    reportAll(charger, connectors),
    charger.calls('SecurityEventNotification', { type: oneOf('StartupOfTheDevice', 'ResetOrReboot') }),
  ]);
}

const spontaneous = ['Authorize', 'Heartbeat', 'MeterValues', 'NotifyEvent', 'SecurityEventNotification', 'StatusNotification'] as const;

/** The station sends nothing of its own accord for a while, also no transaction that it had kept. */
export async function staysSilent(charger: Charger, within: `${number}s`): Promise<void> {
  await Promise.all(
    [...spontaneous, 'TransactionEvent' as const].map((action) => charger.neverCalls(action, {}, { within, since: 'here' })),
  );
}

// Variables

/** The value of a variable; nothing if the station does not have it. */
export async function variable(csms: Csms, component: string, name: string): Promise<string | undefined> {
  const getVariableData = [{ component: { name: component }, variable: { name } }];
  const answer = await csms.calls('GetVariables', { getVariableData }, orCallError({}));
  const result = 'getVariableResult' in answer ? answer.getVariableResult[0] : undefined;
  return result?.attributeStatus === 'Accepted' ? result.attributeValue : undefined;
}

/** Whatever went before: the station still answers, whatever it is, and so has taken in what we said before. */
export async function carriesOn(csms: Csms): Promise<undefined> {
  await variable(csms, 'OCPPCommCtrlr', 'OfflineThreshold');
}

const txPoints = async (csms: Csms, name: 'TxStartPoint' | 'TxStopPoint'): Promise<string[]> =>
  ((await variable(csms, 'TxCtrlr', name)) ?? '').split(',').map((point) => point.trim());

const setTo = (csms: Csms, component: string, name: string, value: string) =>
  csms.calls(
    'SetVariables',
    { setVariableData: [{ component: { name: component }, variable: { name }, attributeValue: value }] },
    { setVariableResult: [{ attributeStatus: 'Accepted' }] },
  );

/** Sets a variable unless its value will do, and sets it back afterwards. */
export const configured = (
  component: string,
  name: string,
  value: string,
  willDo: (present: string) => boolean = (present) => present === value,
) =>
  defineState({
    title: `configured with ${component}.${name} = ${value}`,
    protocol: 'ocpp2.0.1',
    sut: 'charger',
    given: [registered],
    async reach({ csms }) {
      const before = await variable(csms, component, name);
      if (before !== undefined && willDo(before)) return undefined;
      await setTo(csms, component, name, value);
      return async () => {
        if (before !== undefined) await setTo(csms, component, name, before);
      };
    },
  });

export const stopsAt = (point: TxPoint) => configured('TxCtrlr', 'TxStopPoint', point, (present) => present.split(',').includes(point));

// Transactions

let lastId = Math.floor(Date.now() / 1000) % 1_000_000_000;

/** For a remoteStartId or requestId, such as the station has not seen before. */
export function newId(): number {
  lastId += 1;
  return lastId;
}

/** Tokens are compared without regard to case (part 2, IdTokenType). */
export const sameToken = ({ idToken, type }: Config['token']): Expected<Config['token']> => ({
  idToken: satisfying<string>(`"${idToken}" in any case`, (value) => value.toLowerCase() === idToken.toLowerCase()),
  type,
});

/** The transaction that goes on at our EVSE, as far as the station has told. */
const openTransaction = ({ csms, config }: Scene) =>
  [...csms.knows.transactions.values()].find(({ evseId = config.evseId }) => evseId === config.evseId);

/** The id of the transaction that a state has started. */
export function transactionOf(scene: Scene): string {
  const open = openTransaction(scene);
  if (!open) throw new Error('no transaction is open: the case must be given a state that starts one');
  return String(open.id);
}

/** The cable is put in. An event tells of it if a transaction goes on, or starts now: `authorized` makes that certain. */
export async function plugsIn(scene: Scene<'plugIn'>, authorized = false): Promise<Event | undefined> {
  const { csms, charger, operator, config } = scene;
  const { evseId, connectorId } = config;
  const starts = authorized || openTransaction(scene) !== undefined || (await txPoints(csms, 'TxStartPoint')).includes('EVConnected');
  // A station may have been Occupied since it was authorized.
  const already = statusOf(scene) === 'Occupied';
  await operator.does('plugIn', { evseId, connectorId });
  const [event] = await Promise.all([
    starts ? charger.calls('TransactionEvent', { triggerReason: pluggedIn, evse: { id: evseId, connectorId } }) : undefined,
    already ? undefined : reports(charger, config, 'Occupied'),
  ]);
  return event;
}

/** What the event after plugging in may name as its trigger: an authorization comes first if it has not been told (E02.FR.20, F02.FR.21). */
const pluggedIn = oneOf('CablePluggedIn', 'ChargingStateChanged', 'Authorized', 'RemoteStart');

/** A driver presents the token, which the CSMS accepts. The event that tells of it comes later if the transaction has not started. */
export async function authorizesLocally(scene: Scene<'presentToken'>): Promise<Event | undefined> {
  const { csms, charger, operator, config } = scene;
  const { evseId, connectorId, token } = config;
  const tells = await tellsAuthorization(scene);
  await forgetsTokens(csms);
  await operator.does('presentToken', { ...token, evseId, connectorId });
  await charger.calls('Authorize', { idToken: sameToken(token) });
  if (!tells) return carriesOn(csms);
  // Where charging itself is the start point, the event may tell that first.
  return charger.calls('TransactionEvent', { triggerReason: oneOf('Authorized', 'ChargingStateChanged'), idToken: sameToken(token) });
}

/** A station that knows a token from its cache need not ask for it (C10). */
export async function forgetsTokens(csms: Csms): Promise<void> {
  await csms.calls('ClearCache', {}, orCallError({}));
}

/** The CSMS has the station start for the token. */
export async function authorizesRemotely(scene: Scene): Promise<Event | undefined> {
  const { csms, charger, config, check } = scene;
  const { evseId, token } = config;
  const tells = await tellsAuthorization(scene);
  const asks = (await variable(csms, 'AuthCtrlr', 'AuthorizeRemoteStart')) === 'true';
  if (asks) await forgetsTokens(csms);
  const remoteStartId = newId();
  const transactionId = openTransaction(scene)?.id.toString();
  await csms.calls(
    'RequestStartTransaction',
    { idToken: token, evseId, remoteStartId },
    { status: 'Accepted', ...(transactionId === undefined ? {} : { transactionId }) },
  );
  if (asks) await charger.calls('Authorize', { idToken: sameToken(token) });
  if (!tells) return carriesOn(csms);
  const event = await charger.calls('TransactionEvent', { transactionInfo: { remoteStartId }, idToken: sameToken(token) });
  await check('the event names the remote start as its trigger', event.triggerReason, 'RemoteStart', { level: 'should' });
  return event;
}

/** Whether an event follows an authorization at once: a transaction goes on, starts by it, or starts because the cable is in already. */
const tellsAuthorization = async (scene: Scene): Promise<boolean> =>
  openTransaction(scene) !== undefined ||
  statusOf(scene) === 'Occupied' ||
  (await txPoints(scene.csms, 'TxStartPoint')).includes('Authorized');

/** Energy flows, unless the event before has told so already. */
export async function startsCharging({ charger }: Scene, before: Event | undefined): Promise<void> {
  if (before?.transactionInfo.chargingState === 'Charging') return;
  await charger.calls('TransactionEvent', { triggerReason: 'ChargingStateChanged', transactionInfo: { chargingState: 'Charging' } });
}

/** The driver presents the same token again. The transaction ends here if TxStopPoint says so. */
export async function stopsLocally(scene: Scene<'presentToken'>, expected: Expected<Event> = {}): Promise<Event> {
  const { charger, operator, config, check } = scene;
  const { evseId, connectorId, token } = config;
  await operator.does('presentToken', { ...token, evseId, connectorId });
  const event = await charger.calls('TransactionEvent', { triggerReason: 'StopAuthorized', ...expected });
  // It should be named (E07.FR.02), and must not be another.
  if (event.idToken) await check('the event names the token that was presented', event.idToken, sameToken(token));
  return event;
}

/** The CSMS has the station stop. The transaction ends here if TxStopPoint says so (F03.FR.02, F03.FR.03). */
export async function stopsRemotely(scene: Scene, transactionId = transactionOf(scene)): Promise<Event> {
  const { csms, charger } = scene;
  const stops = await txPoints(csms, 'TxStopPoint');
  const ends = stops.includes('Authorized') || stops.includes('PowerPathClosed');
  await csms.calls('RequestStopTransaction', { transactionId }, { status: 'Accepted' });
  return charger.calls('TransactionEvent', {
    triggerReason: 'RemoteStop',
    ...(ends ? { eventType: 'Ended' } : {}),
    transactionInfo: { transactionId, ...(ends ? { stoppedReason: 'Remote' } : {}) },
  });
}

/** Stops from the CSMS and, if the transaction goes on until then, by unplugging. Hands over its last event. */
export async function endsTransaction(scene: Scene<'unplug'>, transactionId = transactionOf(scene)): Promise<Event> {
  const { csms, charger, operator, config } = scene;
  const { evseId, connectorId } = config;
  const endsWithEnergy = (await txPoints(csms, 'TxStopPoint')).includes('EnergyTransfer');
  const stop = await stopsRemotely(scene, transactionId);
  if (stop.eventType === 'Ended') return stop;
  if (!endsWithEnergy) await operator.does('unplug', { evseId, connectorId });
  return charger.calls('TransactionEvent', { eventType: 'Ended', transactionInfo: { transactionId, stoppedReason: 'Remote' } });
}

// Availability

export type Scope = 'station' | 'evse' | 'connector';

const scopeOf = (scope: Scope, { evseId, connectorId }: Config): { evse?: { id: number; connectorId?: number } } =>
  scope === 'station' ? {} : { evse: scope === 'evse' ? { id: evseId } : { id: evseId, connectorId } };

/** The connectors that a change of availability is about. */
export const connectorsIn = (scope: Scope, config: Config, status: Status): Connector[] =>
  everyConnector(config, status).filter(
    ({ evseId, connectorId }) =>
      scope === 'station' || (evseId === config.evseId && (scope === 'evse' || connectorId === config.connectorId)),
  );

export const changesAvailability = (
  { csms, config }: Scene,
  scope: Scope,
  operationalStatus: 'Operative' | 'Inoperative',
  status: 'Accepted' | 'Scheduled' = 'Accepted',
) => csms.calls('ChangeAvailability', { operationalStatus, ...scopeOf(scope, config) }, { status });

// Situations

/** A station may have been accepted before we were there, and need not register again then: it is asked if it says nothing. */
export const registered = defineState({
  title: 'connected and accepted',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  async reach({ csms, charger }) {
    const away = !csms.connected;
    if (away) await charger.connects();
    else if (csms.knows.registered) return;
    const hasBooted = Object.keys(csms.knows.identity).length > 0;
    const boot = await charger.calls('BootNotification', {}, { level: 'may', within: hasBooted && !away ? 'reboot' : 'reaction' });
    if (boot || csms.knows.registered) return;
    const answer = await csms.calls('TriggerMessage', { requestedMessage: 'BootNotification' }, orCallError({}));
    if ('status' in answer && answer.status === 'Accepted') await charger.calls('BootNotification');
  },
});

/** Clears away what an earlier case has left: a transaction, a cable, an EVSE out of service. */
export const idle = defineState<'ocpp2.0.1', 'charger', 'unplug'>({
  title: 'idle: accepted, without a transaction, the EVSE free',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  given: [registered],
  async reach(scene) {
    const { csms, charger, operator, config } = scene;
    const { evseId, connectorId } = config;
    // What a station tells after its start must not be taken for a reaction to what comes next.
    if (!statusOf(scene)) await charger.calls('StatusNotification', { evseId, connectorId }, { level: 'may', within: '5s' });
    if (statusOf(scene) === 'Unavailable') {
      for (const scope of ['station', 'evse', 'connector'] as const) await changesAvailability(scene, scope, 'Operative');
      if (statusOf(scene) === 'Unavailable') await reports(charger, config, oneOf('Available', 'Occupied'));
    }
    const left = openTransaction(scene);
    if (left) await csms.calls('RequestStopTransaction', { transactionId: String(left.id) });
    if (statusOf(scene) === 'Occupied') {
      await operator.does('unplug', { evseId, connectorId });
      await reports(charger, config, 'Available');
    }
    while (openTransaction(scene)) await charger.calls('TransactionEvent', { eventType: 'Ended' });
  },
});

export const evConnectedPreSession = defineState({
  title: 'idle with an EV plugged in',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  given: [idle],
  acts: ['plugIn'],
  async reach(scene) {
    await plugsIn(scene);
  },
});

/** The CSMS starts it: that asks less of the operator than a token. */
export const energyTransferStarted = defineState({
  title: 'charging',
  protocol: 'ocpp2.0.1',
  sut: 'charger',
  given: [evConnectedPreSession],
  async reach(scene) {
    await startsCharging(scene, await authorizesRemotely(scene));
  },
});

/** For what takes something out of service: it is put into service again afterwards. */
export const operative = (scope: Scope) =>
  defineState({
    title: `idle and in service (${scope})`,
    protocol: 'ocpp2.0.1',
    sut: 'charger',
    given: [idle],
    async reach(scene) {
      return async () => {
        await changesAvailability(scene, scope, 'Operative');
      };
    },
  });

export const unavailable = (scope: Scope) =>
  defineState({
    title: `out of service (${scope})`,
    protocol: 'ocpp2.0.1',
    sut: 'charger',
    given: [operative(scope)],
    async reach(scene) {
      await changesAvailability(scene, scope, 'Inoperative');
      await reportAll(scene.charger, connectorsIn(scope, scene.config, 'Unavailable'));
    },
  });
