import type { ProtocolVersion } from '../../src/ocpp/index.ts';
import { coreKeys } from '../../testcases/rules/ocpp1.6/keys.ts';

interface Circumstances {
  /** RFC 3339 */
  time: string;
  /** what is answered */
  request: Record<string, unknown>;
  /** 1, 2, 3 … */
  count(): number;
}

type Habit = Record<string, unknown> | ((circumstances: Circumstances) => Record<string, unknown>);

const reading = ({ time }: Circumstances) => ({ meterValue: [{ timestamp: time, sampledValue: [{ value: '1' }] }] });
/** All keys that were asked for, their values untold. */
function keysAskedFor({ request }: Circumstances): Record<string, unknown> {
  const keys = Array.isArray(request.key) && request.key.length > 0 ? request.key : coreKeys;
  return { configurationKey: keys.map((key) => ({ key, readonly: false })) };
}

const later = (time: string) => new Date(Date.parse(time) + 3_600_000).toISOString();

/** What a faithful party says where the schema's first choice would break a rule: `Action` of a request, `Action.response`. */
const habits: Record<'ocpp1.6' | 'ocpp2', Record<string, Habit>> = {
  'ocpp1.6': {
    Authorize: { idTag: 'TAG' },
    BootNotification: { chargePointVendor: 'Vendor', chargePointModel: 'Model' },
    'BootNotification.response': { interval: 300 },
    ChangeConfiguration: { key: 'HeartbeatInterval', value: '300' },
    FirmwareStatusNotification: { status: 'Idle' },
    'GetConfiguration.response': keysAskedFor,
    LogStatusNotification: { status: 'Idle' },
    MeterValues: reading,
    RemoteStartTransaction: { idTag: 'TAG', connectorId: 1 },
    ReserveNow: ({ time }) => ({ expiryDate: later(time), idTag: 'TAG' }),
    SetChargingProfile: {
      csChargingProfiles: {
        stackLevel: 0,
        chargingProfilePurpose: 'TxDefaultProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
      },
    },
    StartTransaction: { idTag: 'TAG', meterStart: 0 },
    'StartTransaction.response': ({ count }) => ({ transactionId: count() }),
    StatusNotification: { errorCode: 'NoError' },
    StopTransaction: { meterStop: 1 },
    TriggerMessage: { requestedMessage: 'Heartbeat' },
    ExtendedTriggerMessage: { requestedMessage: 'Heartbeat' },
  },
  ocpp2: {
    Authorize: { idToken: { idToken: 'TOKEN', type: 'Central' } },
    BootNotification: { reason: 'PowerUp', chargingStation: { vendorName: 'Vendor', model: 'Model' } },
    'BootNotification.response': { interval: 300 },
    FirmwareStatusNotification: { status: 'Idle' },
    LogStatusNotification: { status: 'Idle' },
    NotifyEvent: { seqNo: 0 },
    NotifyMonitoringReport: { seqNo: 0 },
    NotifyReport: { seqNo: 0 },
    ReserveNow: ({ time }) => ({ expiryDateTime: later(time) }),
    TransactionEvent: { eventType: 'Updated', triggerReason: 'MeterValuePeriodic', seqNo: 0 },
    TriggerMessage: { requestedMessage: 'Heartbeat' },
  },
};

export function usual(
  protocol: ProtocolVersion,
  action: string,
  direction: 'request' | 'response',
  circumstances: Circumstances,
): Record<string, unknown> {
  const habit = habits[protocol === 'ocpp1.6' ? protocol : 'ocpp2'][direction === 'request' ? action : `${action}.response`] ?? {};
  return typeof habit === 'function' ? habit(circumstances) : habit;
}
