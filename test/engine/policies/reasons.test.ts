import { describe, expect, test } from 'vitest';
import { blindStep } from '../../../src/engine/policies/blind-step.ts';
import { capacityAware } from '../../../src/engine/policies/capacity-aware.ts';
import { pendingOnly } from '../../../src/engine/policies/pending-only.ts';
import { pendingPlusRunning } from '../../../src/engine/policies/pending-plus-running.ts';
import { slotUtilization } from '../../../src/engine/policies/slot-utilization.ts';
import { slotUtilizationUnfixed } from '../../../src/engine/policies/slot-utilization-unfixed.ts';
import type { AnyPolicy, Decision } from '../../../src/engine/policy.ts';
import { held, PolicyAnswers, scaleTo, UNAVAILABLE } from '../../support/policy-answers.ts';
import type { SignalChanges } from '../../support/signals.ts';

/** Pods of four slots, at most ten of them. */
const said = (policy: AnyPolicy, changes: SignalChanges): Decision => new PolicyAnswers(policy).whole(changes);

describe("the platform's oldest policies say", () => {
  test('how many tasks need an agent each', () => {
    const tasks = { pending: 2, running: 3 };
    expect(said(pendingOnly, { pods: { count: 1 }, tasks })).toEqual(
      scaleTo(2, 'pending', '2 pending tasks need an agent each', { activeTasks: 2, pending: 2, pods: 1 }),
    );
    const both = { activeTasks: 5, pending: 2, running: 3, pods: 1 };
    expect(said(pendingPlusRunning, { pods: { count: 1 }, tasks })).toEqual(
      scaleTo(5, 'active', '2 pending and 3 running tasks need an agent each', both),
    );
  });

  test('that the task store did not answer', () => {
    const seen = { pods: { count: 4 }, tasks: { pending: null, unblocked: null, running: 3 } };
    expect(said(pendingOnly, seen)).toEqual(held('unavailable', UNAVAILABLE, { pods: 4 }));
    expect(said(pendingPlusRunning, seen)).toEqual(held('unavailable', UNAVAILABLE, { running: 3, pods: 4 }));
    const figures = { firstPendingTasks: null, running: 3, pods: 4 };
    expect(said(blindStep, seen)).toEqual(held('unavailable', UNAVAILABLE, figures));
    expect(said(capacityAware, seen)).toEqual(held('unavailable', UNAVAILABLE, { pods: 4 }));
  });
});

describe('blind-step says', () => {
  test('that tasks wait, or run', () => {
    const figures = { running: 3, pods: 2 };
    expect(said(blindStep, { pods: { count: 2 }, tasks: { unblocked: 2, running: 3 } })).toEqual(
      scaleTo(3, 'step', '2 unblocked tasks wait: one more pod', { ...figures, firstPendingTasks: 2 }),
    );
    expect(said(blindStep, { pods: { count: 2 }, tasks: { unblocked: 0, running: 3 } })).toEqual(
      scaleTo(2, 'busy', '3 tasks run, nothing waits', { ...figures, firstPendingTasks: 0 }),
    );
  });

  test('that the pool is idle, and from the minute on that it has been for one', () => {
    const answers = new PolicyAnswers(blindStep);
    const idle = (now: number) => answers.whole({ now, pods: { count: 2 } });
    const figures = { firstPendingTasks: 0, running: 0, pods: 2 };
    const warm = scaleTo(1, 'keep-warm', 'idle: one pod is kept warm for a minute', figures);
    expect([idle(5_000), idle(64_999)]).toEqual([warm, warm]);
    expect(idle(65_000)).toEqual(scaleTo(0, 'idle', 'idle for a minute', figures));
  });
});

describe('capacity-aware says what the online agents have free', () => {
  const capacity = (agentsOnline: number, used: number) => ({
    agentsOnline,
    total: agentsOnline * 4,
    used,
    available: agentsOnline * 4 - used,
  });
  const asked = (found: SignalChanges['capacity']) =>
    said(capacityAware, { pods: { count: 2 }, tasks: { unblocked: 3 }, capacity: found as never });
  const figures = (online: number | null, total: number | null, used: number | null, available: number | null) => ({
    firstPendingTasks: 3,
    onlineAgents: online,
    totalCapacity: total,
    runningTasks: used,
    availableCapacity: available,
    pods: 2,
  });

  test('unknown', () => {
    const text = '3 unblocked tasks wait; how much the agents have free is unknown';
    expect(asked(null)).toEqual(scaleTo(2, 'capacity-unknown', text, figures(null, null, null, null)));
  });

  test('no agent', () => {
    const text = '3 unblocked tasks wait and no agent is online: one pod to begin with';
    expect(asked(capacity(0, 0))).toEqual(scaleTo(1, 'cold-start', text, figures(0, 0, 0, 0)));
  });

  test('some', () => {
    const text = '3 unblocked tasks wait; 2 online agents have 1 of 8 slots free for them';
    expect(asked(capacity(2, 7))).toEqual(scaleTo(2, 'capacity-available', text, figures(2, 8, 7, 1)));
  });

  test('none', () => {
    const text = '3 unblocked tasks wait and all 8 slots of 2 online agents are taken: one more pod';
    expect(asked(capacity(2, 8))).toEqual(scaleTo(3, 'capacity-full', text, figures(2, 8, 8, 0)));
  });
});

