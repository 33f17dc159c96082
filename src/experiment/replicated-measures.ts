import { metricOf } from '../measure/metrics.ts';
import { mean, meanInterval } from '../measure/statistics.ts';
import { METRIC_NAMES } from '../scenario/metric-catalogue.ts';
import type { FinishedRun } from './run-outcome.ts';

/** One measure over the replications of a variant. */
export interface ReplicatedMeasure {
  /** A key of the metric catalogue, or `<pool>/<key>`. */
  readonly name: string;
  /** Over the replications that have a value; null when none has. */
  readonly mean: number | null;
  /** Half the width of the mean's Student t interval, of 95 % unless asked otherwise; null with fewer than two values. */
  readonly halfWidth: number | null;
  /** How many replications have a value. */
  readonly values: number;
}

/** All measures in the catalogue's order, those of the whole run first; none without a run. */
export function replicatedMeasures(runs: readonly FinishedRun[]): readonly ReplicatedMeasure[] {
  if (runs.length === 0) return [];
  const scopes = ['', ...runs[0]!.metrics.pools.map((pool) => `${pool.name}/`)];
  return scopes.flatMap((scope) => METRIC_NAMES.map((metric) => replicatedMeasure(runs, scope + metric)));
}

/** `confidence` from 0 to 1: that the interval holds the true mean. */
export function replicatedMeasure(
  runs: readonly FinishedRun[],
  name: string,
  confidence = REPORTED_CONFIDENCE,
): ReplicatedMeasure {
  const values = runs.map((run) => metricOf(run.metrics, name)).filter((value) => typeof value === 'number');
  const halfWidth = values.length < 2 ? null : meanInterval(values, confidence).halfWidth;
  return { name, mean: mean(values), halfWidth, values: values.length };
}

const REPORTED_CONFIDENCE = 0.95;
