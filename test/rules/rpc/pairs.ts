import type { RuleTrial } from '../trial.ts';

/** Which answer belongs to which CALL, and when. */
export const pairs: Record<string, RuleTrial> = {
  'RPC-MSG-007': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: [
      '>> #1 BootNotification\n>> #1 StatusNotification',
      { protocol: 'ocpp2.0.1', text: 'booted\n>> #1 StatusNotification\nclose unknown 1006\nopen\n>> #1 Heartbeat' },
      // a warning: the counter has started anew
      'booted\n>> #1 StatusNotification\nclose unknown 1006\nopen\n>> #1 Heartbeat',
    ],
    holds: [
      // the same again, after a time-out and after a lost connection
      `booted
       > #1 StatusNotification {status: Preparing}
       +40s
       >> #1 StatusNotification {status: Preparing}`,
      `booted
       > #1 StatusNotification {status: Preparing}
       close unknown 1006
       open
       >> #1 StatusNotification {status: Preparing}`,
      // the two sides count apart
      'booted\n>> #1 Heartbeat\n<< #1 ClearCache',
    ],
  },
  'RPC-MSG-008': {
    protocol: 'ocpp2.0.1',
    blame: 'csms',
    breaks: ['booted\n< #5 ClearCache\n+3s\n< #5 ClearCache\n> #5 {}'],
    holds: [
      'booted\n< #5 ClearCache\n+30s\n< #5 ClearCache\n> #5 {}',
      'booted\n< #5 ClearCache\nclose unknown 1006\nopen\n< #5 ClearCache\n> #5 {}',
    ],
  },
  'RPC-MSG-009': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: [
      'booted\n< #A1 GetConfiguration\n> #b7 ={configurationKey: []}',
      'booted\n< #A1 GetConfiguration\n> #a1 error InternalError',
      `booted
       < #A1 GetConfiguration
       > #b7 ={configurationKey: []}
       +20s
       >> Heartbeat
       +20s
       >> Heartbeat
       +30s
       >> Heartbeat`,
      { text: 'midway\n>> Heartbeat\n+400s\n> #b7 ={status: Accepted}', complete: false },
    ],
    holds: [{ protocol: 'ocpp2.0.1', text: 'booted\n> #-1 error RpcFrameworkError' }],
  },
  'RPC-MSG-010': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['booted\n< #9 ClearCache\n> #9 {}\n> #9 ={status: Accepted}', 'booted\n< #9 ClearCache\n> #9 {}\n> #9 error InternalError'],
    holds: ['booted\n< #9 ClearCache\n+40s\n< #9 ClearCache\n> #9 {}\n> #9 ={status: Accepted}'],
  },
  'RPC-CON-010': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['booted\n< #A1 ClearCache\nclose unknown 1006\nopen\n> #A1 ={status: Accepted}'],
    holds: ['booted\n< #A1 ClearCache\nclose unknown 1006\nopen\n<< ClearCache'],
  },
  'RPC-MSG-011': {
    protocol: 'ocpp2.0.1',
    breaks: [
      'booted\n< #1 ClearCache\n< #2 GetLocalListVersion\n> #1 {}\n> #2 {}',
      // a warning in 1.6
      { protocol: 'ocpp1.6', text: 'booted\n> #1 Heartbeat\n> #2 Authorize\n< #1 {}\n< #2 {}' },
    ],
    holds: [
      // both sides at the same time
      'booted\n< #1 ClearCache\n> #2 Heartbeat\n> #1 {}\n< #2 {}',
      // who asked has given up
      'booted\n< #1 ClearCache\n+15s\n<< #2 GetLocalListVersion',
      'booted\n< #1 ClearCache\nclose unknown 1006\nopen\n<< #2 ClearCache',
      { protocol: 'ocpp2.1', text: 'booted\n> #1 Heartbeat\n> send NotifyPeriodicEventStream\n< #1 {}' },
      { text: 'booted\n< #1 ClearCache\n+100ms\n<< #2 GetLocalListVersion', timeScale: 0.01 },
    ],
  },
  'RPC-MSG-012': {
    protocol: 'ocpp1.6',
    breaks: [
      'booted\n< GetConfiguration\n+40s\n>> Heartbeat\n+30s\n>> Heartbeat',
      'booted\n< GetConfiguration\n+70s\n>> Heartbeat',
      'booted\n< GetConfiguration\n+70s\n> ping\n< pong',
      'booted\n> Authorize\n+70s\n<< ClearCache',
      // in Pending too
      '> BootNotification\n< {status: Pending}\n< GetConfiguration\n+70s\n>> BootNotification',
    ],
    holds: [
      // nobody knows whether the connection was alive
      'booted\n< GetConfiguration\n+70s\nclose unknown 1006\nopen\n>> Heartbeat',
      'booted\n< GetConfiguration\n+20s\nclose charger 1001\n+60s\nopen\n>> Heartbeat',
      'booted\n< GetConfiguration\n+70s',
    ],
  },
  'RPC-MSG-013': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['booted\n< GetDiagnostics\n+95s\n> {}'],
    holds: ['booted\n< GetDiagnostics\n+25s\n> {}'],
  },
  'RPC-CON-011': {
    protocol: 'ocpp1.6',
    also: ['RPC-MSG-012'],
    breaks: [
      `booted
       < GetConfiguration
       +40s
       >> Heartbeat
       +30s
       < ClearCache
       +40s
       >> Heartbeat
       +30s
       >> Heartbeat`,
    ],
    holds: ['booted\n<< GetConfiguration\n+40s\n>> Heartbeat\n<< ClearCache'],
  },
  'RPC-CON-001': {
    protocol: 'ocpp1.6',
    breaks: ['booted\n< ping\n+40s\n>> Heartbeat', 'booted\n< ping\n+20s\n>> Heartbeat\n< ping\n+20s\n>> Heartbeat'],
    holds: [
      'booted\n< ping\n> pong\n+40s\n>> Heartbeat',
      'booted\n< ping\n+20s\n< ping\n> pong\n+40s\n>> Heartbeat',
      'booted\n< ping\n+40s\nclose unknown 1006\nopen\n>> Heartbeat',
    ],
  },
  'RPC-ERR-006': {
    protocol: 'ocpp1.6',
    blame: 'charger',
    breaks: ['booted\n>> #5 Heartbeat\n> #5 error OccurenceConstraintViolation'],
    holds: ['booted\n>> #5 Heartbeat'],
  },
  'RPC-21-002': {
    protocol: 'ocpp2.1',
    blame: 'csms',
    breaks: ['booted\n> #s1 send NotifyPeriodicEventStream\n< #s1 ={}'],
    holds: ['booted\n> #s1 send NotifyPeriodicEventStream'],
  },
  'RPC-21-003': {
    protocol: 'ocpp2.1',
    blame: 'charger',
    breaks: [
      'booted\n< #1 ClearCache\n> #1 resultError GenericError',
      'booted\n>> #5 Heartbeat\n> #5 resultError GenericError\n> #5 resultError GenericError',
    ],
    holds: ['booted\n>> #5 Heartbeat\n> #5 resultError GenericError'],
  },
  'RPC-21-004': {
    protocol: 'ocpp2.1',
    blame: 'charger',
    also: ['RPC-MSG-026'],
    breaks: ['booted\n> Heartbeat\n< ={}\n+40s\n>> Heartbeat'],
    holds: ['booted\n>> Heartbeat\n+40s\n>> Heartbeat'],
  },
};
