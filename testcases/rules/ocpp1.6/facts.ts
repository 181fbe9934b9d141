import { defineFacts } from 'ocppliance';
import { fieldOf, numberIn, remember, textIn, timeIn } from './payload.ts';

/** A transaction of a Charge Point, from the answer to its StartTransaction on. Times are milliseconds. */
export interface Transaction {
  id: number;
  connectorId: number;
  idTag: string;
  /** Wh */
  meterStart: number;
  /** by the charger's clock; NaN if it could not be read */
  startedAt: number;
  /** when the id was given, by the wall clock */
  toldAt: number;
  /** the CSMS accepted the idTag */
  accepted: boolean;
  /** when the CSMS gave the id, and on which connection */
  at: number;
  connection: number;
  /** how long that took since the CALL */
  latency: number;
  /** trace index of the answer that gave the id */
  index: number;
  /** when the charger last used the id: so it got the answer */
  usedAt?: number;
  stop?: Stop;
}

export interface Stop {
  /** of the first StopTransaction */
  at: number;
  index: number;
  connection: number;
  stoppedAt: number;
  meterStop: number;
  content: string;
  /** when it was confirmed with a CALLRESULT, and how long that took */
  confirmedAt: number | undefined;
  latency: number | undefined;
}

/** A StartTransaction to which no answer has come. */
export interface Start {
  connectorId: number;
  at: number;
  index: number;
}

export interface Transactions {
  /** started and not stopped, by id */
  open: Map<number, Transaction>;
  /** the open one of a connector */
  current: Map<number, Transaction>;
  /** stopped, or replaced by another start on the connector: the newest hundred */
  ended: Map<number, Transaction>;
  /** the last that ended on a connector */
  previous: Map<number, Transaction>;
  /** every id that the CSMS has given out (the newest thousand) */
  issued: Map<number, true>;
  /** sent, but not (yet) answered with an id: later messages may have to say -1 */
  unconfirmed: Map<string, Start>;
  /** The CSMS answered a start with something that broke the schema: the charger may have made anything of it. */
  garbled: boolean;
}

const most = 1000;
const mostEnded = 100;

/** The newest: several rules ask for it. */
let keyed: { request: object; key: string } | undefined;

/** What makes a StartTransaction the same when it is sent again (1.6 §3.7.1). */
export function keyOf(request: object): string {
  if (keyed?.request !== request)
    keyed = {
      request,
      key: ['connectorId', 'idTag', 'meterStart', 'timestamp'].map((field) => String(fieldOf(request, field))).join('\n'),
    };
  return keyed.key;
}

/** Transactions as charger and CSMS told of them, also in messages that break the schema in some other field. */
export const transactions = defineFacts({
  versions: ['ocpp1.6'],
  create: (): Transactions => ({
    open: new Map(),
    current: new Map(),
    ended: new Map(),
    previous: new Map(),
    issued: new Map(),
    unconfirmed: new Map(),
    garbled: false,
  }),
  learn(facts) {
    const { open, current, ended, previous, issued, unconfirmed } = facts;

    function end(transaction: Transaction): void {
      open.delete(transaction.id);
      if (current.get(transaction.connectorId) === transaction) current.delete(transaction.connectorId);
      remember(ended, transaction.id, transaction, mostEnded);
      remember(previous, transaction.connectorId, transaction, most);
    }

    return {
      rawCalls: {
        StartTransaction({ request, at, index }) {
          remember(unconfirmed, keyOf(request), { connectorId: numberIn(request, 'connectorId') ?? 0, at, index }, most);
        },
        MeterValues({ request, at }) {
          const transaction = open.get(numberIn(request, 'transactionId') ?? Number.NaN);
          if (transaction) transaction.usedAt = at;
        },
        StopTransaction({ request, at, index, connection }) {
          const transaction = open.get(numberIn(request, 'transactionId') ?? Number.NaN);
          if (!transaction) return;
          transaction.usedAt = at;
          const stoppedAt = timeIn(request, 'timestamp');
          const meterStop = numberIn(request, 'meterStop') ?? Number.NaN;
          const content = contentOf(request);
          transaction.stop = { at, index, connection, stoppedAt, meterStop, content, confirmedAt: undefined, latency: undefined };
          end(transaction);
        },
      },
      rawAnswers: {
        StopTransaction({ call, at }) {
          const stop = ended.get(numberIn(call.request, 'transactionId') ?? Number.NaN)?.stop;
          if (!stop || stop.confirmedAt !== undefined) return;
          stop.confirmedAt = at;
          stop.latency = at - call.at;
        },
        StartTransaction({ call, response, problems, at, wall, index, connection }) {
          if (problems.length > 0) facts.garbled = true;
          const id = numberIn(response, 'transactionId');
          if (id === undefined) return;
          unconfirmed.delete(keyOf(call.request));
          remember(issued, id, true, most);
          const info = response.idTagInfo;
          const transaction: Transaction = {
            id,
            connectorId: numberIn(call.request, 'connectorId') ?? 0,
            idTag: textIn(call.request, 'idTag') ?? '',
            meterStart: numberIn(call.request, 'meterStart') ?? Number.NaN,
            startedAt: timeIn(call.request, 'timestamp'),
            toldAt: wall,
            accepted: typeof info === 'object' && info !== null && 'status' in info && info.status === 'Accepted',
            at,
            connection,
            latency: at - call.at,
            index,
          };
          const replaced = current.get(transaction.connectorId);
          if (replaced) end(replaced);
          ended.delete(id);
          remember(open, id, transaction, most);
          remember(current, transaction.connectorId, transaction, most);
        },
      },
    };
  },
});

/** What two transmissions of the same StopTransaction have in common. */
export const contentOf = (request: object): string =>
  ['transactionId', 'meterStop', 'timestamp', 'reason'].map((field) => String(fieldOf(request, field))).join('\n');
