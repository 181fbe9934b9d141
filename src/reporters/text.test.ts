import { expect, test } from 'vitest';
import { duration, oneLine, printable, shorten } from './text.ts';

test('what can not be seen is spelled out, the rest is left alone', () => {
  expect(printable('a\u001b[31m\u0000\u202e\u2028\ud800z')).toBe('a\\u001b[31m\\u0000\\u202e\\u2028\\ud800z');
  expect(printable('Söhne 🔌 👩‍🚒\n\t<b>')).toBe('Söhne 🔌 👩‍🚒\n\t<b>');
  expect(oneLine('a\nb\r\n')).toBe('a\\nb\\u000d\\n');
});

test('shortening counts characters and splits none', () => {
  expect(shorten('🔌🔌🔌', 3)).toBe('🔌🔌🔌');
  expect(shorten('🔌🔌🔌🔌', 3)).toBe('🔌🔌…');
  expect(shorten('x'.repeat(1000), 5)).toBe('xxxx…');
  expect(shorten('x', 0)).toBe('…');
});

test('durations', () => {
  expect([0, 999, 1000, 59_900, 59_960, 125_000, 3_725_000].map(duration)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 5 s',
    '1 h 2 min',
  ]);
});
