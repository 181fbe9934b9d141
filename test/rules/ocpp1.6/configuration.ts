import { type Trials, told } from './trials.ts';

const core = {
  AuthorizeRemoteTxRequests: 'false',
  ClockAlignedDataInterval: '0',
  ConnectionTimeOut: '60',
  ConnectorPhaseRotation: '0.RST,1.RST',
  GetConfigurationMaxKeys: '50',
  HeartbeatInterval: '300',
  LocalAuthorizeOffline: 'true',
  LocalPreAuthorize: 'false',
  MeterValuesAlignedData: '',
  MeterValuesSampledData: 'Energy.Active.Import.Register',
  MeterValueSampleInterval: '60',
  NumberOfConnectors: '1',
  ResetRetries: '1',
  StopTransactionOnInvalidId: 'true',
  StopTxnAlignedData: '',
  StopTxnSampledData: '',
  SupportedFeatureProfiles: 'Core,RemoteTrigger',
  TransactionMessageAttempts: '3',
  TransactionMessageRetryInterval: '10',
  UnlockConnectorOnEVSideDisconnect: 'true',
};

const listed = (settings: Record<string, string>) => told(settings).replace(/\{key: .*\}/, '{}');
const { NumberOfConnectors: _, ...incomplete } = core;

export const configuration: Trials = {
  'R16-CFG-001': {
    breaks: [
      'booted\n< GetConfiguration {}\n> ={configurationKey: [], unknownKey: []}',
      `booted\n${listed(incomplete)}`,
      `booted\n${listed({ ...core, SupportedFeatureProfiles: 'Core,SmartCharging' })}`,
    ],
    holds: [`booted\n${listed(core)}`, `booted\n${told({ HeartbeatInterval: '300' })}`],
  },
  'R16-CFG-002': {
    breaks: [
      'booted\n< GetConfiguration {key: [HeartbeatInterval, Foo]}\n> ={configurationKey: [{key: HeartbeatInterval, readonly: false, value: "300"}, {key: ResetRetries, readonly: false, value: "1"}], unknownKey: [Foo]}',
      `booted\n${told({ GetConfigurationMaxKeys: '50' })}\n< GetConfiguration {key: [HeartbeatInterval, Foo]}\n> ={configurationKey: [{key: HeartbeatInterval, readonly: false, value: "300"}]}`,
      'booted\n< GetConfiguration {key: [HeartbeatInterval]}\n> ={configurationKey: [{key: HeartbeatInterval, readonly: false, value: "300"}], unknownKey: [HeartbeatInterval]}',
    ],
    holds: [
      'booted\n< GetConfiguration {key: [heartbeatinterval, Foo]}\n> ={configurationKey: [{key: HeartbeatInterval, readonly: false, value: "300"}], unknownKey: [Foo]}',
      'booted\n< GetConfiguration {key: [AuthorizationKey]}\n> ={}',
      'booted\n< GetConfiguration {key: [HeartbeatInterval, Foo]}\n> ={configurationKey: [{key: HeartbeatInterval, readonly: false, value: "300"}]}',
    ],
  },
  'R16-CFG-004': {
    breaks: [
      'booted\n< GetConfiguration {key: [NoSuch]}\n> ={unknownKey: [NoSuch]}\n< ChangeConfiguration {key: NoSuch}\n> {status: Rejected}',
      `booted\n${listed(core)}\n< ChangeConfiguration {key: NoSuch}\n> {status: Rejected}`,
    ],
    holds: [
      'booted\n< GetConfiguration {key: [NoSuch]}\n> ={unknownKey: [NoSuch]}\n< ChangeConfiguration {key: NoSuch}\n> {status: NotSupported}',
      // Not to be read, but to be written.
      `booted\n${listed(core)}\n<< ChangeConfiguration {key: AuthorizationKey, value: "00"}\n<< ChangeConfiguration {key: WriteOnly}`,
      'booted\n< ChangeConfiguration {key: NoSuch}\n> {status: Rejected}',
    ],
  },
  'R16-CFG-006': {
    breaks: [
      `booted\n<< ChangeConfiguration {key: MeterValueSampleInterval, value: "10"}\n${told({ MeterValueSampleInterval: '60' })}`,
      `booted\n<< ChangeConfiguration {key: MeterValuesSampledData, value: "Voltage,SoC"}\n${told({ MeterValuesSampledData: 'Voltage' })}`,
    ],
    holds: [
      `booted\n<< ChangeConfiguration {key: MeterValueSampleInterval, value: "010"}\n${told({ MeterValueSampleInterval: '10' })}`,
      `booted\n<< ChangeConfiguration {key: MeterValuesSampledData, value: "Voltage,SoC"}\n${told({ MeterValuesSampledData: 'SoC,Voltage' })}`,
      `booted\n<< ChangeConfiguration {key: LocalPreAuthorize, value: "TRUE"}\n${told({ LocalPreAuthorize: 'true' })}`,
      // The CSMS set it anew.
      `booted\n<< ChangeConfiguration {key: HeartbeatInterval, value: "600"}\n<< Reset {type: Hard}\nclose\n+10s\nopen\nbooted\n${told({ HeartbeatInterval: '300' })}`,
      `booted\n< ChangeConfiguration {key: ResetRetries, value: "10"}\n> {status: RebootRequired}\n${told({ ResetRetries: '60' })}`,
      // Nobody let it in under the higher one.
      `booted\n<< ChangeConfiguration {key: SecurityProfile, value: "2"}\nclose\n+10s\nopen\n${told({ SecurityProfile: '1' })}`,
    ],
  },
  'R16-CFG-007': {
    breaks: [
      'booted\n<< ChangeConfiguration {key: MeterValuesSampledData, value: Foo.Bar}',
      'booted\n<< ChangeConfiguration {key: MeterValueSampleInterval, value: "-1"}',
      'booted\n<< ChangeConfiguration {key: ConnectionTimeOut, value: soon}',
      'booted\n<< ChangeConfiguration {key: LocalPreAuthorize, value: maybe}',
      `booted\n${told({ ResetRetries: '1' })}\n< ChangeConfiguration {key: ResetRetries, value: "9"}\n> {status: Rejected}\n${told({ ResetRetries: '9' })}`,
    ],
    holds: [
      'booted\n< ChangeConfiguration {key: MeterValueSampleInterval, value: "-1"}\n> {status: Rejected}',
      'booted\n<< ChangeConfiguration {key: MeterValuesSampledData, value: "Voltage.L1-N, SoC"}',
      'booted\n<< ChangeConfiguration {key: VendorInterval, value: "-1"}',
      'booted\n<< ChangeConfiguration {key: HeartbeatInterval, value: "300.0"}',
    ],
  },
  'R16-CFG-008': {
    breaks: [
      `booted\n${told({ LocalPreAuthorize: '1' })}`,
      `booted\n${told({ ResetRetries: 'three' })}`,
      `booted\n${told({ ChargingScheduleAllowedChargingRateUnit: 'A' })}`,
      `booted\n${told({ ConnectorPhaseRotation: 'abc' })}`,
      `booted\n${told({ LocalPreAuthorize: 'True' })}`,
    ],
    holds: [
      `booted\n${listed({ ...core, ConnectorPhaseRotation: 'NotApplicable', Vendor: '1' })}`,
      `booted\n${told({ ChargingScheduleAllowedChargingRateUnit: 'Current,Power', ResetRetries: '' })}`,
    ],
  },
  'R16-CFG-009': {
    breaks: [
      `booted\n${told({ SupportedFeatureProfiles: 'Core,RemoteTrigger' })}\n< TriggerMessage\n> error NotImplemented`,
      `booted\n${told({ SupportedFeatureProfiles: 'RemoteTrigger' })}`,
      `booted\n${told({ SupportedFeatureProfiles: 'Core,Magic' })}`,
    ],
    holds: [
      `booted\n${told({ SupportedFeatureProfiles: 'Core' })}\n< SetChargingProfile {connectorId: 1}\n> error NotSupported`,
      'booted\n< TriggerMessage\n> error NotImplemented',
    ],
  },
};
