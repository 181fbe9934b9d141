import { describe, expect, it } from 'vitest';
import { charging, stopped, told } from './ocpp1.6/trials.ts';
import { judgeTranscript } from './transcript.ts';
import { mutantsOnTrial } from './trial.ts';

/** Of connector 1. */
const reports = (...statuses: string[]) => statuses.map((status) => `>> StatusNotification {connectorId: 1, status: ${status}}`).join('\n');
const samples = (...values: (string | number)[]) =>
  values.map((value) => `>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "${value}"}]}]}`).join('\n');
const beats = (count: number, every = '5min') => [...Array(count).keys()].map(() => `+${every}\n>> Heartbeat`).join('\n');
const flow = (energy: string) => `>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [
  {value: "${energy}", unit: Wh}, {value: "8400", measurand: Power.Active.Import, unit: W}]}]}`;
const set = (connectorId: number, profile: string, status = 'Accepted') =>
  `< SetChargingProfile {connectorId: ${connectorId}, csChargingProfiles: {${profile}}}\n> {status: ${status}}`;
const limit = (amperes: number) => `chargingSchedule: {chargingSchedulePeriod: [{startPeriod: 0, limit: ${amperes}}]}`;
const station = 'chargingProfilePurpose: ChargePointMaxProfile';
const composed = (...limits: number[]) => `< GetCompositeSchedule {connectorId: 1, duration: 600}
  > {status: Accepted, connectorId: 1, scheduleStart: $now, chargingSchedule: {chargingRateUnit: A, chargingSchedulePeriod: [
  ${limits.map((each, index) => `{startPeriod: ${index * 400}, limit: ${each}}`)}]}}`;
const cleared = '< ClearChargingProfile ={}\n> {status: Accepted}';
const reboot = 'close\n+20s\nopen\nbooted';

