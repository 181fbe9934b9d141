import { readable, waitOf } from './clock.ts';
import type { ExpectOptions, MayOptions, NeverOptions, ShouldOptions } from './dsl.ts';
import { mismatches, show } from './match.ts';
import { brokenSchema, plain } from './ours.ts';
import type { Payload } from './party.ts';
import type { OpenStep, Play } from './play.ts';
import type { Handshake } from './results.ts';
import type { Opening, ReceivedCall } from './session.ts';
import type { ExpectationError } from './verdict.ts';

interface Wanted {
  action: string;
  expected: unknown;
}

/** The system under test, as a case speaks of it. The types of dsl.ts are put over it by the cast. */
export class TheirSide {
  readonly #play: Play;

  constructor(play: Play) {
    this.#play = play;
  }

  calls(action: string, expected: unknown = {}, options: ExpectOptions | ShouldOptions | MayOptions = {}): Promise<Payload> {
    return this.#expect([{ action, expected }], options, (call) => call.payload);
  }

  callsEither(expected: Record<string, unknown>, options: ExpectOptions = {}): Promise<{ action: string; request: Payload }> {
    const wanted = Object.entries(expected).map(([action, fields]) => ({ action, expected: fields }));
    return this.#expect(wanted, options, (call) => ({ action: call.action, request: call.payload }));
  }

