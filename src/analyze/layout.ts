/** What the objects of a log look like: which of their members say what, in the words of many loggers. */

export type Fields = Record<string, unknown>;

const names = {
  time: ['time', 'timestamp', '@timestamp', 'ts', 'date', 'datetime'],
  station: [
    'station',
    'identity',
    'chargePointId',
    'chargingStationId',
    'chargeBoxId',
    'stationId',
    'charge_point_id',
    'chargePoint',
    'cpid',
    'cpId',
    'cp',
    'client',
    'id',
  ],
  way: ['direction', 'dir', 'way', 'from', 'sender', 'source', 'event'],
  frame: ['raw', 'frame', 'message', 'msg', 'payload', 'data', 'text', 'body', 'ocpp'],
  protocol: ['protocol', 'subprotocol', 'ocppVersion', 'version'],
} as const;

/** The member that names the station wherever it is. */
export const [stationFirst] = names.station;

export type Purpose = keyof typeof names;

/** The names that an object has, of those that we know for each purpose, in the order in which they count. */
export interface Layout extends Readonly<Record<Purpose, readonly string[]>> {
  keys: readonly string[];
  /** how often somebody tried to learn from such an object */
  tries: number;
}

/** A log has one or two layouts: that of the line before is most likely that of the next. */
let newest: Layout | undefined;

export function layoutOf(fields: Fields): Layout {
  const keys = Object.keys(fields);
  if (newest && isSame(keys, newest.keys)) return newest;
  const known = (purpose: Purpose) => names[purpose].filter((name) => Object.hasOwn(fields, name));
  newest = {
    keys,
    tries: 0,
    time: known('time'),
    station: known('station'),
    way: known('way'),
    frame: known('frame'),
    protocol: known('protocol'),
  };
  return newest;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return one.length === other.length;
}
