import type { Operator } from '../engine/acts.ts';
import type { OperatorOptions } from './index.ts';
import { patiently } from './patience.ts';

type Act = (parameters: Record<string, unknown>, about: { station: string; signal: AbortSignal }) => unknown;

/** The functions that a user's module exports, by name or as its default, are the acts that can be done; what they return is not looked at. */
export function moduleOperator(
  exports: Readonly<Record<string, unknown>>,
  path: string,
  options: Pick<OperatorOptions, 'timeout' | 'signal'>,
): Operator {
  const { default: whole, ...named } = exports;
  const acts = new Map<string, Act>();
  for (const [name, value] of Object.entries({ ...(typeof whole === 'object' ? whole : {}), ...named })) {
    if (typeof value === 'function') acts.set(name, value as Act);
  }
  if (acts.size === 0)
    throw new TypeError(`${path} exports no functions: name them after acts, such as export async function plugIn({ connectorId })`);
  return {
    can: (act) => acts.has(act),
    does: (act, parameters, station) =>
      patiently(options, async (signal) => {
        const does = acts.get(act);
        if (!does) throw new Error(`${path} exports no function ${act}`);
        await does(parameters, { station, signal });
      }),
  };
}
