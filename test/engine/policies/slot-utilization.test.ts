import { describe, expect, test } from 'vitest';
import { slotUtilization } from '../../../src/engine/policies/slot-utilization.ts';
import { slotUtilizationUnfixed } from '../../../src/engine/policies/slot-utilization-unfixed.ts';
import type { Decision } from '../../../src/engine/policy.ts';
import type { TaskSignals } from '../../../src/engine/signals.ts';
import { type SignalChanges, signals } from '../../support/signals.ts';

const PARAMETERS = { scaleUpAbove: 0.8, scaleDownBelow: 0.2, countUnblockedApplies: true };

const decision = (changes: SignalChanges, parameters = PARAMETERS): Decision =>
  slotUtilization.decide(signals(changes), null, parameters).decision;
const unfixed = (changes: SignalChanges): Decision =>
  slotUtilizationUnfixed.decide(signals(changes), null, PARAMETERS).decision;
const wish = (made: Decision): readonly [number | 'hold', string] => [
  made.kind === 'hold' ? 'hold' : made.pods,
  made.reason.rule,
];

/** `n` pods of 5 slots, of which so many are used and reserved. */
const pool = (n: number, used: number, reserved = 0, tasks: Partial<TaskSignals> = {}): SignalChanges => ({
  slotsPerPod: 5,
  pods: { count: n, withRunningTask: used > 0 ? 1 : 0 },
  slots: { total: 5 * n, used, reserved, idle: 5 * n - used - reserved },
  tasks,
});

const applies = (count: number): Partial<TaskSignals> => ({
  unblocked: count,
  unblockedByType: { plan: 0, plan_and_apply: count, drift_check: 0 },
});

describe('slot-utilization, cold', () => {
  test('wants min, and at least one pod for pending work', () => {
    expect(wish(decision({ tasks: { pending: 5 } }))).toEqual([1, 'cold-start']);
    expect(wish(decision({ min: 3, tasks: { pending: 5 } }))).toEqual([3, 'cold-start']);
    expect(wish(decision({ min: 3, tasks: { pending: 0 } }))).toEqual([3, 'cold-idle']);
    expect(wish(decision({ min: 0, tasks: { pending: 0 } }))).toEqual([0, 'cold-idle']);
  });

  test('takes a failed query for no work, and keeps min', () => {
    expect(wish(decision({ min: 2, tasks: { pending: null } }))).toEqual([2, 'cold-unavailable']);
  });
});

