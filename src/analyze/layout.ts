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

type Purpose = keyof typeof names;

/** The names that an object has, of those that we know for each purpose, in the order in which they count. */
export interface Layout extends Readonly<Record<Purpose, readonly string[]>> {
  keys: readonly string[];
  /** how often somebody tried to learn from such an object */
  tries: number;
}

/** How lines begin whose last member is a frame as an array, if all that is before it are plain values. */
interface Beginning {
  pattern: RegExp;
  /** which group of the pattern holds what; 0 if none does */
  groups: Readonly<Record<Exclude<Purpose, 'frame'>, number>>;
  isTimeNumber: boolean;
}

/** A line whose frame has not been parsed yet; a text may be empty. */
export interface Halves {
  frame: string;
  time: string | number | undefined;
  station: string | undefined;
  way: string | undefined;
  protocol: string | undefined;
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

/** the newest first */
const beginnings: Beginning[] = [];
const mostBeginnings = 4;
const mostTries = 10;

/** A line that looks like one before it: then what stands before the frame needs no parsing. */
export function halve(line: string): Halves | undefined {
  if (!line.endsWith(']}')) return undefined;
  for (const { pattern, groups, isTimeNumber } of beginnings) {
    const found = pattern.exec(line);
    if (!found) continue;
    const time = groups.time > 0 ? found[groups.time] : undefined;
    return {
      frame: line.slice(found[0].length, -1),
      time: isTimeNumber ? Number(time) : time,
      station: groups.station > 0 ? found[groups.station] : undefined,
      way: groups.way > 0 ? found[groups.way] : undefined,
      protocol: groups.protocol > 0 ? found[groups.protocol] : undefined,
    };
  }
  return undefined;
}

/** From now on a line that looks like this one can be halved, if this one can. */
export function learnFrom(fields: Fields, layout: Layout, line: string): void {
  layout.tries += 1;
  const beginning = layout.tries > mostTries ? undefined : beginningOf(fields, layout);
  if (!beginning?.pattern.test(line)) return;
  beginnings.unshift(beginning);
  beginnings.splice(mostBeginnings);
}

const mostKeys = 20;
/** How plain values are written; in a text is nothing that JSON escapes or forbids. */
const written: Record<string, string> = {
  string: '"([ !#-\\[\\]-\\uffff]*)"',
  number: '(-?(?:0|[1-9]\\d*)(?:\\.\\d+)?)',
  boolean: '(true|false)',
};

function beginningOf(fields: Fields, layout: Layout): Beginning | undefined {
  const frame = layout.keys.at(-1) ?? '';
  const others = layout.keys.slice(0, -1);
  if (layout.frame.length !== 1 || layout.frame[0] !== frame || others.length > mostKeys) return undefined;
  let pattern = '^\\{';
  for (const name of others) {
    const value = fields[name] === null ? '(null)' : written[typeof fields[name]];
    if (!/^[@\w-]+$/.test(name) || value === undefined) return undefined;
    pattern += `"${name}": ?${value}, ?`;
  }
  const isText = (name: string) => typeof fields[name] === 'string' && fields[name] !== '';
  const groupOf = (name = '') => others.indexOf(name) + 1;
  const time = layout.time.find((name) => isText(name) || typeof fields[name] === 'number');
  return {
    pattern: new RegExp(`${pattern}"${frame}": ?(?=\\[)`),
    groups: {
      time: groupOf(time),
      station: groupOf(layout.station.find(isText)),
      way: groupOf(layout.way.find(isText)),
      protocol: groupOf(layout.protocol.find(isText)),
    },
    isTimeNumber: time !== undefined && !isText(time),
  };
}
