import { parseDuration } from '../../scenario/duration.ts';
import { nearest } from '../../scenario/nearest.ts';
import {
  type ColumnChoice,
  TRACE_FIELDS,
  TRACE_UNITS,
  type TraceField,
  type TraceFormat,
  type TraceMap,
  type TraceMoment,
  type TraceOptions,
  type TraceUnit,
} from '../../scenario/trace/trace-options.ts';
import { parseTimestamp } from '../../scenario/trace/trace-time.ts';
import type { GivenArguments } from '../given-arguments.ts';
import { UsageError } from '../usage-error.ts';

/** How a job log is to be read, and what the scenario says of it in the author's own words. */
export interface JobLogOptions {
  readonly trace: TraceOptions;
  /** As given: `2h`, `2026-01-05T08:00:00Z`. */
  readonly from: string | null;
  readonly until: string | null;
  readonly timeScale: number;
}

export function jobLogOptions(given: GivenArguments, file: string, format: TraceFormat | null): JobLogOptions {
  if (given.text('pool') !== null)
    throw new UsageError('--pool means nothing for a job log', 'leave it out; a job log has no pools');
  const [from, until] = [given.text('from'), given.text('until')];
  return {
    trace: {
      file,
      format,
      map: mapOf(given.list('map')),
      unit: unitOf(given),
      delimiter: null,
      header: null,
      select: { from: momentOf('from', from), until: momentOf('until', until) },
      limit: given.count('limit'),
    },
    from,
    until,
    timeScale: timeScaleOf(given),
  };
}

function mapOf(pairs: readonly string[]): TraceMap {
  const map: Partial<Record<TraceField, ColumnChoice>> = {};
  for (const pair of pairs) {
    const [, name = '', column = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    if (name === '' || column === '')
      throw new UsageError(`--map ${pair} is no mapping`, 'write field=column, for example --map workspace=user');
    const field = TRACE_FIELDS.find((each) => each === name);
    if (field === undefined) {
      const close = nearest(name, TRACE_FIELDS);
      throw new UsageError(
        `--map knows no field ${name}`,
        close === null ? `one of: ${TRACE_FIELDS.join(', ')}` : `did you mean ${close}?`,
      );
    }
    if (map[field] !== undefined) throw new UsageError(`--map names ${field} twice`, 'keep one of the two');
    map[field] = columnOf(column);
  }
  return map;
}

/** `finished:ms` is the column `finished` in ms; a colon before anything else belongs to the name. */
function columnOf(text: string): ColumnChoice {
  const colon = text.lastIndexOf(':');
  const unit = TRACE_UNITS.find((each) => each === text.slice(colon + 1));
  if (colon < 1 || unit === undefined) return { column: text, unit: null };
  return { column: text.slice(0, colon), unit };
}

function unitOf(given: GivenArguments): TraceUnit | null {
  const named = given.text('unit');
  if (named === null) return null;
  const unit = TRACE_UNITS.find((each) => each === named);
  if (unit === undefined) throw new UsageError(`--unit knows no ${named}`, `one of: ${TRACE_UNITS.join(', ')}`);
  return unit;
}

function momentOf(name: string, text: string | null): TraceMoment | null {
  if (text === null) return null;
  const epochMs = parseTimestamp(text);
  if (epochMs !== null) return { kind: 'timestamp', epochMs };
  const ms = parseDuration(text, `--${name}`);
  if (typeof ms === 'number') return { kind: 'offset', ms };
  throw new UsageError(
    `--${name} must be a duration or a date, not ${JSON.stringify(text)}`,
    `count from the first job, --${name} 2h, or give a time, --${name} 2026-01-05T08:00:00Z`,
  );
}

function timeScaleOf(given: GivenArguments): number {
  const text = given.text('time-scale');
  if (text === null) return 1;
  const value = Number(text);
  if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= MOST_SCALE) return value;
  throw new UsageError(
    `--time-scale must be a number above 0 to ${MOST_SCALE}, not ${JSON.stringify(text)}`,
    'for example --time-scale 0.1, which makes ten days one',
  );
}

const MOST_SCALE = 1000;
