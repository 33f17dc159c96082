import * as messages from '../messages.ts';
import {
  type ColumnChoice,
  TRACE_FIELDS,
  type TraceField,
  type TraceFormat,
  type TraceMistake,
  type TraceOptions,
  type TraceUnit,
} from './trace-options.ts';
import type { UsedColumn } from './trace-reading.ts';
import type { Cell, TraceTable } from './trace-table.ts';
import { isNothing, isNumeric, parseTimestamp, parseTraceDuration } from './trace-time.ts';

export interface ChosenColumns {
  readonly columns: readonly UsedColumn[];
  readonly mistakes: readonly TraceMistake[];
}

/** Finds the column of every field, and the unit of every column of time. */
export function chooseColumns(table: TraceTable, format: TraceFormat, options: TraceOptions): ChosenColumns {
  const mistakes: TraceMistake[] = [];
  const found = TRACE_FIELDS.flatMap((field) => {
    const choice = options.map[field];
    const column =
      choice === undefined ? usualColumn(field, format, table.columns) : givenColumn(choice, table.columns);
    if (column !== null) return [{ field, column, choice: choice ?? null }];
    if (choice !== undefined)
      mistakes.push({
        at: ['map', field],
        sentence: messages.unknownColumn(options.file, String(choice.column), table.columns),
      });
    return [];
  });
  const has = (field: TraceField): boolean => found.some((each) => each.field === field) || field in options.map;
  if (!has('submit'))
    mistakes.push({ at: ['map'], sentence: messages.noColumnFor(options.file, 'submit', table.columns) });
  if (!has('run') && !has('end')) {
    mistakes.push({ at: ['map'], sentence: messages.noColumnFor(options.file, 'run or end', table.columns) });
  }
  const samples = (column: string): readonly Cell[] => {
    const place = table.columns.indexOf(column);
    return table.sample.map((row) => row[place] ?? null).filter((cell) => !isNothing(cell));
  };
  const submit = found.find(({ field }) => field === 'submit');
  const submitUnit = submit === undefined ? null : unitOf(submit, format, options, samples(submit.column), null);
  const columns = found.map((each): UsedColumn => {
    const { field, column, choice } = each;
    const isTime = field !== 'workspace' && field !== 'type';
    const unit = !isTime
      ? null
      : field === 'submit'
        ? submitUnit
        : unitOf(each, format, options, samples(column), submitUnit);
    return { field, column, unit, given: choice !== null };
  });
  return { columns, mistakes };
}

function givenColumn({ column }: ColumnChoice, columns: readonly string[]): string | null {
  const name = String(column);
  if (columns.includes(name)) return name;
  return /^\d+$/.test(name) ? (columns[Number(name) - 1] ?? null) : null;
}

/** Names that logs give to what we look for, most telling first; compared without case and punctuation. */
const USUAL: Readonly<Record<TraceField, readonly string[]>> = {
  submit: [
    'submit',
    'submitted',
    'submission',
    'created',
    'creation',
    'queued',
    'enqueued',
    'arrival',
    'arrived',
    'timestamp',
    'time',
  ],
  start: ['start', 'started', 'scheduled', 'begin', 'began'],
  wait: ['wait', 'waited', 'waiting', 'queuewait', 'waitduration', 'queueduration'],
  end: ['end', 'ended', 'finish', 'finished', 'complete', 'completed', 'completion', 'deletion', 'deleted'],
  run: ['run', 'runtime', 'duration', 'elapsed', 'service', 'runduration'],
  workspace: ['workspace', 'project', 'repository', 'repo', 'user', 'owner', 'namespace', 'group', 'queue'],
  type: ['type', 'tasktype', 'jobtype', 'kind'],
};

/** Of SWF only what it defines: its wait and run, and the user in place of a workspace. */
const SWF_FIELDS: Readonly<Partial<Record<TraceField, string>>> = {
  submit: 'submit',
  wait: 'wait',
  run: 'run',
  workspace: 'user',
};

function usualColumn(field: TraceField, format: TraceFormat, columns: readonly string[]): string | null {
  if (format === 'swf') return SWF_FIELDS[field] ?? null;
  for (const word of USUAL[field]) {
    const column = columns.find((candidate) => plainName(candidate) === word);
    if (column !== undefined) return column;
  }
  return null;
}

/** `created_at`, `createdAt`, `creation_time` and `submit_ms` without what follows the word; of keys with dots the last. */
const plainName = (column: string): string => {
  const words = wordsOf(column);
  while (words.length > 1 && ENDINGS.has(words.at(-1)!)) words.pop();
  return words.join('');
};

const wordsOf = (column: string): string[] =>
  column
    .slice(column.lastIndexOf('.') + 1)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

const UNIT_WORDS: Readonly<Record<string, TraceUnit>> = {
  ns: 'ns',
  us: 'us',
  ms: 'ms',
  millis: 'ms',
  milliseconds: 'ms',
  s: 's',
  sec: 's',
  secs: 's',
  seconds: 's',
  min: 'min',
  mins: 'min',
  minutes: 'min',
  h: 'h',
  hours: 'h',
};

const ENDINGS = new Set(['at', 'time', 'timestamp', 'ts', 'date', 'on', 'id', 'name', ...Object.keys(UNIT_WORDS)]);

interface Found {
  readonly field: TraceField;
  readonly column: string;
  readonly choice: ColumnChoice | null;
}

/** As the author says, else as the column's name says, else as its cells look. */
function unitOf(
  { field, column, choice }: Found,
  format: TraceFormat,
  options: TraceOptions,
  samples: readonly Cell[],
  ofSubmit: TraceUnit | null,
): TraceUnit {
  const isMoment = field === 'submit' || field === 'start' || field === 'end';
  if (choice !== null && choice.unit !== null) return choice.unit;
  const isText = samples.length > 0 && samples.filter((cell) => isTimeText(cell, isMoment)).length * 2 > samples.length;
  if (isText) return 'iso';
  if (options.unit !== null) return options.unit;
  const named = UNIT_WORDS[wordsOf(column).at(-1) ?? ''];
  if (named !== undefined) return named;
  if (format === 'swf') return 's';
  if (field === 'submit') return unitByMagnitude(samples);
  return ofSubmit === null || ofSubmit === 'iso' ? 's' : ofSubmit;
}

const isTimeText = (cell: Cell, isMoment: boolean): boolean =>
  typeof cell === 'string' &&
  !isNumeric(cell) &&
  (isMoment ? parseTimestamp(cell) !== null : parseTraceDuration(cell) !== null);

/** Moments counted from 1970 tell their unit by their size, up to the year 2286; smaller numbers are seconds. */
function unitByMagnitude(samples: readonly Cell[]): TraceUnit {
  const largest = samples.reduce<number>((most, cell) => Math.max(most, Math.abs(Number(cell)) || 0), 0);
  if (largest >= 1e17) return 'ns';
  if (largest >= 1e14) return 'us';
  return largest >= 1e11 ? 'ms' : 's';
}

/** 2001-09-09: a number of ms from 1970 that is larger than any log's own count. */
export const LEAST_EPOCH_MS = 1e12;
