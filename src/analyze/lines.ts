import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A longer line is no frame that anybody would send; it is skipped, so that memory stays flat. */
const longestLine = 8 * 1024 * 1024;
const chunkSize = 128 * 1024;
const lineFeed = 0x0a;

/** What a file holds, by its first bytes. */
export type FileKind = 'text' | 'gzip' | 'capture';

export async function kindOf(path: string): Promise<FileKind> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead < 4 ? 'text' : kindOfBytes(buffer);
  } finally {
    await file.close();
  }
}

function kindOfBytes(bytes: Buffer): FileKind {
  const magic = bytes.readUInt32BE(0);
  if (magic >>> 16 === 0x1f8b) return 'gzip';
  // pcap in both byte orders and both resolutions, and pcapng
  return [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a].includes(magic) ? 'capture' : 'text';
}

/** Whole lines of a text, each with its line feed. */
export interface Block {
  bytes: Buffer;
  /** the line before was too long, and has been left out */
  leftOut: boolean;
}

/**
 * A text file, gzip or not, as blocks of whole lines: constant memory whatever the size. `onBroken` is told if a gzip file ends too early or
 * is damaged: what was before that has been read.
 */
export async function* blocksOf(path: string, onBroken: (reason: string) => void): AsyncGenerator<Block> {
  const isPacked = (await kindOf(path)) === 'gzip';
  const source = createReadStream(path, { highWaterMark: chunkSize });
  const stream: Readable = isPacked ? source.pipe(createGunzip({ chunkSize })) : source;
  if (isPacked) source.once('error', (error) => stream.destroy(error));
  let rest: Buffer[] = [];
  let length = 0;
  let skipping = false;
  const keep = (bytes: Buffer): void => {
    rest.push(bytes);
    length += bytes.length;
    skipping ||= length > longestLine;
    if (skipping) rest = [];
  };
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const end = chunk.lastIndexOf(lineFeed) + 1;
      if (end > 0) {
        const start = skipping ? chunk.indexOf(lineFeed) + 1 : 0;
        const whole = chunk.subarray(start, end);
        yield { bytes: rest.length === 0 ? whole : Buffer.concat([...rest, whole]), leftOut: skipping };
        rest = [];
        length = 0;
        skipping = false;
      }
      if (end < chunk.length) keep(chunk.subarray(end));
    }
  } catch (error) {
    if (!isPacked || source.errored) throw error;
    onBroken(error instanceof Error ? error.message : String(error));
  } finally {
    source.destroy();
  }
  if (length > 0) yield { bytes: Buffer.concat(skipping ? [] : [...rest, Buffer.from('\n')]), leftOut: skipping };
}

/** Hands over where the lines of a block begin and end, without their line feeds; returns how many. */
export function eachLine(bytes: Buffer, take: (start: number, end: number, index: number) => void): number {
  let count = 0;
  for (let start = 0; start < bytes.length; count += 1) {
    const end = bytes.indexOf(lineFeed, start);
    take(start, end, count);
    start = end + 1;
  }
  return count;
}
