import type { SutConfig } from '../engine/config.ts';
import type { DeclaredFeature, TraceEntry } from '../engine/results.ts';
import type { ProtocolVersion, Role } from '../ocpp/index.ts';
import { type Exchange, followSettings, members, type SeenSetting, type SettingsSeen } from './settings-seen.ts';

/** What a SUT says of a feature, and by what. */
export interface Observation {
  feature: string;
  value: boolean;
  /** `SupportedFeatureProfiles: Core,Reservation` */
  source: string;
}

/** Listens to a conversation and knows which features the SUT has, as far as it tells. Memory is bounded. */
export interface Observer {
  see(entry: TraceEntry): void;
  /** by feature */
  observations(): Observation[];
  settings(): SeenSetting[];
}

export interface Observed {
  protocol: ProtocolVersion;
  sut: Role;
}

export function observer({ protocol, sut }: Observed, config: Pick<SutConfig, 'blockedToken' | 'expiredToken'>): Observer {
  const seen = followSettings();
  const said = new Map<string, Observation>();
  const note = (feature: string, value: boolean, source: string): void => {
    if (!said.has(feature)) said.set(feature, { feature, value, source });
  };

  return {
    see(entry) {
      if (entry.kind === 'opened') {
        const { tls, authorization } = entry.handshake;
        const [first, second] = protocol === 'ocpp1.6' ? ['SecurityProfile1', 'SecurityProfile2'] : ['C-61', undefined];
        if (authorization !== 'basic') return;
        if (!tls && first) note(first, true, 'connected with a password, without TLS');
        if (tls && second) note(second, true, 'connected with a password over TLS');
        return;
      }
      const exchange = seen.see(entry);
      if (exchange && sut === 'csms' && protocol === 'ocpp1.6') learnFromCsms(exchange, config, note);
    },
    observations() {
      const told = sut === 'charger' ? inferences[protocol]?.(lookup(seen)) : [];
      const all = new Map([...(told ?? []), ...said.values()].map((each) => [each.feature, each]));
      return [...all.values()].sort((a, b) => a.feature.localeCompare(b.feature, 'en', { numeric: true }));
    },
    settings: () => [...seen.settings.values()],
  };
}

function learnFromCsms(
  { action, request, response = {} }: Exchange,
  { blockedToken, expiredToken }: Pick<SutConfig, 'blockedToken' | 'expiredToken'>,
  note: (feature: string, value: boolean, source: string) => void,
): void {
  if (action === 'DataTransfer' && request.vendorId === unknownVendor)
    note('RejectsUnknownVendor', response.status === 'UnknownVendorId', `DataTransfer was answered ${response.status}`);
  if (action !== 'Authorize') return;
  const { idTagInfo } = response;
  const status = typeof idTagInfo === 'object' && idTagInfo !== null && 'status' in idTagInfo ? idTagInfo.status : undefined;
  for (const [feature, token, wanted] of [
    ['BlockedToken', blockedToken, 'Blocked'],
    ['ExpiredToken', expiredToken, 'Expired'],
  ] as const)
    if (request.idTag === token.idToken) note(feature, status === wanted, `Authorize of ${token.idToken} was answered ${status}`);
}

/** whom the probe pretends to be in DataTransfer */
export const unknownVendor = 'org.ocppliance.nobody';

/** What the settings tell, in the words that the tables below need. */
type Lookup = ReturnType<typeof lookup>;

function lookup({ settings, complete }: SettingsSeen) {
  const of = (name: string) => settings.get(name);
  const shown = ({ name, value }: SeenSetting) => `${name}${value === undefined ? '' : `: ${value}`}`;
  const yesOrNo = (feature: string, setting: SeenSetting, value: boolean): Observation[] => [{ feature, value, source: shown(setting) }];
  return {
    of,
    all: [...settings.values()],
    complete,
    shown,
    /** by the value of a boolean; one that is not there, though everything was told, is false */
    flag(feature: string, name: string, absent?: false): Observation[] {
      const setting = of(name);
      if (setting?.isOurs) return [];
      if (setting?.value !== undefined) return yesOrNo(feature, setting, setting.value.toLowerCase() === 'true');
      return !setting && complete && absent === false ? [{ feature, value: false, source: `there is no ${name}` }] : [];
    },
    /** by its being there */
    exists(feature: string, name: string): Observation[] {
      const setting = of(name);
      return setting ? yesOrNo(feature, setting, true) : [];
    },
    /** whether a boolean is, or can be set to, a value */
    can(feature: string, name: string, value: boolean): Observation[] {
      const setting = of(name);
      if (setting?.value === undefined) return [];
      const is = setting.value.toLowerCase() === String(value);
      // Another value says nothing where it may be ours, or where nobody told whether it can be changed.
      if (!is && (setting.isOurs || setting.readonly === undefined)) return [];
      const source = `${shown(setting)}${!is && setting.readonly === false ? ', can be changed' : ''}`;
      return [{ feature, value: is || setting.readonly === false, source }];
    },
    writable(feature: string, name: string): Observation[] {
      const setting = of(name);
      if (setting?.readonly === undefined) return [];
      return [{ feature, value: !setting.readonly, source: `${name} is ${setting.readonly ? 'read-only' : 'writable'}` }];
    },
    /** by the members of a list; one that could be added to it is not known to be missing */
    member(feature: string, name: string, member: string): Observation[] {
      const setting = of(name);
      if (setting?.value === undefined) return [];
      const { value, values, readonly } = setting;
      if (members(value).includes(member)) return yesOrNo(feature, setting, true);
      if (values) return [{ feature, value: values.includes(member), source: `${name} can hold ${values.join(',')}` }];
      return readonly ? yesOrNo(feature, setting, false) : [];
    },
  };
}

