import { parseTimestamp } from '../trace/trace-time.ts';

/**
 * What a log line's own time is good for. Times of one kind can be compared with each other and with no other kind: `zoned` counts from
 * 1970 in UTC, `local` on a wall clock whose zone the log does not tell, `yearless` within a year (syslog, klog), `clock` within a day.
 */
export type LogTimeKind = 'zoned' | 'local' | 'yearless' | 'clock';

export interface LogTime {
  readonly kind: LogTimeKind;
  /** ms, whole; of `yearless` since the start of a leap year, of `clock` since midnight. */
  readonly ms: number;
}

/**
 * The time at the head of a log line, in the forms that logs have: ISO 8601 and Go's `2025/12/04 14:02:40` with or without zone, klog's
 * `I1204 14:02:40.123456`, syslog's `Dec  4 14:02:40`, a bare time of day, seconds or milliseconds since 1970. Null = the line has none.
 * A time further behind is one that the message speaks of.
 */
export function logTime(line: string): LogTime | null {
  const head = line.slice(0, HEAD);
  return dated(head) ?? klog(head) ?? syslog(head) ?? epochOf(head) ?? clockOf(head);
}

/** A value of a JSON field such as `ts`, which may also be a number since 1970. */
export function fieldTime(value: unknown): LogTime | null {
  if (typeof value === 'number') return sinceEpoch(value);
  return typeof value === 'string' ? logTime(value) : null;
}

function dated(head: string): LogTime | null {
  const found =
    /(?<![\d/-])(\d{4}[-/]\d\d[-/]\d\d)[T ]+(\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?!\d)/.exec(
      head,
    );
  if (found === null) return null;
  const [, date, time, zone] = found;
  const ms = parseTimestamp(`${date} ${time}${zone ?? ''}`);
  return ms === null ? null : { kind: zone === undefined ? 'local' : 'zoned', ms };
}

function klog(head: string): LogTime | null {
  const found = /\b[IWEF](\d\d)(\d\d) (\d\d:\d\d:\d\d\.\d{1,9})\b/.exec(head);
  return found === null ? null : withinYear(found[1]!, found[2]!, found[3]!);
}

function syslog(head: string): LogTime | null {
  const found = SYSLOG.exec(head);
  if (found === null) return null;
  const [, month, day, time] = found;
  return withinYear(String(MONTHS.indexOf(month!) + 1).padStart(2, '0'), day!.padStart(2, '0'), time!);
}

/** Only at the very start or behind a key: numbers inside a message, and in pods' names, may look the same. */
function epochOf(head: string): LogTime | null {
  const found = /(?:^\s*[[("]?|\b(?:ts|time|timestamp)=["]?)(\d{10}(?:\d{3})?(?:\.\d{1,9})?)(?![\w.-])/.exec(head);
  return found === null ? null : sinceEpoch(Number(found[1]));
}

/** At most three words before it (a host, a container, a level), and none of them one that makes it part of a sentence. */
function clockOf(head: string): LogTime | null {
  const found = /^\s*((?:[^\s]{1,60}\s+){0,3}?)[[("]?(\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?![\w:])/.exec(head);
  if (found === null) return null;
  const [, before, time] = found;
  if (/\b(?:at|time|until|since|from|to)\s+$/i.test(before ?? '')) return null;
  const ms = parseTimestamp(`1970-01-01 ${time}`);
  return ms === null ? null : { kind: 'clock', ms };
}

function sinceEpoch(value: number): LogTime | null {
  const ms = Math.round(value >= 1e11 ? value : value * 1000);
  // From 2001 to 2286: what ten digits of seconds can say.
  return ms >= 1e12 && ms < 1e13 ? { kind: 'zoned', ms } : null;
}

/** In a leap year, so that each date of any year exists. */
function withinYear(month: string, day: string, time: string): LogTime | null {
  const ms = parseTimestamp(`2000-${month}-${day} ${time}`);
  return ms === null ? null : { kind: 'yearless', ms: ms - YEAR_2000_MS };
}

const YEAR_2000_MS = 946_684_800_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SYSLOG = new RegExp(`\\b(${MONTHS.join('|')})\\s+(\\d{1,2})\\s+(\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?)`);
/** Characters of a line in which its own time is looked for: prefixes of collectors are shorter. */
const HEAD = 160;
