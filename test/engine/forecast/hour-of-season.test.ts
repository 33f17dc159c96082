import { describe, expect, test } from 'vitest';
import { HourOfSeason } from '../../../src/engine/forecast/hour-of-season.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** 2 tasks for 48 minutes and 7 for 12 in the first hour, then none. */
function seen(quantile: number, seasons = 1): HourOfSeason {
  const forecast = new HourOfSeason(DAY, seasons, quantile);
  forecast.observe(0, 2);
  forecast.observe(48 * MINUTE, 7);
  forecast.observe(HOUR, 0);
  forecast.observe(DAY, 0);
  return forecast;
}

describe('the hour of a season', () => {
  test('is expected to need the quantile by time', () => {
    expect(seen(0.8).expected(DAY, DAY)).toBe(2);
    expect(seen(0.81).expected(DAY, DAY)).toBe(7);
    expect(seen(1).expected(DAY, DAY)).toBe(7);
  });

  test('is unknown before a season has passed', () => {
    expect(seen(0.8).expected(2 * DAY + HOUR, 2 * DAY + HOUR)).toBeNull();
  });

  test('knows nothing of the time before it was first told', () => {
    const forecast = new HourOfSeason(DAY, 1, 0.4);
    forecast.observe(30 * MINUTE, 5);
    forecast.observe(HOUR, 0);
    forecast.observe(DAY, 0);
    expect(forecast.expected(DAY, DAY)).toBe(5);
  });

  test('counts with the one after it as soon as the stretch reaches that', () => {
    expect(seen(1).expected(DAY + HOUR, DAY + HOUR + 1)).toBe(0);
    const forecast = new HourOfSeason(DAY, 1, 1);
    forecast.observe(0, 7);
    forecast.observe(HOUR, 0);
    expect(forecast.expected(DAY - 1, DAY)).toBe(7);
  });

  test('joins the seasons that it looks back on', () => {
    const forecast = seen(0.5, 2);
    forecast.observe(DAY, 9);
    forecast.observe(DAY + HOUR, 0);
    forecast.observe(2 * DAY, 0);
    // 48 minutes of 2, 12 of 7, 60 of 9: half is reached at the end of the 7.
    expect(forecast.expected(2 * DAY, 2 * DAY)).toBe(7);
  });
});
