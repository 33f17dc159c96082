import { gamma, normalDensity, normalUpperTail, Z95 } from './special-functions.ts';

/** A random duration, decoded: all times in ms. */
export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  | { readonly kind: 'lognormal'; readonly mu: number; readonly sigma: number }
  | { readonly kind: 'gamma'; readonly mean: number; readonly shape: number }
  | { readonly kind: 'weibull'; readonly scale: number; readonly shape: number }
  | { readonly kind: 'pareto'; readonly min: number; readonly shape: number }
  | { readonly kind: 'erlang'; readonly mean: number; readonly shape: number }
  | { readonly kind: 'triangular'; readonly min: number; readonly mode: number; readonly max: number }
  | { readonly kind: 'empirical'; readonly values: readonly number[] }
  | { readonly kind: 'mixture'; readonly parts: readonly MixturePart[] }
  /** Only where a scenario may say `never`. */
  | { readonly kind: 'never' };

export interface MixturePart {
  readonly weight: number;
  readonly of: Distribution;
}

export type DistributionKind = Exclude<Distribution['kind'], 'never'>;
type Of<K extends Distribution['kind']> = Extract<Distribution, { readonly kind: K }>;

/** One entry of `poolproof distributions`. */
export interface DistributionDescription<K extends Distribution['kind']> {
  readonly summary: string;
  readonly parameters: readonly { readonly name: string; readonly summary: string }[];
  readonly example: string;
  /** Theoretical mean in ms, before rounding to whole ms; `Infinity` where there is none. */
  mean(distribution: Of<K>): number;
}

