import { describe, expect, it } from 'vitest';
import { comparePolicies } from '../../../src/experiment/compare/compare-policies.ts';
import { InvalidScenario } from '../../../src/experiment/run-scenario.ts';
import { SCENARIO } from '../../support/command-line.ts';

describe('policies compared from a program', () => {
  it('give a comparison for each variant, without chance in a scenario that has none', async () => {
    const comparisons = await comparePolicies(SCENARIO, ['pending-plus-running'], { replications: 3 });
    expect(comparisons.map(({ variant, replications }) => [variant, replications])).toEqual([
      ['plain', 3],
      ['impatient', 3],
    ]);
    const [asked, own] = comparisons[0]!.policies;
    expect([asked!.label, own!.label, comparisons[0]!.baseline]).toEqual([
      'pending-plus-running',
      'slot-utilization',
      'slot-utilization',
    ]);
    // Nothing is drawn, so three replications differ by nothing.
    const { low, high } = asked!.measures['wait.p95']!.difference!;
    expect(low).toBe(high);
  });

  it('are refused with all mistakes at once', async () => {
    await expect(comparePolicies(SCENARIO, ['pending', 'slot-utilization:x=1'])).rejects.toSatisfy(
      (error) => error instanceof InvalidScenario && error.problems.length === 2,
    );
  });
});
