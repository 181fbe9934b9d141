import { closeSync, openSync, writeSync } from 'node:fs';
import type { Reporter } from '../engine/events.ts';
import { messageOf, UsageError } from '../runner/problem.ts';

/**
 * Writes each event of a run as a line of JSON (NDJSON), to a file or to stdout (`-`), at once: for whoever follows a run while it goes on.
 * The last line is `runEnded`, with the cases left out, since each has been told. Rejects with a `UsageError` if the file cannot be written.
 */
export function eventStream(target: string): Reporter {
  let file: number | undefined;
  try {
    file = target === '-' ? undefined : openSync(target, 'w');
  } catch (error) {
    throw new UsageError(`cannot write events to ${target}: ${messageOf(error)}`);
  }
  const write = (line: string): void => {
    if (file === undefined) process.stdout.write(line);
    else writeSync(file, line);
  };
  return {
    on(event) {
      const told =
        event.type === 'sutEnded'
          ? { ...event, result: { ...event.result, cases: [] } }
          : event.type === 'runEnded'
            ? { ...event, result: { ...event.result, suts: event.result.suts.map((sut) => ({ ...sut, cases: [] })) } }
            : event;
      write(`${JSON.stringify(told)}\n`);
    },
    async end() {
      if (file !== undefined) closeSync(file);
    },
  };
}
