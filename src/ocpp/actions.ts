import type { ProtocolVersion, Role } from './protocol.ts';

/** Who may initiate an action. */
export type Initiator = Role | 'both';

const ocpp16 = {
  Authorize: 'charger',
  BootNotification: 'charger',
  CancelReservation: 'csms',
  CertificateSigned: 'csms',
  ChangeAvailability: 'csms',
  ChangeConfiguration: 'csms',
  ClearCache: 'csms',
  ClearChargingProfile: 'csms',
  DataTransfer: 'both',
  DeleteCertificate: 'csms',
  DiagnosticsStatusNotification: 'charger',
  ExtendedTriggerMessage: 'csms',
  FirmwareStatusNotification: 'charger',
  GetCompositeSchedule: 'csms',
  GetConfiguration: 'csms',
  GetDiagnostics: 'csms',
  GetInstalledCertificateIds: 'csms',
  GetLocalListVersion: 'csms',
  GetLog: 'csms',
  Heartbeat: 'charger',
  InstallCertificate: 'csms',
  LogStatusNotification: 'charger',
  MeterValues: 'charger',
  RemoteStartTransaction: 'csms',
  RemoteStopTransaction: 'csms',
  ReserveNow: 'csms',
  Reset: 'csms',
  SecurityEventNotification: 'charger',
  SendLocalList: 'csms',
  SetChargingProfile: 'csms',
  SignCertificate: 'charger',
  SignedFirmwareStatusNotification: 'charger',
  SignedUpdateFirmware: 'csms',
  StartTransaction: 'charger',
  StatusNotification: 'charger',
  StopTransaction: 'charger',
  TriggerMessage: 'csms',
  UnlockConnector: 'csms',
  UpdateFirmware: 'csms',
} as const satisfies Record<string, Initiator>;

const ocpp201 = {
  Authorize: 'charger',
  BootNotification: 'charger',
  CancelReservation: 'csms',
  CertificateSigned: 'csms',
  ChangeAvailability: 'csms',
  ClearCache: 'csms',
  ClearChargingProfile: 'csms',
  ClearDisplayMessage: 'csms',
  ClearVariableMonitoring: 'csms',
  ClearedChargingLimit: 'charger',
  CostUpdated: 'csms',
  CustomerInformation: 'csms',
  DataTransfer: 'both',
  DeleteCertificate: 'csms',
  FirmwareStatusNotification: 'charger',
  Get15118EVCertificate: 'charger',
  GetBaseReport: 'csms',
  GetCertificateStatus: 'charger',
  GetChargingProfiles: 'csms',
  GetCompositeSchedule: 'csms',
  GetDisplayMessages: 'csms',
  GetInstalledCertificateIds: 'csms',
  GetLocalListVersion: 'csms',
  GetLog: 'csms',
  GetMonitoringReport: 'csms',
  GetReport: 'csms',
  GetTransactionStatus: 'csms',
  GetVariables: 'csms',
  Heartbeat: 'charger',
  InstallCertificate: 'csms',
  LogStatusNotification: 'charger',
  MeterValues: 'charger',
  NotifyChargingLimit: 'charger',
  NotifyCustomerInformation: 'charger',
  NotifyDisplayMessages: 'charger',
  NotifyEVChargingNeeds: 'charger',
  NotifyEVChargingSchedule: 'charger',
  NotifyEvent: 'charger',
  NotifyMonitoringReport: 'charger',
  NotifyReport: 'charger',
  PublishFirmware: 'csms',
  PublishFirmwareStatusNotification: 'charger',
  ReportChargingProfiles: 'charger',
  RequestStartTransaction: 'csms',
  RequestStopTransaction: 'csms',
  ReservationStatusUpdate: 'charger',
  ReserveNow: 'csms',
  Reset: 'csms',
  SecurityEventNotification: 'charger',
  SendLocalList: 'csms',
  SetChargingProfile: 'csms',
  SetDisplayMessage: 'csms',
  SetMonitoringBase: 'csms',
  SetMonitoringLevel: 'csms',
  SetNetworkProfile: 'csms',
  SetVariableMonitoring: 'csms',
  SetVariables: 'csms',
  SignCertificate: 'charger',
  StatusNotification: 'charger',
  TransactionEvent: 'charger',
  TriggerMessage: 'csms',
  UnlockConnector: 'csms',
  UnpublishFirmware: 'csms',
  UpdateFirmware: 'csms',
} as const satisfies Record<string, Initiator>;

const ocpp21 = {
  ...ocpp201,
  AFRRSignal: 'csms',
  AdjustPeriodicEventStream: 'csms',
  BatterySwap: 'charger',
  ChangeTransactionTariff: 'csms',
  ClearDERControl: 'csms',
  ClearTariffs: 'csms',
  ClosePeriodicEventStream: 'charger',
  GetCertificateChainStatus: 'charger',
  GetDERControl: 'csms',
  GetPeriodicEventStream: 'csms',
  GetTariffs: 'csms',
  NotifyAllowedEnergyTransfer: 'csms',
  NotifyDERAlarm: 'charger',
  NotifyDERStartStop: 'charger',
  NotifyPeriodicEventStream: 'charger',
  NotifyPriorityCharging: 'charger',
  NotifySettlement: 'charger',
  NotifyWebPaymentStarted: 'csms',
  OpenPeriodicEventStream: 'charger',
  PullDynamicScheduleUpdate: 'charger',
  ReportDERControl: 'charger',
  RequestBatterySwap: 'csms',
  SetDERControl: 'csms',
  SetDefaultTariff: 'csms',
  UpdateDynamicSchedule: 'csms',
  UsePriorityCharging: 'csms',
  VatNumberValidation: 'charger',
} as const satisfies Record<string, Initiator>;

/**
 * The actions of each version and who may initiate them: 1.6 §4 and §5 with the security whitepaper's, 2.x part 2. A Local Controller's
 * PublishFirmwareStatusNotification counts as a charger's.
 */
export const actions = { 'ocpp1.6': ocpp16, 'ocpp2.0.1': ocpp201, 'ocpp2.1': ocpp21 } as const satisfies Record<
  ProtocolVersion,
  Record<string, Initiator>
>;

const initiatorsOf = (version: ProtocolVersion): ReadonlyMap<string, Initiator> => new Map(Object.entries(actions[version]));

const initiators = {
  'ocpp1.6': initiatorsOf('ocpp1.6'),
  'ocpp2.0.1': initiatorsOf('ocpp2.0.1'),
  'ocpp2.1': initiatorsOf('ocpp2.1'),
};

/** Whether a version knows an action by exactly this name. */
export const isAction = <V extends ProtocolVersion>(version: V, action: string): action is Extract<keyof (typeof actions)[V], string> =>
  initiators[version].has(action);

/** Who may initiate an action; undefined if the version does not know it by exactly this name. */
export const initiatorOf = (version: ProtocolVersion, action: string): Initiator | undefined => initiators[version].get(action);

/** Whether a role may initiate an action of a version. */
export const mayInitiate = (version: ProtocolVersion, role: Role, action: string): boolean => {
  const initiator = initiatorOf(version, action);
  return initiator === role || initiator === 'both';
};

/** The actions that are sent as 2.1's unconfirmed SEND instead of as a CALL (2.1 part 4 §4.2.4). */
const unconfirmed: readonly string[] = ['NotifyPeriodicEventStream'] satisfies (keyof typeof ocpp21)[];

/** Whether an action is sent without being answered. */
export const isUnconfirmed = (action: string): boolean => unconfirmed.includes(action);
