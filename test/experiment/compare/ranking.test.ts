import { describe, expect, it } from 'vitest';
import { paretoFront } from '../../../src/experiment/compare/pareto-front.ts';
import { ranksWithTies } from '../../../src/experiment/compare/ranking.ts';
import { runsWith } from '../../support/made-runs.ts';

const waits = (...values: readonly number[]) => runsWith({ 'wait.p95': values });
const ranks = (...runs: readonly ReturnType<typeof waits>[]) => ranksWithTies(runs, 'wait.p95', 0.95);

describe('ranks', () => {
  it('go to the least wait first', () => {
    expect(ranks(waits(30, 31, 32), waits(10, 11, 12), waits(20, 21, 22))).toEqual([3, 1, 2]);
  });

  it('are shared where the paired interval to the best contains 0, and the next one is skipped', () => {
    // Differences −2, 1, 2 and so on: mean 1 / 3, far less than their spread.
    expect(ranks(waits(10, 11, 12), waits(8, 12, 14), waits(20, 21, 22))).toEqual([1, 1, 3]);
  });

  it('are not shared by what differs a little in every single replication', () => {
    expect(ranks(waits(10, 50, 90), waits(11, 51, 91))).toEqual([1, 2]);
  });

  it('of a single replication are shared by equals only', () => {
    expect(ranks(waits(5), waits(4), waits(5))).toEqual([2, 1, 2]);
  });

  it('are not given without a value', () => {
    expect(ranks(waits(5, 6), runsWith({ cost: [1, 2] }))).toEqual([1, null]);
  });
});

describe('the Pareto front', () => {
  it('has what nothing beats in both', () => {
    //                  wait            cost
    expect(paretoFront([10, 20, 30, 25], [4, 2, 1, 3])).toEqual([true, true, true, false]);
  });

  it('has equals side by side, and nothing that is only as good in one', () => {
    expect(paretoFront([10, 10, 10], [4, 4, 5])).toEqual([true, true, false]);
  });

  it('has nothing without a value, and is not kept from anything by it', () => {
    expect(paretoFront([null, 10], [1, 4])).toEqual([false, true]);
  });
});
