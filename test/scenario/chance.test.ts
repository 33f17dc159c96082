import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../src/scenario/distribution.ts';
import { samplerOf } from '../../src/scenario/distribution-sampler.ts';
import { Streams } from '../../src/scenario/stream.ts';
import {
  CHANCE,
  chiSquareChance,
  countsOf,
  exponentialCdf,
  gammaCdf,
  kolmogorovChance,
  normalCdf,
  rescaledGaps,
  serialCorrelation,
} from '../support/goodness-of-fit.ts';
import { all, draw, read as readArrivals } from './arrival-bench.ts';
import { compileGood, loadGood } from './scenario-text.ts';

/**
 * The proof of chance: at fixed seeds every distribution and every arrival process follows its law, and the tests that say so would see a
 * parameter that is off by a twentieth. One honest sample in a thousand fails; the seeds were not chosen.
 */

const DRAWS = 100_000;
const SECOND = 1000;
const HOUR = 3600 * SECOND;

const read = (text: string): Distribution =>
  loadGood(`pool: { max: 1, pods: { start: ${text} } }`).variants[0]!.decoded.pools[0]!.section.pods.start;

function sample(text: string): readonly number[] {
  const next = samplerOf(read(text), () => new Streams('chance', 0).open(text));
  return Array.from({ length: DRAWS }, () => next() / SECOND);
}

interface Fit {
  readonly text: string;
  /** In seconds. */
  readonly cdf: (seconds: number) => number;
  /** The same with one parameter off by a twentieth. */
  readonly wrong: readonly string[];
}

const ln = Math.log;
const clamp = (share: number): number => Math.min(1, Math.max(0, share));
const lognormalCdf =
  (mu: number, sigma: number) =>
  (x: number): number =>
    normalCdf((ln(x) - mu) / sigma);
const weibullCdf =
  (scale: number, shape: number) =>
  (x: number): number =>
    1 - Math.exp(-((x / scale) ** shape));
const truncatedCdf =
  (mean: number, sd: number) =>
  (x: number): number =>
    (normalCdf((x - mean) / sd) - normalCdf(-mean / sd)) / (1 - normalCdf(-mean / sd));

