import type { MetricName } from '../../scenario/metric-catalogue.ts';
import type { FinishedRun } from '../run-outcome.ts';

/** Money where the scenario knows a price, else pod-hours. */
export const costMeasure = (runs: readonly (readonly FinishedRun[])[]): MetricName =>
  runs.some((each) => each.some(({ metrics }) => (metrics.overall.cost ?? 0) > 0)) ? 'cost' : 'pods.hours';
