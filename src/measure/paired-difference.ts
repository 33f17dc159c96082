import jstat from 'jstat';
import { type Bootstrap, bootstrapMean } from './bootstrap.ts';
import { mean, meanInterval } from './statistics.ts';

/**
 * One − other over pairs that met the same luck. The true difference lies in [low, high] with the asked confidence; the interval of a
 * bootstrap need not be symmetric.
 */
export interface PairedDifference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Pairs. */
  readonly n: number;
  /** Two-sided: the chance of a difference so far from 0 if there were none. */
  readonly p: number;
}

export type Pair = readonly [one: number, other: number];

/**
 * The paired t interval (Law, *Simulation Modeling and Analysis*, 5th ed., section 10.2.1): with common random numbers the luck that both
 * share cancels in each difference. Null with fewer than two pairs.
 */
export function pairedDifference(pairs: readonly Pair[], confidence: number): PairedDifference | null {
  if (pairs.length < 2) return null;
  const { mean: middle, low, high, n } = meanInterval(differences(pairs), confidence);
  return { mean: middle, low, high, n, p: studentP(middle, high - middle, { n, confidence }) };
}

/** The same without the assumption of normal differences: a BCa interval, and its p from the share of resamples beyond 0. */
export function pairedBootstrap(
  pairs: readonly Pair[],
  confidence: number,
  bootstrap: Bootstrap,
): PairedDifference | null {
  if (pairs.length < 2) return null;
  const values = differences(pairs);
  const { low, high, means } = bootstrapMean(values, confidence, bootstrap);
  const [below, above] = [means.filter((each) => each <= 0).length, means.filter((each) => each >= 0).length];
  // With the sample itself among them no p is 0 (Davison and Hinkley, *Bootstrap Methods*, section 4.2.5).
  const p = Math.min(1, (2 * (Math.min(below, above) + 1)) / (means.length + 1));
  return { mean: mean(values) as number, low, high, n: values.length, p };
}

export const containsZero = ({ low, high }: Pick<PairedDifference, 'low' | 'high'>): boolean => low <= 0 && high >= 0;

const differences = (pairs: readonly Pair[]): readonly number[] => pairs.map(([one, other]) => one - other);

/** From the interval itself: its half-width is t · s / √n. */
function studentP(middle: number, halfWidth: number, { n, confidence }: { n: number; confidence: number }): number {
  if (middle === 0) return 1;
  if (halfWidth === 0) return 0;
  const error = halfWidth / jstat.jStat.studentt.inv((1 + confidence) / 2, n - 1);
  return Math.min(1, 2 * jstat.jStat.studentt.cdf(-Math.abs(middle) / error, n - 1));
}
