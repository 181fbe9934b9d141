import type { Features } from '../../engine/conditions.ts';

/** What a configuration key holds, who may change it, and to what (1.6 §9, errata 3.80 to 3.91, security whitepaper §7). */
export interface Key {
  value: string;
  type: KeyType;
  readonly: boolean;
  /** the smallest and the largest number that it takes */
  range?: readonly [least: number, most: number];
  /** the key that says how many items the list may have */
  limit?: string;
  /** A new value shows at once, and counts only after the next boot. */
  needsReboot?: true;
}

export type KeyType = 'boolean' | 'integer' | 'list' | 'measurands' | 'phaseRotation' | 'text';

/** What the charger's meter can measure. */
export const measurands = ['Energy.Active.Import.Register', 'Power.Active.Import', 'Current.Import', 'Voltage'] as const;
export type Measurand = (typeof measurands)[number];

type Rest = Omit<Partial<Key>, 'value' | 'type' | 'readonly'>;

const aYear = 31_536_000;
const changeable = (type: KeyType, value: string, rest: Rest = {}): Key => ({ value, type, readonly: false, ...rest });
const flag = (value: boolean): Key => changeable('boolean', String(value));
const count = (value: number, most = aYear, rest: Rest = {}): Key => changeable('integer', String(value), { range: [0, most], ...rest });
const fixed = (value: string | number | boolean, type: KeyType): Key => ({ value: String(value), type, readonly: true });

const profileNames = ['Core', 'FirmwareManagement', 'LocalAuthListManagement', 'Reservation', 'SmartCharging', 'RemoteTrigger'] as const;
export type Profile = (typeof profileNames)[number];

/** The profiles that the simulated charger has, unless its features say otherwise. */
const simulated: readonly Profile[] = [
  'Core',
  'FirmwareManagement',
  'LocalAuthListManagement',
  'Reservation',
  'SmartCharging',
  'RemoteTrigger',
];

export const profilesOf = (features: Features): Profile[] => profileNames.filter((name) => features[name] ?? simulated.includes(name));

/** The keys of a charger with these features. */
export function keysFor(connectors: number, features: Features): Map<string, Key> {
  const profiles = profilesOf(features);
  const rotation = Array.from({ length: connectors + 1 }, (_, id) => `${id}.RST`).join(',');
  const keys: Record<string, Key | undefined> = {
    // Core
    AllowOfflineTxForUnknownId: features.UnknownOfflineAuthorization === false ? undefined : flag(true),
    AuthorizationCacheEnabled: features.AuthorizationCache === false ? undefined : flag(true),
    AuthorizeRemoteTxRequests: features.AuthorizeRemoteTxRequestsTrue === false ? fixed(false, 'boolean') : flag(false),
    BlinkRepeat: count(3, 100),
    ClockAlignedDataInterval: count(0, 86_400),
    ConnectionTimeOut: count(60),
    ConnectorPhaseRotation: changeable('phaseRotation', rotation, { limit: 'ConnectorPhaseRotationMaxLength' }),
    ConnectorPhaseRotationMaxLength: fixed(connectors + 1, 'integer'),
    GetConfigurationMaxKeys: fixed(50, 'integer'),
    HeartbeatInterval: count(300),
    LightIntensity: count(100, 100),
    LocalAuthorizeOffline: flag(true),
    LocalPreAuthorize: flag(false),
    MaxEnergyOnInvalidId: count(0),
    MeterValueSampleInterval: count(60),
    MeterValuesAlignedData: changeable('measurands', 'Energy.Active.Import.Register', { limit: 'MeterValuesAlignedDataMaxLength' }),
    MeterValuesAlignedDataMaxLength: fixed(measurands.length, 'integer'),
    MeterValuesSampledData: changeable('measurands', 'Energy.Active.Import.Register,Power.Active.Import', {
      limit: 'MeterValuesSampledDataMaxLength',
    }),
    MeterValuesSampledDataMaxLength: fixed(measurands.length, 'integer'),
    MinimumStatusDuration: count(0, 3_600),
    NumberOfConnectors: fixed(connectors, 'integer'),
    ResetRetries: count(1, 10),
    StopTransactionMaxMeterValues: fixed(100, 'integer'),
    StopTransactionOnEVSideDisconnect: flag(true),
    StopTransactionOnInvalidId: flag(true),
    StopTxnAlignedData: changeable('measurands', '', { limit: 'StopTxnAlignedDataMaxLength' }),
    StopTxnAlignedDataMaxLength: fixed(measurands.length, 'integer'),
    StopTxnSampledData: changeable('measurands', '', { limit: 'StopTxnSampledDataMaxLength' }),
    StopTxnSampledDataMaxLength: fixed(measurands.length, 'integer'),
    SupportedFeatureProfiles: fixed(profiles.join(','), 'list'),
    SupportedFeatureProfilesMaxLength: fixed(profileNames.length, 'integer'),
    TransactionMessageAttempts: count(3, 100),
    TransactionMessageRetryInterval: count(10),
    // Errata 3.85: where the cable is fixed there is nothing to unlock.
    UnlockConnectorOnEVSideDisconnect: features.FixedCable ? fixed(false, 'boolean') : flag(true),
    WebSocketPingInterval: count(0, aYear, { needsReboot: true }),
    ...(profiles.includes('FirmwareManagement') && { SupportedFileTransferProtocols: fixed('FTP,HTTP,HTTPS', 'list') }),
    ...(profiles.includes('LocalAuthListManagement') && {
      LocalAuthListEnabled: flag(true),
      LocalAuthListMaxLength: fixed(500, 'integer'),
      SendLocalListMaxLength: fixed(100, 'integer'),
    }),
    ...(profiles.includes('Reservation') && { ReserveConnectorZeroSupported: fixed(features.ReserveConnectorZero ?? true, 'boolean') }),
    ...(profiles.includes('SmartCharging') && {
      ChargeProfileMaxStackLevel: fixed(9, 'integer'),
      ChargingScheduleAllowedChargingRateUnit: fixed('Current,Power', 'list'),
      ChargingScheduleMaxPeriods: fixed(24, 'integer'),
      ConnectorSwitch3to1PhaseSupported: fixed(false, 'boolean'),
      MaxChargingProfilesInstalled: fixed(20, 'integer'),
    }),
    // AuthorizationKey is for writing only: it is no setting that could be read.
    ...((features.SecurityProfile1 || features.SecurityProfile2 || features.SecurityProfile3) && {
      AdditionalRootCertificateCheck: fixed(false, 'boolean'),
      CertificateSignedMaxChainSize: fixed(10_000, 'integer'),
      CertificateStoreMaxLength: fixed(10, 'integer'),
      CpoName: changeable('text', 'ocppliance'),
      SecurityProfile: changeable('integer', '1', { range: [0, 3] }),
    }),
  };
  const known = Object.entries(keys).filter((entry): entry is [string, Key] => entry[1] !== undefined);
  if (features.SettingsNeedReboot) for (const [, key] of known) key.needsReboot = true;
  return new Map(known);
}
