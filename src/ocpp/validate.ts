import { createRequire } from 'node:module';
import { actions, isAction } from './actions.ts';
import type { MakeValidators, Validators } from './checks.ts';
import * as checks from './checks.ts';
import { type FieldLengths, isExcused } from './deviations.ts';
import type { Direction } from './messages.ts';
import { describe, problemOf, type SchemaProblem, valueAt } from './problems.ts';
import type { ProtocolVersion } from './protocol.ts';

/** Enough to see what is wrong. */
const mostProblems = 50;

const none: readonly SchemaProblem[] = Object.freeze([]);
const require = createRequire(import.meta.url);
const loaded: Record<ProtocolVersion, Map<string, Validators>> = { 'ocpp1.6': new Map(), 'ocpp2.0.1': new Map(), 'ocpp2.1': new Map() };

/** The validators of an action, a file that is read when it is first needed. Only names that the version knows become a path. */
const validatorsOf = (version: ProtocolVersion, action: string): Validators => {
  const known = loaded[version].get(action);
  if (known) return known;
  if (!isAction(version, action)) throw new Error(`${version} has no action ${describe(action)}`);
  const make: MakeValidators = require(`./generated/${version}/${action}.cjs`);
  const validators = make(checks);
  loaded[version].set(action, validators);
  return validators;
};

/** Reads the validators of some actions, or of all that the version has, so that no first message has to wait for its own. */
export const loadValidators = (version: ProtocolVersion, names: Iterable<string> = Object.keys(actions[version])): void => {
  for (const action of names) if (isAction(version, action)) validatorsOf(version, action);
};

/**
 * What is wrong with a payload, by the schema of its action and the deviations that the specification documents: the same empty array
 * whenever nothing is, at most fifty problems otherwise. Throws on an action that the version does not have, and on the response to one
 * that is not answered: those are no questions of a schema.
 */
export const validate = (
  version: ProtocolVersion,
  action: string,
  direction: Direction,
  payload: unknown,
  fieldLengths: FieldLengths = {},
): readonly SchemaProblem[] => {
  const validator = validatorsOf(version, action)[direction];
  if (!validator) throw new Error(`${action} has no ${direction}`);
  if (validator(payload)) return none;
  const violations = validator.errors ?? [];
  const held = violations.filter((violation) => !isExcused(version, violation, valueAt(payload, violation.path), fieldLengths));
  return held.length === 0 ? none : held.slice(0, mostProblems).map((violation) => problemOf(payload, violation));
};
