import { describe, expect, test } from 'vitest';
import { compileGood } from './scenario-text.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const freeze = (clock: string, windows: string, duration = '7d') =>
  compileGood(`
clock: { start: ${clock}, timezone: Europe/Berlin }
run: { duration: ${duration} }
pool: { max: 1, freeze: [ ${windows} ] }`).pools[0]!.config.freeze;

const MONDAY = '2026-01-05T00:00:00';

describe('freeze windows', () => {
  test('the minute of `to` belongs to the window', () => {
    expect(freeze(MONDAY, '{ days: [Tue], from: "09:00", to: "17:29" }')).toEqual([
      { from: DAY + 9 * HOUR, to: DAY + 17.5 * HOUR },
    ]);
  });

  test('from and to of one minute are a window of one minute', () => {
    expect(freeze(MONDAY, '{ days: [1], from: "09:00", to: "09:00" }')).toEqual([
      { from: 9 * HOUR, to: 9 * HOUR + MINUTE },
    ]);
  });

  test('a window that crosses midnight belongs to the day on which it starts', () => {
    expect(freeze(MONDAY, '{ days: [Wed], from: "22:00", to: "05:59" }')).toEqual([
      { from: 2 * DAY + 22 * HOUR, to: 3 * DAY + 6 * HOUR },
    ]);
  });

  test('a window of the evening before is open when the run begins', () => {
    expect(freeze(MONDAY, '{ days: [7], from: "22:00", to: "05:59" }', '1d')).toEqual([{ from: 0, to: 6 * HOUR }]);
  });

  test('days that touch are one window, and the end of the run ends it', () => {
    expect(freeze(MONDAY, '{ days: [Sat, Sun], from: "00:00", to: "23:59" }')).toEqual([
      { from: 5 * DAY, to: 7 * DAY },
    ]);
  });

  test('windows that overlap are one', () => {
    const windows = '{ days: [Mon], from: "10:00", to: "11:59" }, { days: [Mon], from: "11:00", to: "12:59" }';
    expect(freeze(MONDAY, windows)).toEqual([{ from: 10 * HOUR, to: 13 * HOUR }]);
  });

  test('without days a window is daily', () => {
    expect(freeze(MONDAY, '{ from: "22:00", to: "22:59" }', '2d')).toEqual([
      { from: 22 * HOUR, to: 23 * HOUR },
      { from: DAY + 22 * HOUR, to: DAY + 23 * HOUR },
    ]);
  });

  test('the run may begin at any time of the day', () => {
    expect(freeze('2026-01-05T08:50:00', '{ days: [Mon], from: "09:00", to: "09:59" }')).toEqual([
      { from: 10 * MINUTE, to: 70 * MINUTE },
    ]);
  });
});

describe('freeze windows in the nights of Europe/Berlin in which the clock changes', () => {
  // 2026-03-29: 02:00 becomes 03:00; the day has 23 hours.
  const SPRING = '2026-03-29T00:00:00';
  // 2026-10-25: 03:00 becomes 02:00; the day has 25 hours.
  const AUTUMN = '2026-10-25T00:00:00';

  test('the night in spring is an hour shorter', () => {
    expect(freeze('2026-03-28T12:00:00', '{ days: [Sat], from: "22:00", to: "05:59" }', '2d')).toEqual([
      { from: 10 * HOUR, to: 17 * HOUR },
    ]);
  });

  test('the night in autumn is an hour longer', () => {
    expect(freeze('2026-10-24T12:00:00', '{ days: [Sat], from: "22:00", to: "05:59" }', '2d')).toEqual([
      { from: 10 * HOUR, to: 19 * HOUR },
    ]);
  });

  test('an end that the clock skips is where it jumps', () => {
    expect(freeze(SPRING, '{ days: [Sun], from: "01:00", to: "02:29" }', '1d')).toEqual([{ from: HOUR, to: 2 * HOUR }]);
  });

  test('a start that the clock skips is where it jumps', () => {
    expect(freeze(SPRING, '{ days: [Sun], from: "02:30", to: "03:59" }', '1d')).toEqual([
      { from: 2 * HOUR, to: 3 * HOUR },
    ]);
  });

  test('a window that the clock skips altogether does not exist', () => {
    expect(freeze(SPRING, '{ days: [Sun], from: "02:10", to: "02:49" }', '1d')).toEqual([]);
  });

  test('an hour that comes twice belongs to the window twice', () => {
    expect(freeze(AUTUMN, '{ days: [Sun], from: "02:00", to: "02:59" }', '1d')).toEqual([
      { from: 2 * HOUR, to: 4 * HOUR },
    ]);
    expect(freeze(AUTUMN, '{ days: [Sun], from: "02:30", to: "04:29" }', '1d')).toEqual([
      { from: 2.5 * HOUR, to: 5.5 * HOUR },
    ]);
  });

  test('windows of the day after are in time again', () => {
    expect(freeze(SPRING, '{ days: [Mon], from: "09:00", to: "09:59" }', '2d')).toEqual([
      { from: 23 * HOUR + 9 * HOUR, to: 23 * HOUR + 10 * HOUR },
    ]);
  });
});

test('the clock says when the run began, with its offset', () => {
  const scenario = compileGood('clock: { start: 2026-07-06T08:50:00, timezone: Europe/Berlin }');
  expect(scenario.clockStart).toBe('2026-07-06T08:50:00+02:00');
  expect(compileGood('clock: { start: 2026-07-06T08:50:00 }').clockStart).toBe('2026-07-06T08:50:00+00:00');
  expect(compileGood('').clockStart).toBeNull();
});
