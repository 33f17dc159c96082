import { describe, expect, it } from 'vitest';
import { mean, meanInterval, standardDeviation, studentT } from '../../src/measure/statistics.ts';

describe('statistics', () => {
  it('knows the mean and the deviation of a sample', () => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32, 32 / 7.
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(32 / 7), 12);
  });

  it('says nothing where there is nothing to say', () => {
    expect([mean([]), standardDeviation([3])]).toEqual([null, null]);
    expect(() => meanInterval([3], 0.95)).toThrow(/at least two/);
  });

  it('agrees with the printed table of Student’s t', () => {
    // Two-sided 95 %: 12.706 (1), 2.262 (9), 2.045 (29); 90 %: 1.833 (9).
    expect(studentT(0.95, 1)).toBeCloseTo(12.706, 3);
    expect(studentT(0.95, 9)).toBeCloseTo(2.262, 3);
    expect(studentT(0.95, 29)).toBeCloseTo(2.045, 3);
    expect(studentT(0.9, 9)).toBeCloseTo(1.833, 3);
  });

  it('gives an interval of t · s / √n on both sides of the mean', () => {
    // 1 … 5: mean 3, s = √2.5, t(0.95, 4) = 2.776: half-width 2.776 · 1.5811 / 2.2361 = 1.963.
    const { mean: middle, low, high, halfWidth, n } = meanInterval([1, 2, 3, 4, 5], 0.95);
    expect([middle, n]).toEqual([3, 5]);
    expect(halfWidth).toBeCloseTo(1.963, 3);
    expect([low, high]).toEqual([3 - halfWidth, 3 + halfWidth]);
  });
});
