import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Credentials } from '../engine/certificates.ts';
import { type Listening, listen } from './listen.ts';
import type { Shelf } from './shelf.ts';

/** milliseconds that a request may stand still */
const idle = 60_000;

/** HTTP(S): GET and HEAD (a range, too) to fetch, PUT and POST (also of a form) to bring. */
export async function serveHttp(shelf: Shelf, host: string, tls?: readonly Credentials[]): Promise<Listening> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    // A peer may go away at any time; what it has not brought whole, it has not brought.
    handle(shelf, request, response).catch(() => request.destroy());
  };
  const secure = tls && { key: tls.map(({ key }) => key), cert: tls.map(({ cert }) => cert), minVersion: 'TLSv1.2' as const };
  const server = secure ? createSecureServer(secure, answer) : createServer(answer);
  server.setTimeout(idle);
  server.requestTimeout = 0;
  return listen(server, host, secure ? 'https' : 'http', () => server.closeAllConnections());
}

async function handle(shelf: Shelf, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return hand(shelf, pathname, request, response);
    case 'PUT':
    case 'POST':
      return take(shelf, pathname, request, response);
    default:
      say(response, 405, 'GET, HEAD, PUT and POST are understood');
  }
}

function hand(shelf: Shelf, path: string, { method, headers }: IncomingMessage, response: ServerResponse): void {
  const found = shelf.find(path);
  if (!found) return say(response, 404, 'nothing is offered here');
  const { bytes } = found;
  const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
  if (from > 0 && from >= bytes.length) return say(response, 416, `there are ${bytes.length} bytes`);
  const range = from > 0 ? { 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(from > 0 ? 206 : 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': bytes.length - from,
    'Accept-Ranges': 'bytes',
    ...range,
  });
  if (method === 'HEAD') return void response.end();
  response.end(bytes.subarray(from), found.fetched);
}

async function take(shelf: Shelf, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const upload = shelf.receive(path);
  if (!upload) return say(response, 404, 'nothing is accepted here');
  if (request.headers.expect?.toLowerCase() === '100-continue') response.writeContinue();
  const type = request.headers['content-type'] ?? '';
  const form: Uint8Array[] = [];
  const isForm = /^multipart\/form-data/i.test(type);
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (!upload.add(chunk)) return say(response.setHeader('Connection', 'close'), 413, 'that is too much');
    if (isForm) form.push(chunk);
  }
  if (isForm) {
    const file = await fileIn(Buffer.concat(form), type);
    if (!file) return say(response, 400, 'there is no file in the form');
    upload.done(file.name, file.bytes);
  } else {
    upload.done(/filename="?([^";]+)/i.exec(request.headers['content-disposition'] ?? '')?.[1]);
  }
  say(response, 201, 'thank you');
}

/** The first file of a form. */
async function fileIn(body: Uint8Array, type: string): Promise<{ name: string; bytes: Uint8Array } | undefined> {
  try {
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    for (const value of form.values()) {
      if (typeof value !== 'string') return { name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) };
    }
  } catch {
    // It says that it is a form, and is none.
  }
  return undefined;
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
