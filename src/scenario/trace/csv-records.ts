import { type CsvError, type Info, type Options, parse } from 'csv-parse/sync';
import { eachLine } from './trace-table.ts';

/** `row` is the line of the file, from 1, at which the record ends. False ends the reading. */
export type RecordVisitor = (record: CsvRecord, row: number) => boolean;
export type CsvRecord = readonly string[] | 'malformed' | 'unclosed-quote';

/** Read at a time, so that a log of a month is not in memory twice. A record over several lines is shorter than that. */
const BLOCK = 65_536;

/**
 * The records of a CSV text; blank lines are none. What has no quotes is split by hand, the rest is read by csv-parse, block by block.
 * Where a quote is not closed within two blocks, every line of them is read by itself: one stray quote costs one row, not all that follow.
 */
export function eachRecord(text: string, delimiter: string, visit: RecordVisitor): void {
  let line = 1;
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
    let end = blockEnd(text, start);
    let block = readBlock(text.slice(start, end), delimiter);
    if (block === null) {
      end = blockEnd(text, end);
      block = readBlock(text.slice(start, end), delimiter) ?? readLines(text.slice(start, end), delimiter);
    }
    for (const { record, row } of block.records) if (!visit(record, line + row - 1)) return;
    line += block.lines;
    start = end;
  }
}

/** After the first end of a line that is a block away. */
function blockEnd(text: string, start: number): number {
  if (start + BLOCK >= text.length) return text.length;
  const found = text.indexOf('\n', start + BLOCK);
  return found < 0 ? text.length : found + 1;
}

interface Block {
  readonly records: readonly { readonly record: CsvRecord; readonly row: number }[];
  readonly lines: number;
}

/** Null when a quote is open at its end. */
function readBlock(block: string, delimiter: string): Block | null {
  if (!block.includes('"')) return readLines(block, delimiter);
  const records: { record: CsvRecord; row: number }[] = [];
  let isOpen = false;
  const parser: Options<string[]> = {
    ...OPTIONS,
    delimiter,
    on_record: (record: string[], { lines }: Info) => {
      if (!isBlank(record)) records.push({ record, row: lines });
      return null;
    },
    on_skip: (error: CsvError | undefined) => {
      if (error?.code === 'CSV_QUOTE_NOT_CLOSED') isOpen = true;
      else records.push({ record: 'malformed', row: Number(error?.lines ?? 1) });
      return undefined;
    },
  };
  parse(block, parser);
  return isOpen ? null : { records, lines: lineCount(block) };
}

const OPTIONS: Options<string[]> = {
  // Several kinds may be mixed in a log that went through two machines.
  record_delimiter: ['\r\n', '\n', '\r'],
  trim: true,
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
};

function readLines(block: string, delimiter: string): Block {
  const records: { record: CsvRecord; row: number }[] = [];
  eachLine(block, (line, row) => {
    if (!line.includes('"')) {
      const record = line.split(delimiter).map((cell) => cell.trim());
      if (!isBlank(record)) records.push({ record, row });
      return true;
    }
    const single = readBlock(line, delimiter);
    if (single === null) records.push({ record: 'unclosed-quote', row });
    else for (const { record } of single.records) records.push({ record, row });
    return true;
  });
  return { records, lines: lineCount(block) };
}

const isBlank = (record: readonly string[]): boolean => record.length === 1 && record[0] === '';

function lineCount(block: string): number {
  let lines = 0;
  eachLine(block, () => {
    lines += 1;
    return true;
  });
  return lines;
}
