import { describe, expect, test } from 'vitest';
import type { ArrivingTask } from '../../src/scenario/compiled.ts';
import { compileGood } from './scenario-text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface Choice {
  readonly duration?: string;
  readonly zone?: string;
  readonly window?: string;
}

/** When a schedule is due, in hours since the run began. */
function hoursOf(cron: string, start: string, { duration = '1d', zone = 'Europe/Berlin', window = '' }: Choice = {}) {
  const { workload } = compileGood(`
clock: { start: ${start}, timezone: ${zone} }
run: { duration: ${duration} }
profiles: { p: { type: plan, plan: 20s } }
workload: [ { arrivals: { cron: "${cron}" }, profile: p${window} } ]`);
  const tasks: ArrivingTask[] = [];
  while (workload.nextAt() < Number.POSITIVE_INFINITY) tasks.push(workload.take());
  return tasks.map(({ at }) => at / HOUR);
}

// A Monday.
const MONDAY = '2026-01-05T00:00:00';
const daysAt = (hour: number, days: readonly number[]) => days.map((day) => 24 * day + hour);

describe('arrivals by cron', () => {
  test('come on weekdays at nine', () => {
    expect(hoursOf('0 9 * * Mon-Fri', MONDAY, { duration: '9d' })).toEqual(daysAt(9, [0, 1, 2, 3, 4, 7, 8]));
  });

  test('come at lists, ranges and steps', () => {
    expect(hoursOf('0 1,3,20 * * *', MONDAY)).toEqual([1, 3, 20]);
    expect(hoursOf('30 8-10 * * *', MONDAY)).toEqual([8.5, 9.5, 10.5]);
    expect(hoursOf('0 8-18/5 * * *', MONDAY)).toEqual([8, 13, 18]);
    expect(hoursOf('*/20 4 * * *', MONDAY)).toEqual([4, 4 + 1 / 3, 4 + 2 / 3]);
    expect(hoursOf('15,45 6-7,22 * * *', MONDAY)).toEqual([6.25, 6.75, 7.25, 7.75, 22.25, 22.75]);
  });

  test('come once where a list says a time twice', () => {
    expect(hoursOf('0 1,1-2,2 * * *', MONDAY)).toEqual([1, 2]);
  });

  test('know months and weekdays by name, in any case, and Sunday as 0 and 7', () => {
    const year = { duration: '365d', zone: 'UTC' };
    expect(hoursOf('0 0 1 MAR,oct *', '2026-01-01T00:00:00', year)).toEqual([59 * 24, 273 * 24]);
    for (const sunday of ['0', '7', 'Sun', 'sun']) {
      expect(hoursOf(`0 9 * * ${sunday}`, MONDAY, { duration: '14d' })).toEqual(daysAt(9, [6, 13]));
    }
    expect(hoursOf('0 9 * * Fri-Sun', MONDAY, { duration: '7d' })).toEqual(daysAt(9, [4, 5, 6]));
    expect(hoursOf('0 9 * * 0-2', MONDAY, { duration: '7d' })).toEqual(daysAt(9, [0, 1, 6]));
  });

  test('come on either day where day of the month and weekday are both given', () => {
    // 2026-01-05 is a Monday, the 13th a Tuesday.
    expect(hoursOf('0 0 13 * Fri', MONDAY, { duration: '14d' })).toEqual(daysAt(0, [4, 8, 11]));
  });

  test('come on days that match both where one of the fields begins with a star', () => {
    // Odd days of the month that are Mondays: the 5th and the 19th, not the 12th.
    expect(hoursOf('0 0 */2 * Mon', MONDAY, { duration: '21d' })).toEqual(daysAt(0, [0, 14]));
  });

  test('come on the 29th of February in leap years alone', () => {
    expect(hoursOf('0 0 29 2 *', '2026-01-01T00:00:00', { duration: '1500d', zone: 'UTC' })).toEqual([
      (365 + 365 + 59) * 24,
    ]);
  });

  test('come at the first instant of the run, not at the last', () => {
    expect(hoursOf('0 9 * * *', '2026-01-05T09:00:00')).toEqual([0]);
  });

  test('come at whole minutes of the wall, whenever the run began', () => {
    expect(hoursOf('0 9 * * *', '2026-01-05T08:59:30')).toEqual([30 / 3600]);
  });

  test('are cut to the window of the entry', () => {
    expect(hoursOf('0 * * * *', MONDAY, { window: ', from: 90m, until: 4h' })).toEqual([2, 3]);
  });

  test('belong to the zone of the clock', () => {
    // Kathmandu is 5:45 ahead, so its nine is as far from its midnight as any.
    expect(hoursOf('0 9 * * *', MONDAY, { zone: 'Asia/Kathmandu' })).toEqual([9]);
  });
});

describe('arrivals by cron in the nights of Europe/Berlin in which the clock changes', () => {
  // 2026-03-29: 02:00 becomes 03:00; the day has 23 hours.
  const SPRING = '2026-03-29T00:00:00';
  // 2026-10-25: 03:00 becomes 02:00; the day has 25 hours.
  const AUTUMN = '2026-10-25T00:00:00';

  test('follow the wall on the days round the change', () => {
    expect(hoursOf('0 9 * * *', '2026-03-28T00:00:00', { duration: '3d' })).toEqual([9, 24 + 8, 47 + 9]);
    expect(hoursOf('0 9 * * *', '2026-10-24T00:00:00', { duration: '73h' })).toEqual([9, 24 + 10, 49 + 9]);
  });

  test('come at the jump when their time is skipped', () => {
    expect(hoursOf('30 2 * * *', SPRING, { duration: '2d' })).toEqual([2, 23 + 2.5]);
  });

  test('come once at the jump when several of their times are skipped', () => {
    expect(hoursOf('*/20 2 * * *', SPRING)).toEqual([2]);
  });

  test('come once at the jump when it is a time of the schedule, too', () => {
    expect(hoursOf('*/30 1-3 * * *', SPRING)).toEqual([1, 1.5, 2, 2.5]);
  });

  test('come once, the first time, when their time comes twice', () => {
    expect(hoursOf('30 2 * * *', AUTUMN, { duration: '2d' })).toEqual([2.5, 25 + 2.5]);
    expect(hoursOf('*/30 1-3 * * *', AUTUMN)).toEqual([1, 1.5, 2, 2.5, 4, 4.5]);
  });

  test('do not come the second time because the first lay before their window', () => {
    // 02:45 is after 2¾ and after 3¾ hours, 03:45 after 4¾.
    expect(hoursOf('45 2,3 * * *', AUTUMN, { window: ', from: 3h' })).toEqual([4.75]);
  });
});

test('a time skipped over midnight comes at the jump on the next day', () => {
  // Beirut, 2026-03-29: 00:00 becomes 01:00.
  expect(hoursOf('30 0 * * *', '2026-03-28T12:00:00', { zone: 'Asia/Beirut' })).toEqual([12]);
});

test('a time skipped over midnight on the day before the run comes at the jump with which it begins', () => {
  // Toronto, 1919-03-30: 23:30 becomes 00:30 of the day after.
  expect(hoursOf('45 23 * * *', '1919-03-31T00:30:00', { zone: 'America/Toronto' })).toEqual([0, 23.25]);
});

test('a schedule of every minute is due at every minute that the wall shows in a year', () => {
  const hours = hoursOf('* * * * *', '2026-01-01T00:00:00', { duration: '365d' });
  // The hour skipped in spring is not among them, the hour doubled in autumn is once.
  expect(hours).toHaveLength((365 * DAY) / MINUTE - 60);
});
