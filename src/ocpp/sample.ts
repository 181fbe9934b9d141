import { samples as ocpp16 } from './generated/ocpp1.6/samples.ts';
import { samples as ocpp201 } from './generated/ocpp2.0.1/samples.ts';
import { samples as ocpp21 } from './generated/ocpp2.1/samples.ts';
import type { ActionOf, Direction, PayloadOf } from './messages.ts';
import type { ProtocolVersion } from './protocol.ts';

type Sample = (now: string) => unknown;

const samples: Record<ProtocolVersion, Record<string, Partial<Record<Direction, Sample>>>> = {
  'ocpp1.6': ocpp16,
  'ocpp2.0.1': ocpp201,
  'ocpp2.1': ocpp21,
};

/**
 * A new, minimal and valid payload: mandatory fields only, the first value of each enumeration, `now` (RFC 3339) for every time.
 * Throws for the response to an unconfirmed message, which does not exist.
 */
export const sample = <V extends ProtocolVersion, A extends ActionOf<V>, D extends Direction>(
  version: V,
  action: A,
  direction: D,
  now: string = new Date().toISOString(),
): PayloadOf<V, A, D> => {
  const make = samples[version][action]?.[direction];
  if (!make) throw new Error(`${version} has no ${direction} ${action}`);
  return make(now) as PayloadOf<V, A, D>;
};
