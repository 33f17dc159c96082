import { groupMeans } from './mser.ts';
import { type MeanInterval, mean, meanInterval } from './statistics.ts';

/** The mean of one long run, with an interval from batches of neighbours. */
export interface BatchMeans {
  readonly interval: MeanInterval;
  /** Observations in a batch. */
  readonly size: number;
  readonly means: readonly number[];
  /** Correlation of the batch means with their successors. */
  readonly lag1: number;
  /** The batch means pass for independent. If not, the interval is too narrow: the run is too short for it. */
  readonly isIndependent: boolean;
}

/**
 * Neighbouring waits are alike, so their own spread says far too little of the mean's error; means of long batches are nearly independent
 * (Law, *Simulation Modeling and Analysis*, 5th ed., section 9.5.3). Of 160, 80, 40 and 20 batches the most are taken whose lag-1
 * correlation is no more than chance allows once in twenty times (1.645 ÷ √k, one-sided: a negative one does no harm); 20 where none
 * passes. Null with fewer than two observations a batch.
 */
export function batchMeans(values: readonly number[], confidence: number): BatchMeans | null {
  if (values.length < 2 * LEAST_BATCHES) return null;
  for (let count = MOST_BATCHES; ; count /= 2) {
    const size = Math.floor(values.length / count);
    if (size < 2) continue;
    const means = groupMeans(values, size).slice(0, count);
    const lag1 = lag1Correlation(means);
    const isIndependent = lag1 <= NORMAL_95 / Math.sqrt(count);
    if (isIndependent || count === LEAST_BATCHES)
      return { interval: meanInterval(means, confidence), size, means, lag1, isIndependent };
  }
}

/** Of each value with the next; 0 where they do not vary. */
export function lag1Correlation(values: readonly number[]): number {
  const middle = mean(values) ?? 0;
  let products = 0;
  let squares = 0;
  for (const [at, value] of values.entries()) {
    squares += (value - middle) ** 2;
    if (at > 0) products += (value - middle) * ((values[at - 1] as number) - middle);
  }
  return squares === 0 ? 0 : products / squares;
}

const MOST_BATCHES = 160;
const LEAST_BATCHES = 20;
const NORMAL_95 = 1.645;
