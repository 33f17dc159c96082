import { eachRecord } from './csv-records.ts';
import { eachLine, SAMPLE_ROWS, type TraceTable } from './trace-table.ts';
import { isNumeric, parseTimestamp } from './trace-time.ts';

export const CSV_DELIMITERS = [',', ';', '\t', '|'] as const;

export interface CsvChoice {
  /** Null = the one that the first line has most of. */
  readonly delimiter: string | null;
  /** Whether the first row names the columns; null = unless it holds a number or a timestamp. */
  readonly header: boolean | null;
}

/** RFC 4180 and its relatives: quoted cells, any delimiter, rows of unequal length, quotes in the middle of a cell. */
export function csvTable(text: string, choice: CsvChoice): TraceTable {
  const delimiter = choice.delimiter ?? likelyDelimiter(text);
  const first: (readonly string[])[] = [];
  eachRecord(text, delimiter, (record) => typeof record === 'string' || first.push(record) <= SAMPLE_ROWS);
  const top = first[0] ?? [];
  const hasHeader = choice.header ?? !top.some((cell) => isNumeric(cell) || parseTimestamp(cell) !== null);
  const columns = top.map((name, index) => (hasHeader && name !== '' ? name : String(index + 1)));
  return {
    columns,
    sample: hasHeader ? first.slice(1) : first,
    header: new Map(),
    scan: (wanted, visit) => {
      const places = wanted.map((name) => columns.indexOf(name));
      const most = Math.max(0, ...places);
      const cells: string[] = [];
      let isHeader = hasHeader;
      eachRecord(text, delimiter, (record, row) => {
        if (typeof record === 'string') visit(row, record);
        else if (isHeader) isHeader = false;
        else if (record.length <= most) visit(row, 'malformed');
        else {
          for (const [index, place] of places.entries()) cells[index] = record[place]!;
          visit(row, cells);
        }
        return true;
      });
    },
  };
}

/** Of the first line that is not blank, cells in quotes left aside; of equally many the first of the list. */
function likelyDelimiter(text: string): string {
  let line = '';
  eachLine(text, (candidate) => {
    line = candidate.replaceAll(/"[^"]*"/g, '');
    return line.trim() === '';
  });
  const counts = CSV_DELIMITERS.map((delimiter) => line.split(delimiter).length - 1);
  return CSV_DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}
