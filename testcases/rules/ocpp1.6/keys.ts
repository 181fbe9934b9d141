/** The standard configuration keys (1.6 §9) by what they hold, in lower case: keys are CiStrings. */

/** What every Charge Point has (1.6 §9.1 with errata 3.80). */
export const coreKeys = [
  'AuthorizeRemoteTxRequests',
  'ClockAlignedDataInterval',
  'ConnectionTimeOut',
  'ConnectorPhaseRotation',
  'GetConfigurationMaxKeys',
  'HeartbeatInterval',
  'LocalAuthorizeOffline',
  'LocalPreAuthorize',
  'MeterValuesAlignedData',
  'MeterValuesSampledData',
  'MeterValueSampleInterval',
  'NumberOfConnectors',
  'ResetRetries',
  'StopTransactionOnInvalidId',
  'StopTxnAlignedData',
  'StopTxnSampledData',
  'SupportedFeatureProfiles',
  'TransactionMessageAttempts',
  'TransactionMessageRetryInterval',
  'UnlockConnectorOnEVSideDisconnect',
];

/** What a Charge Point has that announces a feature profile. */
export const profileKeys: Record<string, readonly string[]> = {
  LocalAuthListManagement: ['LocalAuthListEnabled', 'LocalAuthListMaxLength', 'SendLocalListMaxLength'],
  SmartCharging: [
    'ChargeProfileMaxStackLevel',
    'ChargingScheduleAllowedChargingRateUnit',
    'ChargingScheduleMaxPeriods',
    'MaxChargingProfilesInstalled',
  ],
};

type Kind = 'boolean' | 'count' | 'list' | 'measurands';

const kinds: Record<Kind, readonly string[]> = {
  boolean: [
    'AllowOfflineTxForUnknownId',
    'AuthorizationCacheEnabled',
    'AuthorizeRemoteTxRequests',
    'LocalAuthListEnabled',
    'LocalAuthorizeOffline',
    'LocalPreAuthorize',
    'ReserveConnectorZeroSupported',
    'StopTransactionOnEVSideDisconnect',
    'StopTransactionOnInvalidId',
    'UnlockConnectorOnEVSideDisconnect',
  ],
  count: [
    'BlinkRepeat',
    'ChargeProfileMaxStackLevel',
    'ChargingScheduleMaxPeriods',
    'ClockAlignedDataInterval',
    'ConnectionTimeOut',
    'GetConfigurationMaxKeys',
    'HeartbeatInterval',
    'LocalAuthListMaxLength',
    'MaxChargingProfilesInstalled',
    'MaxEnergyOnInvalidId',
    'MeterValueSampleInterval',
    'MinimumStatusDuration',
    'NumberOfConnectors',
    'ResetRetries',
    'SendLocalListMaxLength',
    'TransactionMessageAttempts',
    'TransactionMessageRetryInterval',
    'WebSocketPingInterval',
  ],
  list: ['ChargingScheduleAllowedChargingRateUnit', 'ConnectorPhaseRotation', 'SupportedFeatureProfiles'],
  measurands: ['MeterValuesAlignedData', 'MeterValuesSampledData', 'StopTxnAlignedData', 'StopTxnSampledData'],
};

const kindByKey = new Map(Object.entries(kinds).flatMap(([kind, keys]) => keys.map((key): [string, string] => [key.toLowerCase(), kind])));

/** What a standard key holds; undefined for a vendor's key. */
export const kindOf = (key: string): string | undefined => kindByKey.get(key.toLowerCase());

const measurands = ['Current.', 'Energy.Active.', 'Energy.Reactive.', 'Frequency', 'Power.', 'RPM', 'SoC', 'Temperature', 'Voltage'];

/** Whether an item of a list of measurands is one, maybe with a phase behind it. */
export const isMeasurand = (item: string): boolean => measurands.some((each) => item.startsWith(each));

const rotation = /^(?:\d+\.)?(?:NotApplicable|Unknown|R(?:ST|TS)|S(?:RT|TR)|T(?:RS|SR))$/;

/** What is wrong with the value of a standard key, in words. */
export function valueProblem(key: string, value: string): { problem: string; mild?: boolean } | undefined {
  const text = value.trim();
  switch (kindOf(key)) {
    case 'boolean':
      if (text === 'true' || text === 'false') return undefined;
      return { problem: 'is neither true nor false', mild: /^(?:true|false)$/i.test(text) };
    case 'count':
      // A number that is a whole one is understood, however it is written.
      if (/^\d+(?:\.0*)?$/.test(text)) return undefined;
      return { problem: text.startsWith('-') ? 'is negative' : 'is no whole number' };
    case 'list':
    case 'measurands':
      if (text.includes(';')) return { problem: 'has semicolons, not commas, between its items' };
      if (key.toLowerCase() === 'connectorphaserotation' && text.split(',').some((item) => item !== '' && !rotation.test(item.trim())))
        return { problem: 'is no list such as 0.RST,1.RST' };
      if (
        key.toLowerCase() === 'chargingscheduleallowedchargingrateunit' &&
        text.split(',').some((item) => !/^(?:Current|Power)$/.test(item.trim()))
      )
        return { problem: 'lists other things than Current and Power' };
      return undefined;
    default:
      return undefined;
  }
}
