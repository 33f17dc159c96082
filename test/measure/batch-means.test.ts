import { describe, expect, it } from 'vitest';
import { batchMeans, lag1Correlation } from '../../src/measure/batch-means.ts';
import { Streams } from '../../src/scenario/stream.ts';

/** x(t) = φ x(t − 1) + ε: its mean is 0, and the variance of the mean of n is about 1 ÷ ((1 − φ)² n). */
function autoregression(phi: number, count: number, seed: string): readonly number[] {
  const uniform = new Streams(seed, 0).open('noise');
  let x = 0;
  // Sum of twelve uniforms − 6: normal enough, variance 1.
  const noise = (): number => Array.from({ length: 12 }, uniform).reduce((sum, each) => sum + each, -6);
  return Array.from({ length: count }, () => {
    x = phi * x + noise();
    return x;
  });
}

describe('batch means', () => {
  it('know the correlation of neighbours', () => {
    // Mean 2.5, deviations −1.5, −0.5, 0.5, 1.5: products 0.75 − 0.25 + 0.75 over squares 5.
    expect(lag1Correlation([1, 2, 3, 4])).toBeCloseTo(0.25, 12);
    expect(lag1Correlation([5, 5, 5])).toBe(0);
  });

  it('give the error of the mean that theory knows for correlated values', () => {
    const { interval, isIndependent, size } = batchMeans(autoregression(0.9, 40_000, '1'), 0.95)!;
    // 1.96 ÷ ((1 − 0.9) √40000) = 0.098; the values' own spread would say 1.96 · 2.29 ÷ 200 = 0.022.
    expect(interval.halfWidth).toBeGreaterThan(0.07);
    expect(interval.halfWidth).toBeLessThan(0.14);
    expect([isIndependent, size >= 250]).toEqual([true, true]);
  });

  it('cover the true mean about as often as they say', () => {
    const covered = Array.from({ length: 200 }, (_, seed) => {
      const { interval } = batchMeans(autoregression(0.8, 8_000, `c${seed}`), 0.95)!;
      return interval.low <= 0 && interval.high >= 0;
    }).filter((each) => each).length;
    expect(covered).toBeGreaterThanOrEqual(182);
    expect(covered).toBeLessThanOrEqual(199);
  });

  it('warn when even twenty batches are alike', () => {
    expect(batchMeans(autoregression(0.999, 2_000, '1'), 0.95)!.isIndependent).toBe(false);
  });

  it('need two values a batch', () => {
    expect(batchMeans(autoregression(0, 39, '1'), 0.95)).toBe(null);
    expect(batchMeans(autoregression(0, 40, '1'), 0.95)!.interval.n).toBe(20);
  });
});
