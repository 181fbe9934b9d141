import { expect, test } from 'vitest';
import { countCharacters, isDateTime, isMultipleOf, isUri } from './checks.ts';

test.each([
  '2024-05-01T10:00:00Z',
  '2024-05-01T10:00:00z',
  '2024-05-01t10:00:00Z',
  '2024-05-01T10:00:00.0Z',
  '2024-05-01T10:00:00.123456789Z',
  '2024-05-01T12:00:00+02:00',
  '2024-05-01T04:30:00.5-05:30',
  '2024-05-01T10:00:00-00:00',
  '2024-02-29T23:59:59Z',
  '2000-02-29T00:00:00Z',
  '2024-12-31T00:00:00+23:59',
  '1970-01-01T00:00:00Z',
])('%s is a date-time', (text) => {
  expect(isDateTime(text)).toBe(true);
});

test.each([
  ['no zone', '2024-05-01T10:00:00'],
  ['no zone, with a fraction', '2024-05-01T10:00:00.000'],
  ['a zone without minutes', '2024-05-01T10:00:00+02'],
  ['a zone without a colon', '2024-05-01T10:00:00+0200'],
  ['a zone of one digit', '2024-05-01T10:00:00+2:00'],
  ['a zone beyond a day', '2024-05-01T10:00:00+24:00'],
  ['a zone with 60 minutes', '2024-05-01T10:00:00+01:60'],
  ['a space instead of T', '2024-05-01 10:00:00Z'],
  ['a control character instead of T', '2024-05-01\u001410:00:00Z'],
  ['a space before the zone', '2024-05-01T10:00:00 Z'],
  ['hour 24', '2024-05-01T24:00:00Z'],
  ['minute 60', '2024-05-01T10:60:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z'],
  ['a comma before the fraction', '2024-05-01T10:00:00,5Z'],
  ['an empty fraction', '2024-05-01T10:00:00.Z'],
  ['a date only', '2024-05-01'],
  ['a date with a zone', '2024-05-01Z'],
  ['no seconds', '2024-05-01T10:00Z'],
  ['month 0', '2024-00-01T10:00:00Z'],
  ['month 13', '2024-13-01T10:00:00Z'],
  ['day 0', '2024-05-00T10:00:00Z'],
  ['the 31st of April', '2024-04-31T10:00:00Z'],
  ['the 29th of February in a common year', '2023-02-29T10:00:00Z'],
  ['the 29th of February in 1900', '1900-02-29T10:00:00Z'],
  ['two digits of a year', '24-05-01T10:00:00.000Z'],
  ['something after it', '2024-05-01T10:00:00Z '],
  ['a line break after it', '2024-05-01T10:00:00Z\n'],
  ['something before it', ' 2024-05-01T10:00:00Z'],
  ['slashes', '2024/05/01T10:00:00Z'],
  ['digits of another script', '٢٠٢٤-05-01T10:00:00Z'],
  ['nothing', ''],
])('%s: no date-time', (_what, text) => {
  expect(isDateTime(text)).toBe(false);
});

test('every date that JavaScript writes is a date-time', () => {
  for (let day = 0; day < 800; day++) expect(isDateTime(new Date(day * 86_400_123).toISOString())).toBe(true);
});

test('a date-time cut anywhere is none', () => {
  const text = '2024-05-01T10:00:00.123+02:00';
  for (let length = 0; length < text.length; length++) expect(isDateTime(text.slice(0, length)), text.slice(0, length)).toBe(false);
});

test('0.0 to 40.0 have one decimal, whatever binary makes of them', () => {
  for (let tenths = 0; tenths <= 400; tenths++) {
    expect(isMultipleOf(tenths / 10, 0.1), String(tenths / 10)).toBe(true);
    expect(isMultipleOf(tenths * 0.1, 0.1), String(tenths * 0.1)).toBe(true);
    expect(isMultipleOf(tenths / 10 + 0.05, 0.1), String(tenths / 10 + 0.05)).toBe(false);
  }
});

test('characters are code points', () => {
  expect(countCharacters('')).toBe(0);
  expect(countCharacters('Ladesäule')).toBe(9);
  expect(countCharacters('🔌🚗')).toBe(2);
  expect(countCharacters('\ud83d')).toBe(1);
  expect(countCharacters('\udd0c\ud83d')).toBe(2);
});

test.each(['https://example.com/', 'ftp://user:pass@host/dir/', 'sftp://[2001:db8::1]:22/a%20b', 'urn:x:y'])('%s is a URI', (text) => {
  expect(isUri(text)).toBe(true);
});

test.each(['', 'example.com/file', '/file', 'https://exa mple.com/', 'https://example.com/%zz', '1http://x', 'https:'])(
  '"%s" is no URI',
  (text) => {
    expect(isUri(text)).toBe(false);
  },
);
