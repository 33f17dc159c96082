import { expect } from 'vitest';
import type { MetricName } from '../../src/scenario/metric-catalogue.ts';
import { type QueuePool, runQueue } from './queue-pool.ts';

const REPLICATIONS = 20;
/** Student's t with 19 degrees of freedom, two-sided 95 %. */
const T_19 = 2.093;

interface Interval {
  readonly mean: number;
  readonly halfWidth: number;
}

/** 95 % interval of the mean, worked out here so that the program's own statistics do not judge themselves. */
export function interval(values: readonly number[]): Interval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, halfWidth: T_19 * Math.sqrt(variance / values.length) };
}

/** Runs a pool when first asked, once, and answers for each of its measures. */
export function measured(pool: QueuePool): (metric: MetricName) => readonly number[] {
  let runs: ReturnType<typeof runQueue> | null = null;
  return (metric) => {
    runs ??= runQueue(pool, REPLICATIONS);
    return runs.map((run) => run[metric] ?? Number.NaN);
  };
}

/** The theory lies in the interval, and the interval is tight enough to exclude a theory that is off by `within`. */
export function expectAgreement(values: readonly number[], theory: number, within: number): void {
  const { mean, halfWidth } = interval(values);
  expect(halfWidth / theory).toBeLessThan(within);
  expect(Math.abs(mean - theory)).toBeLessThanOrEqual(halfWidth);
}
