export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Text directly inside. */
  text: string;
}

/** All elements in document order; throws where the text is not well-formed XML (of the plain kind that we write). */
export function elementsOf(xml: string): readonly XmlElement[] {
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  let rest = xml.replace(/^<\?xml[^?]*\?>/, '').trim();
  while (rest !== '') {
    const [token = ''] = /^(<[^<>]*>|[^<>]+)/.exec(rest) ?? [];
    if (token === '') throw new Error(`a stray < or > at: ${rest.slice(0, 60)}`);
    rest = rest.slice(token.length);
    if (!token.startsWith('<')) {
      const [holder] = open.slice(-1);
      if (holder === undefined && token.trim() !== '') throw new Error(`text outside: ${token}`);
      if (holder !== undefined) holder.text += unescaped(token);
    } else if (token.startsWith('</')) {
      const closed = open.pop();
      if (token !== `</${closed?.name}>`) throw new Error(`${token} closes ${closed?.name}`);
    } else {
      const element = openTag(token);
      elements.push(element);
      if (!token.endsWith('/>')) open.push(element);
    }
  }
  if (open.length > 0) throw new Error(`${open.at(-1)?.name} is not closed`);
  return elements;
}

function openTag(token: string): XmlElement {
  const [, name = '', inside = ''] = /^<([a-z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*\/?>$/s.exec(token) ?? [];
  if (name === '') throw new Error(`not a tag: ${token}`);
  const attributes = [...inside.matchAll(/([\w:-]+)="([^"]*)"/gs)].map(([, key = '', value = '']) => [
    key,
    unescaped(value),
  ]);
  return { name, attributes: Object.fromEntries(attributes), text: '' };
}

function unescaped(text: string): string {
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a stray & in: ${text}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error(`a control character in: ${text}`);
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
