/** The largest distance of two samples' distributions, and how large it may be by chance alone. Plain data. */
export interface SampleDistance {
  /** 0 = the same, 1 = apart; null where a sample is empty. */
  readonly distance: number | null;
  /** Exceeded by one pair in twenty of samples of one distribution; null likewise. */
  readonly critical: number | null;
  readonly sizes: readonly [first: number, second: number];
}

/**
 * Two-sample Kolmogorov–Smirnov distance, with the large-sample critical value at 5 %, 1.358 · √((n + m) ÷ nm) (Smirnov 1948; Conover,
 * "Practical Nonparametric Statistics", 3rd ed., table A20). With ties the test is conservative. Waits in a queue depend on each other, which makes
 * it lenient to none of them and strict to all: read the distance first.
 */
export function sampleDistance(first: readonly number[], second: readonly number[]): SampleDistance {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return { distance: null, critical: null, sizes: [n, m] };
  const [a, b] = [ascending(first), ascending(second)];
  let distance = 0;
  let i = 0;
  let j = 0;
  while (i < n && j < m) {
    const at = Math.min(a[i] as number, b[j] as number);
    while (i < n && (a[i] as number) <= at) i += 1;
    while (j < m && (b[j] as number) <= at) j += 1;
    distance = Math.max(distance, Math.abs(i / n - j / m));
  }
  return { distance, critical: 1.358 * Math.sqrt((n + m) / (n * m)), sizes: [n, m] };
}

/** The largest distance of a sample's distribution from `cdf`, on either side of its steps. */
export function distanceFrom(values: readonly number[], cdf: (value: number) => number): number {
  const n = values.length;
  let most = 0;
  ascending(values).forEach((value, index) => {
    const theory = cdf(value);
    most = Math.max(most, theory - index / n, (index + 1) / n - theory);
  });
  return most;
}

/**
 * Lilliefors' critical value at 5 % for a normal distribution whose mean and deviation were taken from the same `n` values (Stephens 1974,
 * "EDF Statistics for Goodness of Fit", table 1A).
 */
export const lillieforsCritical = (n: number): number => 0.895 / (Math.sqrt(n) - 0.01 + 0.85 / Math.sqrt(n));

const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();
