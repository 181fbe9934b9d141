import { createHash, type Hash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A file of a bundle as its manifest lists it; the path is relative, with `/`. */
export interface FileEntry {
  path: string;
  /** bytes */
  size: number;
  /** hexadecimal */
  sha256: string;
}

/** A file that grows line by line while the run goes on, each line on disk as soon as it was told. */
export interface Appender {
  /** Adds a line; returns the position of its first byte, or nothing if it could not be written. */
  line(text: string): number | undefined;
  /** Reads a part of what was written. */
  read(position: number, length: number): Uint8Array | undefined;
  /** Takes it out of the bundle again. */
  discard(): void;
  /** Throws what went wrong, if anything did: a full disk must not stop the run. */
  close(): void;
}

/** The folder of a report. What is written is hashed on its way, so that the manifest says what we wrote and not what lies there. */
export interface Folder {
  readonly directory: string;
  readonly files: ReadonlyMap<string, FileEntry>;
  /** Writes a whole file, which is there all at once or not at all. */
  write(path: string, content: Content): Promise<FileEntry>;
  append(path: string): Appender;
}

export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/** The folder cannot be written to. Its message is one line for people. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** bytes that are put together before they are written */
const chunkSize = 1 << 18;

/** `known`: files that lie in it already and stay there. */
export function openFolder(directory: string, known: readonly FileEntry[] = []): Folder {
  const files = new Map(known.map((entry) => [entry.path, entry]));
  const made = new Set<string>();
  const makeFolder = (folder: string): void => {
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
  };

  async function write(path: string, content: Content): Promise<FileEntry> {
    const target = join(directory, path);
    try {
      makeFolder(dirname(target));
      const { size, sha256 } = writeAtOnce(target, content);
      const entry = { path, size, sha256 };
      files.set(path, entry);
      return entry;
    } catch (error) {
      throw reportError(target, error);
    }
  }
  return { directory, files, write, append: (path) => appender(directory, path, files) };
}

/** Synchronous: a few large chunks into the page cache take less time than to hand them to another thread. */
function writeAtOnce(target: string, content: Content): { size: number; sha256: string } {
  const digest = createHash('sha256');
  let size = 0;
  const partial = `${target}.partial`;
  const file = openSync(partial, 'w');
  try {
    for (const chunk of chunksOf(content)) {
      digest.update(chunk);
      size += chunk.length;
      writeWhole(file, chunk);
    }
  } finally {
    closeSync(file);
  }
  renameSync(partial, target);
  return { size, sha256: digest.digest('hex') };
}

/** A disk that is almost full takes a part of it. */
function writeWhole(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** A chunk is good until the next one is asked for. */
function* chunksOf(content: Content): Generator<Uint8Array> {
  if (content instanceof Uint8Array) yield content;
  else if (typeof content === 'string') yield Buffer.from(content);
  else {
    const buffer = Buffer.allocUnsafe(chunkSize);
    let used = 0;
    for (const part of content) {
      // No character takes more than three bytes for each of its UTF-16 units.
      const room = typeof part === 'string' ? part.length * 3 : part.length;
      if (room > chunkSize - used) {
        yield buffer.subarray(0, used);
        used = 0;
      }
      if (room > chunkSize) yield typeof part === 'string' ? Buffer.from(part) : part;
      else if (typeof part === 'string') used += buffer.write(part, used);
      else {
        buffer.set(part, used);
        used += part.length;
      }
    }
    yield buffer.subarray(0, used);
  }
}

function appender(directory: string, path: string, files: Map<string, FileEntry>): Appender {
  const target = join(directory, path);
  let file: number | undefined;
  let digest: Hash | undefined = createHash('sha256');
  let size = 0;
  let trouble: unknown;
  const guarded = <T>(action: () => T): T | undefined => {
    try {
      return trouble ? undefined : action();
    } catch (error) {
      trouble = error;
      return undefined;
    }
  };
  guarded(() => {
    mkdirSync(dirname(target), { recursive: true });
    file = openSync(target, 'w+');
  });
  const close = () => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  return {
    line: (text) =>
      guarded(() => {
        if (file === undefined) return undefined;
        const line = Buffer.from(`${text}\n`);
        writeWhole(file, line);
        digest?.update(line);
        size += line.length;
        return size - line.length;
      }),
    read(position, length) {
      const bytes = Buffer.allocUnsafe(length);
      const read = guarded(() => (file === undefined ? 0 : readSync(file, bytes, 0, length, position)));
      return read === length ? bytes : undefined;
    },
    discard() {
      guarded(() => {
        close();
        unlinkSync(target);
      });
      files.delete(path);
    },
    close() {
      guarded(close);
      if (trouble) throw reportError(target, trouble);
      if (digest) files.set(path, { path, size, sha256: digest.digest('hex') });
      digest = undefined;
    },
  };
}

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EACCES: 'it may not be written to',
  EROFS: 'the disk is read-only',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EISDIR: 'it is a folder',
};

function reportError(path: string, error: unknown): ReportError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new ReportError(`cannot write ${path}: ${reason}. Give a folder that can be written to with --report-dir`, { cause: error });
}
