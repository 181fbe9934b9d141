import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';

/** A longer line is no frame that anybody would send; it is skipped, so that memory stays flat. */
const longestLine = 8 * 1024 * 1024;

/** What a file holds, by its first bytes. */
export type FileKind = 'text' | 'gzip' | 'capture';

export async function kindOf(path: string): Promise<FileKind> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const magic = bytesRead === 4 ? buffer.readUInt32BE(0) : 0;
    if (magic >>> 16 === 0x1f8b) return 'gzip';
    // pcap in both byte orders and both resolutions, and pcapng
    return [0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a].includes(magic) ? 'capture' : 'text';
  } finally {
    await file.close();
  }
}

/** The lines of a text file, gzip or not, a batch at a time: constant memory whatever the size. `undefined` stands for one that is too long. */
export async function* linesOf(path: string): AsyncGenerator<(string | undefined)[]> {
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const stream: Readable = (await kindOf(path)) === 'gzip' ? source.on('error', () => {}).pipe(createGunzip()) : source;
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let skipping = false;
  for await (const chunk of stream) {
    const pieces = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = pieces.pop() ?? '';
    const lines: (string | undefined)[] = pieces;
    if (skipping && lines.length > 0) {
      lines[0] = undefined;
      skipping = false;
    }
    if (rest.length > longestLine) {
      rest = '';
      skipping = true;
    }
    if (lines.length > 0) yield lines;
  }
  rest += decoder.end();
  if (skipping) yield [undefined];
  else if (rest) yield [rest];
}
