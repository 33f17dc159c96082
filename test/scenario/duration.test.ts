import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/scenario/duration.ts';
import { formatDuration } from '../../src/scenario/duration-text.ts';
import { nearest } from '../../src/scenario/nearest.ts';
import { parseRate } from '../../src/scenario/rate.ts';

describe('durations', () => {
  test('are read to whole milliseconds', () => {
    const read = (text: string) => parseDuration(text, 'x');
    expect(['250ms', '30s', '1.5m', '2h', '1d', '1h30m', '0s', '0.4ms', '1.5ms'].map(read)).toEqual([
      250, 30_000, 90_000, 7_200_000, 86_400_000, 5_400_000, 0, 0, 2,
    ]);
  });

  test('are written in the shortest way that reads back the same', () => {
    const times = [0, 250, 30_000, 90_000, 5_400_000, 86_400_000, 90_061_001];
    expect(times.map(formatDuration)).toEqual(['0s', '250ms', '30s', '1m30s', '1h30m', '1d', '1d1h1m1s1ms']);
    for (const ms of times) expect(parseDuration(formatDuration(ms), 'x')).toBe(ms);
    expect(formatDuration(Number.POSITIVE_INFINITY)).toBe('never');
  });
});

test('rates are read per hour', () => {
  expect(['30/h', '0.5/m', '2/min', '1 / s', '48/d', '0/h'].map((text) => parseRate(text, 'x'))).toEqual([
    30, 30, 120, 3600, 2, 0,
  ]);
});

describe('the nearest word', () => {
  test('is one letter, two swapped letters or a case away', () => {
    expect(nearest('durration', ['warmup', 'duration'])).toBe('duration');
    expect(nearest('mni', ['max', 'min'])).toBe('min');
    expect(nearest('Reaper', ['reaper'])).toBe('reaper');
  });

  test('is null when no word is near', () => {
    expect(nearest('colour', ['min', 'max', 'agent'])).toBeNull();
    expect(nearest('x', [])).toBeNull();
  });
});