const FITS: readonly Fit[] = [
  {
    text: '{ uniform: [10s, 40s] }',
    cdf: (x) => clamp((x - 10) / 30),
    wrong: ['{ uniform: [10500ms, 40s] }', '{ uniform: [10s, 42s] }'],
  },
  { text: '{ exponential: { mean: 3m } }', cdf: exponentialCdf(180), wrong: ['{ exponential: { mean: 189s } }'] },
  {
    text: '{ normal: { mean: 300s, sd: 30s } }',
    cdf: truncatedCdf(300, 30),
    wrong: ['{ normal: { mean: 315s, sd: 30s } }', '{ normal: { mean: 300s, sd: 31500ms } }'],
  },
  {
    text: '{ normal: { mean: 20s, sd: 20s } }',
    cdf: truncatedCdf(20, 20),
    wrong: [
      '{ normal: { mean: 21s, sd: 20s } }',
      '{ normal: { mean: 20s, sd: 21s } }',
      '{ exponential: { mean: 25758ms } }',
    ],
  },
  {
    // P95 of a normal distribution is 1.6448536 standard deviations above its middle.
    text: '{ lognormal: { median: 20s, p95: 50s } }',
    cdf: lognormalCdf(ln(20), ln(50 / 20) / 1.6448536269514722),
    wrong: ['{ lognormal: { median: 21s, p95: 50s } }', '{ lognormal: { median: 20s, p95: 52500ms } }'],
  },
  {
    // σ² = ln(1 + cv²), μ = ln(mean) − σ²/2.
    text: '{ lognormal: { mean: 60s, cv: 0.5 } }',
    cdf: lognormalCdf(ln(60) - ln(1.25) / 2, Math.sqrt(ln(1.25))),
    wrong: ['{ lognormal: { mean: 63s, cv: 0.5 } }', '{ lognormal: { mean: 60s, cv: 0.525 } }'],
  },
  {
    text: '{ gamma: { mean: 90s, shape: 2 } }',
    cdf: gammaCdf({ mean: 90, shape: 2 }),
    wrong: ['{ gamma: { mean: 94500ms, shape: 2 } }', '{ gamma: { mean: 90s, shape: 2.1 } }'],
  },
  {
    text: '{ gamma: { mean: 90s, shape: 0.5 } }',
    cdf: gammaCdf({ mean: 90, shape: 0.5 }),
    wrong: ['{ gamma: { mean: 94500ms, shape: 0.5 } }', '{ gamma: { mean: 90s, shape: 0.525 } }'],
  },
  {
    text: '{ erlang: { mean: 60s, shape: 3 } }',
    cdf: gammaCdf({ mean: 60, shape: 3 }),
    wrong: ['{ erlang: { mean: 63s, shape: 3 } }', '{ gamma: { mean: 60s, shape: 3.15 } }'],
  },
  {
    text: '{ weibull: { scale: 2m, shape: 1.5 } }',
    cdf: weibullCdf(120, 1.5),
    wrong: ['{ weibull: { scale: 126s, shape: 1.5 } }', '{ weibull: { scale: 2m, shape: 1.575 } }'],
  },
  {
    // Γ(1 + 1/2) = √π / 2.
    text: '{ weibull: { mean: 100s, shape: 2 } }',
    cdf: weibullCdf(200 / Math.sqrt(Math.PI), 2),
    wrong: ['{ weibull: { mean: 105s, shape: 2 } }', '{ weibull: { mean: 100s, shape: 2.1 } }'],
  },
  {
    text: '{ pareto: { min: 10s, shape: 2.5 } }',
    cdf: (x) => (x < 10 ? 0 : 1 - (10 / x) ** 2.5),
    wrong: ['{ pareto: { min: 10500ms, shape: 2.5 } }', '{ pareto: { min: 10s, shape: 2.625 } }'],
  },
  {
    text: '{ triangular: [10s, 20s, 60s] }',
    cdf: (x) =>
      x <= 20 ? clamp((x - 10) / 50) * clamp((x - 10) / 10) : 1 - clamp((60 - x) / 50) * clamp((60 - x) / 40),
    wrong: [
      '{ triangular: [10500ms, 20s, 60s] }',
      '{ triangular: [10s, 21s, 60s] }',
      '{ triangular: [10s, 20s, 63s] }',
    ],
  },
  {
    text: '{ mixture: [ { weight: 1, of: { exponential: { mean: 10s } } }, { weight: 1, of: { uniform: [5m, 6m] } } ] }',
    cdf: (x) => (exponentialCdf(10)(x) + clamp((x - 300) / 60)) / 2,
    wrong: [
      '{ mixture: [ { weight: 1.05, of: { exponential: { mean: 10s } } }, { weight: 1, of: { uniform: [5m, 6m] } } ] }',
    ],
  },
  {
    text: '{ mixture: [ { weight: 9, of: { exponential: { mean: 10s } } }, { weight: 1, of: { uniform: [5m, 6m] } } ] }',
    cdf: (x) => 0.9 * exponentialCdf(10)(x) + 0.1 * clamp((x - 300) / 60),
    wrong: [
      '{ mixture: [ { weight: 9, of: { exponential: { mean: 10500ms } } }, { weight: 1, of: { uniform: [5m, 6m] } } ] }',
    ],
  },
];

describe.each(FITS)('$text', ({ text, cdf, wrong }) => {
  test('follows its distribution function (Kolmogorov–Smirnov)', () => {
    expect(kolmogorovChance(sample(text), cdf)).toBeGreaterThan(CHANCE);
  });

  test('has draws that do not depend on the one before', () => {
    expect(Math.abs(serialCorrelation(sample(text).map(cdf)))).toBeLessThan(4 / Math.sqrt(DRAWS));
  });

  test.each(wrong)('would be told from %s', (other) => {
    expect(kolmogorovChance(sample(other), cdf)).toBeLessThan(CHANCE);
  });
});

