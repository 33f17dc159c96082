import { metricOf } from '../../measure/metrics.ts';
import type { Pair } from '../../measure/paired-difference.ts';
import type { FinishedRun } from '../run-outcome.ts';

/** The values of a measure in the replications in which both have one: each pair met the same luck. */
export function pairsOf(one: readonly FinishedRun[], other: readonly FinishedRun[], name: string): readonly Pair[] {
  const others = new Map(other.map((run) => [run.replication, metricOf(run.metrics, name)]));
  return one.flatMap((run): readonly Pair[] => {
    const [value, partner] = [metricOf(run.metrics, name), others.get(run.replication)];
    return typeof value === 'number' && typeof partner === 'number' ? [[value, partner]] : [];
  });
}
