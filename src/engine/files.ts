import { readable } from './clock.ts';
import type { ExpectOptions, Files } from './dsl.ts';
import type { Play } from './play.ts';
import type { Attachment } from './results.ts';
import { InconclusiveError } from './verdict.ts';

/** How a file travels. */
export type FileProtocol = 'http' | 'https' | 'ftp';

/** A file that went to or came from the SUT, whole. */
export interface Transfer {
  /** `fetched`: the SUT got what we offer; `brought`: it uploaded */
  direction: 'fetched' | 'brought';
  /** its name without folders, as the SUT gave it */
  name: string;
  bytes: Uint8Array;
}

/** Where the SUT fetches firmware and brings diagnostics and logs. The stage runs it; a case has it through its `files`. */
export interface FileServer {
  /** Puts a file where the SUT can fetch it, and tells where: its URL. */
  offer(name: string, bytes: Uint8Array, protocol?: FileProtocol): Promise<string>;
  /** Makes a folder into which the SUT can upload, and tells where: its URL, ending in `/`. */
  accept(protocol?: FileProtocol): Promise<string>;
  /** Tells of each transfer at a URL that `offer` or `accept` gave, first of those that were already. The returned function ends it. */
  watch(location: string, then: (transfer: Transfer) => void): () => void;
}

/** The file server as a case speaks of it. */
export function filesOf(play: Play): Files {
  const { session, stage } = play;
  const server = (): FileServer => {
    if (!stage.files) throw new InconclusiveError('this run has no file server');
    return stage.files;
  };
  const { sut } = session.options;
  const seen = new Set<Transfer>();

  const awaits = (location: string, direction: Transfer['direction'], { within = 'reaction' }: ExpectOptions = {}): Promise<Transfer> => {
    const deadline = play.deadline(within);
    const [what, not] = direction === 'fetched' ? ['fetches', 'fetch'] : ['uploads to', 'upload to'];
    play.expectations += 1;
    return play.step(`${sut} ${what} ${location}`, { deadline }, () =>
      play.until<Transfer>(
        deadline,
        () => play.fail(`${sut} did not ${not} ${location} within ${readable(deadline)}`, { expected: 'a whole file', actual: 'none' }),
        (settle) => {
          let found = false;
          return server().watch(location, (transfer) => {
            if (found || transfer.direction !== direction || seen.has(transfer)) return;
            found = true;
            seen.add(transfer);
            if (direction === 'brought') play.attachments.push(attachmentOf(transfer));
            settle(transfer);
          });
        },
      ),
    );
  };
  return {
    offers: async (name, bytes, protocol) => server().offer(name, bytes, protocol),
    accepts: async (protocol) => server().accept(protocol),
    delivers: (location, options) => awaits(location, 'fetched', options),
    receives: (location, options) => awaits(location, 'brought', options),
  };
}

/** bytes that a report keeps of one file */
const kept = 256 << 10;

const attachmentOf = ({ name, bytes }: Transfer): Attachment => ({
  name,
  size: bytes.length,
  base64: Buffer.from(bytes.subarray(0, kept)).toString('base64'),
});