describe('values that are drawn by weight', () => {
  const shares = (text: string, values: readonly number[]) => countsOf(sample(text), values);

  test('empirical: all listed values alike, twice where they are listed twice (chi-square)', () => {
    const counts = shares('{ empirical: [20s, 25s, 31s, 31s, 60s] }', [20, 25, 31, 60]);
    expect(chiSquareChance(counts, [0.2, 0.2, 0.4, 0.2])).toBeGreaterThan(CHANCE);
    expect(chiSquareChance(counts, [0.21, 0.2, 0.39, 0.2])).toBeLessThan(CHANCE);
  });

  test('mixture: each part by its weight (chi-square)', () => {
    const parts = (weight: number) =>
      `{ mixture: [ { weight: ${weight}, of: 20s }, { weight: 3, of: 25s }, { weight: 8, of: 1m } ] }`;
    expect(chiSquareChance(shares(parts(9), [20, 25, 60]), [0.45, 0.15, 0.4])).toBeGreaterThan(CHANCE);
    expect(chiSquareChance(shares(parts(9.45), [20, 25, 60]), [0.45, 0.15, 0.4])).toBeLessThan(CHANCE);
  });

  const tasksOf = (more: string, profile: string) =>
    all(
      compileGood(`
run: { duration: 100000h }
${more}
profiles:
  change: { type: plan_and_apply, plan: 1s, apply: 1s, discard: 0.1, nothingToApply: 0.2, fail: 0.3 }
  preview: { type: plan, plan: 1s }
  check: { type: drift_check, plan: 1s }
workload: [ { name: w, arrivals: { every: 1h }, profile: ${profile} } ]`).workload,
    );

  test('profiles come by their weights in the mix (chi-square)', () => {
    const types = ['plan_and_apply', 'plan', 'drift_check'];
    const counts = (mix: string) =>
      countsOf(
        tasksOf('', mix).map(({ type }) => types.indexOf(type)),
        [0, 1, 2],
      );
    expect(chiSquareChance(counts('{ change: 5, preview: 3, check: 2 }'), [0.5, 0.3, 0.2])).toBeGreaterThan(CHANCE);
    expect(chiSquareChance(counts('{ change: 5.25, preview: 3, check: 2 }'), [0.5, 0.3, 0.2])).toBeLessThan(CHANCE);
  });

  test('outcomes come with their probabilities, one independent of the other (chi-square of all combinations)', () => {
    const codes = tasksOf('', 'change').map(
      ({ needs }) =>
        Number(needs.discards) +
        2 * Number(needs.nothingToApply) +
        4 * Number(needs.planFails) +
        8 * Number(needs.applyFails),
    );
    const counts = countsOf(
      codes,
      Array.from({ length: 16 }, (_, code) => code),
    );
    const sharesOf = (discard: number) =>
      counts.map((_, code) =>
        [discard, 0.2, 0.3, 0.3].reduce((share, chance, bit) => share * ((code >> bit) & 1 ? chance : 1 - chance), 1),
      );
    expect(chiSquareChance(counts, sharesOf(0.1))).toBeGreaterThan(CHANCE);
    expect(chiSquareChance(counts, sharesOf(0.11))).toBeLessThan(CHANCE);
  });

  const places = Array.from({ length: 20 }, (_, place) => place);
  const picked = (pick: string) =>
    countsOf(
      tasksOf(`workspaces: { count: 20, pick: ${pick} }`, 'check').map(({ workspace }) => workspace),
      places,
    );
  const zipf = (exponent: number) => {
    const weights = places.map((place) => (place + 1) ** -exponent);
    return weights.map((weight) => weight / weights.reduce((sum, each) => sum + each, 0));
  };

  test("workspaces follow Zipf's law (chi-square)", () => {
    expect(chiSquareChance(picked('{ zipf: 1.1 }'), zipf(1.1))).toBeGreaterThan(CHANCE);
    expect(chiSquareChance(picked('{ zipf: 1.155 }'), zipf(1.1))).toBeLessThan(CHANCE);
  });

  test('workspaces are all alike unless something is said (chi-square)', () => {
    expect(chiSquareChance(picked('uniform'), zipf(0))).toBeGreaterThan(CHANCE);
    expect(chiSquareChance(picked('uniform'), zipf(0.05))).toBeLessThan(CHANCE);
  });
});