const mutants: Record<string, [killers: string[], text: string]> = {
  'MUT-CP-SCH03': [['R16-BOOT-013'], '>> BootNotification {chargePointVendor: ""}'],
  'MUT-CP-BOOT01': [['R16-BOOT-001', 'R16-BOOT-002'], '>> StatusNotification {connectorId: 1}\nbooted'],
  'MUT-CSMS-BOOT01': [['R16-BOOT-010', 'RPC-CON-007'], 'booted\nclose\n+5s\nopen\n> Heartbeat\n< error SecurityError boot first'],
  'MUT-CP-BOOT03': [['R16-BOOT-003'], `> BootNotification\n< {status: Pending, interval: 60}\n${reports('Available')}`],
  'MUT-CSMS-BOOT03': [['R16-BOOT-012'], 'booted\n< TriggerMessage {requestedMessage: BootNotification}\n> {status: Rejected}'],
  'MUT-CP-BOOT04': [['R16-BOOT-012'], `booted\n<< TriggerMessage {requestedMessage: BootNotification}\n${reboot}`],
  'MUT-CP-BOOT05': [
    ['R16-HB-001'],
    `> BootNotification\n< {interval: 60}\n>> StatusNotification {connectorId: 0}\n${reports('Available')}\n${beats(3, '300s')}`,
  ],
  'MUT-CP-BOOT06': [['R16-HB-001'], `> BootNotification\n< {interval: 0}\n${beats(12, '50ms')}`],
  'MUT-CP-TIME01': [['R16-TIME-001'], 'booted\n>> StatusNotification {connectorId: 1, timestamp: "2026-01-01T12:00:00"}'],
  'MUT-CP-TIME02': [['R16-TIME-001'], 'booted\n>> StatusNotification {connectorId: 1, timestamp: "2026-01-01T14:00:00+02"}'],
  'MUT-CP-TIME03': [
    ['R16-TIME-004'],
    `booted\n>> StatusNotification {connectorId: 1, timestamp: "1970-01-01T00:00:09Z"}\n>> StartTransaction {timestamp: "1970-01-01T00:01:00Z"}`,
  ],
  'MUT-CP-TIME04': [
    ['R16-TIME-003'],
    `booted\n>> StatusNotification {connectorId: 1, status: Preparing, timestamp: $+2h}\n>> StartTransaction {timestamp: $+2h}
    >> StatusNotification {connectorId: 1, status: Charging, timestamp: $+2h}\n+1min\n>> MeterValues {transactionId: 1, meterValue: [{timestamp: $+2h}]}
    >> StopTransaction {transactionId: 1, timestamp: $+2h}`,
  ],
  'MUT-CSMS-TIME01': [
    ['R16-TIME-003'],
    `> BootNotification\n< {currentTime: $+1h}\n>> StatusNotification {connectorId: 0}\n${reports('Available')}`,
  ],
  'MUT-CSMS-TIME03': [['R16-BOOT-011', 'R16-HB-004'], '> BootNotification\n< {currentTime: "2026-01-01T12:00:00"}'],
  'MUT-CP-TIME06': [
    ['R16-MET-010'],
    `booted\n${told({ ClockAlignedDataInterval: '900' })}\n+433s
    >> MeterValues {meterValue: [{sampledValue: [{value: "1", context: Sample.Clock}]}]}`,
  ],
  'MUT-CP-TX01': [
    ['R16-TX-004', 'R16-MET-006'],
    `booted${charging}\n>> MeterValues {transactionId: 0}\n>> StopTransaction {transactionId: 0}`,
  ],
  'MUT-CP-TX02': [
    ['R16-TX-006'],
    `booted${charging}\n+1min\n>> MeterValues {transactionId: -1}\n>> StopTransaction {transactionId: -1, timestamp: $now}`,
  ],
  'MUT-CP-TX03': [['R16-TX-004', 'RPC-MSG-023'], `booted${charging}\n>> MeterValues {transactionId: 9223372036854775807}`],
  'MUT-CSMS-TX01': [
    ['R16-TX-016'],
    'booted\n> StopTransaction {transactionId: 999, timestamp: $-1d}\n< error PropertyConstraintViolation unknown',
  ],
  'MUT-CP-TX04': [
    ['R16-TX-015', 'R16-TX-014'],
    `booted${charging}${stopped}\n>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "2000", context: Transaction.End}]}]}`,
  ],
  'MUT-CP-TX05': [
    ['R16-TX-001'],
    `booted\n+1min\n>> StatusNotification {connectorId: 1, status: Preparing, timestamp: $now}\n+280s\n>> Heartbeat\n+280s\n>> Heartbeat
    >> StartTransaction {timestamp: $-540s}\n>> StopTransaction {transactionId: 1, meterStop: 9000, timestamp: $now}`,
  ],
  'MUT-CP-TX06': [
    ['R16-TX-003', 'R16-TX-017'],
    `booted\n>> StartTransaction {timestamp: "2026-01-01T12:00:00Z"}\n${reports('Charging')}\n${samples(5)}\nclose\n+30s\nopen
    >> StartTransaction {timestamp: "2026-01-01T12:00:00Z"}`,
  ],
  'MUT-CSMS-TX02': [
    ['R16-TX-003', 'R16-TX-017'],
    `booted\n>> StartTransaction {timestamp: "2026-01-01T12:00:00Z"}\nclose\n+30s\nopen\n>> StartTransaction {timestamp: "2026-01-01T12:00:00Z"}`,
  ],
  'MUT-CP-TX07': [
    ['R16-AUTH-001', 'R16-AUTH-002'],
    'booted\n> Authorize {idTag: X}\n< {idTagInfo: {status: Invalid}}\n>> StartTransaction {idTag: X}',
  ],
  'MUT-CP-TX08': [
    ['R16-AUTH-002', 'R16-STAT-008'],
    `booted\n${told({ LocalPreAuthorize: 'false' })}\n>> Authorize {idTag: A}\n>> StartTransaction {idTag: VIRTUAL}`,
  ],
  'MUT-CSMS-TX03': [
    ['R16-TX-005'],
    `booted\n> StartTransaction\n< {transactionId: 0}\n>> StopTransaction {transactionId: 0}\n> StartTransaction {meterStart: 1}\n< {transactionId: 0}`,
  ],
  // Silence is what the rule on silence tells.
  'MUT-CSMS-TX04': [['R16-TX-016', 'RPC-MSG-012'], 'booted\n> StartTransaction {idTag: NOBODY}\n> ping\n< pong\n+70s\n> ping\n< pong'],
  'MUT-CP-TX09': [['R16-TX-004'], `booted${charging}\n>> StopTransaction {transactionId: 4711, meterStop: 2000}`],
  'MUT-CP-TX10': [
    ['R16-TX-011', 'R16-AUTH-005'],
    `booted${charging}\n>> StopTransaction {transactionId: 1, meterStop: 2000, idTag: HardReset}`,
  ],
  'MUT-CP-TX11': [
    ['R16-TX-011', 'R16-AUTH-005'],
    `booted${charging}\n${reboot}\n>> StopTransaction {transactionId: 1, meterStop: 2000, reason: DeAuthorized}`,
  ],
  'MUT-CP-TX12': [['R16-TX-019'], `booted${charging}\n${reboot}\n${beats(2)}`],
  'MUT-CP-TX14': [['R16-TX-012'], 'booted\n>> StartTransaction {reservationId: 0}'],
  'MUT-CP-ST01': [['R16-STAT-009'], `booted\n<< RemoteStartTransaction\n${reports('Preparing')}\n>> StartTransaction\n+2min\n>> Heartbeat`],
  'MUT-CP-ST05': [
    ['R16-STAT-011'],
    `booted\n${told({ ConnectionTimeOut: '60' })}\nact presentToken {}\n>> Authorize\n${reports('Preparing')}\n+3min\n>> Heartbeat`,
  ],
  'MUT-CP-RES01': [
    ['R16-RES-002', 'R16-STAT-003'],
    `booted\n<< ReserveNow {connectorId: 0, reservationId: 7}\n>> StatusNotification {connectorId: 0, status: Reserved}\n>> StartTransaction {reservationId: 7}`,
  ],
  'MUT-CP-RES02': [
    ['R16-RES-002', 'R16-STAT-003'],
    `booted\n<< ReserveNow {connectorId: 1, expiryDate: $+2min}\n${reports('Reserved')}\n${beats(1)}`,
  ],
  'MUT-CP-MET01': [
    ['R16-MET-005'],
    `booted\n>> StartTransaction\n${reports('Charging')}\n${flow('0')}\n+4min\n${flow('0.56')}\n+4min\n${flow('1.12')}`,
  ],
  'MUT-CP-MET02': [
    ['R16-MET-002'],
    `booted${charging}\n>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "230", measurand: Voltage, phase: L1-N}]}]}`,
  ],
  'MUT-CP-MET03': [['R16-MET-004'], `booted${charging}\n${samples(1001, 1002, 1003, 1004, 0, 1006)}${stopped}`],
  'MUT-CP-MET04': [
    ['R16-TX-009'],
    `booted\n>> StartTransaction\n${reports('Charging')}\n${samples(0, 500)}\n>> StopTransaction {transactionId: 1, meterStop: 8200}
    ${reports('Finishing', 'Available')}\n>> StartTransaction\n>> MeterValues {transactionId: 2, meterValue: [{sampledValue: [{value: "0"}]}]}
    >> StopTransaction {transactionId: 2, meterStop: 3100}`,
  ],
  'MUT-CP-MET05': [
    ['R16-MET-003'],
    `booted${charging}\n>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "16", measurand: Current.Import, unit: A, phase: L1-N}]}]}`,
  ],
  'MUT-CP-MET07': [
    ['R16-MET-009', 'R16-CFG-011'],
    `booted\n${told({ MeterValuesSampledData: 'Energy.Active.Import.Register' })}
    << ChangeConfiguration {key: MeterValueSampleInterval, value: "30"}${charging}\n${beats(2, '2min')}`,
  ],
  'MUT-CP-MET09': [
    ['R16-CFG-007', 'R16-CFG-006'],
    `booted\n<< ChangeConfiguration {key: MeterValuesSampledData, value: "Voltage,Foo.Bar"}\n${reboot}`,
  ],
  'MUT-CP-MET10': [
    ['R16-MET-006'],
    `booted${charging}\n+15min\n>> MeterValues {connectorId: 1, meterValue: [{sampledValue: [{value: "1001", context: Sample.Clock}]}]}`,
  ],
  'MUT-CP-CFG01': [
    ['R16-CFG-002'],
    `booted\n< GetConfiguration {key: [Foo]}\n> ={configurationKey: [{key: ResetRetries, readonly: false, value: "1"}, {key: NumberOfConnectors, readonly: true, value: "1"}]}`,
  ],
  'MUT-CP-CFG03': [
    ['R16-CFG-001', 'R16-CFG-005'],
    `booted\n${told({ HeartbeatInterval: '300', ResetRetries: '1' }).replace(/\{key: .*\}\n/, '{}\n')}`,
  ],
  'MUT-CP-RMT01': [
    ['R16-RMT-009', 'R16-RMT-010'],
    'booted\n< TriggerMessage {requestedMessage: StatusNotification}\n> {status: NotImplemented}',
  ],
  'MUT-CP-RMT02': [
    ['R16-RMT-009', 'R16-RMT-010'],
    'booted\n< TriggerMessage {requestedMessage: StatusNotification, connectorId: 0}\n> {status: Rejected}',
  ],
  'MUT-CP-RMT03': [
    ['R16-RMT-009', 'R16-RMT-010'],
    `booted\n<< TriggerMessage {requestedMessage: StatusNotification}\n>> StatusNotification {connectorId: 0}\n+2min\n>> Heartbeat`,
  ],
  'MUT-CP-RMT04': [
    ['R16-AVL-001', 'R16-AVL-002'],
    `booted\n<< ChangeAvailability {connectorId: 1, type: Inoperative}\n${reports('Unavailable')}\n< ChangeAvailability {connectorId: 0, type: Inoperative}\n> {status: Rejected}`,
  ],
  'MUT-CP-RMT07': [
    ['R16-AVL-001', 'R16-AVL-002'],
    `booted 2\n<< ChangeAvailability {connectorId: 0, type: Inoperative}\n>> StatusNotification {connectorId: 0, status: Unavailable}\n+2min\n>> Heartbeat`,
  ],
  'MUT-CP-SC01': [['R16-SC-010'], `booted\n${set(1, limit(5), 'Rejected')}`],
  'MUT-CP-SC02': [
    ['R16-SC-003'],
    `booted\n${told({ ChargeProfileMaxStackLevel: '8' })}\n${set(1, 'stackLevel: 0')}\n${set(1, 'stackLevel: 1', 'Rejected')}`,
  ],
  'MUT-CSMS-SC01': [['R16-SC-003'], `booted\n${told({ ChargeProfileMaxStackLevel: '8' })}\n${set(1, 'stackLevel: 999', 'Rejected')}`],
  'MUT-CP-SC04': [
    ['R16-SC-008', 'R16-SC-009'],
    `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(10)}`)}\n${set(1, `chargingProfileId: 2, ${limit(16)}`)}${charging}\n${composed(16)}`,
  ],
  'MUT-CP-SC05': [
    ['R16-SC-008', 'R16-SC-009'],
    `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(16)}`)}\n${set(0, `chargingProfileId: 2, stackLevel: 1, ${station}, ${limit(10)}`)}\n${composed(16)}`,
  ],
  'MUT-CP-SC06': [['R16-SC-008', 'R16-SC-009'], `booted\n${composed(16, 10, 6)}`],
  'MUT-CSMS-SC02': [
    ['R16-SC-003'],
    `booted\n${told({ ChargingScheduleAllowedChargingRateUnit: 'Power' })}\n${set(1, 'chargingSchedule: {chargingRateUnit: A}', 'Rejected')}`,
  ],
  'MUT-CP-FW01': [
    ['R16-FW-002', 'R16-FW-003'],
    `booted\n<< UpdateFirmware\n>> FirmwareStatusNotification {status: Downloading}\n>> FirmwareStatusNotification {status: Downloaded}
    >> FirmwareStatusNotification {status: Downloaded}`,
  ],
  'MUT-CP-FW02': [
    ['R16-FW-002', 'R16-FW-003'],
    `booted\n<< UpdateFirmware\n${['Downloading', 'Downloaded', 'Installing'].map((status) => `>> FirmwareStatusNotification {status: ${status}}`).join('\n')}
    ${reboot}\n${beats(14)}`,
  ],
  'MUT-CP-X13': [['R16-STAT-001'], `booted${charging}\n${reports('Preparing')}`],
  'MUT-CP-X14': [['R16-AVL-001'], `booted${charging}\n+10s\n<< ChangeAvailability {connectorId: 1, type: Inoperative}\n+10s\n>> Heartbeat`],
  'MUT-CP-X15': [
    ['R16-TX-011'],
    `booted${charging}\n<< RemoteStopTransaction {transactionId: 1}\n>> StopTransaction {transactionId: 1, meterStop: 2000, reason: Local}\n${reports('Finishing')}`,
  ],
  'MUT-CP-X16': [['R16-SC-007'], `booted\n${set(1, limit(16))}\n< ClearChargingProfile ={}\n> {status: Unknown}`],
  'MUT-CP-X18': [['R16-RMT-012'], 'booted\n<< DataTransfer {vendorId: com.example.nonexistent}'],
  'MUT-CP-X19': [
    ['R16-LAL-004'],
    'booted\n<< SendLocalList {listVersion: 5, updateType: Full}\n<< SendLocalList {listVersion: 3, updateType: Differential}',
  ],
  'MUT-CP-X20': [
    ['R16-FW-001'],
    `booted\n<< UpdateFirmware\n>> FirmwareStatusNotification {status: Downloading}\n>> FirmwareStatusNotification {status: Installing}`,
  ],
  'MUT-CP-X22': [['R16-BOOT-009'], 'booted 2\n<< Reset {type: Hard}\nclose\n+20s\nopen\nbooted 1\n+2min\n>> Heartbeat'],
  'MUT-CP-X23': [['R16-RMT-001'], `booted\n${reports('Preparing')}\n<< RemoteStartTransaction\n+2min\n>> Heartbeat`],
  'MUT-CSMS-X05': [['R16-SC-002'], `booted${charging}\n${set(0, 'chargingProfilePurpose: TxProfile', 'Rejected')}`],
  'MUT-CSMS-X10': [['R16-AUTH-006'], 'booted\n> Authorize\n< {idTagInfo: {status: Accepted, expiryDate: "2020-01-01T00:00:00Z"}}'],
};

