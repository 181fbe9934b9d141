import type { RuleTrial } from '../trial.ts';

const longId = '0123456789012345678901234567890123456';

/** Envelope, actions and schema. */
export const frames: Record<string, RuleTrial> = {
  'RPC-MSG-001': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: [
      `booted
       < #1 GetConfiguration
       > raw [3,"1",{"configurationKey":[]`,
      `booted
       > trouble invalidUtf8 text frame of 3 bytes`,
      `booted
       > trouble binary frame of 3 bytes`,
    ],
    holds: [
      `booted
       > trouble network reset by the other side`,
    ],
  },
  'RPC-HS-023': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['> trouble protocolError Invalid WebSocket frame: RSV1 must be clear'],
    holds: ['> ping\n< pong'],
  },
  'RPC-MSG-002': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['booted\n> raw ["2","1","Heartbeat",{}]', 'booted\n> raw {"messageTypeId":2}'],
    holds: ['booted\n>> Heartbeat'],
  },
  'RPC-MSG-003': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['booted\n> raw [2,"1","Heartbeat"]', 'booted\n> raw [2,"1","Heartbeat","text"]'],
    holds: ['booted\n>> Heartbeat'],
  },
  'RPC-MSG-004': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: ['booted\n> #1 Heartbeat\n< raw [3,"1","Heartbeat",{"currentTime":"2026-01-01T12:00:00Z"}]'],
    holds: ['booted\n>> Heartbeat'],
  },
  'RPC-MSG-005': {
    protocol: 'ocpp2.0.1',
    blame: 'charger',
    breaks: [
      'booted\n< #7 Reset\n> raw [4,"7","NotSupported"]',
      'booted\n< #7 Reset\n> raw [4,"7","NotSupported","",null]',
      `booted\n< #7 Reset\n> #7 error NotSupported ${'x'.repeat(256)}`,
    ],
    holds: [`booted\n< #7 Reset\n> #7 error NotSupported ${'x'.repeat(255)}`, 'booted\n< Reset\n> error NotSupported'],
  },
  'RPC-MSG-006': {
    protocol: 'ocpp1.6',
    breaks: [`booted\n< raw [2,"${longId}","ClearCache",{}]`, 'booted\n< raw [2,1,"ClearCache",{}]', 'booted\n> raw [2,"","Heartbeat",{}]'],
    holds: ['booted\n<< #012345678901234567890123456789012345 ClearCache', 'booted\n<< #ééééééééééééééééééééééééé ClearCache'],
  },
  'RPC-MSG-014': {
    protocol: 'ocpp2.0.1',
    breaks: ['booted\n> #11 MeterValues\n< raw [3,"11",null]', 'booted\n> raw [2,"1","Heartbeat",[]]'],
    holds: ['booted\n> MeterValues\n< ={}'],
  },
  'RPC-MSG-016': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: [
      'booted\n> heartbeat\n< error NotImplemented',
      'booted\n> StatusNotificationRequest\n< error NotImplemented',
      'booted\n> Hack\n< error NotImplemented',
    ],
    holds: ['booted\n<< GetLog\n>> LogStatusNotification', 'booted\n>> SecurityEventNotification'],
  },
  'RPC-MSG-017': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: ['booted\n< Heartbeat\n> error NotSupported'],
    holds: ['booted\n>> DataTransfer\n<< DataTransfer'],
  },
  'RPC-MSG-018': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: ['booted\n< raw [7,"1",{}]'],
    holds: ['booted\n>> Heartbeat'],
  },
  'RPC-MSG-019': {
    protocol: 'ocpp2.0.1',
    blame: 'charger',
    breaks: ['booted\n> raw [6,"1","NotifyPeriodicEventStream",{}]', 'booted\n> raw [5,"1","GenericError","",{}]'],
    holds: ['booted\n>> Heartbeat'],
  },
  'RPC-21-001': {
    protocol: 'ocpp2.1',
    blame: 'charger',
    breaks: [
      'booted\n> NotifyPeriodicEventStream\n< error NotSupported',
      'booted\n> send Heartbeat',
      'booted\n> raw [6,"1","NotifyPeriodicEventStream"]',
    ],
    holds: ['booted\n> send NotifyPeriodicEventStream'],
  },
  'RPC-HS-008': {
    protocol: 'ocpp2.0.1',
    breaks: [
      'booted\n> StatusNotification ={connectorId: 1, errorCode: NoError, status: Available}\n< error FormatViolation',
      `booted
       < SetChargingProfile ={connectorId: 1, csChargingProfiles: {chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: TxProfile,
         chargingProfileKind: Absolute, chargingSchedule: {chargingRateUnit: A, chargingSchedulePeriod: [{startPeriod: 0, limit: 16}]}}}
       > error FormatViolation`,
      'booted\n> StartTransaction ={connectorId: 1}\n< error NotImplemented',
    ],
    holds: ['booted\n>> StatusNotification'],
  },
  'RPC-MSG-015': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['> BootNotification {iccid: null, imsi: null}\n< error TypeConstraintViolation'],
    holds: ['booted\n>> StatusNotification'],
  },
  'RPC-MSG-020': {
    protocol: 'ocpp1.6',
    breaks: ['booted\n> Authorize {connectorId: 1}\n< error FormationViolation', 'booted\n< ClearCache {a: 1}\n> error FormationViolation'],
    holds: [{ protocol: 'ocpp2.0.1', text: 'booted\n>> Heartbeat {customData: {vendorId: V, anything: 1}}' }],
  },
  'RPC-MSG-022': {
    protocol: 'ocpp1.6',
    breaks: [
      'booted\n> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: 230.1}]}]}\n< error TypeConstraintViolation',
      'booted\n> StatusNotification ={connectorId: 1, status: Available}\n< error OccurenceConstraintViolation',
      'booted\n> StatusNotification {connectorId: "1"}\n< error FormationViolation',
    ],
    holds: [{ protocol: 'ocpp2.0.1', text: 'booted\n>> MeterValues' }],
  },
  'RPC-MSG-023': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['booted\n> StatusNotification {status: Occupied}\n< error PropertyConstraintViolation'],
    holds: [
      `booted
       >> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: "20", measurand: Temperature, unit: Celcius}]}]}
       >> MeterValues {meterValue: [{timestamp: $now, sampledValue: [{value: "20", measurand: Temperature, unit: Celsius}]}]}`,
    ],
  },
  'RPC-MSG-024': {
    protocol: 'ocpp1.6',
    breaks: [
      '> BootNotification {chargeBoxSerialNumber: "12345678901234567890123456"}\n< error PropertyConstraintViolation',
      { protocol: 'ocpp2.0.1', text: 'booted\n< GetVariables {getVariableData: []}\n> error OccurrenceConstraintViolation' },
    ],
    holds: ['> BootNotification {chargeBoxSerialNumber: "éééééééééééééééééééééééé1"}\n< {}'],
  },
  'RPC-MSG-026': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: ['booted\n> Heartbeat\n< ={}', 'booted\n> StartTransaction\n< ={idTagInfo: {status: Accepted}}'],
    holds: ['booted\n>> Heartbeat'],
  },
};
