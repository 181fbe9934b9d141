/** The versions whose messages we know. */
export const protocolVersions = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const;

/** The WebSocket subprotocol names are the names of the versions. */
export type ProtocolVersion = (typeof protocolVersions)[number];

/** `charger` is 1.6's Charge Point and 2.x's Charging Station; `csms` is 1.6's Central System. */
export type Role = 'charger' | 'csms';

export const otherRole = (role: Role): Role => (role === 'charger' ? 'csms' : 'charger');
