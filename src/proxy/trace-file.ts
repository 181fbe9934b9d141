import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface TraceFileOptions {
  directory: string;
  /** bytes of a file, after which the next begins */
  rotateAt: number;
  /** Told once if it cannot be written any more. */
  onTrouble(error: unknown): void;
}

/** Text that waits to be written goes out when there is so much, or at the latest after so long. */
const chunkSize = 64 * 1024;
const delay = 200;

/**
 * `trace.jsonl` without an end: when it is full it becomes `trace-0001.jsonl`, the next `trace-0002.jsonl` … so that `trace*.jsonl` is the
 * order of time. A full disk ends the recording, and nothing else.
 */
export class TraceFile {
  readonly #options: TraceFileOptions;
  readonly #path: string;
  #file: number | undefined;
  #size = 0;
  #parts = 0;
  #text = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TraceFileOptions) {
    this.#options = options;
    this.#path = join(options.directory, 'trace.jsonl');
    mkdirSync(options.directory, { recursive: true });
    this.#file = openSync(this.#path, 'w');
  }

  /** One line, as JSON. */
  write(line: string): void {
    if (this.#file === undefined) return;
    this.#text += line;
    this.#text += '\n';
    if (this.#text.length >= chunkSize) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), delay).unref();
  }

  close(): void {
    this.#flush();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    try {
      if (this.#file === undefined) return;
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
      this.#size += bytes.length;
      if (this.#size >= this.#options.rotateAt) this.#rotate(this.#file);
    } catch (error) {
      this.#file = undefined;
      this.#options.onTrouble(error);
    }
  }

  #rotate(file: number): void {
    closeSync(file);
    this.#parts += 1;
    renameSync(this.#path, join(this.#options.directory, `trace-${String(this.#parts).padStart(4, '0')}.jsonl`));
    this.#file = openSync(this.#path, 'w');
    this.#size = 0;
  }
}
