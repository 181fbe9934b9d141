import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Bytes that are read before their lines are judged. A longer line is no frame that anybody would send, and is left out: so memory stays flat. */
const blockSize = 16 * 1024 * 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** What a file holds, by its first bytes. */
export type FileKind = 'text' | 'gzip' | 'capture';

export async function kindOf(path: string): Promise<FileKind> {
  const file = await open(path);
  try {
    return await kindOfFile(file);
  } finally {
    await file.close();
  }
}

async function kindOfFile(file: FileHandle): Promise<FileKind> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return bytesRead < 4 ? 'text' : kindOfBytes(buffer);
}

function kindOfBytes(bytes: Buffer): FileKind {
  const magic = bytes.readUInt32BE(0);
  if (magic >>> 16 === 0x1f8b) return 'gzip';
  // pcap in both byte orders and both resolutions, and pcapng
  return [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a].includes(magic) ? 'capture' : 'text';
}

/** Whole lines of a text, each with its line feed; the bytes are good until the next block is asked for. */
export interface Block {
  bytes: Buffer;
  /** the line before was too long, and has been left out */
  leftOut: boolean;
}

/** Puts what comes next into the beginning of a buffer; resolves with how many bytes, 0 at the end. */
type Fill = (target: Buffer) => Promise<number>;

/**
 * A text file, gzip or not, as blocks of whole lines: one buffer whatever the size. `onBroken` is told if a gzip file ends too early or is
 * damaged: what was before that has been read.
 */
export async function* blocksOf(path: string, onBroken: (reason: string) => void): AsyncGenerator<Block> {
  const file = await open(path);
  try {
    const isPacked = (await kindOfFile(file)) === 'gzip';
    const fill: Fill = isPacked ? unpacking(file, onBroken) : async (target) => (await file.read(target, 0, target.length)).bytesRead;
    yield* wholeLines(fill);
  } finally {
    await file.close();
  }
}

async function* wholeLines(fill: Fill): AsyncGenerator<Block> {
  const buffer = Buffer.allocUnsafeSlow(blockSize);
  let length = 0;
  let skipping = false;
  for (;;) {
    const read = await fill(buffer.subarray(length));
    length += read;
    if (read > 0 && length < buffer.length) continue;
    // A last line may lack its line feed; there is room for it, or the buffer would be full.
    if (read === 0 && length > 0 && buffer[length - 1] !== lineFeed) buffer[length++] = lineFeed;
    const end = length === 0 ? 0 : buffer.lastIndexOf(lineFeed, length - 1) + 1;
    const start = skipping && end > 0 ? buffer.indexOf(lineFeed) + 1 : 0;
    if (end > 0 || (read === 0 && skipping)) yield { bytes: buffer.subarray(start, end), leftOut: skipping };
    if (read === 0) return;
    skipping = end === 0;
    buffer.copyWithin(0, end, length);
    length = skipping ? 0 : length - end;
  }
}

function unpacking(file: FileHandle, onBroken: (reason: string) => void): Fill {
  const source = file.createReadStream({ start: 0, autoClose: false });
  const unpacked: Readable = source.pipe(createGunzip({ chunkSize: 128 * 1024 }));
  source.once('error', (error) => unpacked.destroy(error));
  const chunks = unpacked[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer | undefined;
  return async (target) => {
    try {
      rest ??= (await chunks.next()).value;
    } catch (error) {
      if (source.errored) throw error;
      onBroken(error instanceof Error ? error.message : String(error));
    }
    if (!rest) return 0;
    const copied = rest.copy(target);
    rest = copied < rest.length ? rest.subarray(copied) : undefined;
    return copied;
  };
}

/** Hands over where the lines of a block begin and end, without what ends them; returns how many. */
export function eachLine(bytes: Buffer, take: (start: number, end: number, index: number) => void): number {
  let count = 0;
  for (let start = 0; start < bytes.length; count += 1) {
    const end = bytes.indexOf(lineFeed, start);
    take(start, bytes[end - 1] === carriageReturn ? end - 1 : end, count);
    start = end + 1;
  }
  return count;
}
