import { describe, expect, test } from 'vitest';
import { DISTRIBUTION_KINDS, DISTRIBUTIONS, type Distribution, meanOf } from '../../src/scenario/distribution.ts';
import { cumulative, samplerOf, weightedIndex } from '../../src/scenario/distribution-sampler.ts';
import { MAX_DURATION_MS } from '../../src/scenario/duration.ts';
import { gamma, normalUpperTail } from '../../src/scenario/special-functions.ts';
import { Streams } from '../../src/scenario/stream.ts';
import { compileGood, loadGood } from './scenario-text.ts';

const DRAWS = 200_000;
const SECOND = 1000;

const draws = (distribution: Distribution, n = DRAWS): readonly number[] => {
  const sample = samplerOf(distribution, () => new Streams('moments', 0).open('draws'));
  return Array.from({ length: n }, () => sample());
};

/** Reads a distribution as an author writes it. */
const read = (text: string): Distribution =>
  loadGood(`pool: { max: 1, pods: { start: ${text} } }`).variants[0]!.decoded.pools[0]!.section.pods.start;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number => {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
};

/**
 * Written form, theoretical mean and standard deviation in seconds, each by the textbook formula for these parameters, and the kurtosis
 * that the standard error of the deviation depends on.
 */
const ln = Math.log;
const lognormalSigma = ln(50 / 20) / 1.6448536269514722;
const MOMENTS: readonly (readonly [text: string, mean: number, deviation: number, kurtosis: number])[] = [
  ['{ uniform: [10s, 40s] }', 25, 30 / Math.sqrt(12), 1.8],
  ['{ uniform: { min: 10s, max: 40s } }', 25, 30 / Math.sqrt(12), 1.8],
  ['{ exponential: { mean: 3m } }', 180, 180, 9],
  // Half-normal: sd √(2/π) and sd √(1 − 2/π).
  ['{ normal: { mean: 0s, sd: 30s } }', 30 * Math.sqrt(2 / Math.PI), 30 * Math.sqrt(1 - 2 / Math.PI), 3.87],
  ['{ normal: { mean: 300s, sd: 30s } }', 300, 30, 3],
  [
    '{ lognormal: { median: 20s, p95: 50s } }',
    20 * Math.exp(lognormalSigma ** 2 / 2),
    20 * Math.exp(lognormalSigma ** 2 / 2) * Math.sqrt(Math.expm1(lognormalSigma ** 2)),
    12,
  ],
  ['{ lognormal: { mean: 60s, cv: 0.5 } }', 60, 30, 8.04],
  ['{ gamma: { mean: 90s, shape: 2 } }', 90, 90 / Math.sqrt(2), 6],
  ['{ gamma: { mean: 90s, shape: 0.5 } }', 90, 90 / Math.sqrt(0.5), 15],
  ['{ erlang: { mean: 60s, shape: 3 } }', 60, 60 / Math.sqrt(3), 5],
  // Shape 2: scale Γ(1.5) = scale √π / 2, variance scale² (1 − π/4).
  ['{ weibull: { scale: 100s, shape: 2 } }', 50 * Math.sqrt(Math.PI), 100 * Math.sqrt(1 - Math.PI / 4), 3.25],
  ['{ weibull: { mean: 100s, shape: 1 } }', 100, 100, 9],
  // α = 6: mean 6/5, variance α / ((α − 1)² (α − 2)).
  ['{ pareto: { min: 10s, shape: 6 } }', 12, 10 * Math.sqrt(6 / (25 * 4)), 38.7],
  ['{ triangular: [10s, 20s, 60s] }', 30, Math.sqrt((100 + 400 + 3600 - 200 - 600 - 1200) / 18), 2.4],
  ['{ empirical: [20s, 30s, 30s, 60s] }', 35, 15, 2.3],
  // ½ · 10 + ½ · 30, each constant.
  ['{ mixture: [ { weight: 1, of: 10s }, { weight: 1, of: 30s } ] }', 20, 10, 1],
];

