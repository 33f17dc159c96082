import * as z from 'zod';
import { TASK_TYPES } from '../../engine/task.ts';
import { distributionOrNever } from '../distribution-field.ts';
import { parseDuration } from '../duration.ts';
import {
  absent,
  byShape,
  duration,
  flag,
  keys,
  name,
  parsed,
  positiveCount,
  share,
  text,
  workspaceName,
} from '../fields.ts';
import * as messages from '../messages.ts';
import type { Sentence } from '../problem.ts';
import {
  type ColumnChoice,
  TRACE_FORMATS,
  TRACE_UNITS,
  type TraceMap,
  type TraceMoment,
  type TraceOptions,
} from './trace-options.ts';
import { parseTimestamp } from './trace-time.ts';

/** `trace`: a job log whose jobs are submitted again. */

const unit = z.enum(TRACE_UNITS);

const COLUMN_FORM = { expected: "a column's name or number" };
const COLUMN_JSON = {
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'integer', minimum: 1 },
  ],
};

const isColumn = (value: unknown): value is string | number =>
  (typeof value === 'string' && value !== '') || (Number.isSafeInteger(value) && Number(value) >= 1);

const column = parsed(
  (value, path) => (isColumn(value) ? value : messages.notColumn(path, value)),
  COLUMN_FORM,
  COLUMN_JSON,
);

const plainColumn = parsed(
  (value, path): ColumnChoice | Sentence =>
    isColumn(value) ? { column: value, unit: null } : messages.notColumn(path, value),
  COLUMN_FORM,
  COLUMN_JSON,
);

const timeColumn = byShape(
  {
    scalar: plainColumn,
    map: keys({
      column: column.describe('Its name, or its number from 1.'),
      unit: absent(unit).describe('Unit of its numbers; `iso` are timestamps and durations in words.'),
    }),
  },
  "a column's name or number, or { column: created, unit: ms }",
);

const moment = parsed(
  (value, path): TraceMoment | Sentence => {
    const epochMs = typeof value === 'string' ? parseTimestamp(value) : null;
    if (epochMs !== null) return { kind: 'timestamp', epochMs };
    const ms = parseDuration(value, path);
    return typeof ms === 'number' ? { kind: 'offset', ms } : messages.notMoment(path, value);
  },
  { expected: 'duration or timestamp' },
  { type: 'string', examples: ['36h', '2026-01-05T08:00:00Z'] },
);

const delimiter = parsed(
  (value, path): string | Sentence =>
    typeof value === 'string' && /^[^\w\s"]$|^\t$|^ $/.test(value) ? value : messages.notDelimiter(path, value),
  { expected: 'one character' },
  { type: 'string', minLength: 1, maxLength: 1 },
);

const scale = z.number().gt(0).max(1_000_000);

const traceSchema = keys({
  file: text.max(4096).describe('The log, by its path from the folder of the scenario; at most 256 MiB.'),
  format: absent(z.enum(TRACE_FORMATS)).describe(
    'Standard Workload Format 2.2, CSV or JSON lines; found out from the ending or the first line unless given.',
  ),
  map: keys({
    submit: absent(timeColumn).describe(
      'Column of the submission. A column that is not named is looked for under its usual names; of JSON lines it is a key, or keys with dots between.',
    ),
    start: absent(timeColumn).describe('Column of the start: the old wait is start − submission.'),
    wait: absent(timeColumn).describe('Column of what the old system made the job wait, where there is no start.'),
    end: absent(timeColumn).describe(
      'Column of the end: the run time is end − start, or end − submission where no start is known.',
    ),
    run: absent(timeColumn).describe('Column of the run time; goes before the end.'),
    workspace: absent(plainColumn).describe(
      'Column of the workspace: a user, a group, a queue. Plain numbers get the name of the column before them; jobs without one pick from `workspaces`.',
    ),
    type: absent(plainColumn).describe('Column of the kind of job: see `types`.'),
  })
    .prefault({})
    .describe('Which column holds what.'),
  unit: absent(unit).describe(
    'Unit of all times whose column does not say its own, `iso` being timestamps; SWF has seconds, other logs what the names and sizes of their numbers tell.',
  ),
  delimiter: absent(delimiter).describe(
    'What stands between the cells of a CSV log; of `,` `;` tab and `|` the one that its first line has most of unless given.',
  ),
  header: absent(flag).describe(
    'Whether the first row of a CSV log names its columns; found out unless given. Without it columns have numbers.',
  ),
  select: keys({
    from: absent(moment).describe(
      'Jobs from here on: a duration since the first submission of the log, or a date and time (UTC unless it says a zone).',
    ),
    until: absent(moment).describe('Jobs before this.'),
  })
    .prefault({})
    .describe('Which part of the log; all of it unless given.'),
  limit: absent(positiveCount).describe('At most so many jobs, the earliest of those selected.'),
  timeScale: scale
    .default(1)
    .describe(
      'Times of the log are multiplied by this, gaps and run times alike, so that the load stays the same: 0.1 plays ten days in one.',
    ),
  durationScale: absent(scale).describe(
    'Run times alone are multiplied by this instead; with `timeScale: 0.5, durationScale: 1` the load is twice that of the log.',
  ),
});

export const traceEntrySchema = keys({
  name: absent(name).describe('Of the entry; must be unique.'),
  trace: traceSchema.describe('A job log whose jobs are submitted again.'),
  type: z.enum(TASK_TYPES).default('plan').describe('Task type of all jobs, or of those that `types` does not name.'),
  types: z
    .record(text, z.enum(TASK_TYPES))
    .default({})
    .describe(
      "Task types by the log's own words for the kind of job: `{ deploy: plan_and_apply }`. The words plan, plan_and_apply and drift_check mean themselves.",
    ),
  planShare: absent(share).describe(
    'Of a `plan_and_apply`, the part of its run time that is the plan phase; the apply phase is the rest. 0.5 unless given.',
  ),
  confirm: absent(distributionOrNever).describe(
    'Of a `plan_and_apply`, from the end of the plan phase to the confirmation; none unless given.',
  ),
  pool: absent(name).describe('Where they go; may be left out when there is one pool.'),
  workspaces: absent(z.array(workspaceName).min(1)).describe(
    'Workspaces to pick from for jobs whose own is not known; those of the scenario unless given.',
  ),
  startAt: duration
    .default(0)
    .describe('When the first selected job comes; with `select.from`, when that moment of the log does.'),
});

export type TraceEntry = z.output<typeof traceEntrySchema>;

/** The part that says how to read the log; how its times are scaled is no part of it. */
export function traceOptions({ trace }: TraceEntry): TraceOptions {
  const { file, format, unit: numbers, delimiter: between, header, select, limit } = trace;
  const named = Object.entries(trace.map).filter(([, choice]) => choice !== null);
  return {
    file,
    format,
    map: Object.fromEntries(named) as TraceMap,
    unit: numbers,
    delimiter: between,
    header,
    select,
    limit,
  };
}