const profiles16 = ['FirmwareManagement', 'LocalAuthListManagement', 'Reservation', 'SmartCharging', 'RemoteTrigger'];

function in16({ flag, can, exists, of, shown }: Lookup): Observation[] {
  const supported = of('SupportedFeatureProfiles');
  const listed = supported?.value === undefined ? undefined : members(supported.value);
  const [periods, installed] = [of('ChargingScheduleMaxPeriods'), of('MaxChargingProfilesInstalled')];
  const profile = of('SecurityProfile');
  return [
    ...(supported && listed ? profiles16.map((feature) => ({ feature, value: listed.includes(feature), source: shown(supported) })) : []),
    ...exists('AuthorizationCache', 'AuthorizationCacheEnabled'),
    ...flag('ReserveConnectorZero', 'ReserveConnectorZeroSupported', false),
    ...can('AuthorizeRemoteTxRequestsTrue', 'AuthorizeRemoteTxRequests', true),
    ...can('StopTransactionOnEVSideDisconnectTrue', 'StopTransactionOnEVSideDisconnect', true),
    ...can('StopTransactionOnEVSideDisconnectFalse', 'StopTransactionOnEVSideDisconnect', false),
    ...(periods && installed
      ? [
          {
            feature: 'ChargingProfiles3Periods5',
            value: Number(periods.value) >= 5 && Number(installed.value) >= 3,
            source: `${shown(periods)}, ${shown(installed)}`,
          },
        ]
      : []),
    ...(profile && /^[123]$/.test(profile.value ?? '')
      ? [{ feature: `SecurityProfile${profile.value}`, value: true, source: shown(profile) }]
      : []),
  ];
}

const startPoints = ['EVConnected', 'Authorized', 'DataSigned', 'PowerPathClosed', 'EnergyTransfer', 'ParkingBayOccupancy'];
const stopPoints = ['EVConnected', 'Authorized', 'PowerPathClosed', 'EnergyTransfer', 'ParkingBayOccupancy'];
const priorities = ['AlwaysFront', 'InFront', 'NormalCycle'];
const formats = ['ASCII', 'HTML', 'URI', 'UTF8'];

