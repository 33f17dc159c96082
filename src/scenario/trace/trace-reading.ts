import type { TraceField, TraceFormat, TraceMistake, TraceUnit } from './trace-options.ts';

/** A job log, read: its usable jobs, and an account of every row that was not usable. */
export interface TraceReading {
  readonly format: TraceFormat;
  /** The columns that were read, in the order of `TRACE_FIELDS`. */
  readonly columns: readonly UsedColumn[];
  /** Epoch ms of the instant that `submitMs` counts from; null where the log does not tell. */
  readonly originMs: number | null;
  /** The first usable submission, selected or not, from which offsets count; 0 without any. */
  readonly firstMs: number;
  /** In order of submission; of the same instant in order of the file. */
  readonly jobs: readonly TraceJob[];
  readonly rows: RowCount;
  /** Usable rows that stood after a later one in the file. */
  readonly outOfOrder: number;
  /** Of SWF, the `; Name: value` lines before the jobs. */
  readonly header: ReadonlyMap<string, string>;
  /** With any of them there are no jobs. */
  readonly mistakes: readonly TraceMistake[];
}

export interface TraceJob {
  /** Line of the file, from 1, where the row ends. */
  readonly row: number;
  /** In the log's own time: see `originMs`. Whole ms, as all times here. */
  readonly submitMs: number;
  /** What the old system made it wait; null where the log does not tell. */
  readonly waitMs: number | null;
  readonly runMs: number;
  /** As it stands in the log; null where it does not tell. */
  readonly workspace: string | null;
  readonly type: string | null;
}

export interface UsedColumn {
  readonly field: TraceField;
  readonly column: string;
  /** Null for `workspace` and `type`. */
  readonly unit: TraceUnit | null;
  /** Named by the author, not found out. */
  readonly given: boolean;
}

/** Rows of a log: `read` = `used` + the sum of `skipped`. Neither header, comments nor blank lines are rows. */
export interface RowCount {
  readonly read: number;
  readonly used: number;
  /** In the order of `SKIP_REASONS`; those that occurred. */
  readonly skipped: readonly SkippedRows[];
}

export interface SkippedRows {
  readonly reason: SkipReason;
  readonly rows: number;
  /** Line of the file, from 1, of the first such row. */
  readonly firstRow: number;
}

/** Why a row is no task, in words that follow a number of rows. */
export const SKIP_REASONS = {
  malformed: 'could not be read as a row',
  'unclosed-quote': 'open a quote that nothing closes',
  'partial-execution': 'are parts of a job that has a row of its own (SWF status 2 to 4)',
  'submit-unknown': 'without a submission time',
  'submit-unreadable': 'with a submission time that is none',
  'never-started': 'of jobs that never started',
  'run-unknown': 'without a run time or an end',
  'run-unreadable': 'with a time or duration that is none',
  'negative-run': 'ended before they began',
  'too-long': 'ran for more than 100 years',
  'before-selection': 'before select.from',
  'after-selection': 'at or after select.until',
  'over-limit': 'beyond the limit',
  'after-end': "after the run's end",
} as const;

export type SkipReason = keyof typeof SKIP_REASONS;

/** Counts rows as they are read. */
export class RowCounter {
  #read = 0;
  #used = 0;
  readonly #skipped = new Map<SkipReason, { rows: number; firstRow: number }>();

  use(): void {
    this.#read += 1;
    this.#used += 1;
  }

  skip(reason: SkipReason, row: number): void {
    this.#read += 1;
    this.#note(reason, row);
  }

  /** A row that was used is not, after all. */
  drop(reason: SkipReason, row: number): void {
    this.#used -= 1;
    this.#note(reason, row);
  }

  count(): RowCount {
    const skipped = (Object.keys(SKIP_REASONS) as SkipReason[]).flatMap((reason) => {
      const found = this.#skipped.get(reason);
      return found === undefined ? [] : [{ reason, ...found }];
    });
    return { read: this.#read, used: this.#used, skipped };
  }

  #note(reason: SkipReason, row: number): void {
    const known = this.#skipped.get(reason);
    if (known === undefined) this.#skipped.set(reason, { rows: 1, firstRow: row });
    else {
      known.rows += 1;
      known.firstRow = Math.min(known.firstRow, row);
    }
  }
}
