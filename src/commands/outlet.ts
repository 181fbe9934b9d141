import { createWriteStream } from 'node:fs';

/** Takes lines for somebody to read. */
export interface Outlet {
  say(line: string): void;
  /** Resolves when all of it has been taken, or nobody takes it. */
  close(): Promise<void>;
}

/** characters that may wait for their reader */
const mostWaiting = 1_000_000;
/** ms in which a reader takes the rest, if there is one */
const patience = 1_000;

/**
 * Lines to stdout or stderr that nothing has to wait for: writing to `process.stdout` holds up the whole program while a terminal is paused.
 * What nobody takes is dropped, and counted.
 */
export function outletTo(fd: number): Outlet {
  const stream = createWriteStream('', { fd, autoClose: false });
  stream.on('error', () => {});
  let dropped = 0;
  return {
    say(line) {
      if (stream.writableLength + line.length > mostWaiting) {
        dropped += 1;
        return;
      }
      if (dropped > 0) stream.write(`(lines that nobody took are left out here: ${dropped})\n`);
      dropped = 0;
      stream.write(`${line}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, patience);
        stream.end(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
