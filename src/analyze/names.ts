/** Whose line it is, by its first bytes: a line that another thread takes, or another round, is not even made a text of. */

const [space, quote, comma, colon, backslash, brace] = Buffer.from(' ",:\\{');

/** members that may name the station: each outranks those behind it; the last is that of our own trace */
const members = ['station', 'identity', 'chargePointId', 'chargingStationId', 'chargeBoxId', 'sut'].map((name) => ({
  name: Buffer.from(name),
  key: `"${name}":`,
}));

/** bytes of a line in which the name of its station is looked for */
const startOfLine = 200;

/** The station of a line of JSON, if only members of plain values stand before the one that names it, and none behind it outranks that. */
export function stationAtStart(bytes: Buffer, start: number, end: number): string | undefined {
  const limit = Math.min(end, start + startOfLine);
  if (bytes[start] !== brace) return undefined;
  for (let at = start + 1; ; at = skipSpace(bytes, at + 1)) {
    if (bytes[at] !== quote) return undefined;
    const name = at + 1;
    const nameEnd = endOfText(bytes, name, limit);
    if (bytes[nameEnd + 1] !== colon) return undefined;
    const value = skipSpace(bytes, nameEnd + 2);
    if (bytes[value] === quote) {
      const valueEnd = endOfText(bytes, value + 1, limit);
      if (valueEnd === limit) return undefined;
      const rank = rankOf(bytes, name, nameEnd);
      if (rank >= 0) {
        if (valueEnd === value + 1 || isOutranked(rank, bytes, valueEnd, end)) return undefined;
        return textOf(bytes, value + 1, valueEnd);
      }
      at = valueEnd + 1;
    } else {
      for (at = value; at < limit && isPlain(bytes[at] ?? 0); ) at += 1;
      if (at === value) return undefined;
    }
    if (bytes[at] !== comma || at >= limit) return undefined;
  }
}

const skipSpace = (bytes: Buffer, at: number): number => (bytes[at] === space ? at + 1 : at);

/** Where the quote is that ends a text; the limit, if that lies before, or if the text has an escape. */
function endOfText(bytes: Buffer, start: number, limit: number): number {
  for (let at = start; at < limit; at += 1) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) return limit;
  }
  return limit;
}

/** Whether it may be of a number, true, false or null. */
const isPlain = (byte: number): boolean => plain[byte] === 1;
const plain = Uint8Array.from({ length: 256 }, (_, byte) => Number(/[-+.\w]/.test(String.fromCharCode(byte))));

const rankOf = (bytes: Buffer, start: number, end: number): number =>
  members.findIndex(({ name }) => name.length === end - start && isAt(bytes, start, name));

/** A member that would be read instead may come later; what looks like one and is none does no harm. */
function isOutranked(rank: number, bytes: Buffer, start: number, end: number): boolean {
  if (rank === 0) return false;
  const rest = bytes.subarray(start, end);
  for (const { key } of members.slice(0, rank)) if (rest.includes(key)) return true;
  return false;
}

function isAt(bytes: Buffer, start: number, wanted: Buffer): boolean {
  for (let index = 0; index < wanted.length; index += 1) if (bytes[start + index] !== wanted[index]) return false;
  return true;
}

/** names that have been read, by a hash of their bytes */
const known = new Map<number, { bytes: Buffer; text: string }>();
const mostKnown = 50_000;

function textOf(bytes: Buffer, start: number, end: number): string {
  let hash = 0;
  for (let at = start; at < end; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const found = known.get(hash);
  if (found?.bytes.length === end - start && isAt(bytes, start, found.bytes)) return found.text;
  const name = { bytes: Buffer.from(bytes.subarray(start, end)), text: bytes.toString('utf8', start, end) };
  if (known.size < mostKnown) known.set(hash, name);
  return name.text;
}
