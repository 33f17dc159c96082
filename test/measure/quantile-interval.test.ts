import { describe, expect, it } from 'vitest';
import { quantileInterval, quantileRanks } from '../../src/measure/quantile-interval.ts';

describe('intervals of quantiles by order statistics', () => {
  it('are those of the printed table for the median: ranks 2 and 9 of 10, 6 and 15 of 20', () => {
    // Binomial(10, ½): P(≤ 1) = 0.0107, P(≤ 2) = 0.0547. Binomial(20, ½): P(≤ 5) = 0.0207, P(≤ 6) = 0.0577.
    expect(quantileRanks(10, 0.5, 0.95)).toEqual({ low: 2, high: 9 });
    expect(quantileRanks(20, 0.5, 0.95)).toEqual({ low: 6, high: 15 });
  });

  it('exist for the 95th percentile from 72 values on: 1 − 0.95^72 is the first above 0.975', () => {
    expect(quantileRanks(71, 0.95, 0.95)).toBe(null);
    expect(quantileRanks(72, 0.95, 0.95)?.high).toBe(72);
  });

  it('come near the normal approximation for many values', () => {
    // 10,000 · 0.95 ± 1.96 √(10,000 · 0.95 · 0.05) = 9500 ± 42.7
    const { low, high } = quantileRanks(10_000, 0.95, 0.95)!;
    expect([Math.abs(low - 9457.3) < 3, Math.abs(high - 9543.7) < 3]).toEqual([true, true]);
  });

  it('are values of the sample', () => {
    expect(quantileInterval([9, 8, 7, 6, 5, 4, 3, 2, 1, 0], 0.5, 0.95)).toEqual({ low: 1, high: 8 });
  });
});
