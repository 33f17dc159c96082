import { mean } from './statistics.ts';

/** Where a sequence that began far from its steady state should be cut. */
export interface Truncation {
  /** Observations to be left out at the beginning. */
  readonly cut: number;
  /** False if the cut lies at the end of the searched half: the run is too short to tell. */
  readonly isSettled: boolean;
}

/**
 * MSER-5 (K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69, 1997; S. Spratt's
 * form): of means of five neighbours as many are cut as make the marginal standard error Σ (z − z̄)² ÷ m² of the m that remain smallest.
 * Searched in the first half alone, since among the last few the error is small by chance. Null with fewer than 20 observations.
 */
export function mser5(values: readonly number[]): Truncation | null {
  const means = groupMeans(values, GROUP);
  if (means.length < LEAST_GROUPS) return null;
  const last = Math.floor(means.length / 2);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  let squares = 0;
  // From the end, so that both sums grow by one term each time.
  for (let cut = means.length - 1; cut >= 0; cut--) {
    const z = means[cut] as number;
    sum += z;
    squares += z * z;
    if (cut > last) continue;
    const m = means.length - cut;
    const error = Math.max(0, squares - (sum * sum) / m) / (m * m);
    if (error <= least) [best, least] = [cut, error];
  }
  return { cut: best * GROUP, isSettled: best < last };
}

/** Means of so many neighbours; what is left over at the end is dropped. */
export function groupMeans(values: readonly number[], size: number): readonly number[] {
  return Array.from(
    { length: Math.floor(values.length / size) },
    (_, group) => mean(values.slice(group * size, (group + 1) * size)) as number,
  );
}

const GROUP = 5;
const LEAST_GROUPS = 4;
