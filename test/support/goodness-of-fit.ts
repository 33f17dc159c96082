/**
 * Tests of goodness of fit, written apart from the program so that its chance is not judged by itself. Each gives a probability:
 * how often a sample that does follow the distribution would lie as far from it. Below `CHANCE` it is taken not to follow it.
 */

/** One honest sample in a thousand is rejected. */
export const CHANCE = 0.001;

/**
 * Kolmogorov–Smirnov against a continuous distribution, by the asymptotic series with Stephens' correction for a finite sample
 * (Press et al., "Numerical Recipes", 3rd ed., 6.14.56 and 14.3.17).
 */
export function kolmogorovChance(values: readonly number[], cdf: (value: number) => number): number {
  const root = Math.sqrt(values.length);
  const scaled = (root + 0.12 + 0.11 / root) * kolmogorovDistance(values, cdf);
  if (scaled < 0.2) return 1;
  let chance = 0;
  for (let k = 1; k <= 100; k += 1) chance += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * scaled) ** 2);
  return Math.min(1, Math.max(0, chance));
}

/** The largest distance of the sample's distribution from `cdf`, on either side of its steps. */
export function kolmogorovDistance(values: readonly number[], cdf: (value: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let most = 0;
  sorted.forEach((value, i) => {
    const theory = cdf(value);
    most = Math.max(most, theory - i / n, (i + 1) / n - theory);
  });
  return most;
}

/**
 * Pearson's chi-square of counts against shares that sum to 1, with one degree of freedom less than there are classes. Classes should
 * expect five each or more.
 */
export function chiSquareChance(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const least = Math.min(...shares) * total;
  if (least < 5) throw new Error(`a class expects only ${least}: join it with others`);
  const statistic = counts.reduce((sum, count, at) => {
    const expected = total * (shares[at] ?? Number.NaN);
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return 1 - incompleteGamma((counts.length - 1) / 2, statistic / 2);
}

/** How often each of `classes` was drawn; a draw that is none of them is a mistake. */
export function countsOf(values: readonly number[], classes: readonly number[]): readonly number[] {
  const counts = new Map(classes.map((value) => [value, 0]));
  for (const value of values) {
    const count = counts.get(value);
    if (count === undefined) throw new Error(`${value} is not among the classes`);
    counts.set(value, count + 1);
  }
  return [...counts.values()];
}

/**
 * The time-rescaling theorem: of a Poisson process the integral of the rate from each arrival to the next is exponential with mean 1
 * (Brown et al., Neural Computation 14, 2002). `integral` is the expected number of arrivals until then.
 */
export function rescaledGaps(times: readonly number[], integral: (at: number) => number): readonly number[] {
  let before = 0;
  return times.map((at) => {
    const now = integral(at);
    const gap = now - before;
    before = now;
    return gap;
  });
}

/** Of neighbouring values; within 4 ÷ √n of 0 when they are independent. */
export function serialCorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let square = 0;
  let product = 0;
  for (const [at, value] of values.entries()) {
    square += (value - mean) ** 2;
    if (at > 0) product += (value - mean) * ((values[at - 1] ?? mean) - mean);
  }
  return product / square;
}

export const exponentialCdf =
  (mean: number) =>
  (value: number): number =>
    -Math.expm1(-value / mean);

export const gammaCdf =
  ({ mean, shape }: { readonly mean: number; readonly shape: number }) =>
  (value: number): number =>
    incompleteGamma(shape, (value * shape) / mean);

/** Φ(x) by P(½, x²/2). */
export function normalCdf(x: number): number {
  const half = incompleteGamma(0.5, (x * x) / 2) / 2;
  return x < 0 ? 0.5 - half : 0.5 + half;
}

/** P(a, x), the regularized lower incomplete gamma function: its series below a + 1, Lentz' continued fraction above (ibid., 6.2). */
export function incompleteGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-15; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return sum * scale;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n += 1) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return 1 - scale * fraction;
}

/** ln Γ(x) by Stirling's series, after raising x to where five terms are enough (Abramowitz and Stegun 6.1.41). */
export function logGamma(x: number): number {
  if (x < 12) return logGamma(x + 1) - Math.log(x);
  const inverse = 1 / (x * x);
  const series = 1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)));
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series / x;
}