describe('moments agree with theory', () => {
  for (const [text, theoreticalMean, theoreticalDeviation, kurtosis] of MOMENTS) {
    test(text, () => {
      const distribution = read(text);
      const values = draws(distribution);
      const error = (theoreticalDeviation * SECOND) / Math.sqrt(DRAWS);
      expect(Math.abs(mean(values) - theoreticalMean * SECOND)).toBeLessThan(4 * error);
      // Standard error of a sample deviation: σ √((κ − 1) / 4n). A constant kurtosis of 1 leaves the error of rounding.
      const errorOfDeviation = theoreticalDeviation * SECOND * Math.sqrt((kurtosis - 1) / (4 * DRAWS)) + 1;
      expect(Math.abs(deviation(values) - theoreticalDeviation * SECOND)).toBeLessThan(5 * errorOfDeviation);
      expect(meanOf(distribution) / (theoreticalMean * SECOND)).toBeCloseTo(1, 4);
    });
  }

  test('half of a lognormal is below its median, 95 % below its p95', () => {
    const values = draws(read('{ lognormal: { median: 20s, p95: 50s } }'));
    const below = (limit: number): number => values.filter((value) => value < limit).length / DRAWS;
    expect(Math.abs(below(20 * SECOND) - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(DRAWS));
    expect(Math.abs(below(50 * SECOND) - 0.95)).toBeLessThan((4 * Math.sqrt(0.95 * 0.05)) / Math.sqrt(DRAWS));
  });
});

describe('draws', () => {
  test('are whole milliseconds, never negative, and at most a century', () => {
    const heavy = [
      '{ pareto: { min: 1h, shape: 0.05 } }',
      '{ weibull: { scale: 1h, shape: 0.05 } }',
      '{ weibull: { mean: 90s, shape: 0.05 } }',
      '{ normal: { mean: 1s, sd: 1h } }',
      '{ gamma: { mean: 1s, shape: 0.01 } }',
    ];
    for (const text of heavy) {
      for (const value of draws(read(text), 20_000)) {
        expect(Number.isInteger(value) && value >= 0 && value <= MAX_DURATION_MS).toBe(true);
      }
    }
  });

  test('are the same for the same seed, replication and name, and others for others', () => {
    const first = (seed: string, replication: number, name: string): number =>
      new Streams(seed, replication).open(name)();
    expect(first('1', 0, 'a')).toBe(first('1', 0, 'a'));
    const different = new Set([first('1', 0, 'a'), first('2', 0, 'a'), first('1', 1, 'a'), first('1', 0, 'b')]);
    expect(different.size).toBe(4);
  });

  test('a constant is what it says, never is never', () => {
    expect(draws({ kind: 'constant', value: 7 }, 2)).toEqual([7, 7]);
    expect(draws({ kind: 'never' }, 1)).toEqual([Number.POSITIVE_INFINITY]);
  });

  test('a weight of 0 is never chosen', () => {
    const choose = weightedIndex(cumulative([0, 3, 0, 1, 0]), new Streams('1', 0).open('x'));
    const chosen = Array.from({ length: 40_000 }, () => choose());
    expect(new Set(chosen)).toEqual(new Set([1, 3]));
    const share = chosen.filter((index) => index === 1).length / chosen.length;
    expect(Math.abs(share - 0.75)).toBeLessThan(4 * Math.sqrt((0.75 * 0.25) / 40_000));
  });
});

describe('the catalogue', () => {
  for (const kind of DISTRIBUTION_KINDS) {
    test(`the example of ${kind} is one`, () => expect(read(DISTRIBUTIONS[kind].example).kind).toBe(kind));
  }

  test('a distribution without a mean says so', () => {
    expect(meanOf(read('{ pareto: { min: 1s, shape: 1 } }'))).toBe(Number.POSITIVE_INFINITY);
  });

  test('Γ and the normal tail have their known values', () => {
    expect(gamma(5)).toBeCloseTo(24, 9);
    expect(gamma(0.5)).toBeCloseTo(Math.sqrt(Math.PI), 9);
    expect(normalUpperTail(0)).toBeCloseTo(0.5, 7);
    expect(normalUpperTail(-1.959964)).toBeCloseTo(0.975, 6);
  });
});

test("a pod's delays are drawn one after the other from streams of their own", () => {
  const text =
    'pool: { max: 1, pods: { start: { exponential: { mean: 10s } }, connect: { exponential: { mean: 10s } } } }';
  const first = compileGood(text).pools[0]!.pods;
  const second = compileGood(text).pools[0]!.pods;
  const starts = [first.startMs(), first.startMs(), first.startMs()];
  second.connectMs();
  second.connectMs();
  expect([second.startMs(), second.startMs(), second.startMs()]).toEqual(starts);
});
