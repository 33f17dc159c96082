import { describe, expect, it } from 'vitest';
import { bcaInterval } from '../../src/measure/bootstrap.ts';
import { mean } from '../../src/measure/statistics.ts';
import { Streams } from '../../src/scenario/stream.ts';

/** Efron and Tibshirani, *An Introduction to the Bootstrap*, table 14.1: the spatial test, component A. */
const SPATIAL = [48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41];

const meanOf = (sample: readonly number[]): number => mean(sample) as number;
const variance = (sample: readonly number[]): number => {
  const mean = sample.reduce((sum, each) => sum + each, 0) / sample.length;
  return sample.reduce((sum, each) => sum + (each - mean) ** 2, 0) / sample.length;
};

const stream = (name: string) => ({ uniform: new Streams('1', 0).open(name), resamples: 20_000 });

describe('BCa intervals', () => {
  it('agree with the book’s 90 % interval of the variance, (115.8, 259.6), and not with the percentiles’ (100.8, 233.9)', () => {
    expect(variance(SPATIAL)).toBeCloseTo(171.5, 1);
    const { low, high } = bcaInterval(SPATIAL, variance, 0.9, stream('spatial'));
    // The book's figures come from 2,000 resamples: their own error is some 3.
    expect(Math.abs(low - 115.8)).toBeLessThan(5);
    expect(Math.abs(high - 259.6)).toBeLessThan(8);
  });

  it('are those of the normal distribution for the mean of many even values', () => {
    // 0 … 99: mean 49.5, s / √n of the population = 28.866 / 10; 1.96 of it on each side.
    const values = Array.from({ length: 100 }, (_, index) => index);
    const { low, high } = bcaInterval(values, meanOf, 0.95, stream('even'));
    expect(low).toBeCloseTo(49.5 - 1.96 * 2.8866, 0);
    expect(high).toBeCloseTo(49.5 + 1.96 * 2.8866, 0);
  });

  it('have no width where the values do not vary', () => {
    expect(bcaInterval([4, 4, 4], meanOf, 0.95, stream('same'))).toMatchObject({ low: 4, high: 4 });
  });

  it('refuse a single value', () => {
    expect(() => bcaInterval([4], meanOf, 0.95, stream('one'))).toThrow(/at least two/);
  });
});
