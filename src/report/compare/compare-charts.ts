import type { PolicyComparison } from '../../experiment/compare/policy-comparison.ts';
import type { Chart } from '../charts/frame.ts';
import { ecdfChart } from './ecdf-chart.ts';
import { paretoChart } from './pareto-chart.ts';
import { podsMultiples } from './pods-multiples.ts';

/** All drawings of a comparison, in the order of the page. Those of runs need the first replication's series. */
export function compareCharts(comparison: PolicyComparison): readonly Chart[] {
  return [paretoChart(comparison), podsMultiples(comparison), ecdfChart(comparison)].filter((chart) => chart !== null);
}
