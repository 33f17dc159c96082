import { MAX_DURATION_MS } from '../duration.ts';
import type { TraceField, TraceFormat } from './trace-options.ts';
import type { SkipReason, TraceJob, UsedColumn } from './trace-reading.ts';
import type { Cell } from './trace-table.ts';
import { durationReader, isNothing, momentReader, type TimeReader, type Unread } from './trace-time.ts';

export interface JobReader {
  /** The columns whose cells `read` takes, in order. */
  readonly wanted: readonly string[];
  read(row: number, cells: readonly Cell[]): TraceJob | SkipReason;
}

/** Makes jobs of rows whose columns are known. */
export function jobReader(format: TraceFormat, columns: readonly UsedColumn[]): JobReader {
  const wanted = columns.map(({ column }) => column);
  const status = format === 'swf' ? wanted.push('status') - 1 : null;
  const time = (field: TraceField, readerOf: typeof momentReader): RowTime => {
    const place = columns.findIndex((each) => each.field === field);
    if (place < 0) return () => 'unknown';
    const read: TimeReader = readerOf(columns[place]!.unit ?? 's');
    return (cells) => read(cells[place]!);
  };
  const words = (field: TraceField): ((cells: readonly Cell[]) => string | null) => {
    const place = columns.findIndex((each) => each.field === field);
    const seen = new Map<string, string>();
    return (cells) => (place < 0 ? null : wordOf(cells[place]!, seen));
  };
  const times: JobTimes = {
    submit: time('submit', momentReader),
    start: time('start', momentReader),
    wait: time('wait', durationReader),
    end: time('end', momentReader),
    run: time('run', durationReader),
    hasStart: columns.some(({ field }) => field === 'start'),
  };
  const workspaceOf = words('workspace');
  const typeOf = words('type');
  return {
    wanted,
    read: (row, cells) => {
      if (status !== null) {
        const reason = swfReason(Number(cells[status]), times.run(cells));
        if (reason !== null) return reason;
      }
      const found = readTimes(cells, times);
      if (typeof found === 'string') return found;
      return { row, ...found, workspace: workspaceOf(cells), type: typeOf(cells) };
    },
  };
}

type RowTime = (cells: readonly Cell[]) => number | Unread;

interface JobTimes {
  readonly submit: RowTime;
  readonly start: RowTime;
  readonly wait: RowTime;
  readonly end: RowTime;
  readonly run: RowTime;
  readonly hasStart: boolean;
}

/** SWF status: 2 to 4 are parts of a job that has a line of its own, 5 is cancelled, perhaps before it started. */
function swfReason(status: number, run: number | Unread): SkipReason | null {
  if (status >= 2 && status <= 4) return 'partial-execution';
  return status === 5 && (run === 'unknown' || run === 0) ? 'never-started' : null;
}

function readTimes(
  cells: readonly Cell[],
  times: JobTimes,
): Pick<TraceJob, 'submitMs' | 'waitMs' | 'runMs'> | SkipReason {
  const submit = times.submit(cells);
  if (submit === 'unknown') return 'submit-unknown';
  if (submit === 'unreadable') return 'submit-unreadable';
  const started = times.start(cells);
  const waited = times.wait(cells);
  const start = typeof started === 'number' ? started : typeof waited === 'number' ? submit + waited : null;
  const written = times.run(cells);
  if (started === 'unreadable' || waited === 'unreadable' || written === 'unreadable') return 'run-unreadable';
  let run = written;
  if (run === 'unknown') {
    if (times.hasStart && start === null) return 'never-started';
    const end = times.end(cells);
    if (end === 'unreadable') return 'run-unreadable';
    if (end === 'unknown') return 'run-unknown';
    run = end - (start ?? submit);
  }
  if (run < 0) return 'negative-run';
  if (run > MAX_DURATION_MS) return 'too-long';
  // Clocks of two machines may disagree: a start before the submission is a wait of nothing.
  return { submitMs: submit, waitMs: start === null ? null : Math.max(0, start - submit), runMs: run };
}

/** One string for each word: a cell is a piece of the whole text, which it would keep in memory. */
function wordOf(cell: Cell, seen: Map<string, string>): string | null {
  if (isNothing(cell)) return null;
  const text = String(cell).trim();
  let word = seen.get(text);
  if (word === undefined) {
    word = JSON.parse(JSON.stringify(text)) as string;
    seen.set(word, word);
  }
  return word;
}
