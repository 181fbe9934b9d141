import { isAction, problemsInWords, type SchemaProblem, validate } from '../ocpp/index.ts';
import type { AnswerOptions, ConnectOptions, ExpectOptions, ReceivedCallError } from './dsl.ts';
import { mismatches, show } from './match.ts';
import { isCallErrorAnswer, type Payload } from './party.ts';
import type { OpenStep, Play } from './play.ts';
import type { Handshake } from './results.ts';
import type { Outcome } from './session.ts';
import { InconclusiveError } from './verdict.ts';
import {
  type AnswerOrError,
  type CallErrorExpectation,
  isWord,
  type Malformed,
  type Raw,
  type RefusalExpectation,
  type Silence,
} from './words.ts';

type Answered = Exclude<Outcome, { kind: 'closed' }>;

/** The side that we play, as a case speaks of it. The types of dsl.ts are put over it by the cast. */
export class OurSide {
  readonly #play: Play;

  constructor(play: Play) {
    this.#play = play;
  }

  get connected(): boolean {
    return this.#play.session.connected;
  }

  get securityProfiles() {
    return this.#play.stage.securityProfiles ?? [];
  }

  get knows() {
    return this.#play.session.options.party.knows;
  }

  calls(first: string | Malformed, ...rest: unknown[]): Promise<Payload | ReceivedCallError | undefined> {
    if (isWord(first, 'malformed')) {
      const [expected, options] = rest as [CallErrorExpectation, ExpectOptions?];
      return this.#call(first.action, first.payload as Payload, expected, options, `malformed ${first.action}`);
    }
    const [request = {}, expected, options] = rest as [Payload?, unknown?, ExpectOptions?];
    const action = first as string;
    const payload = this.#play.session.options.party.request(action, request);
    return this.#call(action, payload, expected, options, action, request);
  }

  sends(text: Raw): Promise<void> {
    const play = this.#play;
    play.stimulus();
    return play.step(`${play.session.ours} sends ${show(text.text, 100)}`, {}, async (step) => {
      const index = play.session.send(text.text);
      if (index === undefined) throw notConnected(play);
      step.frames.push(index);
    });
  }

