import { describe, expect, it } from 'vitest';
import type { ReplicationPlan } from '../../src/experiment/replication-plan.ts';
import { ReplicationSeries } from '../../src/experiment/replication-series.ts';
import { finishedRun, metricsOf } from '../support/made-results.ts';

/** Waits that vary at first and then do not: with 100, 120, 110, 110, … five are known within 9 %, four are not. */
const WAITS = [100, 120, 110, 110, 110, 500, 500, 500];
const PLAN: ReplicationPlan = {
  min: 3,
  max: 8,
  goal: { precision: 0.09, confidence: 0.95, metrics: ['wait.mean'] },
};

const outcome = (replication: number) =>
  finishedRun({ replication, metrics: metricsOf({ 'wait.mean': WAITS[replication]! }) });

const replicationsOf = (series: ReplicationSeries): readonly number[] =>
  series.outcomes().map(({ replication }) => replication);

describe('the replications of a variant', () => {
  // t(0.95, 3) = 3.182, s = 8.165: half-width 12.99, 13.4 %. t(0.95, 4) = 2.776, s = 7.071: half-width 8.78, 8.67 %.
  it('end with the first that suffices, and not before', () => {
    const series = new ReplicationSeries(PLAN);
    const started: number[] = [];
    for (let next = series.start(0); next !== null; next = series.start(0)) {
      started.push(next);
      series.put(outcome(next));
    }
    expect(started).toEqual([0, 1, 2, 3, 4]);
    expect(series.isComplete).toBe(true);
    expect([series.finished, series.expected, series.startable]).toEqual([5, 5, 0]);
  });

  it('are the same when they end in another order, and what was run beyond is thrown away', () => {
    const series = new ReplicationSeries(PLAN);
    for (let index = 0; index < 8; index++) series.start(8);
    for (const index of [6, 2, 5, 4, 0, 3]) series.put(outcome(index));
    expect(series.isComplete).toBe(false);
    series.put(outcome(1));
    expect(series.isComplete).toBe(true);
    series.put(outcome(7));
    expect(replicationsOf(series)).toEqual([0, 1, 2, 3, 4]);
  });

  it('run ahead of what is certain by no more than is allowed', () => {
    const series = new ReplicationSeries(PLAN);
    const startAll = (): readonly (number | null)[] => {
      const started = [];
      for (let next = series.start(1); next !== null; next = series.start(1)) started.push(next);
      return started;
    };
    // Three are certain, and one more may be under way; then the fourth is certain.
    expect(startAll()).toEqual([0, 1, 2, 3]);
    for (const index of [0, 1, 2]) series.put(outcome(index));
    expect(startAll()).toEqual([4]);
    expect(series.expected).toBe(4);
  });

  it('end with the most allowed when the precision is not reached', () => {
    const series = new ReplicationSeries({ ...PLAN, max: 4 });
    for (let next = series.start(3); next !== null; next = series.start(3)) series.put(outcome(next));
    expect(series.isComplete).toBe(true);
    expect(replicationsOf(series)).toEqual([0, 1, 2, 3]);
  });

  it('keep, when stopped before the decision, those up to the first hole', () => {
    const series = new ReplicationSeries(PLAN);
    for (const index of [0, 1, 3]) series.put(outcome(index));
    expect(replicationsOf(series)).toEqual([0, 1]);
  });

  it('are all run, and all kept, when their number is fixed', () => {
    const series = new ReplicationSeries({ min: 3, max: 3, goal: null });
    expect([series.start(5), series.start(5), series.start(5), series.start(5)]).toEqual([0, 1, 2, null]);
    for (const index of [0, 2]) series.put(outcome(index));
    expect(replicationsOf(series)).toEqual([0, 2]);
    expect([series.finished, series.expected, series.isComplete]).toEqual([2, 3, false]);
  });
});
