import { UNITS } from '../duration-text.ts';
import type { TraceUnit } from './trace-options.ts';
import type { Cell } from './trace-table.ts';

/** A time in a log that is not there (empty, −1, `null`, `N/A`), or that cannot be read. */
export type Unread = 'unknown' | 'unreadable';

/** Whole ms. */
export type TimeReader = (cell: Cell) => number | Unread;

/** ms in one of each unit that numbers may have. */
export const UNIT_MS: Readonly<Record<Exclude<TraceUnit, 'iso'>, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
};

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
export const isNumeric = (text: string): boolean => NUMBER.test(text.trim());

const NOTHING = new Set(['', '-', '--', '-1', 'null', 'none', 'nil', 'nan', 'na', 'n/a', 'unknown', 'undefined']);
/** Words that logs write where they know nothing. */
export const isNothing = (cell: Cell): boolean =>
  cell === null || cell === -1 || (typeof cell === 'string' && NOTHING.has(cell.trim().toLowerCase()));

/** Longest time that still is exact in whole ms with room to add: far beyond any calendar. */
const MAX_TIME_MS = 1e15;

/** A moment: a number in the unit, or a timestamp. */
export const momentReader = (unit: TraceUnit): TimeReader =>
  unit === 'iso' ? textReader(parseTimestamp) : numberReader(UNIT_MS[unit]);

/** A duration: a number in the unit; text such as `00:10:05`, `2-03:00:00`, `1h30m` or `PT5M` says its own. */
export const durationReader = (unit: TraceUnit): TimeReader => {
  const text = textReader(parseTraceDuration);
  if (unit === 'iso') return text;
  const number = numberReader(UNIT_MS[unit]);
  return (cell) => {
    const value = number(cell);
    return value === 'unreadable' ? text(cell) : value;
  };
};

const numberReader =
  (unitMs: number): TimeReader =>
  (cell) => {
    if (isNothing(cell)) return 'unknown';
    const value = typeof cell === 'number' ? cell : isNumeric(cell!) ? Number(cell) : Number.NaN;
    if (value === -1) return 'unknown';
    const ms = Math.round(value * unitMs);
    return Math.abs(ms) <= MAX_TIME_MS ? ms : 'unreadable';
  };

const textReader =
  (parse: (text: string) => number | null): TimeReader =>
  (cell) => {
    if (isNothing(cell)) return 'unknown';
    return typeof cell === 'string' ? (parse(cell) ?? 'unreadable') : 'unreadable';
  };

const TIMESTAMP =
  /^\s*(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?\s*$/i;

/** `2026-01-05T08:50:00.250+01:00` and its relatives → epoch ms; without a zone it is taken as UTC. Null = it is none. */
export function parseTimestamp(text: string): number | null {
  const parts = TIMESTAMP.exec(text);
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const isTime = hour! <= 23 && minute! <= 59 && second! <= 60;
  if (month! < 1 || month! > 12 || day! < 1 || day! > daysIn(year!, month!) || !isTime) return null;
  const seconds = ((daysFromEpoch(year!, month!, day!) * 24 + hour!) * 60 + minute!) * 60 + second!;
  return seconds * 1000 + Math.floor(Number(`0.${parts[7] ?? 0}`) * 1000) - zoneMs(parts[8]);
}

/** `+01:00`, `-0530`, `+02`; null is UTC. */
function zoneMs(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? '') ?? [];
  const ms = Number(hours ?? 0) * UNITS.h! + Number(minutes ?? 0) * UNITS.m!;
  return sign === '-' ? -ms : ms;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const daysIn = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;

/** Days from 1970-01-01 in the Gregorian calendar (H. Hinnant, “chrono-compatible low-level date algorithms”, days_from_civil). */
function daysFromEpoch(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const CLOCK = /^(?:(\d+)-)?(\d+):(\d\d)(?::(\d\d(?:\.\d+)?))?$/;
const ISO_DURATION = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i;
const WORDS = /^(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)\s*)+$/;

/** `[days-]hours:minutes:seconds`, `minutes:seconds`, ISO 8601 (`PT1H5M`) or `1h 5m` → ms. Null = it is none. */
export function parseTraceDuration(written: string): number | null {
  const text = written.trim();
  const clock = CLOCK.exec(text);
  if (clock !== null) {
    const [, days = '0', first, second, third] = clock;
    const [hours, minutes, seconds] =
      third === undefined && clock[1] === undefined ? ['0', first, second] : [first, second, third ?? '0'];
    return total([days, hours!, minutes!, seconds!]);
  }
  const iso = ISO_DURATION.exec(text);
  if (iso !== null && text.length > 2 && !/t$/i.test(text)) return total(iso.slice(1).map((part) => part ?? '0'));
  if (!WORDS.test(text)) return null;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g))
    sum += Number(amount) * UNITS[unit!]!;
  return Math.round(sum);
}

const total = ([days, hours, minutes, seconds]: readonly string[]): number =>
  Math.round(
    Number(days) * UNITS.d! + Number(hours) * UNITS.h! + Number(minutes) * UNITS.m! + Number(seconds) * UNITS.s!,
  );
