export { type ConnectOptions, connect, connectionUrl } from './client.ts';
export type { Connection, ConnectionLimits, ConnectionListener, TransportEvent } from './connection.ts';
export { ConnectError, ListenError } from './errors.ts';
export { type Refusal, type RefusedUpgrade, type ServeOptions, type Server, serve } from './server.ts';
