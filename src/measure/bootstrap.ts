import jstat from 'jstat';
import { mean } from './statistics.ts';

/** How a bootstrap draws: `uniform` on [0, 1) from a seeded stream, so that the same sample gives the same interval. */
export interface Bootstrap {
  readonly uniform: () => number;
  /** Resamples; an interval of 95 % wants a thousand at least. */
  readonly resamples: number;
}

export interface BootstrapInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The BCa interval of a statistic (Efron and Tibshirani, *An Introduction to the Bootstrap*, section 14.3): percentiles of the resampled
 * values, moved for the median bias z₀ and for the acceleration a of the jackknife. Needs no normal distribution and keeps to the range
 * of the data. With a handful of values it is too narrow: Student's t is better there. Throws with fewer than two values.
 */
export function bcaInterval(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  confidence: number,
  bootstrap: Bootstrap,
): BootstrapInterval {
  const resampled = resample(values, statistic, bootstrap);
  const [least, most] = [resampled[0] as number, resampled.at(-1) as number];
  if (least === most) return { low: least, high: most };
  const observed = statistic(values);
  // Ties count half: means of few or whole values meet the observed one often.
  const below = resampled.filter((each) => each < observed).length;
  const equal = resampled.filter((each) => each === observed).length;
  const bias = normalQuantile((below + equal / 2) / resampled.length);
  const acceleration = accelerationOf(values, statistic);
  const percentile = (p: number): number => {
    const shifted = bias + normalQuantile(p);
    const moved = jstat.jStat.normal.cdf(bias + shifted / (1 - acceleration * shifted), 0, 1);
    const rank = Math.ceil(moved * resampled.length) - 1;
    return resampled[Math.max(0, Math.min(resampled.length - 1, rank))] as number;
  };
  return { low: percentile((1 - confidence) / 2), high: percentile((1 + confidence) / 2) };
}

function resample(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  { uniform, resamples }: Bootstrap,
): readonly number[] {
  if (values.length < 2) throw new RangeError('a bootstrap needs at least two values');
  const sample = [...values];
  const found: number[] = [];
  for (let round = 0; round < resamples; round++) {
    for (let at = 0; at < sample.length; at++) sample[at] = values[Math.floor(uniform() * values.length)] as number;
    found.push(statistic(sample));
  }
  return found.sort((a, b) => a - b);
}

/** Skewness of the jackknife values ÷ 6; 0 where they do not vary. */
function accelerationOf(values: readonly number[], statistic: (sample: readonly number[]) => number): number {
  const without = values.map((_, left) => statistic(values.filter((_value, at) => at !== left)));
  const middle = mean(without) as number;
  const squares = without.reduce((sum, each) => sum + (middle - each) ** 2, 0);
  const cubes = without.reduce((sum, each) => sum + (middle - each) ** 3, 0);
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}

/** A bias beyond what the resamples can tell is cut off. */
const normalQuantile = (p: number): number => jstat.jStat.normal.inv(Math.max(1e-6, Math.min(1 - 1e-6, p)), 0, 1);
