import type { RuleTrial } from '../trial.ts';

const refusedBoots = (many: number, pause: string) =>
  `${`> BootNotification\n< error GenericError\n+${pause}\n`.repeat(many)}>> BootNotification`;

/** What answers malformed and unwanted CALLs. */
export const errors: Record<string, RuleTrial> = {
  'RPC-ERR-001': {
    protocol: 'ocpp2.0.1',
    breaks: [
      'booted\n< ClearCache\n> error FormationViolation',
      { protocol: 'ocpp1.6', text: 'booted\n> Heartbeat\n< error OccurrenceConstraintViolation' },
    ],
    holds: [
      'booted\n< ClearCache\n> error NotSupported',
      { protocol: 'ocpp1.6', text: 'booted\n> Heartbeat\n< error OccurenceConstraintViolation' },
    ],
  },
  'RPC-ERR-002': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    also: ['RPC-MSG-016'],
    breaks: [
      'booted\n< #1 FooBar\n> #1 ={status: Rejected}',
      'booted\n< #1 FooBar\n> #1 error InternalError',
      'booted\n< #1 FooBar\n> #1 error NotSupported',
    ],
    holds: ['booted\n<< ClearCache'],
  },
  'RPC-ERR-003': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: [
      `booted
       < GetConfiguration {key: [SupportedFeatureProfiles]}
       > {configurationKey: [{key: SupportedFeatureProfiles, readonly: true, value: "Core,SmartCharging"}]}
       < ReserveNow
       > error InternalError`,
    ],
    holds: [
      `booted
       < GetConfiguration {key: [SupportedFeatureProfiles]}
       > {configurationKey: [{key: SupportedFeatureProfiles, readonly: true, value: "Core,SmartCharging"}]}
       < ReserveNow
       > error NotSupported
       < SendLocalList
       > {status: NotSupported}`,
    ],
  },
  'RPC-ERR-004': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    also: ['RPC-MSG-022', 'RPC-MSG-003', 'RPC-MSG-023'],
    breaks: ['booted\n< Reset ={}\n> error InternalError', 'booted\n< Reset {type: Warm}\n> {status: Accepted}'],
    holds: ['booted\n<< Reset'],
  },
  'RPC-ERR-007': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    also: ['RPC-MSG-023'],
    breaks: [`booted\n${'> StatusNotification {status: Oops}\nclose csms 1011\nopen\n'.repeat(2)}`],
    holds: [`booted\n${'>> StatusNotification\nclose csms 1001\n+20s\nopen\n'.repeat(2)}`],
  },
  'RPC-MSG-025': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: ['booted\n> StatusNotification\nclose csms 1009'],
    holds: [
      'booted\n> StatusNotification\nclose csms 1001',
      'booted\n> StatusNotification\n+20s\nclose csms 1009',
      'booted\n> StatusNotification\nclose unknown 1009',
      'booted\n>> StatusNotification\nclose csms 1009',
    ],
  },
  'RPC-ERR-009': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: [refusedBoots(7, '200ms')],
    holds: [refusedBoots(7, '60s'), refusedBoots(3, '200ms')],
  },
  'RPC-MSG-027': {
    protocol: 'ocpp1.6',
    breaks: [
      'booted\n> Authorize {idTag: X}\n< error InternalError unknown idTag',
      'booted\n< RemoteStartTransaction\n> error PropertyConstraintViolation',
    ],
    holds: ['booted\n< SetChargingProfile\n> error PropertyConstraintViolation', 'booted\n< TriggerMessage\n> error NotSupported'],
  },
};
