import type { Handshake, TraceEntry, TraceEvent } from '../engine/results.ts';
import type { Docket, Watched } from '../judge/docket.ts';
import { type ProtocolVersion, protocolVersions } from '../ocpp/index.ts';
import { handshakeOf } from '../transport/admission.ts';
import { subprotocolsOf } from '../transport/handshake.ts';
import type { LinkListener, Opened, Refused, Side } from './relay.ts';
import { type Heard, openTap, type Tap } from './tap.ts';

export interface WatchOptions {
  docket: Docket;
  /** the next of the trace, and whose it is */
  write(entry: TraceEntry, of: { sut: string; protocol?: ProtocolVersion | undefined }): void;
  /** Told once an emergency, and again when it is over. */
  say(text: string): void;
  /** bytes that may wait to be heard; default 64 MiB */
  mostWaiting?: number;
}

/** Something that happened on a link, still as it came. */
type Happening =
  | { kind: 'opened'; link: Link }
  | { kind: 'bytes'; link: Link; side: Side; bytes: Buffer }
  | { kind: 'left'; link: Link; side: Side; how: 'ended' | 'broken' }
  | { kind: 'refused'; refused: Refused };

interface Link {
  connection: number;
  handshake: Handshake;
  protocol: ProtocolVersion | undefined;
  taps: Record<Side, Tap>;
  /** when what is being heard happened */
  moment: Moment;
  /** what has to wait until bytes before it have been inflated */
  later: (Happening & Moment)[] | undefined;
  /** the first Close frame */
  close: { by: Side; code: number; reason: string } | undefined;
  isClosed: boolean;
  /** bytes of it were not heard: nothing after them can be understood */
  isLost: boolean;
}

const nobody: LinkListener = { bytes: () => {}, left: () => {}, closed: () => {} };

type Moment = { at: number; wall: number };

const mostWaiting = 64 * 1024 * 1024;
/** what one costs besides its bytes */
const perHappening = 200;
/** Milliseconds at a time in which frames have to wait for us, if they come just then; and between two such times, while more come. */
const slice = 1;
const pause = 4;
/** Names that a peer may choose; one more is passed on, and not watched. */
const mostStations = 5_000;

/**
 * Listens to the links of a proxy: whatever they tell waits in a queue until the traffic leaves time for it, and is then understood, written
 * down and judged. When too much waits, it is the watch that gives up, never the traffic.
 */
export class Watch {
  readonly #options: WatchOptions;
  readonly #queue: (Happening & Moment)[] = [];
  #next = 0;
  #waiting = 0;
  /** connections with bytes that are not understood yet */
  #inflating = 0;
  #scheduled = false;
  #isQuiet = true;
  #connections = 0;
  #index = 0;
  #unheard = 0;
  #isBehind = false;
  readonly #stations = new Set<string>();
  #broken = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** chunks of bytes that were passed on and not looked at */
  get unheard(): number {
    return this.#unheard;
  }

  readonly onOpened = (opened: Opened): LinkListener => {
    let link: Link;
    try {
      link = this.#linkOf(opened);
    } catch (error) {
      this.#breakDown(error);
      return nobody;
    }
    this.#put({ kind: 'opened', link }, 0);
    return {
      bytes: (side, bytes) => this.#put({ kind: 'bytes', link, side, bytes }, bytes.length),
      left: (side, how) => this.#put({ kind: 'left', link, side, how }, 0),
      closed: () => {},
    };
  };

  readonly onRefused = (refused: Refused): void => this.#put({ kind: 'refused', refused }, 0);

