import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationHistogram } from '../../src/measure/duration-histogram.ts';

const only = (value: number) => {
  const histogram = new DurationHistogram();
  histogram.add(value);
  return histogram.valueAtRank(1);
};

describe('DurationHistogram', () => {
  it('gives each value below 2048 its own bucket', () => {
    for (const value of [1, 2, 1023, 1024, 2047]) expect(only(value)).toBe(value);
  });

  it('cuts each power of two above into 1024 buckets', () => {
    // 2048 … 4095 in steps of 2, 4096 … 8191 in steps of 4: the bucket's last value is shown.
    expect([2048, 2049, 2050, 4095, 4096, 4099, 4100].map(only)).toEqual([2049, 2049, 2051, 4095, 4099, 4099, 4103]);
  });

  it('is never below a value and never more than a 1024th above it, up to centuries', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 42 }), (value) => {
        const shown = only(value);
        return shown >= value && shown - value <= value / 1024;
      }),
    );
  });

  it('keeps order across the border of 31 bits', () => {
    const histogram = new DurationHistogram();
    for (const value of [2 ** 31 + 5, 2 ** 31 - 1, 2 ** 33]) histogram.add(value);
    const shown = [1, 2, 3].map((rank) => histogram.valueAtRank(rank));
    expect(shown[0]).toBe(2 ** 31 - 1);
    expect(shown[1]).toBeGreaterThanOrEqual(2 ** 31 + 5);
    expect(shown[1]).toBeLessThan(2 ** 31 + 2 ** 22);
    expect(shown[2]).toBeGreaterThanOrEqual(2 ** 33);
    expect(histogram.countUpTo(2 ** 31 - 1)).toBe(1);
  });
});
