import { describe, expect, test } from 'vitest';
import { CHANCE, exponentialCdf, kolmogorovChance, rescaledGaps } from '../support/goodness-of-fit.ts';
import { all, histogram } from './arrival-bench.ts';
import { compileGood } from './scenario-text.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Choice {
  readonly start: string;
  readonly zone?: string;
  readonly duration: string;
  readonly window?: string;
}

function times(weekly: string, { start, zone = 'Europe/Berlin', duration, window = '' }: Choice): readonly number[] {
  const { workload } = compileGood(`
clock: { start: ${start}, timezone: ${zone} }
run: { duration: ${duration} }
profiles: { p: { type: plan, plan: 20s } }
workload: [ { name: w, arrivals: { weekly: ${weekly} }, profile: p${window} } ]`);
  return all(workload).map(({ at }) => at);
}

/** 24 weights, all 0 but these. */
const onlyHours = (...hours: readonly number[]): string =>
  `[${Array.from({ length: 24 }, (_, hour) => (hours.includes(hour) ? 1 : 0)).join(', ')}]`;

/** A Poisson count within four standard deviations of its mean. */
const expectCount = (count: number, mean: number): void =>
  expect(Math.abs(count - mean)).toBeLessThan(4 * Math.sqrt(mean));

const MONDAY = '2026-01-05T00:00:00';
const HOURS = [1, 1, 1, 1, 1, 2, 4, 8, 16, 20, 20, 18, 12, 18, 20, 20, 16, 10, 6, 4, 3, 2, 1, 1];
const DAYS = [10, 11, 11, 10, 8, 1, 1];
const WEEK = DAYS.flatMap((day) => HOURS.map((hour) => day * hour));
const TOTAL = WEEK.reduce((sum, weight) => sum + weight, 0);

describe('arrivals by the hours of the week', () => {
  const office = `{ mean: 30/h, hours: [${HOURS.join(', ')}], days: [${DAYS.join(', ')}] }`;
  const tenWeeks = times(office, { start: MONDAY, duration: '70d' });

  test('have their mean over a whole week', () => {
    expectCount(tenWeeks.length, 30 * 168 * 10);
  });

  test('are as many in each hour of the week as its weights say (time rescaling, Kolmogorov–Smirnov)', () => {
    const sums = WEEK.map((_, hour) => WEEK.slice(0, hour).reduce((sum, weight) => sum + weight, 0));
    const integral = (at: number): number => {
      const hours = at / HOUR;
      const week = Math.floor(hours / 168);
      const hour = Math.floor(hours % 168);
      return (30 * 168 * (week * TOTAL + sums[hour]! + (hours % 1) * WEEK[hour]!)) / TOTAL;
    };
    expect(integral(7 * DAY)).toBeCloseTo(30 * 168, 6);
    expect(kolmogorovChance(rescaledGaps(tenWeeks, integral), exponentialCdf(1))).toBeGreaterThan(CHANCE);
    const flat = (at: number): number => (30 * at) / HOUR;
    expect(kolmogorovChance(rescaledGaps(tenWeeks, flat), exponentialCdf(1))).toBeLessThan(1e-12);
  });

  test('begin in the middle of an hour when the run does', () => {
    // 08:50 to 09:00 nobody; then an hour of 168 × 60.
    const late = times(`{ mean: 420/h, hours: ${onlyHours(9)} }`, { start: '2026-01-05T08:50:00', duration: '1d' });
    expect(late.every((at) => at >= HOUR / 6 && at < HOUR / 6 + HOUR)).toBe(true);
    expectCount(late.length, 420 * 24);
  });

  test('come on their days, Monday first', () => {
    const fridays = times('{ mean: 100/h, days: [0, 0, 0, 0, 1, 0, 0] }', { start: MONDAY, duration: '14d' });
    const perDay = histogram(fridays, DAY, 14);
    expect(perDay.flatMap((count, day) => (count > 0 ? [day] : []))).toEqual([4, 11]);
    for (const day of [4, 11]) expectCount(perDay[day]!, 100 * 168);
  });

  test('are plain Poisson arrivals without weights', () => {
    const plain = times('{ mean: 60/h }', { start: MONDAY, duration: '20d' });
    const gaps = rescaledGaps(plain, (at) => (60 * at) / HOUR);
    expect(kolmogorovChance(gaps, exponentialCdf(1))).toBeGreaterThan(CHANCE);
  });

  test('are cut to the window of their entry, with the rates of the same times', () => {
    const cut = times(`{ mean: 420/h, hours: ${onlyHours(9, 10)} }`, {
      start: MONDAY,
      duration: '1d',
      window: ', from: 570m, until: 13h',
    });
    expect(Math.min(...cut)).toBeGreaterThanOrEqual(9.5 * HOUR);
    expect(Math.max(...cut)).toBeLessThan(11 * HOUR);
    // 12 × 420 an hour for an hour and a half.
    expectCount(cut.length, 12 * 420 * 1.5);
  });

  test('a mean of 0 brings nobody', () => {
    expect(times('{ mean: 0/h }', { start: MONDAY, duration: '7d' })).toEqual([]);
  });
});

describe('when the clock changes, arrivals by the hours of the week', () => {
  const SPRING = { start: '2026-03-29T00:00:00', duration: '1d' };
  const AUTUMN = { start: '2026-10-25T00:00:00', duration: '25h' };
  const busy = (hour: number): string => `{ mean: 100/h, hours: ${onlyHours(hour)} }`;

  test('follow the wall clock after a skipped hour', () => {
    // 02:00 jumps to 03:00, so that three o'clock comes after two hours.
    const three = times(busy(3), SPRING);
    expect(three.every((at) => at >= 2 * HOUR && at < 3 * HOUR)).toBe(true);
    expectCount(three.length, 2400);
  });

  test('leave out an hour that the clock skips', () => {
    expect(times(busy(2), { ...SPRING, duration: '2d' }).every((at) => at >= DAY)).toBe(true);
  });

  test('come twice as many in an hour that comes twice', () => {
    const two = times(busy(2), AUTUMN);
    expect(two.every((at) => at >= 2 * HOUR && at < 4 * HOUR)).toBe(true);
    const [, , first, second] = histogram(two, HOUR, 5);
    expectCount(first!, 2400);
    expectCount(second!, 2400);
  });

  test('follow the wall clock for the rest of a longer day', () => {
    const nine = times(busy(9), AUTUMN);
    expect(nine.every((at) => at >= 10 * HOUR && at < 11 * HOUR)).toBe(true);
  });

  test('know zones that change by half an hour, and that lie half an hour off', () => {
    // Lord Howe: at 02:00 on 5 April 2026 the clock goes back to 01:30, so that one o'clock lasts an hour and a half.
    const one = times(busy(1), { start: '2026-04-05T00:00:00', zone: 'Australia/Lord_Howe', duration: '1d' });
    expect(one.every((at) => at >= HOUR && at < 2.5 * HOUR)).toBe(true);
    expectCount(one.length, 3600);
    const ten = times(busy(10), { start: '2026-04-05T09:20:00', zone: 'Asia/Kolkata', duration: '1d' });
    expect(ten.every((at) => at >= (2 / 3) * HOUR && at < (5 / 3) * HOUR)).toBe(true);
  });
});

test('a given seed gives these weekly arrivals in every version', () => {
  const first = times('{ mean: 30/h }', { start: MONDAY, duration: '1h' }).slice(0, 3);
  expect(first).toMatchInlineSnapshot(`
    [
      56560,
      57285,
      290549,
    ]
  `);
});