  /** Hears what still waits. */
  async drain(): Promise<void> {
    while (this.#next < this.#queue.length || this.#inflating > 0) {
      this.#work(Number.POSITIVE_INFINITY);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #linkOf({ request, response }: Opened): Link {
    const subprotocol = subprotocolsOf(response.headers['sec-websocket-protocol'])[0] ?? '';
    const extensions = response.headers['sec-websocket-extensions'];
    const link: Link = {
      connection: ++this.#connections,
      handshake: { ...handshakeOf(request, [], ''), subprotocol },
      protocol: protocolVersions.find((version) => version === subprotocol),
      taps: {
        charger: openTap('fromCharger', extensions, (heard) => this.#hear(link, 'charger', heard)),
        csms: openTap('fromCsms', extensions, (heard) => this.#hear(link, 'csms', heard)),
      },
      moment: { at: 0, wall: 0 },
      later: undefined,
      close: undefined,
      isClosed: false,
      isLost: false,
    };
    return link;
  }

  #put(happening: Happening, bytes: number): void {
    if (this.#waiting + bytes > (this.#options.mostWaiting ?? mostWaiting) && happening.kind === 'bytes') return this.#lose(happening.link);
    this.#waiting += bytes + perHappening;
    this.#queue.push(Object.assign(happening, { at: performance.now(), wall: Date.now() }));
    this.#isQuiet = false;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(this.#run, pause);
  }

  #lose(link: Link): void {
    this.#unheard += 1;
    // Answers may be among what is lost: nobody is to be blamed for their absence.
    if (!link.isLost) this.#watched(link.handshake.identity, link.protocol)?.interrupt();
    link.isLost = true;
    if (this.#isBehind) return;
    this.#isBehind = true;
    this.#options.say(
      'judging cannot keep up: traffic is passed on, but what is said on busy connections is neither recorded nor judged until they reconnect',
    );
  }

  readonly #run = (): void => {
    this.#isQuiet = true;
    this.#work(slice);
    this.#scheduled = this.#next < this.#queue.length;
    if (this.#scheduled) setImmediate(this.#goOn);
    else if (this.#isBehind) {
      this.#isBehind = false;
      this.#options.say('judging has caught up');
    }
  };

  /** The traffic goes first. */
  readonly #goOn = (): void => {
    if (this.#isQuiet) this.#run();
    else setTimeout(this.#run, pause);
  };

  #work(milliseconds: number): void {
    const until = performance.now() + milliseconds;
    do {
      const happening = this.#queue[this.#next];
      if (!happening) break;
      this.#next += 1;
      this.#waiting -= (happening.kind === 'bytes' ? happening.bytes.length : 0) + perHappening;
      this.#take(happening);
    } while (performance.now() < until);
    if (this.#next === this.#queue.length) {
      this.#queue.length = 0;
      this.#next = 0;
    } else if (this.#next > 4096) {
      this.#queue.splice(0, this.#next);
      this.#next = 0;
    }
  }

  #breakDown(error: unknown): void {
    if (!this.#broken)
      this.#options.say(`an error of ours, please report it (the traffic goes on): ${error instanceof Error ? error.stack : error}`);
    this.#broken = true;
  }

  #take(happening: Happening & Moment): void {
    if (happening.kind !== 'refused' && happening.link.later) {
      happening.link.later.push(happening);
      return;
    }
    try {
      this.#understand(happening);
    } catch (error) {
      this.#breakDown(error);
    }
  }

  #understand(happening: Happening & Moment): void {
    if (happening.kind === 'refused') return this.#refuse(happening.refused, happening);
    const { link } = happening;
    link.moment = happening;
    switch (happening.kind) {
      case 'opened':
        return this.#record(link, { kind: 'opened', handshake: link.handshake });
      case 'bytes':
        return link.isLost ? undefined : this.#listen(link, link.taps[happening.side](happening.bytes));
      case 'left':
        return this.#leave(link, happening.side, happening.how);
    }
  }

  /** Keeps the order of a connection whose bytes take a while to inflate. */
  #listen(link: Link, heard: Promise<void> | undefined): void {
    if (!heard) return;
    link.later = [];
    this.#inflating += 1;
    void heard.then(() => {
      this.#inflating -= 1;
      const { later = [] } = link;
      link.later = undefined;
      for (const happening of later) this.#take(happening);
    });
  }

  #hear(link: Link, from: Side, heard: Heard): void {
    switch (heard.kind) {
      case 'text':
        return this.#record(link, { kind: 'frame', from, raw: heard.raw });
      case 'close':
        link.close ??= { by: from, code: heard.code, reason: heard.reason };
        return;
      case 'trouble':
        return this.#record(link, { kind: 'trouble', from, what: heard.what, detail: heard.detail });
      default:
        return this.#record(link, { kind: heard.kind, from });
    }
  }

  /** The first to leave ends the connection. */
  #leave(link: Link, by: Side, how: 'ended' | 'broken'): void {
    if (link.isClosed) return;
    link.isClosed = true;
    const without = { by: how === 'ended' ? by : ('unknown' as const), code: 1006, reason: '' };
    this.#record(link, { kind: 'closed', ...(link.close ?? without) });
  }

  #refuse({ request, status, detail }: Refused, { at, wall }: Moment): void {
    const handshake = handshakeOf(request, [], '');
    const protocol = protocolVersions.find((version) => handshake.offeredSubprotocols.includes(version));
    const entry = { index: this.#index++, at, time: timeOf(wall), connection: 0, kind: 'refused' as const, status, detail, handshake };
    this.#options.write(entry, { sut: handshake.identity, protocol });
    this.#watched(handshake.identity, protocol)?.observe(entry);
  }

  #record({ handshake: { identity }, connection, protocol, moment: { at, wall } }: Link, event: TraceEvent): void {
    const entry = { index: this.#index++, at, time: timeOf(wall), connection, ...event };
    this.#options.write(entry, { sut: identity, protocol });
    this.#watched(identity, protocol)?.observe(entry);
  }

  #watched(name: string, protocol: ProtocolVersion | undefined): Watched | undefined {
    if (protocol === undefined) return undefined;
    if (!this.#stations.has(name)) {
      if (this.#stations.size >= mostStations) return undefined;
      this.#stations.add(name);
    }
    return this.#options.docket.station({ name, protocol });
  }
}

let formatted = { wall: 0, time: '' };

/** A date, formatted once a millisecond. */
function timeOf(wall: number): string {
  if (formatted.wall !== wall) formatted = { wall, time: new Date(wall).toISOString() };
  return formatted.time;
}
