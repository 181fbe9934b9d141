import type { OperatorOptions } from './index.ts';

/** Waits for an act, but no longer than the time that it has, and not once the user wants to stop. */
export async function patiently<T>(
  { timeout, signal }: Pick<OperatorOptions, 'timeout' | 'signal'>,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const giveUp = (reason: string) => deadline.abort(new Error(reason));
  const onAbort = () => giveUp('the run was interrupted');
  const timer = setTimeout(giveUp, timeout * 1000, `it was not done within ${timeout} s: more time is given by operatorTimeout`);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  try {
    const aborted = new Promise<never>((_, reject) => {
      if (deadline.signal.aborted) reject(deadline.signal.reason);
      deadline.signal.addEventListener('abort', () => reject(deadline.signal.reason));
    });
    return await Promise.race([act(deadline.signal), aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Text of a hook for a message of ours: its first line, bounded, with nothing in it that would steer a terminal. */
export const firstLine = (text: string): string =>
  (text.trim().split(/[\r\n]/, 1)[0] ?? '').slice(0, 200).replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
