import { messageOf } from './problem.ts';

/** Errors that nobody awaited: thrown in an event handler, or a promise that was left alone. */
type Collector = (message: string) => void;

const running = new Set<Collector>();
const orphans: string[] = [];

function onStray(error: unknown): void {
  const message = `an error that nobody handled: ${messageOf(error)}`;
  if (running.size === 0) orphans.push(message);
  for (const collect of running) collect(message);
}

/** From now on such errors end no process; they belong to the cases that run. Returns how to stop, which hands over those of no case. */
export function catchStrays(): () => string[] {
  process.on('uncaughtException', onStray).on('unhandledRejection', onStray);
  return () => {
    process.off('uncaughtException', onStray).off('unhandledRejection', onStray);
    return orphans.splice(0);
  };
}

/** Collects for a case that begins, including what surfaced since the last one ended. Resolves to what was caught by its end. */
export function collectStrays(): () => Promise<string[]> {
  const caught = orphans.splice(0);
  const collect = (message: string) => void caught.push(message);
  running.add(collect);
  return async () => {
    // A rejection counts as unhandled only when all microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    running.delete(collect);
    return caught;
  };
}
