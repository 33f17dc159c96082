import type { FinishedRun } from '../../src/experiment/run-outcome.ts';
import type { MetricName } from '../../src/scenario/metric-catalogue.ts';
import { finishedRun, metricsOf } from './made-results.ts';

/** Runs of one policy whose replications have these values. */
export const runsWith = (values: Partial<Record<MetricName, readonly number[]>>): readonly FinishedRun[] => {
  const entries = Object.entries(values) as [MetricName, readonly number[]][];
  return (entries[0]?.[1] ?? []).map((_, replication) =>
    finishedRun({
      replication,
      metrics: metricsOf(Object.fromEntries(entries.map(([name, each]) => [name, each[replication] as number]))),
    }),
  );
};
