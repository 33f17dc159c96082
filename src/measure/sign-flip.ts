import type { Bootstrap } from './bootstrap.ts';

/**
 * Two-sided p of "the differences are as likely one way as the other", by the sign-flip test (Fisher 1935; Good, *Permutation, Parametric and
 * Bootstrap Tests of Hypotheses*, section 3.2): the share of all ways to turn signs in which the sum is at least as far from 0. It keeps its
 * level with any number of values: n of them cannot give less than 2 ÷ 2ⁿ. All ways are tried as long as that is few, else as many as
 * there are resamples, and with the sample itself among them no p is 0.
 */
export function signFlipP(values: readonly number[], { uniform, resamples }: Bootstrap): number {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  const observed = Math.abs(values.reduce((sum, each) => sum + each, 0));
  // Sums of the same numbers in another order may differ in their last digits.
  const least = observed - 1e-12 * sizes.reduce((sum, each) => sum + each, 0);
  if (sizes.length <= EXACT_UP_TO) return shareOfAll(sizes, least);
  let found = 1;
  for (let round = 0; round < resamples; round++) {
    const sum = sizes.reduce((total, size) => total + (uniform() < 0.5 ? size : -size), 0);
    if (Math.abs(sum) >= least) found += 1;
  }
  return found / (resamples + 1);
}

const EXACT_UP_TO = 13;

function shareOfAll(sizes: readonly number[], least: number): number {
  const ways = 2 ** sizes.length;
  let found = 0;
  for (let way = 0; way < ways; way++) {
    const sum = sizes.reduce((total, size, at) => total + ((way >> at) & 1 ? size : -size), 0);
    if (Math.abs(sum) >= least) found += 1;
  }
  return found / ways;
}
