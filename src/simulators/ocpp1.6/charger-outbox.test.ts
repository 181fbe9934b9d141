import { expect, it } from 'vitest';
import { Refusal } from '../peer.ts';
import { createOutbox } from './charger-outbox.ts';

/** An outbox at the end of a line that the test holds. Timers wait until they are told to go on. */
function bench() {
  const sent: string[] = [];
  const due: { seconds: number; then: () => void }[] = [];
  const line = { online: true, answer: async (): Promise<Record<string, unknown>> => ({}) };
  const outbox = createOutbox({
    timers: {
      after: (seconds, then) => {
        due.push({ seconds, then });
        return () => {};
      },
      at: () => () => {},
      soon: () => {},
      clear: () => {},
    },
    online: () => line.online,
    call: (action) => {
      sent.push(action);
      return line.answer();
    },
    attempts: () => 3,
    retryInterval: () => 10,
  });
  const push = (action: 'StartTransaction' | 'StopTransaction' | 'MeterValues', answered = () => {}) =>
    outbox.push({ action, payload: () => ({}), answered });
  return { sent, due, line, outbox, push };
}

it('delivers in order, each after the answer to the one before', async () => {
  const { sent, outbox, push } = bench();
  const answered: number[] = [];
  push('StartTransaction', () => answered.push(sent.length));
  push('MeterValues', () => answered.push(sent.length));
  push('StopTransaction');
  await outbox.drained();
  expect(sent).toEqual(['StartTransaction', 'MeterValues', 'StopTransaction']);
  expect(answered).toEqual([1, 2]);
});

it('keeps everything while there is no line', async () => {
  const { sent, line, outbox, push } = bench();
  line.online = false;
  push('StartTransaction');
  push('StopTransaction');
  await outbox.drained();
  expect(sent).toEqual([]);
  line.online = true;
  outbox.drain();
  await outbox.drained();
  expect(sent).toEqual(['StartTransaction', 'StopTransaction']);
});

it('sends again what was under way when the line broke, without counting it as refused', async () => {
  const { sent, due, line, outbox, push } = bench();
  line.answer = async () => {
    line.online = false;
    throw new Error('the connection closed before the answer came');
  };
  push('StopTransaction');
  await outbox.drained();
  line.online = true;
  line.answer = async () => ({});
  outbox.drain();
  await outbox.drained();
  expect(sent).toEqual(['StopTransaction', 'StopTransaction']);
  expect(due).toEqual([]);
});

it('tries again later and later what is refused, then goes on with the next', async () => {
  const { sent, due, line, outbox, push } = bench();
  line.answer = async () => {
    if (sent.at(-1) === 'StopTransaction') return {};
    throw new Refusal('InternalError');
  };
  push('StartTransaction');
  push('StopTransaction');
  await outbox.drained();
  for (const turn of [0, 1]) {
    due[turn]?.then();
    await outbox.drained();
  }
  expect(due.map(({ seconds }) => seconds)).toEqual([10, 20]);
  expect(sent).toEqual(['StartTransaction', 'StartTransaction', 'StartTransaction', 'StopTransaction']);
});
