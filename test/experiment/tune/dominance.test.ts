import { describe, expect, it } from 'vitest';
import type { FinishedRun } from '../../../src/experiment/run-outcome.ts';
import { standing } from '../../../src/experiment/tune/dominance.ts';
import { finishedRun } from '../../support/made-results.ts';

/** One run for each wait, all at this cost and a little. */
const runs = (waits: readonly number[], cost: number): readonly FinishedRun[] =>
  waits.map((wait, replication) => {
    const run = finishedRun();
    const hours = cost + replication / 100;
    const overall = { ...run.metrics.overall, 'wait.p95': wait, 'pods.hours': hours };
    return { ...run, replication, metrics: { ...run.metrics, overall } };
  });

const judged = (one: readonly FinishedRun[], other: readonly FinishedRun[]) =>
  standing(one, other, ['wait.p95', 'pods.hours'], 0.01);

describe('one setting beside another', () => {
  it('is worse with certainly more of both', () => {
    expect(judged(runs([50, 51, 52, 53, 54], 4), runs([10, 12, 11, 13, 12], 2))).toBe('worse');
  });

  it('is open with more of one and less of the other', () => {
    expect(judged(runs([50, 51, 52, 53, 54], 2), runs([10, 12, 11, 13, 12], 4))).toBe('open');
  });

  it('is open where only the cost differs so far: a sixth replication may have a wait', () => {
    expect(judged(runs([0, 0, 0, 0, 0], 4), runs([0, 0, 0, 0, 0], 2))).toBe('open');
  });

  it('is the same where nothing differs', () => {
    expect(judged(runs([1, 2], 3), runs([1, 2], 3))).toBe('same');
  });
});
