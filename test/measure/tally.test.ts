import { describe, expect, it } from 'vitest';
import { Tally } from '../../src/measure/tally.ts';

const tallyOf = (values: readonly number[]) => {
  const tally = new Tally();
  for (const value of values) tally.add(value);
  return tally;
};

describe('Tally', () => {
  it('has no figures without values', () => {
    const tally = new Tally();
    expect([tally.mean, tally.max, tally.quantile(0.5)]).toEqual([null, null, null]);
  });

  it('takes the nearest rank as a quantile: a value that was observed', () => {
    // Of 1 … 10: ⌈0.5·10⌉ = 5th, ⌈0.91·10⌉ = 10th; p = 0 gives the smallest.
    const tally = tallyOf([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect([0, 0.5, 0.9, 0.91, 1].map((p) => tally.quantile(p))).toEqual([1, 5, 9, 10, 10]);
  });

  it('is not led to the next rank by rounding', () => {
    // 0.07 · 100 = 7.000000000000001 in floating point; the rank is 7.
    expect(tallyOf(Array.from({ length: 100 }, (_, i) => i + 1)).quantile(0.07)).toBe(7);
  });

  it('counts zeros as values', () => {
    const tally = tallyOf([0, 0, 0, 40]);
    expect([tally.count, tally.mean, tally.quantile(0.75), tally.quantile(0.76)]).toEqual([4, 10, 0, 40]);
  });

  it('can be added to after a quantile was read', () => {
    const tally = tallyOf([5, 1]);
    expect(tally.quantile(1)).toBe(5);
    tally.add(3);
    expect([tally.quantile(0.5), tally.quantile(1)]).toEqual([3, 5]);
  });

  it('includes cut-off values with what was seen of them, and counts them', () => {
    const tally = tallyOf([10]);
    tally.addAtLeast(30);
    expect([tally.count, tally.censored, tally.mean, tally.max]).toEqual([2, 1, 20, 30]);
  });

  it('is exact up to 4096 values and at most 0.1 % too high beyond', () => {
    const values = Array.from({ length: 4096 }, (_, i) => (i + 1) * 997);
    const tally = tallyOf(values);
    expect(tally.quantile(0.99)).toBe(Math.ceil(0.99 * 4096) * 997);
    tally.add(4097 * 997);
    for (const p of [0.01, 0.5, 0.9, 0.99]) {
      const exact = Math.ceil(p * 4097) * 997;
      expect(tally.quantile(p)).toBeGreaterThanOrEqual(exact);
      expect(tally.quantile(p)).toBeLessThanOrEqual(exact * 1.001);
    }
    expect([tally.max, tally.quantile(1), tally.mean]).toEqual([4097 * 997, 4097 * 997, (997 * 4098) / 2]);
  });

  it('counts values up to a bound in both its forms', () => {
    const few = tallyOf([0, 10, 20, 30]);
    expect([few.countUpTo(-1), few.countUpTo(0), few.countUpTo(20), few.countUpTo(99)]).toEqual([0, 1, 3, 4]);
    const many = tallyOf(Array.from({ length: 6000 }, (_, i) => i % 2000));
    expect([many.countUpTo(0), many.countUpTo(999), many.countUpTo(5000)]).toEqual([3, 3000, 6000]);
  });
});
