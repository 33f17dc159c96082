import { type Markup, markup, trusted } from '../markup.ts';
import { PAGE_STYLE } from './page-style.ts';

/** A whole HTML document that needs nothing but itself. */
export const page = (title: string, content: Markup): string =>
  `${markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
${content}
</body>
</html>
`}`;

/** What a reader must know before any figure; nothing without a text. */
export const banner = (text: string | null): Markup | null =>
  text === null
    ? null
    : markup`<p class="banner" role="note">${text}</p>
`;

/** A table that scrolls by itself where the screen is too narrow for it. */
export function table(columns: readonly Column[], rows: readonly Row[]): Markup {
  const cells = (row: Row): Markup[] =>
    row.cells.map((cell, index) => markup`<td${classOf(columns[index])}>${cell}</td>`);
  return markup`<div class="wide" tabindex="0"><table>
<thead><tr>${columns.map((column) => markup`<th scope="col"${classOf(column)}>${withBreaks(column.title)}</th>`)}</tr></thead>
<tbody>
${rows.map(
  (
    row,
  ) => markup`<tr${row.mark === null ? null : markup` class="${row.mark}"`}${row.search === undefined ? null : markup` data-search="${row.search}"`}>${cells(row)}</tr>
`,
)}</tbody>
</table></div>
`;
}

/** Names of measures may go on in the next line after a dot. */
const withBreaks = (title: string): readonly (Markup | string)[] =>
  title.split(/(?<=\.)(?=\w)/).flatMap((piece, index) => (index === 0 ? [piece] : [trusted('<wbr>'), piece]));

export interface Column {
  readonly title: string;
  readonly kind: 'text' | 'number' | 'time';
}

export interface Row {
  readonly mark: 'good' | 'bad' | null;
  readonly cells: readonly (Markup | string)[];
  /** In lower case: what a filter box looks in. */
  readonly search?: string;
}

/** Under a heading. */
export const noteOf = (text: string | null): Markup | null =>
  text === null
    ? null
    : markup`
<p class="note">${text}</p>`;

export const textColumn = (title: string): Column => ({ title, kind: 'text' });
export const numberColumn = (title: string): Column => ({ title, kind: 'number' });
export const timeColumn = (title: string): Column => ({ title, kind: 'time' });
export const plainRow = (...cells: readonly (Markup | string)[]): Row => ({ mark: null, cells });

const classOf = (column: Column | undefined): Markup | null =>
  column === undefined || column.kind === 'text' ? null : markup` class="${column.kind}"`;
