/** When a case applies: a feature by its name, or several combined. Features and their values come from the declaration of the SUT. */
export type Condition = string | { allOf: readonly Condition[] } | { anyOf: readonly Condition[] } | { not: Condition };

export const allOf = (...conditions: Condition[]): Condition => ({ allOf: conditions });
export const anyOf = (...conditions: Condition[]): Condition => ({ anyOf: conditions });
export const not = (condition: Condition): Condition => ({ not: condition });

/** Declared features: true, false, or unset. Unset is not false: nobody said so. */
export type Features = Readonly<Record<string, boolean | undefined>>;

/** True, false, or undefined when what is declared does not decide it. */
export function evaluate(condition: Condition, features: Features): boolean | undefined {
  if (typeof condition === 'string') return features[condition];
  if ('not' in condition) {
    const value = evaluate(condition.not, features);
    return value === undefined ? undefined : !value;
  }
  const [parts, decisive] = 'allOf' in condition ? [condition.allOf, false] : [condition.anyOf, true];
  const values = parts.map((part) => evaluate(part, features));
  if (values.includes(decisive)) return decisive;
  return values.includes(undefined) ? undefined : !decisive;
}

/** `Reservation and not (FixedCable or PlugAndCharge)` */
export function describeCondition(condition: Condition): string {
  if (typeof condition === 'string') return condition;
  if ('not' in condition) return `not ${inner(condition.not)}`;
  return 'allOf' in condition ? condition.allOf.map(inner).join(' and ') : condition.anyOf.map(inner).join(' or ');
}

function inner(condition: Condition): string {
  const compound = typeof condition !== 'string' && !('not' in condition);
  return compound ? `(${describeCondition(condition)})` : describeCondition(condition);
}
