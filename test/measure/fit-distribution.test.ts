import { randomLogNormal } from 'd3-random';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { fitDistribution } from '../../src/measure/fit-distribution.ts';

describe('fitting a distribution', () => {
  it('takes a sample of one value for a constant, and none for nothing', () => {
    expect(fitDistribution([250, 250.2])).toEqual({ kind: 'constant', ms: 250 });
    expect(fitDistribution([])).toBeNull();
  });

  it('finds a lognormal distribution again', () => {
    const draw = randomLogNormal.source(seedrandom.alea('fit'))(Math.log(2000), 0.5);
    const fitted = fitDistribution(Array.from({ length: 400 }, draw));
    expect(fitted?.kind).toBe('lognormal');
    if (fitted?.kind !== 'lognormal') return;
    // Standard errors: σ ÷ √400 = 2.5 % of the median; p95 = 2000 · e^(1.645 · 0.5) = 4552.
    expect(Math.abs(fitted.medianMs / 2000 - 1)).toBeLessThan(0.075);
    expect(Math.abs(fitted.p95Ms / 4552 - 1)).toBeLessThan(0.12);
  });

  it('keeps what is not lognormal as it was, by at most fifty quantiles of the same mean', () => {
    const two = Array.from({ length: 200 }, (_, index) => (index % 4 === 0 ? 9000 : 1000 + index));
    const fitted = fitDistribution(two);
    expect(fitted?.kind).toBe('empirical');
    if (fitted?.kind !== 'empirical') return;
    expect(fitted.values).toHaveLength(50);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(fitted.values) / mean(two) - 1)).toBeLessThan(0.03);
  });

  it('guesses no tail from a handful of values', () => {
    expect(fitDistribution([900, 1100, 1500])).toEqual({ kind: 'empirical', values: [900, 1100, 1500] });
  });
});
