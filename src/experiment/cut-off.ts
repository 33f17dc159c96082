import { cutOffCount } from '../measure/lower-bound.ts';
import { metricOf } from '../measure/metrics.ts';
import type { FinishedRun } from './run-outcome.ts';

/** How many of the values behind a measure, over all runs, are known only as at least so much; 0 of a measure without such values. */
export function cutOffIn(runs: readonly FinishedRun[], name: string): number {
  const count = cutOffCount(name);
  return count === null ? 0 : runs.reduce((sum, { metrics }) => sum + (metricOf(metrics, count) ?? 0), 0);
}