describe('slot-utilization, with pods', () => {
  test('makes a pod for every unblocked plan_and_apply beside those at work, at most max', () => {
    // One pod at work + 3 applies = 4 > 2.
    expect(wish(decision(pool(2, 1, 0, applies(3))))).toEqual([4, 'unblocked-applies']);
    expect(wish(decision({ ...pool(2, 1, 0, applies(3)), max: 3 }))).toEqual([3, 'unblocked-applies']);
  });

  test('does so only beyond the pods there are: 1 + 1 is not more than 2', () => {
    expect(wish(decision(pool(2, 1, 0, applies(1))))).toEqual([2, 'occupancy-fine']);
  });

  test('does not count them when it is told not to, or not told of them', () => {
    expect(wish(decision(pool(2, 1, 0, applies(3)), { ...PARAMETERS, countUnblockedApplies: false }))).toEqual([
      2,
      'occupancy-fine',
    ]);
    expect(wish(decision(pool(2, 1, 0, { unblocked: null, unblockedByType: null })))).toEqual([2, 'occupancy-fine']);
  });

  test('keeps its pods while slots are reserved, and enough to hold them', () => {
    expect(wish(decision(pool(2, 0, 1)))).toEqual([2, 'reserved']);
    expect(wish(decision(pool(2, 9, 1)))).toEqual([2, 'reserved']);
    // 6 reserved ÷ 5 slots per pod → 2.
    expect(wish(decision({ ...pool(1, 0, 0), slots: { total: 5, used: 0, reserved: 6, idle: 0 } }))).toEqual([
      2,
      'reserved',
    ]);
  });

  test('takes one more pod above 80 %, and not at 80 %', () => {
    expect(wish(decision(pool(1, 4)))).toEqual([1, 'occupancy-fine']);
    expect(wish(decision(pool(1, 5)))).toEqual([2, 'occupancy-high']);
    expect(wish(decision(pool(2, 9)))).toEqual([3, 'occupancy-high']);
  });

  test('gives one pod back below 20 % with nothing used', () => {
    expect(wish(decision(pool(3, 0)))).toEqual([2, 'occupancy-low']);
    // 1 of 15 is below 20 %, but used.
    expect(wish(decision(pool(3, 1)))).toEqual([3, 'occupancy-fine']);
  });

  test('gives none back while work waits, or its query failed', () => {
    expect(wish(decision(pool(3, 0, 0, { unblocked: 1 })))).toEqual([3, 'work-waits']);
    expect(wish(decision(pool(3, 0, 0, { unblocked: null, unblockedByType: null })))).toEqual([3, 'work-waits']);
  });

  test('gives none back while a task is apply_pending', () => {
    expect(decision(pool(3, 0, 0, { applyPending: 1 }))).toMatchObject({
      kind: 'hold',
      reason: { rule: 'apply-pending', limitedBy: 'apply-pending' },
    });
  });

  test('gives none back below min, and comes up to it', () => {
    expect(decision({ ...pool(3, 0), min: 3 })).toMatchObject({ pods: 3, reason: { limitedBy: 'min' } });
    expect(wish(decision({ ...pool(1, 1), min: 3 }))).toEqual([3, 'occupancy-fine']);
  });

  test('takes its marks from its parameters', () => {
    expect(wish(decision(pool(2, 6), { ...PARAMETERS, scaleUpAbove: 0.5 }))).toEqual([3, 'occupancy-high']);
    expect(wish(decision(pool(2, 0), { ...PARAMETERS, scaleDownBelow: 0 }))).toEqual([2, 'occupancy-fine']);
  });

  test('gives the figures of the log line', () => {
    const figures = { pods: 1, slotsTotal: 3, slotsUsed: 1, slotsReserved: 0, slotsIdle: 2 };
    const changes = {
      slotsPerPod: 3,
      pods: { count: 1, withRunningTask: 1 },
      slots: { total: 3, used: 1, reserved: 0, idle: 2 },
    };
    expect(decision(changes).reason.figures).toMatchObject(figures);
  });
});

describe('slot-utilization-unfixed', () => {
  test('cold, ignores min and takes a failed query for nothing to do', () => {
    expect(wish(unfixed({ min: 2, tasks: { unblocked: 0 } }))).toEqual([0, 'cold-none-seen']);
    expect(wish(unfixed({ min: 2, tasks: { unblocked: null } }))).toEqual([0, 'cold-none-seen']);
  });

  test('cold, with work seen, wants min and at least one, at most max', () => {
    expect(wish(unfixed({ tasks: { unblocked: 4 } }))).toEqual([1, 'cold-start']);
    expect(wish(unfixed({ min: 2, tasks: { unblocked: 4 } }))).toEqual([2, 'cold-start']);
    expect(wish(unfixed({ min: 4, max: 3, tasks: { unblocked: 4 } }))).toEqual([3, 'cold-start']);
  });

  test('with pods, does not count unblocked applies and does not keep min', () => {
    expect(wish(unfixed(pool(2, 1, 0, applies(3))))).toEqual([2, 'occupancy-fine']);
    expect(wish(unfixed({ ...pool(3, 0), min: 3 }))).toEqual([2, 'occupancy-low']);
    expect(wish(unfixed({ ...pool(2, 10), max: 2 }))).toEqual([2, 'occupancy-high']);
  });

  test('with pods, is otherwise the same', () => {
    expect(wish(unfixed(pool(2, 9)))).toEqual([3, 'occupancy-high']);
    expect(wish(unfixed(pool(2, 0, 1)))).toEqual([2, 'reserved']);
    expect(unfixed(pool(3, 0, 0, { applyPending: 1 })).kind).toBe('hold');
  });
});
