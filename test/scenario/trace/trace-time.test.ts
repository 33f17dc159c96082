import { describe, expect, test } from 'vitest';
import {
  durationReader,
  momentReader,
  parseTimestamp,
  parseTraceDuration,
} from '../../../src/scenario/trace/trace-time.ts';

describe('a timestamp', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-02', 86_400_000],
    // 2000-01-01 is 10,957 days after 1970-01-01: 30 years and 7 leap days.
    ['2000-01-01 00:00:00', 10_957 * 86_400_000],
    ['2000/03/01T00:00', (10_957 + 31 + 29) * 86_400_000],
    ['1969-12-31T23:59:59.999Z', -1],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1970-01-01 01:00:00.250 +0100', 250],
    ['1969-12-31T20:30:00-03:30', 0],
    ['1970-01-01T00:00:01,5Z', 1500],
    ['1970-01-01T00:00:00.123456789Z', 123],
  ])('%s is %d ms from 1970', (text, ms) => {
    expect(parseTimestamp(text)).toBe(ms);
  });

  test('agrees with the calendar of the language on every day of four centuries', () => {
    for (let day = -100_000; day < 50_000; day += 13) {
      const text = new Date(day * 86_400_000 + 1000).toISOString();
      expect(parseTimestamp(text)).toBe(day * 86_400_000 + 1000);
    }
  });

  test.each(['2026-02-30', '2026-13-01', '1900-02-29', '2026-01-01T24:00:00', '26-01-01', 'yesterday', '1700000000'])(
    '%s is none',
    (text) => {
      expect(parseTimestamp(text)).toBeNull();
    },
  );
});

describe('a duration in words', () => {
  test.each([
    ['00:10:05', 605_000],
    ['10:05', 605_000],
    ['2-03:00:00', 51 * 3_600_000],
    ['1-00:30', 24.5 * 3_600_000],
    ['100:00:00.5', 360_000_500],
    ['1h30m', 5_400_000],
    ['1m 30s', 90_000],
    ['250ms', 250],
    ['PT1H5M', 3_900_000],
    ['P1DT0.5S', 86_400_500],
  ])('%s is %d ms', (text, ms) => {
    expect(parseTraceDuration(text)).toBe(ms);
  });

  test.each(['P', 'PT', 'P1DT', '5 fortnights', '1:2', ''])('%j is none', (text) => {
    expect(parseTraceDuration(text)).toBeNull();
  });
});

describe('a cell of time', () => {
  test.each(['', ' ', '-1', '-1.00', -1, null, 'NULL', 'N/A', 'nan', '-', 'None'])(
    '%j is unknown in any unit',
    (cell) => {
      expect(momentReader('s')(cell)).toBe('unknown');
      expect(durationReader('min')(cell)).toBe('unknown');
    },
  );

  test.each(['soon', '12,5', '0x10', '1e99', 'Infinity', '2026-01-05'])('%j is unreadable as seconds', (cell) => {
    expect(momentReader('s')(cell)).toBe('unreadable');
  });

  test('a number counts in its unit, rounded to whole ms', () => {
    expect(momentReader('s')('552.2149')).toBe(552_215);
    expect(momentReader('us')(1_500)).toBe(2);
    expect(durationReader('min')('.5')).toBe(30_000);
    expect(durationReader('s')('1e3')).toBe(1_000_000);
  });

  test('a duration in words is read even where numbers are expected, a number never where words are', () => {
    expect(durationReader('s')('00:01:00')).toBe(60_000);
    expect(durationReader('iso')('60')).toBe('unreadable');
    expect(momentReader('iso')(1_700_000_000)).toBe('unreadable');
  });
});
