import type { RuleTrial } from '../trial.ts';

const dies =
  'open\n> BootNotification\n< {status: Pending, interval: 1}\n< TriggerMessage {requestedMessage: BootNotification}\nclose unknown 1006\n+2s\n';

const waits = `booted
  < SetVariables {setVariableData: [{component: {name: OCPPCommCtrlr}, variable: {name: RetryBackOffWaitMinimum}, attributeValue: "10"}]}
  > {setVariableResult: [{component: {name: OCPPCommCtrlr}, variable: {name: RetryBackOffWaitMinimum}, attributeType: Actual}]}
  close unknown 1006
`;

/** Handshakes, credentials, and how often a station comes and goes. */
export const connections: Record<string, RuleTrial> = {
  'RPC-HS-001': {
    protocol: 'ocpp1.6',
    breaks: ['refused 400 {offeredSubprotocols: [], subprotocol: ""}'],
    holds: ['open', 'refused 401', 'refused 0 bare'],
  },
  'RPC-HS-002': {
    protocol: 'ocpp1.6',
    breaks: ['refused 404 {offeredSubprotocols: [ocpp1.6j], subprotocol: ""}', 'open {offeredSubprotocols: [ocpp1.6, acme]}'],
    holds: ['open {offeredSubprotocols: [ocpp2.0.1, ocpp1.6]}'],
  },
  'RPC-HS-004': {
    protocol: 'ocpp1.6',
    breaks: [
      'open {offeredSubprotocols: [ocpp1.6], subprotocol: ocpp2.0.1}',
      'open {offeredSubprotocols: [ocpp1.6, ocpp2.0.1], subprotocol: "ocpp1.6, ocpp2.0.1"}',
    ],
    holds: ['open {offeredSubprotocols: [ocpp2.0.1, ocpp1.6]}'],
  },
  'RPC-HS-005': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: [
      'refused 400 {offeredSubprotocols: [ocpp1.5], subprotocol: ""}',
      'open {offeredSubprotocols: [ocpp1.5], subprotocol: ""}\n+6s',
    ],
    holds: [
      'refused 404 {offeredSubprotocols: [ocpp1.5], subprotocol: ""}',
      'open {offeredSubprotocols: [ocpp1.5], subprotocol: ""}\nclose csms 1002\n+6s',
      'refused 400',
    ],
  },
  'RPC-HS-009': {
    protocol: 'ocpp1.6',
    breaks: [
      'open {path: /, identity: ""}',
      'refused 404 {path: /ocpp/, identity: ""}',
      'open {path: "/ocpp/RDAM 123", identity: RDAM 123}',
      'open {path: "/ocpp/CP%1", identity: CP1}',
      'open {path: /ocpp/CP1/}',
      'open {path: /ocpp/CP1/CP1}',
    ],
    holds: ['refused 404 {path: /wrong, identity: ""}', 'open {path: /ocpp/RDAM%20123, identity: RDAM 123}', 'open {path: /CP1?token=x}'],
  },
  'RPC-HS-010': {
    protocol: 'ocpp2.0.1',
    breaks: ['open {path: "/ocpp/CP:0001", identity: "CP:0001"}', `open {identity: ${'x'.repeat(49)}}`],
    holds: [
      'open {path: /ocpp/A_b-1, identity: A_b-1}',
      { protocol: 'ocpp1.6', text: 'open {path: "/ocpp/CP:0001", identity: "CP:0001"}' },
    ],
  },
  'RPC-TLS-008': {
    protocol: 'ocpp1.6',
    breaks: [
      `booted
       << ChangeConfiguration {key: SecurityProfile, value: "2"}
       << ChangeConfiguration {key: SecurityProfile, value: "1"}`,
    ],
    holds: [
      `booted
       << ChangeConfiguration {key: SecurityProfile, value: "2"}
       < ChangeConfiguration {key: SecurityProfile, value: "1"}
       > {status: Rejected}`,
    ],
  },
  'RPC-CON-005': {
    protocol: 'ocpp2.0.1',
    breaks: [`${waits}refused 503\n+2s\nrefused 503\n+2s\nrefused 503`],
    holds: [
      `${waits}refused 503\n+10s\nrefused 503\n+20s\nrefused 503\n+40s\nopen`,
      `${waits}refused 503\n+2s\nrefused 503\n+20s\nrefused 503\n+2s\nopen`,
      'booted\nclose unknown 1006\nrefused 503\n+2s\nrefused 503\n+2s\nrefused 503',
      { text: `${waits}refused 503\n+2s\nrefused 503\n+2s\nrefused 503`, timeScale: 0.01 },
    ],
  },
  'RPC-HS-014': {
    protocol: 'ocpp1.6',
    breaks: ['refused 426 {headers: {connection: keep-alive}}', 'refused 400 {headers: {sec-websocket-key: short}}'],
    holds: ['open {headers: {connection: "keep-alive, upgrade"}}'],
  },
  'RPC-HS-013': {
    protocol: 'ocpp1.6',
    breaks: ['refused 401\nrefused 401\nrefused 401\nrefused 401'],
    holds: [
      'refused 401\n+5s\nrefused 401\n+10s\nrefused 401\n+20s\nrefused 401',
      'refused 401\nrefused 401\nopen',
      'refused 0 bare\nrefused 0 bare\nrefused 0 bare\nrefused 0 bare',
    ],
  },
  'RPC-HS-016': {
    protocol: 'ocpp1.6',
    breaks: [
      `booted
       << ChangeConfiguration {key: SecurityProfile, value: "2"}
       close charger 1000
       open {authorization: none}`,
      `booted
       << ChangeConfiguration {key: SecurityProfile, value: "1"}
       close charger 1000
       refused 401 {authorization: none}
       open`,
    ],
    holds: [
      'open {authorization: none}',
      `booted
       << ChangeConfiguration {key: SecurityProfile, value: "3"}
       close charger 1000
       open {authorization: none}`,
      // Somebody has raised it at the charger.
      `booted
       << ChangeConfiguration {key: SecurityProfile, value: "2"}
       close charger 1000
       open {authorization: none, tls: {version: TLSv1.3, cipher: any, peerCertificate: {subject: CN=CP1, issuer: CN=CA, serialNumber: "01"}}}`,
    ],
  },
  'RPC-HS-017': {
    protocol: 'ocpp1.6',
    breaks: ['open {userIsIdentity: false}', 'refused 401 {userIsIdentity: false}'],
    holds: ['open {userIsIdentity: true}', 'open'],
  },
  'RPC-HS-018': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: [
      'booted\n<< ChangeConfiguration {key: AuthorizationKey, value: secret}',
      'booted\n<< ChangeConfiguration {key: AuthorizationKey, value: "0123456789"}',
    ],
    holds: [
      'booted\n<< ChangeConfiguration {key: AuthorizationKey, value: "30303132333435363738394142434446"}',
      'booted\n<< ChangeConfiguration {key: AuthorizationKey, value: "********"}',
    ],
  },
  'RPC-HS-022': {
    protocol: 'ocpp1.6',
    blame: 'csms',
    breaks: ['booted\nclose unknown 1006\n+20s\nrefused 409'],
    holds: ['booted\nclose charger 1000\n+20s\nrefused 409', 'refused 409'],
  },
  'RPC-CON-006': {
    protocol: 'ocpp1.6',
    breaks: [dies.repeat(5)],
    holds: [
      `${'open\n>> BootNotification\nclose csms 1001\n+2s\n'.repeat(5)}`,
      `${'open\n>> BootNotification\nclose unknown 1006\n+60s\n'.repeat(5)}`,
    ],
  },
};
