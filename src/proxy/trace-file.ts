import { createHash, type Hash } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface TraceFileOptions {
  directory: string;
  /** bytes of a file, after which the next begins */
  rotateAt: number;
  /** Told once if it cannot be written any more. */
  onTrouble(error: unknown): void;
}

/** One of the files that the trace came to lie in, as we wrote it. */
export interface TracePart {
  path: string;
  /** bytes */
  size: number;
  /** hexadecimal */
  sha256: string;
}

const newest = 'trace.jsonl';

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
  #digest: Hash = createHash('sha256');
  readonly #full: TracePart[] = [];
  #text = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TraceFileOptions) {
    this.#options = options;
    this.#path = join(options.directory, newest);
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

  /** In the order of time. */
  get parts(): TracePart[] {
    return [...this.#full, this.#part(newest)];
  }

  #part(path: string): TracePart {
    return { path, size: this.#size, sha256: this.#digest.copy().digest('hex') };
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const bytes = Buffer.from(this.#text);
    this.#text = '';
    try {
      if (this.#file === undefined) return;
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
      this.#digest.update(bytes);
      this.#size += bytes.length;
      if (this.#size >= this.#options.rotateAt) this.#rotate(this.#file);
    } catch (error) {
      this.#cutOff();
      this.#file = undefined;
      this.#options.onTrouble(error);
    }
  }

  /** Takes away what was half written. */
  #cutOff(): void {
    try {
      if (this.#file !== undefined) ftruncateSync(this.#file, this.#size);
    } catch {
      // Whatever is wrong with the disk is being told already.
    }
  }

  #rotate(file: number): void {
    closeSync(file);
    const name = `trace-${String(this.#full.length + 1).padStart(4, '0')}.jsonl`;
    renameSync(this.#path, join(this.#options.directory, name));
    this.#full.push(this.#part(name));
    this.#file = openSync(this.#path, 'w');
    this.#size = 0;
    this.#digest = createHash('sha256');
  }
}