describe('slot-utilization says', () => {
  const pool = (pods: number, used: number, reserved = 0) => ({
    pods: { count: pods, withRunningTask: Math.ceil(used / 4) },
    slots: { total: pods * 4, used, reserved, idle: pods * 4 - used - reserved },
  });
  const figures = (pods: number, used: number, reserved = 0) => ({
    pods,
    slotsTotal: pods * 4,
    slotsUsed: used,
    slotsReserved: reserved,
    slotsIdle: pods * 4 - used - reserved,
  });
  const warm = (pods: number, used: number, reserved = 0) => ({
    ...figures(pods, used, reserved),
    occupancy: (used + reserved) / (pods * 4),
    unblocked: 0,
    unblockedApplies: 0,
  });
  const work = (plans: number, applies: number) => ({
    unblocked: plans + applies,
    pending: plans + applies,
    unblockedByType: { plan: plans, plan_and_apply: applies, drift_check: 0 },
  });

  test('what it does without pods', () => {
    const cold = (pending: number | null) => said(slotUtilization, { min: 2, max: 9, tasks: { pending } });
    const none = 'no pods, and the store did not answer: min holds';
    expect(cold(null)).toEqual(scaleTo(2, 'cold-unavailable', none, { ...figures(0, 0), pending: null }));
    const idle = 'no pods and nothing pending: min 2';
    expect(cold(0)).toEqual(scaleTo(2, 'cold-idle', idle, { ...figures(0, 0), pending: 0 }));
    const start = 'no pods and 3 tasks pending: 2 to begin with';
    expect(cold(3)).toEqual(scaleTo(2, 'cold-start', start, { ...figures(0, 0), pending: 3 }));
  });

  test('the same without slots, and without pods whatever slots are left', () => {
    expect(said(slotUtilization, { pods: { count: 2 } }).reason.rule).toBe('cold-idle');
    expect(said(slotUtilization, { slots: { total: 4, idle: 4 } }).reason.rule).toBe('cold-idle');
  });

  test('that applies need pods of their own', () => {
    const text = '2 unblocked plan_and_apply tasks and 1 pods at work need 3 pods';
    const seen = { ...warm(2, 1), unblocked: 2, unblockedApplies: 2 };
    expect(said(slotUtilization, { ...pool(2, 1), tasks: work(0, 2) })).toEqual(
      scaleTo(3, 'unblocked-applies', text, seen),
    );
  });

  test('that reservations keep the pool, which are occupied slots', () => {
    expect(said(slotUtilization, pool(1, 2, 1))).toEqual(
      scaleTo(1, 'reserved', '1 reserved slots keep the pool', warm(1, 2, 1)),
    );
  });

  test('at which occupancy it is', () => {
    expect(said(slotUtilization, pool(2, 7))).toEqual(
      scaleTo(3, 'occupancy-high', 'occupancy 88 % is above 80 %', warm(2, 7)),
    );
    expect(said(slotUtilization, pool(2, 4))).toEqual(scaleTo(2, 'occupancy-fine', 'occupancy 50 %', warm(2, 4)));
  });

  test('why an idle pool does not shrink', () => {
    expect(said(slotUtilization, { ...pool(2, 0), tasks: work(2, 0) })).toEqual(
      scaleTo(2, 'work-waits', 'idle, but 2 tasks wait', { ...warm(2, 0), unblocked: 2 }),
    );
    const unasked = { ...pool(2, 0), tasks: { unblocked: null } };
    expect(said(slotUtilization, unasked)).toEqual(
      scaleTo(2, 'work-waits', 'idle, but the store did not answer', { ...warm(2, 0), unblocked: null }),
    );
  });

  test('that it shrinks, but not while a person is asked, unless there are fewer than min', () => {
    const text = 'nothing used, nothing waits';
    expect(said(slotUtilization, pool(2, 0))).toEqual(scaleTo(1, 'occupancy-low', text, warm(2, 0)));
    const asked = { tasks: { applyPending: 1 }, min: 2 };
    const waits = '1 tasks wait for a person: no shrink';
    expect(said(slotUtilization, { ...pool(2, 0), ...asked })).toEqual(
      held('apply-pending', waits, warm(2, 0), 'apply-pending'),
    );
    expect(said(slotUtilization, { ...pool(1, 0), ...asked })).toEqual(
      scaleTo(2, 'occupancy-low', text, warm(1, 0), 'min'),
    );
  });

  test('before report 599 what it takes for no work', () => {
    const cold = (unblocked: number | null) => said(slotUtilizationUnfixed, { min: 2, tasks: { unblocked } });
    const none = 'no pods and no unblocked task seen: none are made';
    expect(cold(null)).toEqual(scaleTo(0, 'cold-none-seen', none, { ...figures(0, 0), unblocked: null }));
    expect(cold(0)).toEqual(scaleTo(0, 'cold-none-seen', none, { ...figures(0, 0), unblocked: 0 }));
    const start = 'no pods and 3 unblocked tasks';
    expect(cold(3)).toEqual(scaleTo(2, 'cold-start', start, { ...figures(0, 0), unblocked: 3 }));
  });
});
