import { Temporal } from 'temporal-polyfill/implementation';
import type { ArrivalTimes, ArrivalWindow } from './arrival-window.ts';
import type { Clock } from './clock.ts';
import type { CronSchedule } from './cron.ts';
import { instantOf } from './wall-clock.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * One arrival at each time of the schedule, on the wall clock of the scenario's zone.
 *
 * Changes of the hour: a time that the clock skips comes at the jump, so that a daily task is never left out, and several that fall
 * together there are one; a time that comes twice counts the first time only. So a schedule that runs each quarter of an hour has no
 * gap in spring and one of an hour in autumn; `every` is what keeps a beat.
 */
export function cronArrivals(
  schedule: CronSchedule,
  clock: Clock,
  { from, until }: Pick<ArrivalWindow, 'from' | 'until'>,
): ArrivalTimes {
  const began = clock.start.epochMilliseconds;
  const last = clock.start.add({ milliseconds: until }).toPlainDate();
  // A time of the day before may be skipped over midnight.
  let date = clock.start.add({ milliseconds: from }).toPlainDate().subtract({ days: 1 });
  let due: readonly number[] = [];
  let next = 0;
  let latest = from - 1;
  return () => {
    for (;;) {
      while (next < due.length) {
        const at = due[next++]! - began;
        if (at >= until) return Number.POSITIVE_INFINITY;
        if (at <= latest) continue;
        latest = at;
        return at;
      }
      if (Temporal.PlainDate.compare(date, last) > 0) return Number.POSITIVE_INFINITY;
      due = isDue(schedule, date) ? instantsOf(schedule, date, clock.start.timeZoneId) : [];
      next = 0;
      date = date.add({ days: 1 });
    }
  };
}

function isDue(schedule: CronSchedule, date: Temporal.PlainDate): boolean {
  if (!schedule.months.has(date.month)) return false;
  const byMonth = schedule.daysOfMonth.has(date.day);
  const byWeek = schedule.weekdays.has(date.dayOfWeek);
  return schedule.eitherDay ? byMonth || byWeek : byMonth && byWeek;
}

/** In epoch ms, ascending. Only a day in which the clock changes needs the zone for every time of it. */
function instantsOf(schedule: CronSchedule, date: Temporal.PlainDate, zone: string): readonly number[] {
  const midnight = date.toZonedDateTime(zone).epochMilliseconds;
  const isPlain = date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds - midnight === DAY_MS;
  return schedule.times.map((minutes) =>
    isPlain ? midnight + minutes * MINUTE_MS : instantOf(date, minutes, zone, 'earlier'),
  );
}
