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

function render(content: Content): string {
  if (content instanceof Markup) return content.text;
  if (content === false || content === undefined) return '';
  if (typeof content === 'object') return content.map(render).join('');
  return printable(String(content)).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** HTML from a template; whatever is filled in is escaped, unless it was made by this function. */
export function html(parts: TemplateStringsArray, ...contents: Content[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + render(contents[index - 1]) + part));
}
