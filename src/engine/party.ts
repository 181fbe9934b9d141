import type { ErrorCode, Role } from '../ocpp/index.ts';

export type Payload = Record<string, unknown>;

/** An answer of ours, or of the SUT, that is a CALLERROR. */
export interface CallErrorAnswer {
  errorCode: ErrorCode;
  description?: string;
  details?: Payload;
}

export function isCallErrorAnswer(answer: Payload | CallErrorAnswer): answer is CallErrorAnswer {
  return 'errorCode' in answer;
}

/** What our side learnt from the conversation so far, over all cases. Keys of connectors are `evseId.connectorId`, in 1.6 `connectorId`. */
export interface Knowledge {
  /** The registration of the charger was accepted on this connection or an earlier one. */
  registered: boolean;
  /** last reported status of each connector */
  connectors: Map<string, string>;
  /** transactions that have started and not ended */
  transactions: Map<string, OpenTransaction>;
  /** what the charger told of itself when it booted */
  identity: Record<string, string>;
}

export interface OpenTransaction {
  id: string | number;
  evseId?: number;
  connectorId?: number;
  idToken?: string;
}

/** A completed CALL, seen by both sides. */
export interface Exchange {
  from: Role;
  action: string;
  request: Payload;
  response?: Payload;
}

/** A CALL of ours that one of our answers has promised, such as the report after an accepted GetBaseReport. */
export interface Promised {
  action: string;
  /** what it says; the party fills in the rest */
  given: Payload;
}

/** The side that we play when a case does not say otherwise: sensible, accepting, by the book. Payloads may be anything a peer can send. */
export interface Party {
  readonly role: Role;
  readonly knows: Knowledge;
  /** A whole request from the fields that the case cares about. */
  request(action: string, given: Payload): Payload;
  /** The answer when the case has not chosen one. */
  answer(action: string, request: Payload): Payload | CallErrorAnswer;
  /** Told of every exchange, so that `knows` stays true. */
  observe(exchange: Exchange): void;
  /** The CALLs that follow from our usual answer to the SUT. What a case has answered itself, it follows up itself. */
  promises?(exchange: Exchange): Promised[];
}
