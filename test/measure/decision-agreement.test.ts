import { describe, expect, it } from 'vitest';
import { decisionAgreement } from '../../src/measure/decision-agreement.ts';
import type { LoggedDecision } from '../../src/measure/decision-log.ts';

const decisions = (...sizes: number[]): readonly LoggedDecision[] =>
  sizes.slice(1).map((to, index) => ({
    pool: 'pool',
    at: index * 10_000,
    until: index * 10_000,
    count: 1,
    trigger: 'tick',
    from: sizes[index] ?? 0,
    to,
    rule: `rule-${to}`,
    text: 'because',
    figures: {},
    limitedBy: null,
  }));

describe('agreement of scaling decisions', () => {
  it('is whole where the same changes come in the same order, whenever they come, and holds do not count', () => {
    expect(decisionAgreement(decisions(0, 1, 1, 2), decisions(0, 1, 2))).toEqual({
      counts: [2, 2],
      ratio: 1,
      firstDifference: null,
    });
    expect(decisionAgreement([], []).ratio).toBe(1);
  });

  it('is the common part in order, and shows where they part', () => {
    // 0→1, 1→2, 2→3, 3→2 against 0→1, 1→2, 2→1, 1→2, 2→3: 0→1, 1→2, 2→3 are common, 3 of 5.
    const found = decisionAgreement(decisions(0, 1, 2, 3, 2), decisions(0, 1, 2, 1, 2, 3));
    expect(found.counts).toEqual([4, 5]);
    expect(found.ratio).toBeCloseTo(3 / 5);
    expect(found.firstDifference).toMatchObject({
      number: 3,
      first: { from: 2, to: 3, rule: 'rule-3' },
      second: { from: 2, to: 1, rule: 'rule-1' },
    });
  });
});
