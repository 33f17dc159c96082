import { describe, expect, it } from 'vitest';
import { evaluateComparison } from '../../src/experiment/compare/evaluate-comparison.ts';
import { paretoChart } from '../../src/report/compare/pareto-chart.ts';
import { plannedVariant } from '../support/made-results.ts';
import { runsWith } from '../support/made-runs.ts';

interface Settings {
  /** Seconds and pod-hours by label; the first is the baseline. */
  readonly [label: string]: readonly [wait: number, cost: number];
}

/** The names that are shown, by the row that they stand in: 0 = beside their point. */
function namesIn(settings: Settings): Readonly<Record<string, number>> {
  const policies = Object.keys(settings);
  const comparison = evaluateComparison(
    {
      base: plannedVariant(),
      contenders: policies.map((label, index) => ({ label, isOwn: index === 0, planned: plannedVariant() })),
      baseline: 0,
    },
    Object.values(settings).map(([wait, cost]) => runsWith({ 'wait.p95': [wait * 1000], 'pods.hours': [cost] })),
    {
      policies,
      baseline: policies[0]!,
      wait: 'wait.p95',
      cost: 'pods.hours',
      measures: [],
      confidence: 0.95,
      interval: 't',
      replications: 1,
      goal: null,
    },
    null,
  );
  const { layer } = paretoChart(comparison)!.spec as {
    layer: { mark: { type: string }; data: { values: { shown: string }[] } }[];
  };
  const rows = layer.filter(({ mark }) => mark.type === 'text').map(({ data }) => data.values);
  return Object.fromEntries(rows.flatMap((names, row) => names.map(({ shown }) => [shown, row])));
}

describe('the names in the chart of wait against cost', () => {
  it('are those of the front and the baseline', () => {
    expect(namesIn({ a: [60, 6], b: [50, 5], c: [20, 10], d: [40, 11] })).toEqual({ a: 0, b: 0, c: 0 });
  });

  it('stand a row higher where they would cover a point', () => {
    // The chart is 760 wide for some 55 pod-hours and 300 high for 110 s: b stands 28 to the right of a, and 14 above it.
    expect(namesIn({ 'a-long-name': [50, 10], b: [55, 12], c: [100, 60] })).toMatchObject({ 'a-long-name': 2 });
    expect(namesIn({ 'a-long-name': [50, 10], b: [90, 12], c: [100, 60] })).toMatchObject({ 'a-long-name': 0 });
  });

  it('of settings of one policy are what these differ in', () => {
    expect(
      Object.keys(namesIn({ p: [60, 6], 'p:above=0.5,below=0.1': [50, 7], 'p:above=0.9': [70, 5] })).sort(),
    ).toEqual(['above=0.5,below=0.1', 'above=0.9', 'p']);
    expect(Object.keys(namesIn({ p: [60, 6], 'p:above=0.5': [50, 7], q: [70, 5] }))).toContain('p:above=0.5');
  });
});
