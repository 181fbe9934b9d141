import { type CallReading, defineFacts, type ProtocolVersion, parseDateTime, type RequestOf } from 'ocppliance';

/** The versions to which nearly all rules here apply. */
export const both = ['ocpp2.0.1', 'ocpp2.1'] as const satisfies readonly ProtocolVersion[];
export type Both = (typeof both)[number];

/** Milliseconds in which something follows that has to follow, and by which clocks may differ. */
export const followUp = 30_000;
export const skew = 10_000;

/** Keeps the newest entries of a map, or the newest members of a set. */
export function keepNewest<K>(kept: Map<K, unknown> | Set<K>, most: number): void {
  if (kept.size <= most) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}

/** Makes room in a map whose entries are renewed in place: the one that has not been renewed for the longest time goes. */
export function keepFreshest<K>(kept: Map<K, { index: number }>, most: number): void {
  if (kept.size <= most) return;
  let stalest: [K, { index: number }] | undefined;
  for (const entry of kept) if (!stalest || entry[1].index < stalest[1].index) stalest = entry;
  if (stalest) kept.delete(stalest[0]);
}

export interface Registration {
  /** `unknown`: no BootNotification was seen yet. `booting`: one was sent and has no answer, or only an error */
  status: 'unknown' | 'booting' | 'Accepted' | 'Pending' | 'Rejected';
  /** seconds */
  interval: number;
  /** observed time of the last answer */
  since: number;
  /** trace index of the last BootNotification */
  boot: number;
  /** trace index of the last answer */
  answer: number;
  /** the station was accepted after a BootNotification at some time in this record */
  everAccepted: boolean;
}

/** Where the station stands with the CSMS (B01 to B03). */
export const registration = defineFacts({
  versions: both,
  create: (): Registration => ({ status: 'unknown', interval: 0, since: 0, boot: 0, answer: 0, everAccepted: false }),
  learn: (facts) => ({
    rawCalls: {
      BootNotification(call) {
        if (!isBoot(call)) return;
        facts.status = 'booting';
        facts.boot = call.index;
      },
    },
    rawAnswers: {
      BootNotification({ call, response: { status, interval }, at, index }) {
        if (!isBoot(call)) return;
        // Even from an answer that breaks the schema a station may learn where it stands.
        const known = status === 'Accepted' || status === 'Pending' || status === 'Rejected' ? status : 'unknown';
        Object.assign(facts, { status: known, interval: typeof interval === 'number' ? interval : 0, since: at, answer: index });
        if (known === 'Accepted') facts.everAccepted = true;
      },
    },
  }),
});

export const isBoot = ({ from, action }: CallReading): boolean => from === 'charger' && action === 'BootNotification';

/** A time without a connection, in milliseconds of the wall clock of who observes. */
export interface Outage {
  from: number;
  to: number;
}

export interface Line {
  /** undefined: the record does not tell of connections */
  open: boolean | undefined;
  /** observed time of the last opening and closing */
  openedAt: number;
  closedAt: number;
  outages: Outage[];
}

const mostOutages = 20;

/** The connection. */
export const line = defineFacts({
  versions: both,
  create: (): Line => ({ open: undefined, openedAt: 0, closedAt: 0, outages: [] }),
  learn(facts) {
    let lostAt: number | undefined;
    return {
      opened({ at, time }) {
        Object.assign(facts, { open: true, openedAt: at });
        if (lostAt === undefined) return;
        facts.outages.push({ from: lostAt, to: parseDateTime(time) });
        if (facts.outages.length > mostOutages) facts.outages.shift();
        lostAt = undefined;
      },
      closed({ at, time }) {
        Object.assign(facts, { open: false, closedAt: at });
        lostAt = parseDateTime(time);
      },
    };
  },
});

export interface Clock {
  /** how far the CSMS is ahead of who observes, in milliseconds; undefined as long as the station was not told the time */
  csmsAhead: number | undefined;
}

/** What time the station was told it is (B01.FR.06, G02.FR.06). */
export const clock = defineFacts({
  versions: both,
  create: (): Clock => ({ csmsAhead: undefined }),
  learn(facts) {
    const set = ({ response, wall }: { response: { currentTime: string }; wall: number }) => {
      facts.csmsAhead = parseDateTime(response.currentTime) - wall;
    };
    return { answers: { BootNotification: set, Heartbeat: set } };
  },
});

/** A message that the CSMS asked for with TriggerMessage. */
export interface Trigger {
  request: RequestOf<Both, 'TriggerMessage'>;
  /** of the CALL */
  index: number;
  at: number;
  answer?: 'Accepted' | 'Rejected' | 'NotImplemented';
}

export interface Triggers {
  /** the newest fifty */
  all: Trigger[];
}

const mostTriggers = 50;

/** What was asked for with TriggerMessage. */
export const triggers = defineFacts({
  versions: both,
  create: (): Triggers => ({ all: [] }),
  learn: ({ all }) => ({
    calls: {
      TriggerMessage({ request, index, at }) {
        all.push({ request, index, at });
        if (all.length > mostTriggers) all.shift();
      },
    },
    answers: {
      TriggerMessage({ call, response }) {
        const trigger = all.find(({ index }) => index === call.index);
        if (trigger) trigger.answer = response.status;
      },
    },
  }),
});

/** The CALL by which the station obeys. */
export const actionOf = (requestedMessage: string): string =>
  /^Sign\w*Certificate$/.test(requestedMessage) ? 'SignCertificate' : requestedMessage;

/** The newest TriggerMessage of the last minute, not refused, for which this action may have been sent. */
export const triggerOf = ({ all }: Triggers, action: string, now: number): Trigger | undefined =>
  all.findLast(
    ({ request, answer, at }) =>
      now - at <= 2 * followUp && (answer === undefined || answer === 'Accepted') && actionOf(request.requestedMessage) === action,
  );
