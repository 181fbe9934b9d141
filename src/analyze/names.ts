/** Whose line it is, by its first bytes: a line that another thread takes, or another round, is not even made a text of. */
import { endOfPlain, endOfText, isAt, textAt } from './bytes.ts';

const [space, quote, comma, colon, brace] = Buffer.from(' ",:{');

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
        return textAt(bytes, value + 1, valueEnd);
      }
      at = valueEnd + 1;
    } else {
      at = endOfPlain(bytes, value, limit);
      if (at === value) return undefined;
    }
    if (bytes[at] !== comma || at >= limit) return undefined;
  }
}

const skipSpace = (bytes: Buffer, at: number): number => (bytes[at] === space ? at + 1 : at);

const rankOf = (bytes: Buffer, start: number, end: number): number =>
  members.findIndex(({ name }) => name.length === end - start && isAt(bytes, start, name));

/** A member that would be read instead may come later; what looks like one and is none does no harm. */
function isOutranked(rank: number, bytes: Buffer, start: number, end: number): boolean {
  if (rank === 0) return false;
  const rest = bytes.subarray(start, end);
  for (const { key } of members.slice(0, rank)) if (rest.includes(key)) return true;
  return false;
}
