import { parsed } from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';

/** A schedule in the five fields of crontab(5). */
export interface CronSchedule {
  /** As the author wrote it. */
  readonly text: string;
  /** Minutes since midnight, ascending. */
  readonly times: readonly number[];
  readonly daysOfMonth: ReadonlySet<number>;
  /** 1 = January. */
  readonly months: ReadonlySet<number>;
  /** 1 = Monday … 7 = Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /**
   * A day need match only one of its two fields, as in every cron: so it is when neither begins with a star, and `0 9 13 * Fri` means
   * each 13th and each Friday.
   */
  readonly eitherDay: boolean;
}

interface Field {
  readonly what: string;
  readonly least: number;
  readonly most: number;
  /** Of the values from `least` on. */
  readonly names: readonly string[];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const MINUTE: Field = { what: 'minute', least: 0, most: 59, names: [] };
const HOUR: Field = { what: 'hour', least: 0, most: 23, names: [] };
const DAY_OF_MONTH: Field = { what: 'day of the month', least: 1, most: 31, names: [] };
const MONTH: Field = { what: 'month', least: 1, most: 12, names: MONTHS };
/** 0 and 7 are both Sunday. */
const WEEKDAY: Field = { what: 'weekday', least: 0, most: 7, names: WEEKDAYS };
const FIELDS = [MINUTE, HOUR, DAY_OF_MONTH, MONTH, WEEKDAY];

/** In a leap year. */
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Values, ranges and steps between commas: `0`, `1-5`, `8-18/2`, `Mon,Wed`. */
function readField(text: string, field: Field, path: string): readonly number[] | Sentence {
  const values: number[] = [];
  for (const part of text.split(',')) {
    const range = readPart(part, field, path);
    if ('remedy' in range) return range;
    for (let value = range.low; value <= range.high; value += range.step) values.push(value);
  }
  return values;
}

interface Range {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

function readPart(part: string, field: Field, path: string): Range | Sentence {
  const [, written = '', step] = /^([^/]*)(?:\/(.*))?$/.exec(part) ?? [];
  const isStar = written === '*';
  const ends = isStar ? [field.least, field.most] : written.split('-').map((end) => numberOf(end, field));
  const [low, last] = ends;
  const isValue = ends.length === 1;
  if (low === undefined || low === null || last === null || ends.length > 2) {
    return messages.notCronValue(path, field, part);
  }
  if (step !== undefined && (isValue || !/^\d{1,2}$/.test(step) || Number(step) < 1 || Number(step) > field.most)) {
    return messages.notCronStep(path, field, part);
  }
  // A week may end on its Sunday: Fri-Sun.
  const high = field === WEEKDAY && last === 0 && low > 0 ? 7 : (last ?? low);
  if (high < low) return messages.backwardCronRange(path, field, part);
  return { low, high, step: Number(step ?? 1) };
}

function numberOf(word: string, { least, most, names }: Field): number | null {
  const named = names.findIndex((name) => name.toLowerCase() === word.toLowerCase());
  if (named >= 0) return least + named;
  const value = /^\d{1,2}$/.test(word) ? Number(word) : -1;
  return value >= least && value <= most ? value : null;
}

function readCron(value: unknown, path: string): CronSchedule | Sentence {
  const texts = typeof value === 'string' ? value.trim().split(/\s+/) : [];
  if (texts.length !== FIELDS.length) return messages.notCron(path, value);
  const fields: (readonly number[])[] = [];
  for (const [index, text] of texts.entries()) {
    const field = readField(text, FIELDS[index]!, path);
    if ('remedy' in field) return field;
    fields.push(field);
  }
  const [minutes, hours, daysOfMonth, months, weekdays] = fields as [number[], number[], number[], number[], number[]];
  const eitherDay = !texts[2]!.startsWith('*') && !texts[4]!.startsWith('*');
  const longestMonth = Math.max(...months.map((month) => DAYS_IN_MONTH[month - 1]!));
  if (!eitherDay && Math.min(...daysOfMonth) > longestMonth) return messages.cronWithoutDay(path, String(value));
  const times = new Set(hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)));
  return {
    text: texts.join(' '),
    times: [...times].sort((a, b) => a - b),
    daysOfMonth: new Set(daysOfMonth),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => (day === 0 ? 7 : day))),
    eitherDay,
  };
}

/** For editors; in JSON Schema a pattern has no flags, so both cases of each letter are written out. */
function fieldPattern({ names }: Field): string {
  const anyCase = (word: string): string =>
    word.replace(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
  const value = `(${['[0-9]{1,2}', ...names.map(anyCase)].join('|')})`;
  const part = `(\\*|${value}(-${value})?)(/[0-9]{1,2})?`;
  return `${part}(,${part})*`;
}

export const cronSchema = parsed(
  readCron,
  { expected: 'schedule of five fields' },
  { type: 'string', pattern: `^\\s*${FIELDS.map(fieldPattern).join('\\s+')}\\s*$` },
);
