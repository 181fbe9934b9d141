import type { CsmsActs } from '../../engine/acts.ts';
import type { ActionFrom, RequestOf } from '../../ocpp/index.ts';

type FromCsms = ActionFrom<'ocpp1.6', 'csms'>;
type Command = { [A in FromCsms]: { action: A; request: RequestOf<'ocpp1.6', A> } }[FromCsms];

type Intents = { [A in keyof CsmsActs]?: (wish: CsmsActs[A]) => Command };

const at = (connectorId: number | undefined) => (connectorId === undefined ? {} : { connectorId });

/** Messages that a station can be asked for with TriggerMessage (1.6 §7.32). */
const triggers = [
  'BootNotification',
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'Heartbeat',
  'MeterValues',
  'StatusNotification',
] as const;

/** What the back office's buttons send. */
const intents: Intents = {
  stopCharging: ({ transactionId }) => ({ action: 'RemoteStopTransaction', request: { transactionId: Number(transactionId) } }),
  resetStation: ({ how }) => ({ action: 'Reset', request: { type: how === 'hard' || how === 'immediately' ? 'Hard' : 'Soft' } }),
  readSettings: ({ settings }) => ({
    action: 'GetConfiguration',
    request: settings.length === 0 ? {} : { key: settings.map(({ name }) => name) },
  }),
  writeSetting: ({ name, value }) => ({ action: 'ChangeConfiguration', request: { key: name, value } }),
  // Connector 0 is the whole station.
  setAvailability: ({ connectorId = 0, operative }) => ({
    action: 'ChangeAvailability',
    request: { connectorId, type: operative ? 'Operative' : 'Inoperative' },
  }),
  requestMessage: ({ message, connectorId }) => {
    const requestedMessage = triggers.find((trigger) => trigger === message);
    if (!requestedMessage) throw new Error(`${message} cannot be triggered: choose one of ${triggers.join(', ')}`);
    return { action: 'TriggerMessage', request: { requestedMessage, ...at(connectorId) } };
  },
  unlockConnector: ({ connectorId = 1 }) => ({ action: 'UnlockConnector', request: { connectorId } }),
  clearAuthorizationCache: () => ({ action: 'ClearCache', request: {} }),
  sendData: ({ vendorId, messageId, data }) => ({
    action: 'DataTransfer',
    request: { vendorId, ...(messageId === undefined ? {} : { messageId }), ...(data === undefined ? {} : { data }) },
  }),
};

export const isIntent = (act: string): boolean => Object.hasOwn(intents, act);

/** What an operator's wish becomes on the wire. Throws what an operator can read. */
export function commandFor(act: string, wish: Record<string, unknown>): Command {
  // The case that asks for the act is typed; the union of all acts cannot be narrowed by a name that came at run time.
  const intent = isIntent(act) ? (intents[act as keyof Intents] as ((wish: object) => Command) | undefined) : undefined;
  if (!intent) throw new Error(`this CSMS has no way to ${act}`);
  return intent(wish);
}
