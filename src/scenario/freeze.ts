import { Temporal } from 'temporal-polyfill/implementation';
import * as z from 'zod';
import type { FreezeInterval } from '../engine/pool-config.ts';
import type { Clock } from './clock.ts';
import { byShape, keys, parsed } from './fields.ts';
import * as messages from './messages.ts';
import type { Sentence } from './problem.ts';
import { instantOf } from './wall-clock.ts';

/** A weekly window in the clock's time zone; it belongs to the day on which it starts. */
export interface FreezeWindow {
  /** 1 = Monday … 7 = Sunday. */
  readonly days: readonly number[];
  /** Minutes since midnight. */
  readonly from: number;
  /** Minutes since midnight; this minute belongs to the window. Before `from`: on the next day. */
  readonly to: number;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

function readMinute(value: unknown, path: string): number | Sentence {
  const parts = typeof value === 'string' ? /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(value) : null;
  return parts === null ? messages.notTimeOfDay(path, value) : Number(parts[1]) * 60 + Number(parts[2]);
}

const minute = parsed(
  readMinute,
  { expected: 'text' },
  { type: 'string', pattern: '^([01]?[0-9]|2[0-3]):[0-5][0-9]$', examples: ['22:00'] },
);

const day = byShape(
  {
    scalar: parsed(
      (value, path) => {
        const number = typeof value === 'number' ? value : DAYS.indexOf(value as (typeof DAYS)[number]) + 1;
        return Number.isInteger(number) && number >= 1 && number <= 7 ? number : messages.notWeekday(path, value, DAYS);
      },
      { expected: 'a weekday, Mon to Sun or 1 to 7' },
      {
        anyOf: [
          { type: 'string', enum: DAYS },
          { type: 'integer', minimum: 1, maximum: 7 },
        ],
      },
    ),
  },
  'a weekday, Mon to Sun or 1 to 7',
);

/** How a weekly window is written. */
export const WEEKLY_WINDOW = {
  days: z
    .array(day)
    .min(1)
    .default([1, 2, 3, 4, 5, 6, 7])
    .describe('Weekdays on which the window starts; every day unless given.'),
  from: minute.describe('Time of day, HH:MM.'),
  to: minute.describe('Last minute of the window, HH:MM; before `from`, it is of the next day.'),
};

export const freezeWindowSchema: z.ZodType<FreezeWindow> = keys(WEEKLY_WINDOW).meta({ definition: 'freezeWindow' });

export const freezeSchema = z.array(freezeWindowSchema).default([]);

/**
 * The windows over [0, `untilMs`) as ordered, disjoint [from, to) in ms since the run began. Windows that touch are one.
 *
 * A window follows the clock on the wall through changes of the hour: an end that the clock skips is where it jumps, a start that comes
 * twice counts from the first time, an end that comes twice from the second, so that a window never has a hole.
 */
export function freezeIntervals(
  windows: readonly FreezeWindow[],
  clock: Clock,
  untilMs: number,
): readonly FreezeInterval[] {
  const began = clock.start.epochMilliseconds;
  const zone = clock.start.timeZoneId;
  const last = clock.start.add({ milliseconds: untilMs }).toPlainDate();
  const intervals: FreezeInterval[] = [];
  // A window of the day before may still be open when the run begins.
  let date = clock.start.toPlainDate().subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    for (const window of windows) {
      if (!window.days.includes(date.dayOfWeek)) continue;
      const opens = instantOf(date, window.from, zone, 'earlier') - began;
      const lastMinute = window.to < window.from ? window.to + MINUTES_PER_DAY : window.to;
      const closes = instantOf(date, lastMinute + 1, zone, 'later') - began;
      if (closes > 0 && opens < untilMs && closes > opens) {
        intervals.push({ from: Math.max(0, opens), to: Math.min(untilMs, closes) });
      }
    }
  }
  return merged(intervals);
}

const MINUTES_PER_DAY = 24 * 60;

function merged(intervals: readonly FreezeInterval[]): readonly FreezeInterval[] {
  const ordered = [...intervals].sort((a, b) => (a.from === b.from ? a.to - b.to : a.from - b.from));
  const result: FreezeInterval[] = [];
  for (const next of ordered) {
    const previous = result[result.length - 1];
    if (previous === undefined || next.from > previous.to) result.push(next);
    else if (next.to > previous.to) result[result.length - 1] = { from: previous.from, to: next.to };
  }
  return result;
}