describe('arrival processes', () => {
  /** Expected arrivals until a time of the run; the gaps between them are exponential with mean 1. */
  function expectPoisson(written: string, hours: number, integral: (hours: number) => number): void {
    const gaps = rescaledGaps(draw(readArrivals(written), { until: hours * HOUR }), (at) => integral(at / HOUR));
    expect(gaps.length).toBeGreaterThan(40_000);
    expect(kolmogorovChance(gaps, exponentialCdf(1))).toBeGreaterThan(CHANCE);
    expect(Math.abs(serialCorrelation(gaps))).toBeLessThan(4 / Math.sqrt(gaps.length));
    const wrong = gaps.map((gap) => gap * 1.05);
    expect(kolmogorovChance(wrong, exponentialCdf(1))).toBeLessThan(CHANCE);
  }

  test('poisson has exponential gaps (Kolmogorov–Smirnov)', () => {
    expectPoisson('{ poisson: 60/h }', 1000, (hours) => 60 * hours);
  });

  test('stages have exponential gaps by the integral of their rate (time rescaling)', () => {
    // Up from 0 to 120/h in 400 hours, down to 40/h in another 400, and on: areas 24 000, 32 000, then 40 an hour.
    const written = '{ stages: [ { at: 0s, rate: 0/h }, { at: 400h, rate: 120/h }, { at: 800h, rate: 40/h } ] }';
    expectPoisson(written, 1000, (hours) => {
      if (hours <= 400) return 0.15 * hours * hours;
      const late = hours - 400;
      return late <= 400 ? 24_000 + 120 * late - 0.1 * late * late : 56_000 + 40 * (late - 400);
    });
  });

  test('mmpp with one rate has exponential gaps, however its states change', () => {
    expectPoisson(
      '{ mmpp: { states: [ { rate: 60/h, for: 7m }, { rate: 60/h, for: 1h } ] } }',
      1000,
      (hours) => 60 * hours,
    );
  });

  test('mmpp has exponential stays in every state (Kolmogorov–Smirnov)', () => {
    // A hundred a second give a busy state away to a hundredth of a second; a break of a second is the quiet state, all but surely.
    const written = '{ mmpp: { states: [ { rate: 100/s, for: 20s }, { rate: 0/h, for: 10m } ] } }';
    const times = draw(readArrivals(written), { until: 200 * HOUR });
    const busy: number[] = [];
    const quiet: number[] = [];
    let began = times[0]!;
    for (const [index, at] of times.entries()) {
      const before = times[index - 1] ?? at;
      if (at - before < SECOND) continue;
      busy.push(before - began);
      quiet.push(at - before - SECOND);
      began = at;
    }
    expect(quiet.length).toBeGreaterThan(1000);
    expect(kolmogorovChance(busy, exponentialCdf(20 * SECOND))).toBeGreaterThan(CHANCE);
    // Memoryless: what is left after the second that tells it.
    expect(kolmogorovChance(quiet, exponentialCdf(600 * SECOND))).toBeGreaterThan(CHANCE);
    expect(kolmogorovChance(busy, exponentialCdf(25 * SECOND))).toBeLessThan(CHANCE);
    expect(kolmogorovChance(quiet, exponentialCdf(750 * SECOND))).toBeLessThan(CHANCE);
  });
});

describe('streams', () => {
  const firsts = (name: (n: number) => string, replication: (n: number) => number = () => 0): readonly number[] =>
    Array.from({ length: 20_000 }, (_, n) => new Streams('1', replication(n)).open(name(n))());

  test.each([
    ['of neighbouring users', firsts((n) => `workload/office/user-${n + 1}/think`)],
    [
      'of neighbouring replications',
      firsts(
        () => 'workload/office/arrivals',
        (n) => n,
      ),
    ],
    ['of neighbouring faults', firsts((n) => `fault/pod-failure#${n + 1}/random`)],
  ])('%s begin anywhere, and independently of one another', (_, values) => {
    expect(kolmogorovChance(values, (value) => value)).toBeGreaterThan(CHANCE);
    expect(Math.abs(serialCorrelation(values))).toBeLessThan(4 / Math.sqrt(values.length));
  });

  test('of two attributes of one task are independent', () => {
    const streams = new Streams('1', 0);
    const plan = streams.open('workload/office/change/plan');
    const apply = streams.open('workload/office/change/apply');
    let sum = 0;
    for (let n = 0; n < DRAWS; n++) sum += (plan() - 0.5) * (apply() - 0.5);
    // The product of two centred uniforms has variance 1/144.
    expect(Math.abs(sum) / DRAWS).toBeLessThan(4 / 12 / Math.sqrt(DRAWS));
  });
});
