import {
  type BrokenReading,
  type CallReading,
  defineFacts,
  otherRole,
  type ProtocolVersion,
  type Reading,
  type Role,
  type Scene,
} from 'ocppliance';
import { Recent } from './recent.ts';

export const everyVersion = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] as const satisfies readonly ProtocolVersion[];

export const roles = ['charger', 'csms'] as const satisfies readonly Role[];

/** A CALL or SEND as it is remembered, long after it was answered. */
export interface Sent {
  action: string;
  /** of action and payload: two that differ are of different messages */
  print: number;
  index: number;
  at: number;
  /** the connection, counted as in `Conversation` */
  era: number;
  unconfirmed: boolean;
  /** how often it was sent in its era, and answered */
  calls: number;
  answers: number;
}

/** A frame that its receiver could not read, or not pair with anything. */
export interface Puzzle {
  index: number;
  at: number;
  id?: string;
  /** undefined: well-formed, but it answers nothing that is open */
  broken?: BrokenReading;
}

export interface Conversation {
  /** counts up whenever a connection begins or ends: CALLs die with it */
  era: number;
  /** observed time of the first event */
  began: number | undefined;
  /** how many openings were recorded */
  openings: number;
  /** CALLs by messageId, the newest hundred or two of each side, over all connections */
  sent: Record<Role, Recent<Sent>>;
  /** those who want to know of a CALL whose messageId its side has used before */
  onReuse: ((call: CallReading, before: Sent) => void)[];
  /** the newest frame of this connection */
  last: Reading | undefined;
  /** of this connection, the newest twenty of each side */
  puzzles: Record<Role, Puzzle[]>;
  /** when a side last gave a sign of life on this connection */
  heard: Record<Role, number>;
}

const leastSent = 96;
const mostPuzzles = 20;

const unsent = (): Sent => ({ action: '', print: 0, index: 0, at: 0, era: 0, unconfirmed: false, calls: 0, answers: 0 });

/** Who said what under which messageId, and what could not be understood. */
export const conversation = defineFacts({
  versions: everyVersion,
  create: (): Conversation => ({
    era: 0,
    began: undefined,
    openings: 0,
    sent: { charger: new Recent(leastSent, unsent), csms: new Recent(leastSent, unsent) },
    onReuse: [],
    last: undefined,
    puzzles: { charger: [], csms: [] },
    heard: { charger: Number.NEGATIVE_INFINITY, csms: Number.NEGATIVE_INFINITY },
  }),
  learn(facts) {
    const nextEra = (at: number) => {
      facts.began ??= at;
      facts.era += 1;
      facts.last = undefined;
      facts.puzzles = { charger: [], csms: [] };
      facts.heard = { charger: Number.NEGATIVE_INFINITY, csms: Number.NEGATIVE_INFINITY };
    };
    const puzzle = (from: Role, puzzling: Puzzle) => {
      const list = facts.puzzles[from];
      if (list.push(puzzling) > mostPuzzles) list.shift();
    };
    const settle = (from: Role, call: CallReading | undefined, puzzling: Puzzle) => {
      const sent = call && facts.sent[otherRole(from)].get(call.id);
      if (sent) sent.answers += 1;
      else puzzle(from, puzzling);
    };
    return {
      opened({ at }) {
        nextEra(at);
        facts.openings += 1;
      },
      closed: ({ at }) => nextEra(at),
      pinged({ from, at }) {
        facts.heard[from] = at;
      },
      frame(reading) {
        const { from, at } = reading;
        facts.began ??= at;
        facts.heard[from] = at;
        facts.last = reading;
      },
      anyCall(call) {
        const { from, id, action, index, at, unconfirmed } = call;
        const sent = facts.sent[from];
        const known = sent.get(id);
        if (known) for (const tell of facts.onReuse) tell(call, known);
        const isAgain = known?.era === facts.era && known.action === action;
        const entry = known ?? sent.add(id);
        entry.calls = isAgain ? entry.calls + 1 : 1;
        if (!isAgain) entry.answers = 0;
        // The text that it has is kept for longer than the new one would be.
        if (entry.action !== action) entry.action = action;
        entry.print = printOf(call);
        entry.index = index;
        entry.at = at;
        entry.era = facts.era;
        entry.unconfirmed = unconfirmed;
      },
      anyResult: ({ from, call, id, index, at }) => settle(from, call, { index, at, id }),
      anyError({ from, call, id, index, at, frame }) {
        if (frame.type === 'error') settle(from, call, { index, at, id });
      },
      broken(reading) {
        const { from, index, at, call, frame } = reading;
        if (call) settle(from, call, { index, at });
        puzzle(from, { index, at, broken: reading, ...(frame.id === undefined ? {} : { id: frame.id }) });
      },
    };
  },
});