  answers(action: string, answer: Payload | ((request: Payload) => Payload) | Silence, options: AnswerOptions = {}): void {
    const { times = 1 } = options;
    const checked = (payload: Payload): Payload => {
      if (!isCallErrorAnswer(payload)) this.#mustBeValid(action, 'response', payload, true);
      return payload;
    };
    this.#play.session.script(action, {
      left: times === 'always' ? Number.POSITIVE_INFINITY : times,
      answer: (request) => {
        if (isWord(answer, 'silence')) return undefined;
        return checked(typeof answer === 'function' ? answer(request) : (answer as Payload));
      },
    });
  }

  connects(options: ConnectOptions = {}, expected?: RefusalExpectation): Promise<Handshake | undefined> {
    const play = this.#play;
    const { ours, options: about } = play.session;
    play.stimulus();
    play.expectations += 1;
    const title = expected ? `${ours} connects and is refused` : ours === 'charger' ? 'charger connects' : 'csms accepts connections again';
    return play.step(title, {}, async (step) => {
      const result = await play.stage.connect(options);
      step.frames.push(...newOpenings(play));
      if (result.kind === 'refused') {
        const { detail } = result;
        if (expected && 'inTls' in result && expected.statuses.length === 0) return undefined;
        const status = 'inTls' in result ? undefined : result.status;
        if (!expected)
          throw play.fail(`${about.sut} did not accept the connection: ${detail}`, { expected: 'opened', actual: status ?? detail });
        if (status !== undefined && expected.statuses.length > 0 && !expected.statuses.includes(status)) {
          const wanted = expected.statuses.join(' or ');
          throw play.fail(`${about.sut} refused the connection with HTTP ${status}, not ${wanted}`, { expected: wanted, actual: status });
        }
        if (status === undefined) throw new InconclusiveError(`the connection failed without an HTTP answer: ${detail}`);
        return undefined;
      }
      if (expected) throw play.fail(`${about.sut} accepted a connection that it must refuse`, { expected: 'refused', actual: 'opened' });
      return play.session.handshake;
    });
  }

  disconnects(): Promise<void> {
    const play = this.#play;
    play.stimulus();
    return play.step(`${play.session.ours} disconnects`, {}, () => play.stage.disconnect());
  }

  #call(
    action: string,
    payload: Payload,
    expected: unknown,
    options: ExpectOptions = {},
    name: string,
    shown: unknown = payload,
  ): Promise<Payload | ReceivedCallError | undefined> {
    const play = this.#play;
    const { session } = play;
    if (name === action) this.#mustBeValid(action, 'request', payload, false);
    const deadline = play.deadline(options.within ?? 'answer');
    const outcome = expected === undefined ? '' : ` → ${describeOutcome(expected)}`;
    play.stimulus();
    play.expectations += 1;
    return play.step(`${session.ours} calls ${name} ${show(shown, 100)}${outcome}`, { ...options, deadline }, async (step) => {
      let forget = () => {};
      if (session.promises) await this.#keepPromises();
      const answer = await play.until<Outcome | undefined>(
        deadline,
        () => {
          forget();
          if (isWord(expected, 'callError') && expected.orSilence) return undefined;
          const message = `${session.options.sut} did not answer ${name} within ${deadline / 1000} s`;
          return play.fail(message, { expected: 'an answer', actual: 'none' });
        },
        (settle, fail) => {
          const sent = session.call(action, payload, settle);
          if (!sent) fail(notConnected(play));
          else {
            step.frames.push(sent.index);
            forget = sent.forget;
          }
          return () => {};
        },
      );
      return answer && this.#judge(step, name, answer, expected);
    });
  }

  #judge(step: OpenStep, name: string, answer: Outcome, expected: unknown): Payload | ReceivedCallError {
    const play = this.#play;
    const { sut } = play.session.options;
    if (answer.kind === 'closed') {
      step.frames.push(answer.closing.index);
      const { code, reason } = answer.closing;
      const message = `the connection closed (${code}${reason ? `, ${reason}` : ''}) before ${sut} answered ${name}`;
      throw play.fail(message, { expected: 'an answer', actual: `closed with ${code}` });
    }
    step.frames.push(answer.index);
    if (isWord(expected, 'orCallError')) return this.#judgeEither(name, answer, expected);
    if (isWord(expected, 'callError')) return this.#judgeError(name, answer, expected);
    return this.#judgeAnswer(name, answer, expected);
  }

  /** What our answers have promised, such as a report, goes first: only one CALL of ours may be open (RPC-MSG-011). */
  async #keepPromises(): Promise<void> {
    const play = this.#play;
    let { promises } = play.session;
    while (promises) {
      const kept = promises;
      await play.until<void>(
        undefined,
        () => {},
        (settle) => {
          kept.then(settle, settle);
          return () => {};
        },
      );
      play.stimulus();
      promises = play.session.promises;
    }
  }

  #judgeEither(name: string, answer: Answered, { answer: expected, error }: AnswerOrError<unknown>): Payload | ReceivedCallError {
    return answer.kind === 'error' ? this.#judgeError(name, answer, error) : this.#judgeAnswer(name, answer, expected);
  }

  #judgeAnswer(name: string, answer: Answered, expected: unknown): Payload {
    const play = this.#play;
    const { sut } = play.session.options;
    if (answer.kind === 'error') {
      const { code, description } = answer;
      const text = `${sut} answered ${name} with the CALLERROR ${code}${description ? ` (${show(description)})` : ''}`;
      throw play.fail(`${text}, not with a CALLRESULT`, { expected: expected ?? 'CALLRESULT', actual: code });
    }
    if (answer.problems.length > 0) throw brokenSchema(play, `answer to ${name}`, answer.index, answer.problems);
    const differences = mismatches(expected, answer.payload);
    if (differences.length > 0) {
      throw play.fail(`${sut} answered ${name} otherwise than expected: ${differences.join('; ')}`, {
        expected: plain(expected),
        actual: answer.payload,
      });
    }
    return answer.payload;
  }

  #judgeError(name: string, answer: Answered, expected: CallErrorExpectation): ReceivedCallError {
    const play = this.#play;
    const { sut } = play.session.options;
    const wanted = describeError(expected);
    if (answer.kind === 'result') {
      const message = `${sut} answered ${name} with the CALLRESULT ${show(answer.payload)}, not with ${wanted}`;
      throw play.fail(message, { expected: wanted, actual: answer.payload });
    }
    if (expected.codes.length > 0 && !expected.codes.some((code) => code === answer.code)) {
      throw play.fail(`${sut} answered ${name} with the CALLERROR ${show(answer.code)}, not with ${wanted}`, {
        expected: wanted,
        actual: answer.code,
      });
    }
    return { code: answer.code, description: answer.description, details: answer.details };
  }

  /** What we send must be right: anything else would blame the SUT for our mistake. */
  #mustBeValid(action: string, kind: 'request' | 'response', payload: Payload, partial: boolean): void {
    const { protocol } = this.#play.session.options;
    if (!isAction(protocol, action)) throw new TypeError(`${protocol} has no action ${action}: use malformed() to send it anyway`);
    // A chosen answer may leave fields out; they are filled in when it is sent.
    const problems = validate(protocol, action, kind, payload).filter((problem) => !partial || problem.kind !== 'missing');
    if (problems.length > 0) throw new TypeError(`the case would send an invalid ${action} ${kind}: ${problemsInWords(problems)}`);
  }
}

function describeOutcome(expected: unknown): string {
  if (isWord(expected, 'callError')) return describeError(expected);
  if (isWord(expected, 'orCallError')) return `${show(expected.answer, 80)} or ${describeError(expected.error)}`;
  return show(expected, 80);
}

function describeError({ codes, orSilence }: CallErrorExpectation): string {
  const error = codes.length > 0 ? `CALLERROR ${codes.join(' or ')}` : 'a CALLERROR';
  return orSilence ? `${error} or silence` : error;
}

function newOpenings(play: Play): number[] {
  return play.session.openings
    .filter((opening) => opening.index >= play.cursor && !opening.taken)
    .map((opening) => {
      opening.taken = true;
      return opening.index;
    });
}

function notConnected(play: Play): Error {
  const { sut } = play.session.options;
  const last = play.session.closings.at(-1);
  const how = last ? `it closed with ${last.code}${last.reason ? ` (${last.reason})` : ''}` : 'it never opened';
  return play.phase === 'given' || !last
    ? new InconclusiveError(`there is no connection with the ${sut}: ${how}`)
    : play.fail(`there is no connection with the ${sut} any more: ${how}`, { expected: 'an open connection', actual: 'closed' });
}

/** A message that an expectation claimed, but that breaks the schema: the case's own subject, no incidental finding. */
export function brokenSchema(play: Play, what: string, index: number, problems: readonly SchemaProblem[]): Error {
  for (const finding of play.session.findings) if (finding.frames.includes(index)) finding.incidental = false;
  return play.fail(`the ${what} breaks the schema: ${problemsInWords(problems)}`, {
    expected: problems[0]?.allowed,
    actual: problems[0]?.actual,
  });
}

/** Matchers carry functions; reports get their words. */
export const plain = (expected: unknown): unknown => (expected === undefined ? undefined : show(expected, 2000));
