import { describe, expect, it } from 'vitest';
import type { ScaleDecided } from '../../src/engine/note.ts';
import { DecisionLog } from '../../src/measure/decision-log.ts';
import { decided } from '../support/task-stories.ts';

function logOf(decisions: readonly (readonly [at: number, from: number, to: number, rule: string, pool?: number])[]) {
  const log = new DecisionLog();
  for (const [at, from, to, rule, pool = 0] of decisions) {
    const record = decided(at, from, to, { rule, pool });
    if ('note' in record) log.add(record.note as ScaleDecided, `pool-${pool}`);
  }
  return log;
}

describe('DecisionLog', () => {
  it('keeps every change and joins holds of one rule between them', () => {
    const { entries } = logOf([
      [10, 1, 1, 'busy'],
      [20, 1, 1, 'busy'],
      [30, 1, 2, 'full'],
      [40, 2, 3, 'full'],
      [50, 3, 3, 'busy'],
      [60, 3, 3, 'idle'],
      [70, 3, 3, 'busy'],
    ]);
    expect(entries.map(({ at, until, count, rule, to }) => [at, until, count, rule, to])).toEqual([
      [10, 20, 2, 'busy', 1],
      [30, 30, 1, 'full', 2],
      [40, 40, 1, 'full', 3],
      [50, 50, 1, 'busy', 3],
      [60, 60, 1, 'idle', 3],
      [70, 70, 1, 'busy', 3],
    ]);
  });

  it('joins wishes for fewer pods while none can go, and no others', () => {
    const { entries } = logOf([
      [10, 6, 5, 'idle'],
      [20, 6, 5, 'idle'],
      [30, 6, 5, 'idle'],
      [40, 5, 4, 'idle'],
      [50, 4, 6, 'full'],
      // The two that were made have gone: this is new.
      [60, 4, 6, 'full'],
      [70, 6, 5, 'idle'],
      [80, 6, 5, 'drained'],
    ]);
    expect(entries.map(({ at, until, count, from, to }) => [at, until, count, from, to])).toEqual([
      [10, 30, 3, 6, 5],
      [40, 40, 1, 5, 4],
      [50, 50, 1, 4, 6],
      [60, 60, 1, 4, 6],
      [70, 70, 1, 6, 5],
      [80, 80, 1, 6, 5],
    ]);
  });

  it('joins the holds of each pool by itself', () => {
    const { entries } = logOf([
      [10, 1, 1, 'busy', 0],
      [10, 4, 4, 'busy', 1],
      [20, 1, 1, 'busy', 0],
      [20, 4, 4, 'busy', 1],
    ]);
    expect(entries.map(({ pool, count }) => [pool, count])).toEqual([
      ['pool-0', 2],
      ['pool-1', 2],
    ]);
  });

  it('counts what it has no room for', () => {
    const log = logOf(Array.from({ length: 5003 }, (_, i) => [i, i, i + 1, 'up'] as const));
    expect([log.entries.length, log.omitted]).toEqual([5000, 3]);
  });
});
