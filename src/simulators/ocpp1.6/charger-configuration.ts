/** The configuration keys of the simulated charger (1.6 §9): what they hold, who may change them, and to what. */

type Type = 'boolean' | 'count' | 'measurands' | 'phaseRotation' | 'text';

interface Key {
  value: string;
  type: Type;
  readonly: boolean;
}

export type Configuration = Map<string, Key>;

export type ChangeStatus = 'Accepted' | 'Rejected' | 'NotSupported';

/** What the charger's meter can measure. */
export const measurands = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage'] as const;
export type Measurand = (typeof measurands)[number];

const writable = (type: Type, value: string): Key => ({ value, type, readonly: false });
const fixed = (value: string): Key => ({ value, type: 'text', readonly: true });

export function createConfiguration(connectors: number): Configuration {
  return new Map<string, Key>([
    ['AllowOfflineTxForUnknownId', writable('boolean', 'true')],
    ['AuthorizationCacheEnabled', writable('boolean', 'true')],
    ['AuthorizeRemoteTxRequests', writable('boolean', 'false')],
    ['ClockAlignedDataInterval', writable('count', '0')],
    ['ConnectionTimeOut', writable('count', '60')],
    ['ConnectorPhaseRotation', writable('phaseRotation', ['0.RST', '1.RST', '2.RST'].slice(0, connectors + 1).join(','))],
    ['GetConfigurationMaxKeys', fixed('50')],
    ['HeartbeatInterval', writable('count', '300')],
    ['LocalAuthorizeOffline', writable('boolean', 'true')],
    ['LocalPreAuthorize', writable('boolean', 'false')],
    ['MeterValuesAlignedData', writable('measurands', 'Energy.Active.Import.Register')],
    ['MeterValuesSampledData', writable('measurands', 'Energy.Active.Import.Register,Power.Active.Import')],
    ['MeterValueSampleInterval', writable('count', '60')],
    ['NumberOfConnectors', fixed(String(connectors))],
    ['ResetRetries', writable('count', '1')],
    ['StopTransactionOnEVSideDisconnect', writable('boolean', 'true')],
    ['StopTransactionOnInvalidId', writable('boolean', 'true')],
    ['StopTxnAlignedData', writable('measurands', '')],
    ['StopTxnSampledData', writable('measurands', '')],
    ['SupportedFeatureProfiles', fixed('Core,RemoteTrigger')],
    ['TransactionMessageAttempts', writable('count', '3')],
    ['TransactionMessageRetryInterval', writable('count', '10')],
    ['UnlockConnectorOnEVSideDisconnect', writable('boolean', 'true')],
  ]);
}

const isOn = (value: string) => value.toLowerCase() === 'true';

const accepts: Record<Type, (value: string) => boolean> = {
  boolean: (value) => /^(true|false)$/i.test(value),
  count: (value) => /^\d{1,9}$/.test(value),
  measurands: (value) => value === '' || listed(value).every((name) => (measurands as readonly string[]).includes(name)),
  phaseRotation: (value) => listed(value).every((item) => /^\d+\.(NotApplicable|Unknown|R(ST|TS)|S(RT|TR)|T(RS|SR))$/.test(item)),
  text: () => true,
};

const listed = (value: string): string[] => value.split(',').map((item) => item.trim());

/** Keys are case-insensitive (1.6 §7.17). */
function find(configuration: Configuration, name: string): { key: string; entry: Key } | undefined {
  const lower = name.toLowerCase();
  for (const [key, entry] of configuration) if (key.toLowerCase() === lower) return { key, entry };
  return undefined;
}

/** The answer to GetConfiguration; no keys named means all. */
export function readKeys(configuration: Configuration, names: readonly string[] = []) {
  const wanted = new Set(names.length === 0 ? configuration.keys() : names.map((name) => find(configuration, name)?.key ?? name));
  const configurationKey = [];
  const unknownKey = [];
  for (const key of wanted) {
    const entry = configuration.get(key);
    if (entry) configurationKey.push({ key, readonly: entry.readonly, value: entry.value });
    else unknownKey.push(key);
  }
  return { configurationKey, ...(unknownKey.length > 0 ? { unknownKey } : {}) };
}

/** Changes a key if it exists, may be changed and takes the value. */
export function changeKey(configuration: Configuration, name: string, value: string): { status: ChangeStatus; key?: string } {
  const found = find(configuration, name);
  if (!found) return { status: 'NotSupported' };
  const { key, entry } = found;
  if (entry.readonly || !accepts[entry.type](value)) return { status: 'Rejected' };
  entry.value = value;
  return { status: 'Accepted', key };
}

export const flag = (configuration: Configuration, key: string): boolean => isOn(configuration.get(key)?.value ?? '');
export const count = (configuration: Configuration, key: string): number => Number(configuration.get(key)?.value ?? 0);
export const list = (configuration: Configuration, key: string): Measurand[] =>
  listed(configuration.get(key)?.value ?? '').filter((name): name is Measurand => (measurands as readonly string[]).includes(name));
