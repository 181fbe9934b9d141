import { expect, it } from 'vitest';
import { parseDateTime } from './date-time.ts';

it('reads what Date.parse reads, and nothing else', () => {
  const usual = '2026-03-02T12:34:56.789Z';
  const texts = [usual, '2026-03-02T23:59:59.999Z', '2024-02-29T00:00:00.000Z', '2026-02-30T00:00:00.000Z', '2026-13-01T00:00:00.000Z'];
  texts.push('2026-03-02T24:00:00.000Z', '2026-03-02T12:60:00.000Z', '2026-03-02T12:34:60.000Z', '2026-03-02T12:34:56Z', '');
  texts.push('2026-03-02T12:34:56+01:00', '2026-03-02 12:34:56.789Z', '2026-03-02T12:34:56.789', 'Mon, 02 Mar 2026 12:00Z');
  for (let index = 0; index < usual.length; index += 1) {
    for (const other of '0a9 :-') texts.push(usual.slice(0, index) + other + usual.slice(index + 1));
  }
  for (let month = 0; month < 24; month += 1)
    texts.push(new Date(Date.UTC(1969, month, 28, month, 2 * month, 59, 37 * month)).toISOString());
  for (const text of texts) expect(parseDateTime(text), text).toBe(Date.parse(text));
});

it('says the same again, whatever was asked for meanwhile', () => {
  const [one, other, third] = ['2026-03-02T12:34:56.789Z', 'never', '2026-03-03T12:34:56+01:00'];
  for (const text of [one, one, other, one, third, other, one]) expect(parseDateTime(text), text).toBe(Date.parse(text));
});
