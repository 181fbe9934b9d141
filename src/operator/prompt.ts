import { createInterface } from 'node:readline';
import { describeAct, type Operator } from '../engine/acts.ts';
import type { OperatorOptions } from './index.ts';

type Input = NodeJS.ReadableStream & { isTTY?: boolean };

/** Asks a person at the terminal: Enter when it is done, `s` if it cannot be done. */
export function promptOperator({ prompt, signal }: Pick<OperatorOptions, 'prompt' | 'signal'>, input: Input = process.stdin): Operator {
  if (!input.isTTY) throw new TypeError('prompt needs a terminal, and there is none: choose another operator');
  // One question at a time, whatever a case does at once.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    can: () => true,
    does(act, parameters, station) {
      const asked = turn.then(() => ask(`${describeAct(act, parameters)} [${station}]. Enter when done, s if you cannot:`));
      turn = asked.catch(() => undefined);
      return asked;
    },
  };

  async function ask(question: string): Promise<void> {
    if (signal.aborted) throw new Error('the run was interrupted');
    prompt(question);
    const answer = await nextLine(input, signal);
    if (/^s/i.test(answer.trim())) throw new Error('the person at the terminal could not do it');
  }
}

function nextLine(input: NodeJS.ReadableStream, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = createInterface({ input });
    const onAbort = () => settle(() => reject(new Error('the run was interrupted')));
    const settle = (then: () => void) => {
      signal.removeEventListener('abort', onAbort);
      then();
      reader.close();
    };
    reader.once('line', (line) => settle(() => resolve(line)));
    reader.once('close', () => settle(() => reject(new Error('the terminal was closed'))));
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}
