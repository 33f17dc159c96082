import { meanInterval } from '../../measure/statistics.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { pairsOf } from '../compare/pairs.ts';
import type { FinishedRun } from '../run-outcome.ts';

/**
 * How one setting's runs stand to another's that met the same luck. `worse`: more of every measure, by a one-sided paired t interval at level
 * `alpha` each. That a measure was equal in all runs so far proves nothing: where waits are rare, the next run may have one. `same`: nothing
 * at all differs in any shared replication.
 */
export function standing(
  one: readonly FinishedRun[],
  other: readonly FinishedRun[],
  measures: readonly MetricName[],
  alpha: number,
): 'worse' | 'same' | 'open' {
  if (measures.every((name) => isMore(one, other, name, alpha))) return 'worse';
  return isSame(one, other) ? 'same' : 'open';
}

function isMore(one: readonly FinishedRun[], other: readonly FinishedRun[], name: MetricName, alpha: number): boolean {
  const differences = pairsOf(one, other, name).map(([value, partner]) => value - partner);
  // What is no more on average needs no quantile.
  if (differences.length < 2 || differences.reduce((sum, each) => sum + each, 0) <= 0) return false;
  // Both tails of a two-sided interval are `alpha`: the lower end is that of the one-sided one.
  return meanInterval(differences, 1 - 2 * alpha).low > 0;
}

function isSame(one: readonly FinishedRun[], other: readonly FinishedRun[]): boolean {
  const others = new Map(other.map((run) => [run.replication, run]));
  const shared = one.filter(({ replication }) => others.has(replication));
  return (
    shared.length > 0 &&
    shared.every((run) => JSON.stringify(run.metrics) === JSON.stringify(others.get(run.replication)?.metrics))
  );
}
