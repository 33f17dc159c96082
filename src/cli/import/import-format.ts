import { readLog } from '../../scenario/incident/read-log.ts';
import { nearest } from '../../scenario/nearest.ts';
import { TRACE_FORMATS, type TraceFormat } from '../../scenario/trace/trace-options.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { UsageError } from '../usage-error.ts';

/** `job-log` = the reader of job logs finds out which of its formats it is. */
export type ImportFormat = TraceFormat | 'platform-log' | 'job-log';

export const FORMATS: readonly (TraceFormat | 'platform-log')[] = [...TRACE_FORMATS, 'platform-log'];

/** Null = not given. */
export function givenFormat(given: GivenArguments): TraceFormat | 'platform-log' | null {
  const named = given.text('format');
  if (named === null) return null;
  const format = FORMATS.find((name) => name === named);
  if (format !== undefined) return format;
  const close = nearest(named, FORMATS);
  throw new UsageError(
    `no log format ${named}`,
    close === null ? `one of: ${FORMATS.join(', ')}` : `did you mean ${close}? known: ${FORMATS.join(', ')}`,
  );
}

/** By the file's ending; else it is the platform's when the platform's lines are among the first. */
export function detectFormat(file: string, text: string): ImportFormat {
  if (/\.(swf|csv|tsv|jsonl|ndjson)$/i.test(file)) return 'job-log';
  return readLog(text.slice(0, FIRST)).said.length > 0 || /\.log$/i.test(file) ? 'platform-log' : 'job-log';
}

const FIRST = 200_000;
