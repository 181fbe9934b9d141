import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import type { Transfer } from '../engine/files.ts';

/** bytes of one file, and of all that peers have brought: beyond that an upload is refused */
export const limits = { file: 64 << 20, all: 256 << 20 } as const;

type Listener = (transfer: Transfer) => void;

interface Place {
  /** what can be fetched; without it, the place is a folder to upload into */
  file?: { name: string; bytes: Uint8Array };
  transfers: Transfer[];
  listeners: Set<Listener>;
}

/** The files of a file server, whatever the protocol: `/<place>/<name>`. A place is a name that nobody can guess. */
export type Shelf = ReturnType<typeof createShelf>;

export function createShelf() {
  const places = new Map<string, Place>();
  let brought = 0;

  const placeOf = (path: string): Place | undefined => places.get(posix.normalize(path).split('/').find(Boolean) ?? '');

  function tell(place: Place, transfer: Transfer): void {
    place.transfers.push(transfer);
    for (const listener of place.listeners) listener(transfer);
  }

  function open(file?: Place['file']): string {
    const name = randomBytes(9).toString('base64url');
    places.set(name, { ...(file && { file }), transfers: [], listeners: new Set() });
    return name;
  }

  return {
    /** Puts a file here; its path. */
    put: (name: string, bytes: Uint8Array): string => `/${open({ name, bytes })}/${encodeURIComponent(name)}`,
    /** Makes a folder for uploads; its path, ending in `/`. */
    folder: (): string => `/${open()}/`,
    /** the file that can be fetched at a path */
    find(path: string): { bytes: Uint8Array; fetched: () => void } | undefined {
      const place = placeOf(path);
      const file = place?.file;
      if (!file || nameIn(path) !== file.name) return undefined;
      return { bytes: file.bytes, fetched: () => tell(place, { direction: 'fetched', ...file }) };
    },
    /** whether there is something at this path, be it a file or a folder */
    has: (path: string): boolean => placeOf(path) !== undefined,
    /** the names at a path that is a folder */
    list: (path: string): string[] => [placeOf(path)?.file?.name ?? []].flat(),
    /** How to bring a file to a path: in chunks, `add` refuses what is too much. Undefined where nothing may be brought. */
    receive(path: string): { add: (chunk: Uint8Array) => boolean; done: (name?: string, bytes?: Uint8Array) => void } | undefined {
      const place = placeOf(path);
      if (!place || place.file) return undefined;
      const chunks: Uint8Array[] = [];
      let size = 0;
      return {
        add(chunk) {
          if (size + chunk.length > limits.file || brought + chunk.length > limits.all) return false;
          size += chunk.length;
          brought += chunk.length;
          chunks.push(chunk);
          return true;
        },
        done: (name = nameIn(path), bytes = Buffer.concat(chunks)) =>
          tell(place, { direction: 'brought', name: posix.basename(name) || 'upload', bytes }),
      };
    },
    /** Tells of each transfer at a path, first of those that were already. */
    watch(path: string, listener: Listener): () => void {
      const place = placeOf(path);
      if (!place) throw new Error(`nothing is offered or accepted at ${path}`);
      place.listeners.add(listener);
      for (const transfer of place.transfers) listener(transfer);
      return () => place.listeners.delete(listener);
    },
  };
}

/** What follows the place in a path, decoded; '' for the place itself. */
function nameIn(path: string): string {
  const rest = posix.normalize(path).split('/').filter(Boolean).slice(1).join('/');
  try {
    return decodeURIComponent(rest);
  } catch {
    return rest;
  }
}