  callsUntil(action: string, last: unknown, options: ExpectOptions = {}): Promise<Payload[]> {
    const play = this.#play;
    const { sut } = play.session.options;
    const deadline = play.deadline(options.within ?? 'reaction');
    play.expectations += 1;
    return play.step(`${sut} calls ${action} … until ${show(last, 100)}`, { ...options, deadline }, async (step) => {
      const seen: Payload[] = [];
      for (;;) {
        const call = await this.#next(step, [{ action, expected: {} }], deadline, (error) => {
          error.failure.message += `; after ${seen.length} of them none matched ${show(last)}`;
          return error;
        });
        seen.push(call.payload);
        if (mismatches(last, call.payload).length === 0) return seen;
      }
    });
  }

  mayCall(action: string, expected: unknown): void {
    const play = this.#play;
    const { session } = play;
    const since = play.cursor;
    // The step is settled when the window closes; nobody awaits it, its verdict counts.
    void play.step(`${session.options.sut} may call ${show({ [action]: expected }, 100)}`, { open: false }, (step) => {
      return new Promise<void>((resolve, reject) => {
        play.optional((upTo) => {
          const came = session.calls.filter((call) => call.action === action && !call.taken && call.index >= since && call.index < upTo);
          for (const call of came) {
            call.taken = true;
            step.frames.push(call.index);
            const differences = mismatches(expected, call.payload);
            if (differences.length > 0) {
              const message = `${session.options.sut} called ${action}, which it may, but ${differences.join('; ')}`;
              return reject(play.fail(message, { expected: plain(expected), actual: call.payload }));
            }
          }
          resolve();
        });
      });
    });
  }

  neverCalls(action: string, expected: unknown = {}, options: NeverOptions = {}): Promise<void> {
    const play = this.#play;
    const { session, stage } = play;
    const wait = options.within ? waitOf(options.within, stage.config.timeouts, stage.timeScale) : 0;
    const deadline = options.within ? wait : undefined;
    const since = options.since === 'here' ? play.cursor : play.start;
    const title = `${session.options.sut} never calls ${action} ${fields(expected)}${options.within ? `for ${readable(wait)}` : ''}`.trim();
    play.expectations += 1;
    return play.step(title, { ...options, ...(deadline === undefined ? {} : { deadline }) }, async (step) => {
      const forbidden = (call: ReceivedCall) => call.action === action && !call.taken && mismatches(expected, call.payload).length === 0;
      const failed = (call: ReceivedCall) => {
        step.frames.push(call.index);
        const message = `${session.options.sut} called ${action} ${show(call.payload)}, which it must not`;
        return play.fail(message, { expected: 'no such call', actual: call.payload });
      };
      const earlier = session.calls.find((call) => call.index >= since && forbidden(call));
      if (earlier) throw failed(earlier);
      if (wait === 0) return;
      await play.until<void>(
        wait,
        () => {},
        (_, fail) => session.wait({ onCall: (call) => forbidden(call) && fail(failed(call)) }),
      );
    });
  }

  connects(options: ExpectOptions & { level?: 'may' } = {}): Promise<Handshake | undefined> {
    const play = this.#play;
    const { session } = play;
    const { sut } = session.options;
    const deadline = play.deadline(options.within ?? 'reboot');
    const since = play.cursor;
    const isOptional = options.level === 'may';
    if (!isOptional) play.expectations += 1;
    return play.step(`${sut} ${isOptional ? 'may connect' : 'connects'}`, { deadline }, async (step) => {
      const accept = (opening: Opening): Opening => {
        opening.taken = true;
        step.frames.push(opening.index);
        return opening;
      };
      const earlier = session.openings.find((opening) => opening.index >= since && !opening.taken);
      const opening = await (earlier
        ? accept(earlier)
        : play.until<Opening | undefined>(
            deadline,
            () => {
              if (isOptional) return undefined;
              return play.fail(`${sut} did not connect within ${readable(deadline)}`, {
                expected: 'a new connection',
                seen: this.#seen(since),
              });
            },
            (settle) => session.wait({ onOpened: (received) => settle(accept(received)) }),
          ));
      if (!opening) return undefined;
      play.cursor = Math.max(play.cursor, opening.index + 1);
      return opening.handshake;
    });
  }

  disconnects(options: ExpectOptions = {}): Promise<void> {
    const play = this.#play;
    const { session } = play;
    const { sut } = session.options;
    const deadline = play.deadline(options.within ?? 'reaction');
    const since = play.cursor;
    play.expectations += 1;
    return play.step(`${sut} disconnects`, { ...options, deadline }, async (step) => {
      const earlier = session.closings.find((closing) => closing.index >= since);
      if (earlier) {
        step.frames.push(earlier.index);
        return;
      }
      await play.until<void>(
        deadline,
        () => play.fail(`the connection with the ${sut} was still open after ${readable(deadline)}`, { seen: this.#seen(since) }),
        (settle) =>
          session.wait({
            onClosed: (closing) => {
              step.frames.push(closing.index);
              settle();
            },
          }),
      );
    });
  }

  #expect<T>(wanted: Wanted[], options: ExpectOptions | ShouldOptions | MayOptions, handOver: (call: ReceivedCall) => T): Promise<T> {
    const play = this.#play;
    const { level, within = 'reaction' } = { level: undefined, ...options };
    const deadline = play.deadline(within);
    const what = wanted.map(({ action, expected }) => `${action} ${fields(expected)}`.trim()).join(' or ');
    const title = `${play.session.options.sut} ${level === 'may' ? 'may call' : 'calls'} ${what}`;
    if (level !== 'may') play.expectations += 1;
    return play.step(title, { deadline, ...(level === 'should' ? { level } : {}) }, async (step) => {
      let missed: ExpectationError | undefined;
      const next = this.#next(step, wanted, deadline, (error) => {
        missed = error;
        return error;
      });
      try {
        return handOver(await next);
      } catch (error) {
        if (level === 'may' && error === missed) return undefined as T;
        throw error;
      }
    });
  }

  /** The first unclaimed call from the cursor on that matches, be it here already or still to come. */
  async #next(
    step: OpenStep,
    wanted: Wanted[],
    deadline: number,
    explain: (error: ExpectationError) => ExpectationError,
  ): Promise<ReceivedCall> {
    const play = this.#play;
    const { session } = play;
    const since = play.cursor;
    const matches = (call: ReceivedCall) =>
      call.index >= since &&
      !call.taken &&
      wanted.some(({ action, expected }) => action === call.action && mismatches(expected, call.payload).length === 0);
    const claim = (call: ReceivedCall): ReceivedCall => {
      call.taken = true;
      step.frames.push(call.index);
      return call;
    };
    const earlier = session.calls.find(matches);
    const call = await (earlier
      ? claim(earlier)
      : play.until<ReceivedCall>(
          deadline,
          () => {
            const { error, closest } = this.#missed(wanted, deadline, since);
            if (closest !== undefined) step.frames.push(closest);
            return explain(error);
          },
          (settle) => session.wait({ onCall: (received) => matches(received) && settle(claim(received)) }),
        ));
    // Only now, behind an await: siblings in a Promise.all must have started from the old cursor.
    play.cursor = Math.max(play.cursor, call.index + 1);
    if (call.problems.length > 0) throw brokenSchema(play, `${call.action} that ${session.options.sut} sent`, call.index, call.problems);
    return call;
  }

  #missed(wanted: Wanted[], deadline: number, since: number): { error: ExpectationError; closest?: number } {
    const play = this.#play;
    const { session } = play;
    const { sut } = session.options;
    const candidates = session.calls
      .filter((call) => !call.taken && call.index >= play.start)
      .flatMap((call) =>
        wanted
          .filter(({ action }) => action === call.action)
          .map(({ expected }) => ({ call, differences: mismatches(expected, call.payload) })),
      )
      .sort((a, b) => a.differences.length - b.differences.length || b.call.index - a.call.index);
    const best = candidates[0];
    const what = wanted.map(({ action, expected }) => `${action} ${fields(expected)}`.trim()).join(' or ');
    const error = play.fail(`${sut} did not call ${what} within ${readable(deadline)}`, {
      expected: wanted.length === 1 ? plain(wanted[0]?.expected) : what,
      ...(best ? { actual: best.call.payload, closest: closest(best) } : {}),
      seen: this.#seen(since),
    });
    return best ? { error, closest: best.call.index } : { error };
  }

  #seen(since: number): string[] {
    const { session } = this.#play;
    const events = [
      ...session.calls
        .filter((call) => call.index >= since)
        .map((call) => ({ index: call.index, text: `${call.action} ${show(call.payload)}` })),
      ...session.openings
        .filter((opening) => opening.index >= since)
        .map((opening) => ({ index: opening.index, text: 'a new connection' })),
      ...session.closings
        .filter((closing) => closing.index >= since)
        .map((closing) => ({ index: closing.index, text: `the connection closed (${closing.code})` })),
    ];
    return events
      .sort((a, b) => a.index - b.index)
      .slice(-12)
      .map((event) => event.text);
  }
}

const fields = (expected: unknown): string => (Object.keys(Object(expected)).length === 0 ? '' : show(expected, 120));

function closest({ call, differences }: { call: ReceivedCall; differences: string[] }): string {
  return differences.length > 0
    ? `${call.action} whose ${differences.join(', and ')}`
    : `${call.action} ${show(call.payload)}, but it came before what had to precede it`;
}
