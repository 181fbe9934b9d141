import { isAction, isUnconfirmed } from './actions.ts';
import type { Validators } from './checks.ts';
import { describe } from './describe.ts';
import { type FieldLengths, isExcused } from './deviations.ts';
import type { Direction } from './messages.ts';
import { problemOf, type SchemaProblem, valueAt } from './problems.ts';
import type { ProtocolVersion } from './protocol.ts';

const none: readonly SchemaProblem[] = Object.freeze([]);
const loaded: Record<ProtocolVersion, Map<string, Validators>> = { 'ocpp1.6': new Map(), 'ocpp2.0.1': new Map(), 'ocpp2.1': new Map() };

const indexes = {
  'ocpp1.6': () => import('./generated/ocpp1.6/validators.ts'),
  'ocpp2.0.1': () => import('./generated/ocpp2.0.1/validators.ts'),
  'ocpp2.1': () => import('./generated/ocpp2.1/validators.ts'),
} as const satisfies Record<ProtocolVersion, unknown>;

/**
 * Loads the validators of some actions, or of all that the version has; loading twice costs nothing. Names that the version does not know
 * are passed over, so that a peer's action can be given as it came.
 */
export const loadValidators = async (version: ProtocolVersion, actions?: Iterable<string>): Promise<void> => {
  const { validators } = await indexes[version]();
  const modules = loaded[version];
  const missing = [...(actions ?? Object.keys(validators))].filter((action) => Object.hasOwn(validators, action) && !modules.has(action));
  await Promise.all(
    missing.map(async (action) => {
      const module = await validators[action]?.();
      if (module) modules.set(action, module);
    }),
  );
};

/**
 * What is wrong with a payload, by the schema of its action and the deviations that the specification documents: the same empty array
 * whenever nothing is, at most fifty problems otherwise. Throws if the action's validators were not loaded.
 */
export const validate = (
  version: ProtocolVersion,
  action: string,
  direction: Direction,
  payload: unknown,
  fieldLengths: FieldLengths = {},
): readonly SchemaProblem[] => {
  const validator = loaded[version].get(action)?.[direction] ?? notLoaded(version, action, direction);
  if (validator(payload)) return none;
  const violations = validator.errors ?? [];
  const held = violations.filter((violation) => !isExcused(version, violation, valueAt(payload, violation.path), fieldLengths));
  return held.length === 0 ? none : held.map((violation) => problemOf(payload, violation));
};

const notLoaded = (version: ProtocolVersion, action: string, direction: Direction): never => {
  if (!isAction(version, action)) throw new Error(`${version} has no action ${describe(action)}`);
  if (isUnconfirmed(action) && direction === 'response') throw new Error(`${action} has no response`);
  throw new Error(`The validators of ${action} are not loaded: await loadValidators('${version}', ['${action}']) first`);
};
