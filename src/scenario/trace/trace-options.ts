import type { Sentence } from '../problem.ts';

/** How a job log is to be read; what is null is found out from the log itself. */
export interface TraceOptions {
  /** The log's name, as messages say it; its ending tells the format where nothing else does. */
  readonly file: string;
  readonly format: TraceFormat | null;
  /** Which column holds what. A field that is not named is looked for under its usual names. */
  readonly map: TraceMap;
  /** Unit of all numbers in columns of time that do not say their own. */
  readonly unit: TraceUnit | null;
  /** CSV only: one character between the cells. */
  readonly delimiter: string | null;
  /** CSV only: whether the first row names the columns. */
  readonly header: boolean | null;
  readonly select: { readonly from: TraceMoment | null; readonly until: TraceMoment | null };
  /** At most so many jobs, the earliest of those selected. */
  readonly limit: number | null;
}

export const TRACE_FORMATS = ['swf', 'csv', 'jsonl'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

/** What a job's row can tell. `run` is how long it ran; else it ended at `end`, having begun at `start` or after `wait`. */
export const TRACE_FIELDS = ['submit', 'start', 'wait', 'end', 'run', 'workspace', 'type'] as const;
export type TraceField = (typeof TRACE_FIELDS)[number];

export type TraceMap = Readonly<Partial<Record<TraceField, ColumnChoice>>>;

export interface ColumnChoice {
  /** By name, or by number from 1. Of JSON lines a key, or keys with dots between. */
  readonly column: string | number;
  readonly unit: TraceUnit | null;
}

/** ms in each unit; `iso` are timestamps such as 2026-01-05T08:50:00Z, and durations in any of their usual spellings. */
export const TRACE_UNITS = ['ns', 'us', 'ms', 's', 'min', 'h', 'iso'] as const;
export type TraceUnit = (typeof TRACE_UNITS)[number];

/** A moment of the log: counted from its first submission, or on the calendar. */
export type TraceMoment =
  | { readonly kind: 'offset'; readonly ms: number }
  | { readonly kind: 'timestamp'; readonly epochMs: number };

/** Everything found out from the log. */
export const asFound = (file: string): TraceOptions => ({
  file,
  format: null,
  map: {},
  unit: null,
  delimiter: null,
  header: null,
  select: { from: null, until: null },
  limit: null,
});

/** A mistake in the options, shown by the log. `at` is the option: `map.submit`, `select.from`, or `file` for the log as a whole. */
export interface TraceMistake {
  readonly at: readonly string[];
  readonly sentence: Sentence;
}
