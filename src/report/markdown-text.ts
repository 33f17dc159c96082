export const markdownRow = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;

/** Names are text: neither markup nor links nor a second row. */
export const escapeMarkdown = (text: string): string =>
  text.replace(/\s*\n\s*/g, ' ').replace(/[\\`*_[\]<>|#~]/g, (character) => `\\${character}`);
