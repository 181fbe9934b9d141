const [zero, T, Z, colon, point] = [0x30, 0x54, 0x5a, 0x3a, 0x2e];

/** The day that was asked for last: the times of a conversation are mostly of one. */
let day = { text: ' ', at: Number.NaN };

/** The last two that were asked for: several rules ask when a message was seen, and what time it tells. */
let [newest, older] = [day, day];

/**
 * Milliseconds since 1970, NaN for what is no time: as `Date.parse`, in a third of the time for `2026-03-02T12:00:00.000Z`, which is how
 * nearly all are written.
 */
export function parseDateTime(text: string): number {
  if (text === newest.text) return newest.at;
  if (text === older.text) return older.at;
  older = newest;
  newest = { text, at: parse(text) };
  return newest.at;
}

function parse(text: string): number {
  const isUsual =
    text.length === 24 &&
    text.charCodeAt(10) === T &&
    text.charCodeAt(13) === colon &&
    text.charCodeAt(16) === colon &&
    text.charCodeAt(19) === point &&
    text.charCodeAt(23) === Z;
  if (!isUsual) return Date.parse(text);
  if (!text.startsWith(day.text)) day = { text: text.slice(0, 11), at: Date.parse(`${text.slice(0, 11)}00:00:00.000Z`) };
  const hours = twoDigits(text, 11);
  const minutes = twoDigits(text, 14);
  const seconds = twoDigits(text, 17);
  const milliseconds = twoDigits(text, 20) * 10 + digit(text, 22);
  if (!(hours < 24 && minutes < 60 && seconds < 60)) return Date.parse(text);
  return day.at + ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
}

/** NaN if there is none. */
function digit(text: string, index: number): number {
  const value = text.charCodeAt(index) - zero;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

const twoDigits = (text: string, index: number): number => digit(text, index) * 10 + digit(text, index + 1);
