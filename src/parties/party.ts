import { timeNow } from '../engine/clock.ts';
import type { Exchange, Knowledge, OpenTransaction, Party, Payload } from '../engine/party.ts';
import { isAction, type ProtocolVersion, type Role, sample } from '../ocpp/index.ts';

export type RequestDefaults = Record<string, (given: Payload) => Payload>;
export type Answers = Record<string, (request: Payload) => Payload>;

export interface PartyParts {
  protocol: ProtocolVersion;
  role: Role;
  /** by action, where the schema's bare minimum is not sensible; may look at what the case has given */
  requests: RequestDefaults;
  answers: Answers;
  /** keeps `knows` true */
  observe(exchange: Exchange, knows: Knowledge): void;
}

/** A party that fills in requests and answers from its own tables, and from the schema where they say nothing. */
export function createParty({ protocol, role, requests, answers, observe }: PartyParts): Party {
  const knows: Knowledge = {
    registered: false,
    connectors: new Map<string, string>(),
    transactions: new Map<string, OpenTransaction>(),
    identity: {},
  };
  const minimum = (action: string, direction: 'request' | 'response'): Payload =>
    isAction(protocol, action) ? (sample(protocol, action, direction, timeNow()) as Payload) : {};
  return {
    role,
    knows,
    request: (action, given) => ({ ...minimum(action, 'request'), ...requests[action]?.(given), ...given }),
    answer: (action, request) => answers[action]?.(request) ?? minimum(action, 'response'),
    observe: (exchange) => {
      try {
        observe(exchange, knows);
      } catch {
        // A payload that breaks the schema teaches us nothing; the engine has it as a finding.
      }
    },
  };
}
