import { describe, expect, it } from 'vitest';
import { evaluateComparison } from '../../../src/experiment/compare/evaluate-comparison.ts';
import type { ComparisonChoice, PlannedComparison } from '../../../src/experiment/compare/plan-comparison.ts';
import type { FinishedRun } from '../../../src/experiment/run-outcome.ts';
import { finishedRun, plannedVariant } from '../../support/made-results.ts';
import { runsWith } from '../../support/made-runs.ts';

const CHOICE: ComparisonChoice = {
  policies: ['a', 'b', 'c'],
  baseline: 'a',
  wait: 'wait.p95',
  cost: null,
  measures: [],
  confidence: 0.95,
  interval: 't',
  replications: 5,
  goal: null,
};

const planned: PlannedComparison = {
  base: plannedVariant(),
  contenders: ['a', 'b', 'c'].map((label) => ({ label, isOwn: label === 'a', planned: plannedVariant() })),
  baseline: 0,
};

/** b waits 2 s less each time but for ± 100 ms, c differs by luck alone; luck itself moves all by minutes. */
const LUCK = [10_000, 70_000, 130_000, 40_000, 250_000];
const A = runsWith({ 'wait.p95': LUCK, 'pods.hours': [4, 5, 6, 4, 8] });
const B = runsWith({
  'wait.p95': LUCK.map((wait, at) => wait - 2000 + [100, -100, 0, 50, -50][at]!),
  'pods.hours': [4.5, 5.5, 6.5, 4.5, 8.5],
});
const C = runsWith({
  'wait.p95': LUCK.map((wait, at) => wait + [900, -800, 300, -600, 500][at]!),
  'pods.hours': [4, 5, 6, 4, 8],
});

const evaluate = (runs: readonly (readonly FinishedRun[])[] = [A, B, C], changes: Partial<ComparisonChoice> = {}) =>
  evaluateComparison(planned, runs, { ...CHOICE, ...changes });

describe('a comparison', () => {
  it('sees through the luck that policies share', () => {
    const [a, b, c] = evaluate().policies;
    const difference = b!.measures['wait.p95']!.difference!;
    // Differences −1900, −2100, −2000, −1950, −2050: s = 79.06, t(4) = 2.776: 2.776 · 79.06 / √5 = 98.2.
    expect(difference.mean).toBe(-2000);
    expect(difference.high).toBeCloseTo(-2000 + 98.2, 0);
    expect(difference.isSignificant).toBe(true);
    expect(c!.measures['wait.p95']!.difference!.isSignificant).toBe(false);
    expect(a!.measures['wait.p95']!.difference).toBe(null);
  });

  it('judges all differences of the table as one family', () => {
    const { tests, policies } = evaluate();
    // Two policies × wait and cost; b's cost differs by exactly 0.5 each time (p 0), c's by nothing (p 1).
    expect(tests).toBe(4);
    const wait = policies[1]!.measures['wait.p95']!.difference!;
    // Second smallest of four: three times its own p.
    expect(wait.pAdjusted).toBeCloseTo(3 * wait.p, 12);
    expect(policies[2]!.measures['pods.hours']!.difference).toMatchObject({ p: 1, pAdjusted: 1 });
  });

  it('counts pod-hours where there is no price, else money', () => {
    expect(evaluate().cost).toBe('pods.hours');
    const priced = runsWith({ 'wait.p95': [1, 2], 'pods.hours': [1, 1], cost: [3, 4] });
    expect(evaluate([priced, priced, priced]).cost).toBe('cost');
  });

  it('pairs only the replications that both have', () => {
    const [, b] = evaluate([A, B.slice(1), C]).policies;
    expect(b!.measures['wait.p95']).toMatchObject({ values: 4, difference: { n: 4 } });
  });

  it('says how many runs broke a law, and how it first came to that', () => {
    const breach = { law: 'max' as const, at: 5000, event: 9, text: 'five pods, max 4' };
    const broken = B.map((run, at) => (at < 2 ? run : { ...run, end: { ...run.end, breaches: [breach] } }));
    expect(evaluate([A, broken, C]).policies[1]!.breaches).toEqual([
      { law: 'max', runs: 3, first: { replication: 2, at: 5000, text: 'five pods, max 4' } },
    ]);
  });

  it('tells a crash beside what other runs measured', () => {
    const crash = { kind: 'crashed', replication: 5, seed: '42', message: 'boom' } as const;
    const { policies } = evaluateComparison(planned, [A, [...B, crash], C], CHOICE);
    expect(policies[1]).toMatchObject({ runs: 5, crashed: { runs: 1, message: 'boom' } });
  });

  it('measures the distance to the bound of each run, in pod-hours and in money of one price', () => {
    expect(evaluate().policies.map(({ bound }) => bound)).toEqual([null, null, null]);
    const bounded = (runs: readonly FinishedRun[]) =>
      runs.map((run, at) => ({ ...run, bound: at < 2 ? { podHours: 2 + at, within: [] } : null }));
    const priced = runsWith({ 'wait.p95': [1, 2], 'pods.hours': [4, 6], cost: [2, 3] });
    const [first, second] = evaluate([bounded(priced), bounded(B), C]).policies;
    // 4 / 2 and 6 / 3, at 0.5 an hour; 4.5 / 2 and 5.5 / 3.
    expect(first!.bound).toEqual({ podHours: 2.5, ratio: 2, ratioHalfWidth: 0, ratios: [2, 2], cost: 1.25 });
    expect(second!.bound!.ratio).toBeCloseTo((4.5 / 2 + 5.5 / 3) / 2, 12);
  });

  it('can do without the normal distribution, and gives the same interval each time', () => {
    const once = evaluate(undefined, { interval: 'bootstrap' });
    const { low, high } = once.policies[1]!.measures['wait.p95']!.difference!;
    expect(low).toBeGreaterThanOrEqual(-2100);
    expect(high).toBeLessThanOrEqual(-1900);
    expect(evaluate(undefined, { interval: 'bootstrap' })).toEqual(once);
  });

  it('has no intervals of a single replication', () => {
    const one = evaluate([A.slice(0, 1), B.slice(0, 1), C.slice(0, 1)]);
    expect(one.tests).toBe(0);
    expect(one.policies[1]!.measures['wait.p95']).toMatchObject({ mean: 8100, halfWidth: null, difference: null });
  });

  it('of waits that were cut off says how many', () => {
    const censored = [
      finishedRun({ metrics: { ...A[0]!.metrics, overall: { ...A[0]!.metrics.overall, 'tasks.censored': 3 } } }),
    ];
    expect(evaluate([censored, B, C]).policies[0]!.censored).toBe(3);
  });
});
