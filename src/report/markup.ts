/**
 * Text that is already HTML (or XML). Everything else that is put into a template is escaped, so that a hostile scenario or
 * task name stays text. Only this file makes markup from plain strings.
 */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type Child = Markup | string | number | null | readonly Child[];

/** Template tag: `markup\`<td>${name}</td>\`` escapes `name`; nested markup and lists of it are taken as they are. */
export function markup(strings: TemplateStringsArray, ...children: readonly Child[]): Markup {
  let text = strings[0] ?? '';
  children.forEach((child, index) => {
    text += render(child) + (strings[index + 1] ?? '');
  });
  return new Markup(text);
}

/** Takes a text that another program made as markup: an SVG drawing, a style sheet. */
export const trusted = (text: string): Markup => new Markup(text);

export function escapeMarkup(text: string): string {
  return text.replace(FORBIDDEN, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

function render(child: Child): string {
  if (child === null) return '';
  if (child instanceof Markup) return child.text;
  if (typeof child === 'object') return child.map(render).join('');
  return escapeMarkup(String(child));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML 1.0 cannot hold, not even escaped; a JUnit file with one is unreadable. Lone surrogates too. */
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be kept out
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
