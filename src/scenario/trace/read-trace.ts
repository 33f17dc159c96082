import * as messages from '../messages.ts';
import { csvTable } from './csv-table.ts';
import { jsonlTable } from './jsonl-table.ts';
import { type JobReader, jobReader } from './read-job.ts';
import { swfTable } from './swf-table.ts';
import { type ChosenColumns, chooseColumns, LEAST_EPOCH_MS } from './trace-columns.ts';
import type { TraceFormat, TraceMistake, TraceMoment, TraceOptions } from './trace-options.ts';
import { RowCounter, type TraceJob, type TraceReading } from './trace-reading.ts';
import { eachLine, type TraceTable } from './trace-table.ts';

/**
 * Reads a job log: its usable jobs in order of submission, and an account of all rows. Real logs are never clean: a row that cannot be
 * used is counted under its reason, and nothing about rows is a mistake unless no row is left.
 */
export function readTrace(text: string, options: TraceOptions): TraceReading {
  const format = options.format ?? likelyFormat(options.file, text);
  const table = openTable(text, format, options);
  const { columns, mistakes } =
    format === 'jsonl' && isArray(text) ? arrayIn(options.file) : chooseColumns(table, format, options);
  const counter = new RowCounter();
  const reader = mistakes.length > 0 ? null : jobReader(format, columns);
  const all = reader === null ? [] : readJobs(table, reader, counter);
  const outOfOrder = sortBySubmission(all);
  const originMs = originOf(format, table, columns.find(({ field }) => field === 'submit')?.unit ?? null, all);
  const firstMs = all[0]?.submitMs ?? 0;
  const more = [...mistakes, ...checkSelection(options, originMs, firstMs)];
  const jobs = more.length > 0 ? [] : selectJobs(all, options, originMs ?? 0, counter);
  const rows = counter.count();
  if (more.length === 0 && jobs.length === 0) {
    more.push({ at: ['file'], sentence: messages.traceWithoutJobs(options.file, rows) });
  }
  return { format, columns, originMs, firstMs, jobs, rows, outOfOrder, header: table.header, mistakes: more };
}

/** By the file's ending, else by its first line that is not blank. */
function likelyFormat(file: string, text: string): TraceFormat {
  const ending = /\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  if (ending === 'swf') return 'swf';
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  if (['jsonl', 'ndjson'].includes(ending)) return 'jsonl';
  let line = '';
  eachLine(text, (candidate) => {
    line = candidate.trim();
    return line === '';
  });
  if (line.startsWith('{') || isArray(text)) return 'jsonl';
  return line.startsWith(';') || /^-?\d+(\s+-?[\d.]+){9,}$/.test(line) ? 'swf' : 'csv';
}

/** Of objects, on one line or on many. */
const isArray = (text: string): boolean => /^\s*\[\s*\{/.test(text);

const arrayIn = (file: string): ChosenColumns => ({
  columns: [],
  mistakes: [{ at: ['file'], sentence: messages.logIsArray(file) }],
});

function openTable(text: string, format: TraceFormat, options: TraceOptions): TraceTable {
  switch (format) {
    case 'swf':
      return swfTable(text);
    case 'csv':
      return csvTable(text, options);
    case 'jsonl':
      return jsonlTable(text);
  }
}

function readJobs(table: TraceTable, { wanted, read }: JobReader, counter: RowCounter): TraceJob[] {
  const jobs: TraceJob[] = [];
  table.scan(wanted, (row, cells) => {
    const job = typeof cells === 'string' ? cells : read(row, cells);
    if (typeof job === 'string') counter.skip(job, row);
    else {
      counter.use();
      jobs.push(job);
    }
  });
  return jobs;
}

/** Stable: jobs of one instant keep the order of the file. Gives how many stood after a later one. */
function sortBySubmission(jobs: TraceJob[]): number {
  let outOfOrder = 0;
  let latest = Number.NEGATIVE_INFINITY;
  for (const { submitMs } of jobs) {
    if (submitMs < latest) outOfOrder += 1;
    else latest = submitMs;
  }
  if (outOfOrder > 0) jobs.sort((a, b) => a.submitMs - b.submitMs);
  return outOfOrder;
}

function originOf(
  format: TraceFormat,
  table: TraceTable,
  unit: string | null,
  jobs: readonly TraceJob[],
): number | null {
  if (format === 'swf') {
    const start = Number(table.header.get('UnixStartTime') ?? Number.NaN);
    return start > 0 ? Math.round(start * 1000) : null;
  }
  const first = jobs[0];
  return unit === 'iso' || (first !== undefined && first.submitMs >= LEAST_EPOCH_MS) ? 0 : null;
}

function checkSelection(
  { file, select }: TraceOptions,
  originMs: number | null,
  firstMs: number,
): readonly TraceMistake[] {
  const mistakes: TraceMistake[] = [];
  for (const key of ['from', 'until'] as const) {
    if (select[key]?.kind === 'timestamp' && originMs === null)
      mistakes.push({ at: ['select', key], sentence: messages.traceWithoutCalendar(file) });
  }
  if (mistakes.length > 0) return mistakes;
  const from = momentIn(select.from, originMs ?? 0, firstMs);
  const until = momentIn(select.until, originMs ?? 0, firstMs);
  return from !== null && until !== null && until <= from
    ? [{ at: ['select', 'until'], sentence: messages.emptyWindow() }]
    : [];
}

/** When the selected part of a log begins, in the log's own time; null where nothing is selected by time. */
export const selectionStart = ({ originMs, firstMs }: TraceReading, from: TraceMoment | null): number | null =>
  momentIn(from, originMs ?? 0, firstMs);

/** An offset counts from the first submission. */
const momentIn = (moment: TraceMoment | null, originMs: number, firstMs: number): number | null =>
  moment === null ? null : moment.kind === 'offset' ? firstMs + moment.ms : moment.epochMs - originMs;

function selectJobs(
  all: readonly TraceJob[],
  { select, limit }: TraceOptions,
  originMs: number,
  counter: RowCounter,
): readonly TraceJob[] {
  const firstMs = all[0]?.submitMs ?? 0;
  const from = momentIn(select.from, originMs, firstMs) ?? Number.NEGATIVE_INFINITY;
  const until = momentIn(select.until, originMs, firstMs) ?? Number.POSITIVE_INFINITY;
  const jobs: TraceJob[] = [];
  for (const job of all) {
    if (job.submitMs < from) counter.drop('before-selection', job.row);
    else if (job.submitMs >= until) counter.drop('after-selection', job.row);
    else if (limit !== null && jobs.length >= limit) counter.drop('over-limit', job.row);
    else jobs.push(job);
  }
  return jobs;
}
