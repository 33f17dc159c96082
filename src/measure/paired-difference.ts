import jstat from 'jstat';
import { type Bootstrap, bcaInterval } from './bootstrap.ts';
import { signFlipP } from './sign-flip.ts';
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

/**
 * The same without the assumption of normal differences: a BCa interval, and p by turning signs. What share of resamples lies beyond 0 is
 * no p of few pairs: two of the same sign would prove everything.
 */
export function pairedBootstrap(
  pairs: readonly Pair[],
  confidence: number,
  bootstrap: Bootstrap,
): PairedDifference | null {
  if (pairs.length < 2) return null;
  const values = differences(pairs);
  const middle = mean(values) as number;
  const meanOf = (sample: readonly number[]): number => mean(sample) as number;
  const { low, high } = bcaInterval(values, meanOf, confidence, bootstrap);
  return { mean: middle, low, high, n: values.length, p: signFlipP(values, bootstrap) };
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