mutantsOnTrial(
  'R16',
  Object.fromEntries(Object.entries(mutants).map(([name, [killers, text]]) => [name, { protocol: 'ocpp1.6' as const, killers, text }])),
);

/** Legal, however odd it looks. */
const controls: Record<string, string> = {
  'a reconnection without BootNotification': `booted${charging}\nclose\n+20s\nopen\n<< ClearCache\n${samples(1001)}${stopped}`,
  'a StartTransaction that is sent again with its messageId': `booted
    > #a StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
    close
    +30s
    open
    > #a StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
    < {}
    ${reports('Charging')}`,
  'Available, then Finishing': `booted\n${reports('Finishing')}`,
  'transactionId -1 after a StartTransaction that could not be delivered': `booted
    > StartTransaction {timestamp: "2026-01-01T12:00:00Z"}
    < error InternalError
    >> MeterValues {transactionId: -1}
    >> StopTransaction {transactionId: -1}`,
  'a register that goes from Wh to kWh': `booted${charging}\n${samples(1549)}
    >> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "1.5", unit: kWh}]}]}\n${samples(1560)}${stopped}`,
  'a composite schedule below the profiles': `booted\n${cleared}\n${set(0, `chargingProfileId: 1, ${station}, ${limit(16)}`)}\n${composed(10)}`,
  'a remote start without connectorId that is refused (MUT-CP-RMT06)':
    'booted 2\n< RemoteStartTransaction ={idTag: TAG}\n> {status: Rejected}',
  'offsets and fractions of seconds (MUT-CSMS-TIME02)': `> BootNotification\n< {currentTime: "2026-01-01T13:00:00.123456+01:00"}
    >> StatusNotification {connectorId: 0}\n>> StatusNotification {connectorId: 1, timestamp: "2026-01-01T14:00:00.5+02:00"}`,
  'both spellings of Celsius': `booted${charging}\n${['Celsius', 'Celcius']
    .map(
      (unit) => `>> MeterValues {transactionId: 1, meterValue: [{sampledValue: [{value: "30", measurand: Temperature, unit: ${unit}}]}]}`,
    )
    .join('\n')}`,
  'a heartbeat that other messages make needless': `booted\n${[...Array(4).keys()].map(() => '+4min\n>> DataTransfer').join('\n')}`,
};

describe('no violation of 1.6', () => {
  for (const [name, text] of Object.entries(controls)) {
    it(name, async () => {
      const { findings } = await judgeTranscript('ocpp1.6', text);
      // What provoked the charger's -1 is the CSMS's.
      expect(findings.filter(({ severity, blame }) => severity === 'violation' && blame === 'charger')).toEqual([]);
    });
  }
});
