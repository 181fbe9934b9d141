import type { CsmsActs } from '../../engine/acts.ts';
import type { ActionFrom, RequestOf } from '../../ocpp/index.ts';

type FromCsms = ActionFrom<'ocpp2.0.1', 'csms'>;
export type Command = { [A in FromCsms]: { action: A; request: RequestOf<'ocpp2.0.1', A> } }[FromCsms];

/** Numbers that tell requests apart. */
type NextId = () => number;

type Intents = { [A in keyof CsmsActs]?: (wish: CsmsActs[A], nextId: NextId) => Command };

/** Messages that a station can be asked for with TriggerMessage (2.0.1 part 2 §3.50). */
const triggers = [
  'BootNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'LogStatusNotification',
  'MeterValues',
  'PublishFirmwareStatusNotification',
  'SignChargingStationCertificate',
  'SignCombinedCertificate',
  'SignV2GCertificate',
  'StatusNotification',
  'TransactionEvent',
] as const;

const tokenTypes = ['Central', 'eMAID', 'ISO14443', 'ISO15693', 'KeyCode', 'Local', 'MacAddress', 'NoAuthorization'] as const;

const inventories = { configuration: 'ConfigurationInventory', full: 'FullInventory', summary: 'SummaryInventory' } as const;

function choose<T extends string>(what: string, wanted: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === wanted);
  if (chosen === undefined) throw new Error(`there is no ${what} ${wanted}: choose one of ${choices.join(', ')}`);
  return chosen;
}

const place = ({ evseId, connectorId }: { evseId?: number; connectorId?: number }) =>
  evseId === undefined ? {} : { evse: { id: evseId, ...(connectorId === undefined ? {} : { connectorId }) } };

const variable = ({ component = 'OCPPCommCtrlr', name }: { component?: string; name: string }) => ({
  component: { name: component },
  variable: { name },
});

const report = (inventory: keyof typeof inventories, nextId: NextId): Command => ({
  action: 'GetBaseReport',
  request: { requestId: nextId(), reportBase: inventories[inventory] },
});

const write = (settings: CsmsActs['writeSettings']['settings']): Command => ({
  action: 'SetVariables',
  request: { setVariableData: settings.map((setting) => ({ ...variable(setting), attributeValue: setting.value })) },
});

/** What the back office's buttons send. */
const intents: Intents = {
  startCharging: ({ evseId, idToken, type = 'ISO14443' }, nextId) => ({
    action: 'RequestStartTransaction',
    request: {
      idToken: { idToken, type: choose('token type', type, tokenTypes) },
      remoteStartId: nextId(),
      ...(evseId === undefined ? {} : { evseId }),
    },
  }),
  stopCharging: ({ transactionId }) => ({ action: 'RequestStopTransaction', request: { transactionId: String(transactionId) } }),
  resetStation: ({ how, evseId }) => ({
    action: 'Reset',
    request: { type: how === 'hard' || how === 'immediately' ? 'Immediate' : 'OnIdle', ...(evseId === undefined ? {} : { evseId }) },
  }),
  readSettings: ({ settings }, nextId) =>
    settings.length === 0 ? report('full', nextId) : { action: 'GetVariables', request: { getVariableData: settings.map(variable) } },
  writeSetting: (setting) => write([setting]),
  writeSettings: ({ settings }) => write(settings),
  requestReport: ({ inventory }, nextId) => report(inventory, nextId),
  setAvailability: ({ operative, ...where }) => ({
    action: 'ChangeAvailability',
    request: { operationalStatus: operative ? 'Operative' : 'Inoperative', ...place(where) },
  }),
  requestMessage: ({ message, ...where }) => {
    const requestedMessage = choose('message to be triggered', message, triggers);
    // A status can only be had of a connector (F06.FR.13).
    const exact = requestedMessage === 'StatusNotification' ? { evseId: 1, connectorId: 1, ...where } : where;
    return { action: 'TriggerMessage', request: { requestedMessage, ...place(exact) } };
  },
  unlockConnector: ({ evseId = 1, connectorId = 1 }) => ({ action: 'UnlockConnector', request: { evseId, connectorId } }),
  clearAuthorizationCache: () => ({ action: 'ClearCache', request: {} }),
  sendData: ({ vendorId, messageId, data }) => ({
    action: 'DataTransfer',
    request: { vendorId, ...(messageId === undefined ? {} : { messageId }), ...(data === undefined ? {} : { data }) },
  }),
};

export const isIntent = (act: string): boolean => Object.hasOwn(intents, act);

/** What an operator's wish becomes on the wire. Throws what an operator can read. */
export function commandFor(act: string, wish: Record<string, unknown>, nextId: NextId): Command {
  // The case that asks for the act is typed; the union of all acts cannot be narrowed by a name that came at run time.
  const intent = isIntent(act) ? (intents[act as keyof Intents] as ((wish: object, nextId: NextId) => Command) | undefined) : undefined;
  if (!intent) throw new Error(`this CSMS has no way to ${act}`);
  return intent(wish, nextId);
}
