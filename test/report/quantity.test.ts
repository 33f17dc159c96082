import { describe, expect, it } from 'vitest';
import { formatDuration, formatInstant, formatMeasure } from '../../src/report/quantity.ts';

describe('a duration', () => {
  it.each([
    [0, '0s'],
    [85, '85ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [1_500, '1.5s'],
    [59_949, '59.9s'],
    [59_950, '1m'],
    [65_000, '1m 05s'],
    [3_599_499, '59m 59s'],
    [3_599_500, '1h'],
    [12_000_000, '3h 20m'],
    [187_200_000, '2d 04h'],
    [Number.POSITIVE_INFINITY, 'never'],
  ])('of %d ms reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('an instant', () => {
  it.each([
    [0, '0:00:00'],
    [90_000, '0:01:30'],
    [93_605_250, '26:00:05.250'],
  ])('at %d ms reads %s', (ms, text) => {
    expect(formatInstant(ms)).toBe(text);
  });
});

describe('a measure', () => {
  it('carries its unit', () => {
    expect(formatMeasure(0.634, 'ratio')).toBe('63.4 %');
    expect(formatMeasure(12, 'currency')).toBe('12.00');
    expect(formatMeasure(4.256, 'pod-hours')).toBe('4.26 pod-hours');
    expect(formatMeasure(3, 'per-hour')).toBe('3 per hour');
  });

  it('without a value reads none', () => {
    expect(formatMeasure(null, 'ms')).toBe('none');
  });
});
