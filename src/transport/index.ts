export { type ConnectOptions, connect, connectionUrl } from './client.ts';
export type { Connection, ConnectionLimits, ConnectionListener, Stamp, TransportEvent } from './connection.ts';
export { ConnectError, type ConnectErrorKind, ListenError } from './errors.ts';
export { type Refusal, type RefusedUpgrade, type ServeOptions, type Server, serve } from './server.ts';
