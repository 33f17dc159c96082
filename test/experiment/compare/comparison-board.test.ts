import { describe, expect, it } from 'vitest';
import { ComparisonBoard } from '../../../src/experiment/compare/comparison-board.ts';
import type { ComparisonChoice, PlannedComparison } from '../../../src/experiment/compare/plan-comparison.ts';
import { plannedVariant } from '../../support/made-results.ts';
import { runsWith } from '../../support/made-runs.ts';

const choice = (changes: Partial<ComparisonChoice> = {}): ComparisonChoice => ({
  policies: [],
  baseline: 'a',
  wait: 'wait.p95',
  cost: 'pods.hours',
  measures: [],
  confidence: 0.95,
  interval: 't',
  replications: 2,
  goal: null,
  ...changes,
});

const comparison = (...labels: readonly string[]): PlannedComparison => ({
  base: plannedVariant(),
  contenders: labels.map((label) => ({ label, isOwn: false, planned: plannedVariant() })),
  baseline: 0,
});

const outcome = (replication: number, wait: number) => ({
  ...runsWith({ 'wait.p95': [wait], 'pods.hours': [1] })[0]!,
  replication,
});

const startAll = (board: ComparisonBoard, ahead = 0) => {
  const started: string[] = [];
  for (let next = board.next(ahead); next !== null; next = board.next(ahead))
    started.push(`${next.variant}.${next.replication}`);
  return started;
};

describe('what is run for a comparison', () => {
  it('takes turns: every policy meets a replication before the next one begins', () => {
    const board = new ComparisonBoard([comparison('a', 'b', 'c'), comparison('d', 'e')], choice());
    expect(startAll(board).join(' ')).toBe('0.0 1.0 2.0 0.1 1.1 2.1 3.0 4.0 3.1 4.1');
    expect([board.expected, board.startable]).toEqual([10, 0]);
  });

  it('goes on until the differences are known, and forgets what came too early', () => {
    const goal = { precision: 0.05, of: 'differences', max: 10 } as const;
    const board = new ComparisonBoard([comparison('a', 'b')], choice({ goal }));
    startAll(board, 4);
    // Differences 10 and 12 of waits near 100: t(1) = 12.7, so ± 12.7 % of the larger mean. A third, 11: ± 2.2 %.
    board.put(0, outcome(0, 100));
    board.put(1, outcome(0, 110));
    board.put(0, outcome(1, 100));
    board.put(1, outcome(1, 112));
    expect([board.isOver, board.expected]).toEqual([false, 6]);
    // Replication 3 ends first; what is decided is decided on 0, 1, 2.
    board.put(0, outcome(3, 7));
    board.put(1, outcome(2, 111));
    board.put(0, outcome(2, 100));
    expect([board.isOver, board.finished]).toEqual([true, 6]);
    expect(board.outcomes(0).map((runs) => runs.length)).toEqual([3, 3]);
  });

  it('gives up at the most replications', () => {
    const goal = { precision: 0.001, of: 'means', max: 2 } as const;
    const board = new ComparisonBoard([comparison('a', 'b')], choice({ goal }));
    for (const replication of [0, 1]) {
      board.put(0, outcome(replication, 100 + replication));
      board.put(1, outcome(replication, 300 - replication));
    }
    expect(board.isOver).toBe(true);
  });

  it('that is stopped keeps what was finished', () => {
    const board = new ComparisonBoard([comparison('a', 'b')], choice());
    board.put(0, outcome(0, 1));
    board.put(0, outcome(1, 1));
    board.put(1, outcome(1, 1));
    expect(board.outcomes(0).map((runs) => runs.map(({ replication }) => replication))).toEqual([[0, 1], [1]]);
    expect(board.interrupted(0)).toEqual({ runs: 3, planned: 4 });
    board.put(1, outcome(0, 1));
    expect(board.interrupted(0)).toBeNull();
  });

  it('that is stopped before a precision was reached does not know how many runs there were to be', () => {
    const goal = { precision: 0.05, of: 'differences', max: 10 } as const;
    const board = new ComparisonBoard([comparison('a', 'b')], choice({ goal }));
    board.put(0, outcome(0, 1));
    board.put(1, outcome(0, 1));
    board.put(0, outcome(1, 1));
    expect(board.interrupted(0)).toEqual({ runs: 2, planned: null });
  });
});