export const DISTRIBUTIONS: { readonly [K in DistributionKind]: DistributionDescription<K> } = {
  constant: {
    summary: 'Always the same; a bare duration means this.',
    parameters: [{ name: 'constant', summary: 'The duration.' }],
    example: '20s',
    mean: ({ value }) => value,
  },
  uniform: {
    summary: 'Any duration between two ends, all equally likely.',
    parameters: [
      { name: 'min', summary: 'Lower end.' },
      { name: 'max', summary: 'Upper end.' },
    ],
    example: '{ uniform: [1s, 4s] }',
    mean: ({ min, max }) => (min + max) / 2,
  },
  exponential: {
    summary: 'Memoryless: times between independent events.',
    parameters: [{ name: 'mean', summary: 'Mean.' }],
    example: '{ exponential: { mean: 3m } }',
    mean: ({ mean }) => mean,
  },
  normal: {
    summary: 'Bell curve, truncated at 0: what would be negative is drawn again.',
    parameters: [
      { name: 'mean', summary: 'Mean before truncation.' },
      { name: 'sd', summary: 'Standard deviation before truncation.' },
    ],
    example: '{ normal: { mean: 30s, sd: 5s } }',
    mean: ({ mean, sd }) => (sd === 0 ? mean : mean + (sd * normalDensity(mean / sd)) / normalUpperTail(-mean / sd)),
  },
  lognormal: {
    summary: 'Skewed to the right, as start-up and service times are: its logarithm is normal.',
    parameters: [
      { name: 'median', summary: 'Half of the draws are below; goes with p95.' },
      { name: 'p95', summary: '95 % of the draws are below.' },
      { name: 'mean', summary: 'Mean; goes with cv.' },
      { name: 'cv', summary: 'Coefficient of variation: standard deviation ÷ mean.' },
    ],
    example: '{ lognormal: { median: 20s, p95: 50s } }',
    mean: ({ mu, sigma }) => Math.exp(mu + (sigma * sigma) / 2),
  },
  gamma: {
    summary: 'Sum of exponential stages, their number not necessarily whole; shape 1 is exponential.',
    parameters: [
      { name: 'mean', summary: 'Mean.' },
      { name: 'shape', summary: 'Above 1 more regular than exponential, below 1 less.' },
    ],
    example: '{ gamma: { mean: 90s, shape: 2 } }',
    mean: ({ mean }) => mean,
  },
  weibull: {
    summary: 'Lifetimes: shape below 1 for early failures, above 1 for wear.',
    parameters: [
      { name: 'scale', summary: '63 % of the draws are below; or give the mean.' },
      { name: 'mean', summary: 'Mean, instead of the scale.' },
      { name: 'shape', summary: 'Shape; 1 is exponential.' },
    ],
    example: '{ weibull: { scale: 2m, shape: 1.5 } }',
    mean: ({ scale, shape }) => scale * gamma(1 + 1 / shape),
  },
  pareto: {
    summary: 'Heavy tail: rare draws are enormous. With shape ≤ 1 there is no mean.',
    parameters: [
      { name: 'min', summary: 'Smallest draw.' },
      { name: 'shape', summary: 'The smaller, the heavier the tail.' },
    ],
    example: '{ pareto: { min: 10s, shape: 2.5 } }',
    mean: ({ min, shape }) => (shape <= 1 ? Number.POSITIVE_INFINITY : (shape * min) / (shape - 1)),
  },
  erlang: {
    summary: 'Sum of a whole number of exponential stages.',
    parameters: [
      { name: 'mean', summary: 'Mean of the sum.' },
      { name: 'shape', summary: 'Number of stages.' },
    ],
    example: '{ erlang: { mean: 60s, shape: 3 } }',
    mean: ({ mean }) => mean,
  },
  triangular: {
    summary: 'A guess with a smallest, a likeliest and a largest value.',
    parameters: [
      { name: 'min', summary: 'Smallest.' },
      { name: 'mode', summary: 'Likeliest.' },
      { name: 'max', summary: 'Largest.' },
    ],
    example: '{ triangular: [10s, 20s, 60s] }',
    mean: ({ min, mode, max }) => (min + mode + max) / 3,
  },
  empirical: {
    summary: 'One of the measured values, all equally likely.',
    parameters: [
      { name: 'values', summary: 'The list; write a value twice to make it twice as likely.' },
      {
        name: 'file',
        summary: 'Instead of the list, { file: durations.txt }: a text file of one duration a line, at most 100000.',
      },
    ],
    example: '{ empirical: [20s, 25s, 31s, 60s] }',
    mean: ({ values }) => values.reduce((sum, value) => sum + value, 0) / values.length,
  },
  mixture: {
    summary: 'One of several distributions, chosen by weight for every draw.',
    parameters: [
      { name: 'weight', summary: 'How likely this one is, against the other weights.' },
      { name: 'of', summary: 'Any distribution.' },
    ],
    example: '{ mixture: [ { weight: 9, of: 20s }, { weight: 1, of: { exponential: { mean: 5m } } } ] }',
    mean: ({ parts }) => {
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      return parts.reduce((sum, { weight, of }) => sum + (weight === 0 ? 0 : (weight / total) * meanOf(of)), 0);
    },
  },
};

export const DISTRIBUTION_KINDS = Object.keys(DISTRIBUTIONS) as readonly DistributionKind[];

/** Theoretical mean in ms; `Infinity` for `never` and where there is none. */
export function meanOf(distribution: Distribution): number {
  if (distribution.kind === 'never') return Number.POSITIVE_INFINITY;
  // The table is keyed by kind; the compiler cannot see that entry and argument have the same one.
  const description = DISTRIBUTIONS[distribution.kind] as { mean(distribution: Distribution): number };
  return description.mean(distribution);
}

/** μ and σ of the logarithm. */
export const lognormalByMedian = (median: number, p95: number): Of<'lognormal'> => ({
  kind: 'lognormal',
  mu: Math.log(median),
  sigma: Math.log(p95 / median) / Z95,
});

export const lognormalByMean = (mean: number, cv: number): Of<'lognormal'> => {
  const variance = Math.log1p(cv * cv);
  return { kind: 'lognormal', mu: Math.log(mean) - variance / 2, sigma: Math.sqrt(variance) };
};

export const weibullByMean = (mean: number, shape: number): Of<'weibull'> => ({
  kind: 'weibull',
  scale: mean / gamma(1 + 1 / shape),
  shape,
});
