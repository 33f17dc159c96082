import { meanInterval } from '../../measure/statistics.ts';
import type { MetricName } from '../../scenario/metric-catalogue.ts';
import { pairsOf } from '../compare/pairs.ts';
import type { FinishedRun } from '../run-outcome.ts';

/**
 * How one setting's runs stand to another's that met the same luck. `worse`: more of both measures, or more of one and the same of the
 * other, in every replication alike or by a one-sided paired t interval at level `alpha`. `same`: no measure differs in any shared replication.
 */
export function standing(
  one: readonly FinishedRun[],
  other: readonly FinishedRun[],
  measures: readonly MetricName[],
  alpha: number,
): 'worse' | 'same' | 'open' {
  let found: 'more' | 'equal' = 'equal';
  for (const name of measures) {
    const sign = difference(one, other, name, alpha);
    if (sign === 'open') return 'open';
    if (sign === 'more') found = 'more';
  }
  if (found === 'more') return 'worse';
  return isSame(one, other) ? 'same' : 'open';
}

function difference(
  one: readonly FinishedRun[],
  other: readonly FinishedRun[],
  name: MetricName,
  alpha: number,
): 'more' | 'equal' | 'open' {
  const differences = pairsOf(one, other, name).map(([value, partner]) => value - partner);
  if (differences.length === 0) return 'open';
  if (differences.every((each) => each === 0)) return 'equal';
  // What is no more on average needs no quantile.
  if (differences.length < 2 || differences.reduce((sum, each) => sum + each, 0) <= 0) return 'open';
  // Both tails of a two-sided interval are `alpha`: the lower end is that of the one-sided one.
  return meanInterval(differences, 1 - 2 * alpha).low > 0 ? 'more' : 'open';
}

function isSame(one: readonly FinishedRun[], other: readonly FinishedRun[]): boolean {
  const others = new Map(other.map((run) => [run.replication, run]));
  const shared = one.filter(({ replication }) => others.has(replication));
  return (
    shared.length > 0 &&
    shared.every((run) => JSON.stringify(run.metrics) === JSON.stringify(others.get(run.replication)?.metrics))
  );
}
