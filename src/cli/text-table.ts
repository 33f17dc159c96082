/** Rows under their headings, columns as wide as their widest cell, the last one wrapped to the terminal. */
export function textTable(headings: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const last = headings.length - 1;
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const indent = widths.slice(0, last).reduce((sum, each) => sum + each + GAP.length, 0);
  const room = Math.max(width - indent, NARROWEST);
  const line = (row: readonly string[]): string => {
    const left = row
      .slice(0, last)
      .map((cell, column) => cell.padEnd(widths[column] ?? 0) + GAP)
      .join('');
    return wrapWords(row[last] ?? '', room)
      .map((part, index) => `${index === 0 ? left : ' '.repeat(indent)}${part}`.trimEnd())
      .join('\n');
  };
  return [line(headings.map((heading) => heading.toUpperCase())), ...rows.map(line)]
    .map((each) => `${each}\n`)
    .join('');
}

/** As `wrapWords`; a word that is longer than a line is cut. */
export const wrapText = (text: string, width: number): readonly string[] =>
  wrapWords(text, width).flatMap((line) => {
    const pieces = Array.from({ length: Math.ceil(line.length / width) }, (_, index) =>
      line.slice(index * width, (index + 1) * width),
    );
    return pieces.length === 0 ? [''] : pieces;
  });

export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

const GAP = '  ';
const NARROWEST = 30;
