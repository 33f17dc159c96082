import { describe, expect, test } from 'vitest';
import {
  DISTRIBUTIONS,
  type Distribution,
  type DistributionKind,
  lognormalByMean,
  meanOf,
} from '../../src/scenario/distribution.ts';
import { samplerOf } from '../../src/scenario/distribution-sampler.ts';
import { residualOf } from '../../src/scenario/residual-time.ts';
import { Streams } from '../../src/scenario/stream.ts';
import { CHANCE, exponentialCdf, kolmogorovChance } from '../support/goodness-of-fit.ts';

const MEAN = 600_000;

const drawn = (distribution: Distribution, count = 5_000): readonly number[] => {
  const residual = residualOf(distribution);
  if (residual === null) throw new Error('no mean');
  const random = new Streams('1', 0).open(`residual/${distribution.kind}`);
  return Array.from({ length: count }, () => residual(random));
};

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('what is left of a time that goes on', () => {
  test('is exponential of exponential times, which have no memory', () => {
    const left = drawn({ kind: 'exponential', mean: MEAN });
    expect(kolmogorovChance(left, exponentialCdf(MEAN))).toBeGreaterThan(CHANCE);
  });

  test('is a uniform share of constant times', () => {
    const left = drawn({ kind: 'constant', value: MEAN });
    expect(kolmogorovChance(left, (x) => x / MEAN)).toBeGreaterThan(CHANCE);
  });

  test('has the density (1 − F) ÷ mean of uniform times', () => {
    const [min, max] = [100_000, 900_000];
    const cdf = (x: number): number => {
      const over = Math.max(0, x - min);
      return (x - (over * over) / (2 * (max - min))) / ((min + max) / 2);
    };
    const left = drawn({ kind: 'uniform', min, max });
    expect(kolmogorovChance(left, cdf)).toBeGreaterThan(CHANCE);
    // E[X²] ÷ 2 E[X]
    expect(mean(left) / ((min * min + min * max + max * max) / 3 / (min + max))).toBeCloseTo(1, 1);
  });

  test('has no law where the times have no mean', () => {
    expect(residualOf({ kind: 'pareto', min: 1_000, shape: 1 })).toBeNull();
    expect(residualOf({ kind: 'never' })).toBeNull();
  });

  test('of times of nothing is less than a millisecond', () => {
    const nothing: readonly Distribution[] = [
      { kind: 'constant', value: 0 },
      { kind: 'normal', mean: 0, sd: 0 },
      { kind: 'triangular', min: 0, mode: 0, max: 0 },
      { kind: 'empirical', values: [0, 0] },
      { kind: 'mixture', parts: [{ weight: 1, of: { kind: 'constant', value: 0 } }] },
    ];
    for (const distribution of nothing) expect(Math.max(...drawn(distribution, 100))).toBeLessThan(1);
  });
});

const EVERY: { readonly [K in DistributionKind]: readonly Distribution[] } = {
  constant: [{ kind: 'constant', value: MEAN }],
  uniform: [{ kind: 'uniform', min: 100_000, max: 900_000 }],
  exponential: [{ kind: 'exponential', mean: MEAN }],
  normal: [
    { kind: 'normal', mean: MEAN, sd: 200_000 },
    { kind: 'normal', mean: 0, sd: MEAN },
  ],
  lognormal: [lognormalByMean(MEAN, 1.5)],
  gamma: [
    { kind: 'gamma', mean: MEAN, shape: 0.4 },
    { kind: 'gamma', mean: MEAN, shape: 3 },
  ],
  erlang: [{ kind: 'erlang', mean: MEAN, shape: 4 }],
  weibull: [
    { kind: 'weibull', scale: MEAN, shape: 0.7 },
    { kind: 'weibull', scale: MEAN, shape: 2.5 },
  ],
  pareto: [{ kind: 'pareto', min: MEAN, shape: 3.5 }],
  triangular: [{ kind: 'triangular', min: 100_000, mode: 200_000, max: 1_500_000 }],
  empirical: [{ kind: 'empirical', values: [20_000, 20_000, 50_000, 900_000] }],
  mixture: [
    {
      kind: 'mixture',
      parts: [
        { weight: 9, of: { kind: 'constant', value: 20_000 } },
        { weight: 0, of: { kind: 'pareto', min: 1_000, shape: 0.5 } },
        { weight: 1, of: { kind: 'exponential', mean: MEAN } },
      ],
    },
  ],
};

/** ∫₀ˣ (1 − F) ÷ mean = E[min(X, x)] ÷ E[X], from the sampler's own draws. */
function equilibriumCdf(distribution: Distribution): (x: number) => number {
  const draw = samplerOf(distribution, () => new Streams('2', 0).open('times'));
  const times = Float64Array.from({ length: 400_000 }, draw).sort();
  const sums = new Float64Array(times.length + 1);
  for (const [at, time] of times.entries()) sums[at + 1] = sums[at]! + time;
  const total = sums[times.length]!;
  return (x) => {
    let [low, high] = [0, times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= x) low = middle + 1;
      else high = middle;
    }
    return (sums[low]! + x * (times.length - low)) / total;
  };
}

describe.each(Object.keys(DISTRIBUTIONS) as readonly DistributionKind[])('of %s times', (kind) => {
  test('it has the density (1 − F) ÷ mean', () => {
    for (const distribution of EVERY[kind]) {
      expect(kolmogorovChance(drawn(distribution), equilibriumCdf(distribution))).toBeGreaterThan(CHANCE);
      expect(meanOf(distribution)).toBeGreaterThan(0);
    }
  });
});