function in201(seen: Lookup): Observation[] {
  const { flag, can, exists, writable, member, of, shown } = seen;
  const start = 'TxCtrlr.TxStartPoint';
  const stop = 'TxCtrlr.TxStopPoint';
  const security = of('SecurityCtrlr.SecurityProfile');
  return [
    ...startPoints.flatMap((point, index) => member(`C-09.${index + 1}`, start, point)),
    ...stopPoints.flatMap((point, index) => member(`C-10.${index + 1}`, stop, point)),
    ...priorities.flatMap((name, index) => member(`UI-1.${index + 1}`, 'DisplayMessageCtrlr.SupportedPriorities', name)),
    ...formats.flatMap((name, index) => member(`UI-2.${index + 1}`, 'DisplayMessageCtrlr.SupportedFormats', name)),
    ...['A', 'W'].flatMap((unit, index) => member(`SC-2.${index + 1}`, 'SmartChargingCtrlr.RateUnit', unit)),
    ...writable('C-51', start),
    ...writable('C-52', stop),
    ...writable('R-3', 'ReservationCtrlr.Enabled'),
    ...can('C-06.1', 'TxCtrlr.StopTxOnEVSideDisconnect', false),
    ...can('C-06.2', 'TxCtrlr.StopTxOnEVSideDisconnect', true),
    ...can('C-12.1', 'OCPPCommCtrlr.UnlockOnEVSideDisconnect', true),
    ...can('C-12.2', 'OCPPCommCtrlr.UnlockOnEVSideDisconnect', false),
    ...can('C-48.1', 'AuthCtrlr.AuthorizeRemoteStart', true),
    ...can('C-48.2', 'AuthCtrlr.AuthorizeRemoteStart', false),
    ...can('C-02', 'AuthCtrlr.OfflineTxForUnknownIdEnabled', true),
    ...can('C-58', 'AuthCtrlr.DisableRemoteAuthorization', true),
    ...can('C-59', 'AuthCacheCtrlr.DisablePostAuthorize', true),
    ...can('LA-3', 'LocalAuthListCtrlr.DisablePostAuthorize', true),
    ...can('AS-2', 'SecurityCtrlr.AdditionalRootCertificateCheck', true),
    ...can('C-20', 'ChargingStation.AllowNewSessionsPendingFirmwareUpdate', true),
    ...can('C-42', 'SampledDataCtrlr.SignReadings', true),
    ...flag('C-49', 'AuthCacheCtrlr.Available'),
    ...flag('LA-0', 'LocalAuthListCtrlr.Available'),
    ...flag('R-0', 'ReservationCtrlr.Available'),
    ...flag('UI-0', 'DisplayMessageCtrlr.Available'),
    ...flag('R-2', 'ReservationCtrlr.NonEvseSpecific', false),
    ...flag('ISO-5', 'ISO15118Ctrlr.CentralContractValidationAllowed', false),
    ...exists('C-03', 'TxCtrlr.MaxEnergyOnInvalidId'),
    ...exists('C-28', 'AlignedDataCtrlr.SendDuringIdle'),
    ...exists('C-40', 'SampledDataCtrlr.TxUpdatedMeasurands'),
    ...exists('C-53', 'AuthCacheCtrlr.LifeTime'),
    ...exists('AS-3', 'SecurityCtrlr.CertSigningRepeatTimes'),
    ...exists('DM-3', 'MonitoringCtrlr.OfflineQueuingSeverity'),
    ...(security?.value === '1' ? [{ feature: 'C-61', value: true, source: shown(security) }] : []),
    ...ofHardware(seen),
  ];
}

/** Connectors tell by their type whether they are sockets (s…) or cables (c…), and EVSEs by their number how many there are. */
function ofHardware({ all, complete, shown }: Lookup): Observation[] {
  const connectors = all.filter(({ name }) => name.startsWith('Connector.ConnectorType '));
  const source = connectors.map(shown).join(', ');
  const types = connectors.map(({ value = '' }) => value);
  // What is neither a cable nor a socket by its name proves nothing.
  const isClear = complete && types.length > 0 && types.every((type) => /^[cs](?=[A-Z0-9])/.test(type));
  const has = (feature: string, test: RegExp): Observation[] => {
    const value = types.some((type) => test.test(type));
    return value || isClear ? [{ feature, value, source }] : [];
  };
  const evses = new Set(all.flatMap(({ name }) => /\(EVSE (\d+)[,)]/.exec(name)?.[1] ?? []));
  evses.delete('0');
  const several = { feature: 'HFS-8>1', value: evses.size > 1, source: `settings of EVSE ${[...evses].join(', ')}` };
  return [
    ...has('HFS-1', /^s(?=[A-Z0-9])/),
    ...has('HFS-2', /^c(?=[A-Z0-9])/),
    ...(types.some((type) => /^cCCS|^cG105/.test(type)) ? [{ feature: 'HFS-4', value: true, source }] : []),
    ...(complete && evses.size > 0 ? [several] : []),
  ];
}

const inferences: Partial<Record<ProtocolVersion, (seen: Lookup) => Observation[]>> = { 'ocpp1.6': in16, 'ocpp2.0.1': in201 };

/** Adds to a declaration what was observed, in its order; features that nobody asks about stay out. */
export function withObserved(declaration: readonly DeclaredFeature[], observations: readonly Observation[]): DeclaredFeature[] {
  const seen = new Map(observations.map((each) => [each.feature, each]));
  return declaration.map((each) => {
    const found = seen.get(each.feature);
    return found ? { ...each, observed: found.value, source: found.source } : each;
  });
}

/** `declares Reservation, but says otherwise itself (SupportedFeatureProfiles: Core)` */
export function contradictions(declaration: readonly DeclaredFeature[]): string[] {
  return declaration.flatMap(({ feature, declared, observed, source }) =>
    declared === undefined || observed === undefined || declared === observed
      ? []
      : [
          `${feature} is declared as ${declared ? 'there' : 'missing'}, but the system under test says that it is ${observed ? 'there' : 'missing'} (${source})`,
        ],
  );
}
