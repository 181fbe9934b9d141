import { printable } from '../text.ts';

/** Text that is HTML already. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Content = string | number | Markup | readonly Content[] | false | undefined;

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Without a character that means anything to HTML, or can't be seen. */
const isPlain = /^[\t\n !#-%(-;=?-~]*$/;

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (content === false || content === undefined) return '';
  if (typeof content === 'object') return content.map(render).join('');
  const text = String(content);
  return isPlain.test(text) ? text : printable(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** HTML from a template; whatever is filled in is escaped, unless it was made by this function. */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  let text = parts[0] ?? '';
  for (let index = 0; index < contents.length; index++) text += render(contents[index]) + parts[index + 1];
  return new Markup(text);
}
