import type { Operator } from '../engine/acts.ts';
import type { OperatorOptions } from './index.ts';
import { firstLine, patiently } from './patience.ts';

/** bytes of an answer that we look at */
const MAX_ANSWER = 4_096;

/** POSTs `{ act, parameters, station }` as JSON; any 2xx answer means done. */
export function httpOperator(url: string, options: Pick<OperatorOptions, 'timeout' | 'signal'>): Operator {
  const { href, headers } = target(url);
  return {
    can: () => true,
    does: (act, parameters, station) =>
      patiently(options, async (signal) => {
        const body = JSON.stringify({ act, parameters, station });
        const response = await fetch(href, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
          throw new Error(`the hook at ${href} cannot be reached: ${reasonOf(error)}`);
        });
        const text = await textOf(response);
        if (response.ok) return;
        const said = firstLine(text);
        throw new Error(`the hook at ${href} answered ${response.status} ${response.statusText}${said ? `: ${said}` : ''}`);
      }),
  };
}

/** fetch takes no credentials in the URL: they go into a header, and out of our messages. */
function target(text: string): { href: string; headers: Record<string, string> } {
  if (!URL.canParse(text)) throw new TypeError(`${text} is no URL: write --operator http://host:port/path`);
  const url = new URL(text);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  return {
    href: url.href,
    headers: { 'content-type': 'application/json', ...(username || password ? { authorization: `Basic ${credentials}` } : {}) },
  };
}

async function textOf(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_ANSWER) break;
    }
  } catch {
    // The status is what counts; what came of the text will do.
  }
  return text;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : error.message) : error.message;
}
