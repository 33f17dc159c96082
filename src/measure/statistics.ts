import jstat from 'jstat';

/** A mean with its confidence interval: the true mean lies in [low, high] = mean ± halfWidth with the given confidence. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly halfWidth: number;
  readonly n: number;
}

/** Null without values. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample: n − 1 in the denominator. Null with fewer than two values, which tell nothing of the spread. */
export function standardDeviation(values: readonly number[]): number | null {
  const middle = mean(values);
  if (middle === null || values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return deviation > ROUNDING * Math.abs(middle) ? deviation : 0;
}

/** Values that are the same but for how they were added up do not spread. */
const ROUNDING = 1e-14;

/**
 * Student's t interval of the mean of independent values (Law, *Simulation Modeling and Analysis*, 5th ed., section 4.5). Throws with
 * fewer than two values.
 */
export function meanInterval(values: readonly number[], confidence: number): MeanInterval {
  const middle = mean(values);
  const deviation = standardDeviation(values);
  if (middle === null || deviation === null) throw new RangeError('an interval needs at least two values');
  const n = values.length;
  const halfWidth = studentT(confidence, n - 1) * (deviation / Math.sqrt(n));
  return { mean: middle, low: middle - halfWidth, high: middle + halfWidth, halfWidth, n };
}

/** The t with P(|T| ≤ t) = confidence. */
export function studentT(confidence: number, degreesOfFreedom: number): number {
  return jstat.jStat.studentt.inv((1 + confidence) / 2, degreesOfFreedom);
}
