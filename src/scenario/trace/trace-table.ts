/** A log of any format, as rows of cells. */
export interface TraceTable {
  /** By name, or by number from 1 where the log names none. */
  readonly columns: readonly string[];
  /** The first rows that can be read, with the cells of all columns: to find out units from. */
  readonly sample: readonly (readonly Cell[])[];
  /** See `TraceReading.header`. */
  readonly header: ReadonlyMap<string, string>;
  /** Goes through all rows, giving the cells of the `wanted` columns in their order. */
  scan(wanted: readonly string[], visit: RowVisitor): void;
}

/** As it stands in the log; null where it stands empty or not at all. */
export type Cell = string | number | null;

/** `cells` lives for the call only. A word instead says why the row cannot be read. `row` is its line in the file, from 1. */
export type RowVisitor = (row: number, cells: readonly Cell[] | 'malformed' | 'unclosed-quote') => void;

/** Rows that units and columns are found out from. */
export const SAMPLE_ROWS = 100;

/** Lines of a text without their ends (LF, CRLF, or CR alone), numbered from 1. `visit` may stop it by giving false. */
export function eachLine(text: string, visit: (line: string, number: number) => boolean): void {
  const end = text.includes('\n') ? '\n' : '\r';
  let number = 0;
  // A byte order mark is no part of the first line.
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
    const found = text.indexOf(end, start);
    const stop = found < 0 ? text.length : found;
    number += 1;
    const trimmed = stop > start && text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop;
    if (!visit(text.slice(start, trimmed), number)) return;
    start = stop + 1;
  }
}
