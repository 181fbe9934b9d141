import { describe, expect, it } from 'vitest';
import { anything, contains, each, mismatches, omitted, oneOf, satisfying, show } from './match.ts';

describe('mismatches', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['fields that are not named', { a: 1 }, { a: 1, b: 2 }, []],
    ['another value', { a: 1 }, { a: '1' }, ['a is "1", not 1']],
    ['a missing field', { a: { b: true } }, { a: {} }, ['a.b is missing, expected true']],
    ['a list whole and in order', [1, 2], [2, 1], ['[0] is 2, not 1', '[1] is 1, not 2']],
    ['a list of another length', { a: [1] }, { a: [1, 1] }, ['a has 2 items, not 1']],
    ['no list', { a: [1] }, { a: 'x' }, ['a is "x", not an array']],
    ['no object', { a: { b: 1 } }, { a: null }, ['a is null, not an object']],
    ['one of several', oneOf('x', 'y'), 'y', []],
    ['none of several', { s: oneOf('x', 'y') }, { s: 'z' }, ['s is "z", not "x" or "y"']],
    ['an item among others', { k: contains({ key: 'A' }) }, { k: [{ key: 'B' }, { key: 'A', value: '1' }] }, []],
    ['no such item', { k: contains({ key: 'A' }) }, { k: [] }, ['k has no item { key: "A" }']],
    ['each item', each({ s: 1 }), [{ s: 1 }, { s: 2 }], ['it[1].s is 2, not 1']],
    ['no item at all', each(1), [], ['it is empty']],
    ['a field that must be omitted', { a: omitted }, { a: 0 }, ['a is 0, but must be omitted']],
    ['an omitted field', { a: omitted }, {}, []],
    ['anything', { a: anything }, { a: false }, []],
    ['not even anything', { a: anything }, {}, ['a is missing']],
    ['a predicate', { n: satisfying('a positive number', (n: number) => n > 0) }, { n: -1 }, ['n is -1, not a positive number']],
    ['a predicate on a foreign type', satisfying('short', (s: string) => s.trim().length < 3), null, ['it is null, not short']],
  ])('%s', (_, expected, actual, found) => {
    expect(mismatches(expected, actual)).toEqual(found);
  });
});

describe('show', () => {
  it('is one short line', () => {
    expect(show({ a: [1, { b: 'x' }], c: undefined, d: oneOf(1, 2) })).toBe('{ a: [1, { b: "x" }], d: 1 or 2 }');
    expect(show('x'.repeat(500))).toHaveLength(160);
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    expect(show(deep)).toBe('[[[[[…]]]]]');
  });
});
