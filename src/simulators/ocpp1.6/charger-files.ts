import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export interface Terms {
  /** whom it trusts over HTTPS, PEM */
  roots: readonly string[];
  signal: AbortSignal;
}

/** milliseconds that a transfer may stand still */
const patience = 10_000;
/** bytes that it has room for */
const room = 64 << 20;

/** Fetches a file over HTTP, HTTPS or FTP. Rejects if it does not get it whole. */
export const fetchFile = (location: string, terms: Terms): Promise<Buffer> => transfer(location, terms);

/** Brings a file to a location: into it, if that ends in a slash or names no file of this name. Rejects if it was not taken. */
export async function bringFile(location: string, name: string, bytes: Uint8Array, terms: Terms): Promise<void> {
  await transfer(`${location.replace(/\/+$/, '')}/${encodeURIComponent(name)}`, terms, bytes);
}

async function transfer(location: string, terms: Terms, body?: Uint8Array): Promise<Buffer> {
  const url = new URL(location);
  if (url.protocol === 'ftp:') return overFtp(url, terms, body);
  if (url.protocol === 'http:' || url.protocol === 'https:') return overHttp(url, terms, body);
  throw new Error(`${url.protocol} is not supported`);
}

async function overHttp(url: URL, { roots, signal }: Terms, body?: Uint8Array): Promise<Buffer> {
  const options = { method: body ? 'PUT' : 'GET', signal, timeout: patience };
  const request = url.protocol === 'https:' ? requestHttps(url, { ...options, ca: [...roots] }) : requestHttp(url, options);
  request.on('timeout', () => request.destroy(new Error('the server has fallen silent')));
  // What happens after the response, its reader learns.
  request.on('error', () => undefined);
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const bytes = await collect(response);
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) throw new Error(`the server answered ${statusCode}`);
  return bytes;
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > room) throw new Error('the file is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** In passive mode (RFC 959, 2428). */
async function overFtp(url: URL, { signal }: Terms, body?: Uint8Array): Promise<Buffer> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const path = decodeURIComponent(url.pathname);
  if (/[\r\n]/.test(path)) throw new Error('no path of a file has line breaks');
  const open = (port: number) => {
    const socket = connect({ host, port, signal });
    socket.on('error', () => undefined).setTimeout(patience, () => socket.destroy());
    return socket;
  };
  const control = open(Number(url.port || 21));
  const replies = createInterface({ input: control })[Symbol.asyncIterator]();
  /** The server's next word, after ours if we have one. */
  async function hear(wanted: RegExp, said?: string): Promise<string> {
    if (said !== undefined) control.write(`${said}\r\n`);
    for (;;) {
      const { value, done } = await replies.next();
      if (done) throw new Error('the server hung up');
      if (!/^\d{3} /.test(value)) continue;
      if (!wanted.test(value)) throw new Error(`the server said ${value.slice(0, 200)}`);
      return value;
    }
  }
  try {
    await hear(/^220/);
    const greeting = await hear(/^(230|331)/, `USER ${url.username || 'anonymous'}`);
    if (greeting.startsWith('331')) await hear(/^230/, `PASS ${url.password || 'charger'}`);
    await hear(/^200/, 'TYPE I');
    const port = /\|\|\|(\d+)\|/.exec(await hear(/^229/, 'EPSV'))?.[1];
    const data = open(Number(port));
    try {
      await hear(/^1/, `${body ? 'STOR' : 'RETR'} ${path}`);
      const bytes = body ? Buffer.alloc(0) : await collect(data);
      if (body) data.end(body);
      await hear(/^226/);
      return bytes;
    } finally {
      data.destroy();
    }
  } finally {
    control.destroy();
  }
}
