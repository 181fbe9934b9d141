import type { actions } from './actions.ts';
import type { Messages as Messages16 } from './generated/ocpp1.6/messages.ts';
import type { Messages as Messages201 } from './generated/ocpp2.0.1/messages.ts';
import type { Messages as Messages21 } from './generated/ocpp2.1/messages.ts';
import type { ProtocolVersion, Role } from './protocol.ts';

/** The request and the response of every action, by version. */
export interface MessagesOf {
  'ocpp1.6': Messages16;
  'ocpp2.0.1': Messages201;
  'ocpp2.1': Messages21;
}

/** Which of the two payloads of an action. */
export type Direction = 'request' | 'response';

/** The actions of a version, e.g. `'Authorize' | 'BootNotification' | …`. */
export type ActionOf<V extends ProtocolVersion> = Extract<keyof MessagesOf[V], string>;

/** The actions that a role may initiate in a version. */
export type ActionFrom<V extends ProtocolVersion, R extends Role> = {
  [A in ActionOf<V>]: A extends keyof (typeof actions)[V] ? ((typeof actions)[V][A] extends R | 'both' ? A : never) : never;
}[ActionOf<V>];

/** The payload with which an action is called. */
export type RequestOf<V extends ProtocolVersion, A extends ActionOf<V>> = PayloadOf<V, A, 'request'>;

/** The payload with which an action is answered; `never` for 2.1's unconfirmed messages. */
export type ResponseOf<V extends ProtocolVersion, A extends ActionOf<V>> = PayloadOf<V, A, 'response'>;

/** `RequestOf` or `ResponseOf`. */
export type PayloadOf<V extends ProtocolVersion, A extends ActionOf<V>, D extends Direction> =
  MessagesOf[V][A] extends Record<D, infer P> ? P : never;
