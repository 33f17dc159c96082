import { eachLine, SAMPLE_ROWS, type TraceTable } from './trace-table.ts';

/**
 * The fields of the Standard Workload Format 2.2, in their order (Feitelson et al., Parallel Workloads Archive). All times are in
 * seconds; −1 is unknown.
 */
export const SWF_COLUMNS = [
  'job',
  'submit',
  'wait',
  'run',
  'processors',
  'cpu',
  'memory',
  'requestedProcessors',
  'requestedTime',
  'requestedMemory',
  'status',
  'user',
  'group',
  'executable',
  'queue',
  'partition',
  'precedingJob',
  'thinkTime',
] as const;

/** Cells between blanks; lines that begin with `;` are header or comment, of which `; Name: value` is kept. */
export function swfTable(text: string): TraceTable {
  const columns: readonly string[] = SWF_COLUMNS;
  const header = new Map<string, string>();
  const sample: string[][] = [];
  eachRow(
    text,
    (_, line) => sample.push(line.split(/\s+/)) < SAMPLE_ROWS,
    (line) => {
      const [, name, value] = /^;\s*([A-Za-z]\w*)\s*:\s*(.*)$/.exec(line) ?? [];
      if (name !== undefined && !header.has(name)) header.set(name, value!.trim());
    },
  );
  return {
    columns,
    sample,
    header,
    scan: (wanted, visit) => {
      const places = wanted.map((name) => columns.indexOf(name));
      const most = Math.max(0, ...places);
      const cells: string[] = [];
      eachRow(text, (row, line) => {
        const fields = line.split(/\s+/);
        if (fields.length <= most) visit(row, 'malformed');
        else {
          for (const [index, place] of places.entries()) cells[index] = fields[place]!;
          visit(row, cells);
        }
        return true;
      });
    },
  };
}

function eachRow(
  text: string,
  visit: (row: number, line: string) => boolean,
  comment: (line: string) => void = () => {},
): void {
  eachLine(text, (raw, row) => {
    const line = raw.trim();
    if (line === '') return true;
    if (line.charCodeAt(0) !== 59) return visit(row, line);
    comment(line);
    return true;
  });
}
