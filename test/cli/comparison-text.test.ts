import { describe, expect, it } from 'vitest';
import { comparisonText } from '../../src/cli/compare/comparison-text.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { evaluateComparison } from '../../src/experiment/compare/evaluate-comparison.ts';
import { plannedVariant } from '../support/made-results.ts';
import { runsWith } from '../support/made-runs.ts';

const terminal = { width: 80, paint: (_style, text) => text } as Terminal;

const LABELS = [
  'slot-utilization',
  'slot-utilization:scaleUpAbove=0.65,scaleDownBelow=0.15',
  'exec:./a/rather/long/path/to/mine',
];

const told = (runs: readonly ReturnType<typeof runsWith>[]) =>
  comparisonText(
    evaluateComparison(
      {
        base: plannedVariant(),
        contenders: LABELS.map((label, index) => ({ label, isOwn: index === 0, planned: plannedVariant() })),
        baseline: 0,
      },
      runs,
      {
        policies: LABELS,
        baseline: LABELS[0]!,
        wait: 'wait.p95',
        cost: 'pods.hours',
        measures: [],
        confidence: 0.95,
        interval: 't',
        replications: 3,
        goal: null,
      },
    ),
    terminal,
  );

const values = (wait: number) => ({
  'wait.p95': [wait, wait * 1.1, wait * 0.95],
  'pods.hours': [1234, 1300, 1250],
  'tasks.censored': [0, 0, 4],
});

describe('the tables of a comparison', () => {
  const text = told([runsWith(values(5_000_000)), runsWith(values(90_000)), runsWith(values(31_000))]);
  const lines = text.split('\n');

  it('fit 80 columns, whatever policies are called', () => {
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it('have the best first, the baseline named, and long names on lines of their own', () => {
    const places = LABELS.map((label) => lines.findIndex((line) => `${line} `.startsWith(`${label} `)));
    expect(places[2]).toBeLessThan(places[1]!);
    expect(places[1]).toBeLessThan(places[0]!);
    expect(lines[places[1]!]).toBe(LABELS[1]);
  });

  it('mark waits that are lower bounds, and say of how many tasks', () => {
    expect(text).toMatch(/≥\d/);
    expect(text.replaceAll('\n', ' ')).toContain('slot-utilization 4');
  });

  it('say of one replication that there are no intervals', () => {
    const one = told(LABELS.map((_, index) => runsWith({ 'wait.p95': [1000 * (index + 1)], 'pods.hours': [1] })));
    expect(one).toContain('One replication: no intervals');
    expect(one).not.toContain('±');
  });
});