/** Whether a CALL waits for an answer on this connection. */
export const isOpen = ({ era }: Conversation, sent: Sent): boolean => sent.era === era && !sent.unconfirmed && sent.answers < sent.calls;

/** Whether a side has sent something since then that the other may take for any answer. */
export const hasPuzzledSince = ({ puzzles }: Conversation, from: Role, index: number): boolean =>
  puzzles[from].some((puzzle) => puzzle.index > index);

/** Of the newest message: several rules ask for it. */
let printed = { raw: '', print: 0 };

/** A number by which CALLs tell apart: of the whole text after the messageId where it is short, of samples of it where it is long. */
export function printOf({ raw, id, action }: Pick<CallReading, 'raw' | 'id' | 'action'>): number {
  if (printed.raw === raw) return printed.print;
  const start = startOfAction(raw, id, action);
  const step = Math.max(1, (raw.length - start) >> 7);
  let print = raw.length - start;
  let at = start;
  // Four at a time, because each sum waits for the one before.
  for (const last = raw.length - 3 * step; at < last; at += 4 * step) {
    const [one, two] = [raw.charCodeAt(at), raw.charCodeAt(at + step)];
    const [three, four] = [raw.charCodeAt(at + 2 * step), raw.charCodeAt(at + 3 * step)];
    print = (Math.imul(print, 31 ** 4) + one * 31 ** 3 + two * 31 ** 2 + three * 31 + four) | 0;
  }
  for (; at < raw.length; at += step) print = (Math.imul(print, 31) + raw.charCodeAt(at)) | 0;
  printed = { raw, print };
  return print;
}

/** Nearly all write `[2,"id","Action",…`: then it need not be searched for. */
function startOfAction(raw: string, id: string, action: string): number {
  const usual = '[2,"'.length + id.length + '","'.length;
  if (raw.charCodeAt(usual - 1) === quote && raw.charCodeAt(usual) === action.charCodeAt(0)) return usual;
  return Math.max(0, raw.indexOf(action));
}

const quote = 0x22;

/** What the CSMS made of the last BootNotification of this record; undefined as long as there was none. */
export interface Registration {
  status?: 'Accepted' | 'Pending' | 'Rejected';
  /** trace index of that answer */
  index?: number;
  /** the station was accepted at some time in this record */
  everAccepted: boolean;
}

export const registration = defineFacts({
  versions: everyVersion,
  create: (): Registration => ({ everAccepted: false }),
  learn: (facts) => ({
    answers: {
      BootNotification({ response: { status }, index }) {
        facts.status = status;
        facts.index = index;
        if (status === 'Accepted') facts.everAccepted = true;
      },
    },
  }),
});

/** Milliseconds within which an answer is due for certain, and from which on it is late (2.0.1 part 2 §3.2 recommends 30 s). */
export const answerIsDue = 60_000;
export const answerIsLate = 30_000;

/** Milliseconds in which nobody gives up waiting for an answer: a CALL that follows sooner does not follow a time-out. */
export const patience = ({ timeScale }: Scene): number => 5_000 * timeScale;

/** An id or a name that a peer chose, for a message. */
export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
