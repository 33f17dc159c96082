import { describe, expect, test } from 'vitest';
import { gitlabTaskscalerLike } from '../../../../src/engine/policies/gitlab/taskscaler-like.ts';
import { podViews } from '../../../support/pod-views.ts';
import { type Answer, PolicyAnswers } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

/** Pods of one slot, all of them usable, unless changed. */
const pool = (count: number, changes: SignalChanges = {}): SignalChanges => ({
  max: 1_000,
  slotsPerPod: 1,
  pods: { count },
  slots: { total: count },
  ...changes,
});

const once = (seen: SignalChanges, parameters: Record<string, number | string | boolean> = {}): Answer =>
  new PolicyAnswers(gitlabTaskscalerLike, parameters).decide(seen);

describe('the target', () => {
  test('has room for what is acquired, what waits and what is to be idle, in slots', () => {
    const tasks = { running: 5, pending: 4 };
    expect(once(pool(5, { tasks }))).toEqual([9, 'need']);
    expect(once(pool(5, { tasks }), { idleCount: 3, preemptive: 'off' })).toEqual([12, 'need']);
    const packed = { slotsPerPod: 4, slots: { total: 8, reserved: 2 }, tasks };
    // ⌈(5 + 2 + 4 + 3) / 4⌉
    expect(once(pool(2, packed), { idleCount: 3, preemptive: 'off' })).toEqual([4, 'need']);
  });

  test('with a factor keeps that share of the slots in use idle, at least idleCount, at most its limit', () => {
    const busy = (running: number) => pool(running, { tasks: { running } });
    expect(once(busy(10), { scaleFactor: 0.25 })).toEqual([13, 'need']);
    expect(once(busy(10), { scaleFactor: 0.25, idleCount: 5 })).toEqual([15, 'need']);
    expect(once(busy(10), { scaleFactor: 0.25, idleCount: 5, scaleFactorLimit: 2 })).toEqual([12, 'need']);
  });

  test('makes up for slots of pods that have had all their tasks', () => {
    const seen = pool(2, { slotsPerPod: 4, slots: { total: 5, used: 1, idle: 4 }, tasks: { running: 1, pending: 5 } });
    // ⌈(1 + 5 + 3) / 4⌉
    expect(once(seen)).toEqual([3, 'need']);
  });

  test('is not moved while more is acquired than the pods have: jobs of instances that are gone still count', () => {
    expect(once(pool(2, { tasks: { running: 5, pending: 9 } }))).toEqual(['hold', 'beyond-capacity']);
    expect(once(pool(5, { tasks: { running: 5, pending: 9 } }))).toEqual([14, 'need']);
  });
});

describe('preemptive mode', () => {
  const seen = pool(2, { tasks: { running: 2, pending: 50 } });

  test('does not look at the queue, and is on where idleCount is above 0', () => {
    expect(once(seen, { idleCount: 3 })).toEqual([5, 'need']);
    expect(once(seen, { preemptive: 'on' })).toEqual([2, 'keep']);
    expect(once(seen)).toEqual([52, 'need']);
    expect(once(seen, { idleCount: 3, preemptive: 'off' })).toEqual([55, 'need']);
  });

  test('has no use for a queue that does not answer', () => {
    const failing = pool(2, { tasks: { running: 2, pending: null } });
    expect(once(failing, { idleCount: 3 })).toEqual([5, 'need']);
    expect(once(failing)).toEqual(['hold', 'unavailable']);
  });
});

describe('idle pods', () => {
  const idle = (...idleMs: readonly number[]): SignalChanges =>
    pool(idleMs.length, {
      pods: { count: idleMs.length, connectedIdle: idleMs.length },
      listPods: podViews(...idleMs),
    });

  test('go when they were idle for longer than idleTime', () => {
    expect(once(idle(300_001, 300_000, 1))).toEqual([2, 'idle-timeout']);
    expect(once(idle(300_000, 1))).toEqual([2, 'keep']);
  });

  test('stay where the reserve needs them, however old', () => {
    expect(once(idle(900_000, 900_000, 900_000), { idleCount: 2 })).toEqual([2, 'idle-timeout']);
    expect(once(idle(900_000, 900_000), { idleCount: 2 })).toEqual([2, 'keep']);
  });
});

test('creations come from a bucket that holds max and is refilled by the throttle', () => {
  const runner = new PolicyAnswers(gitlabTaskscalerLike, { throttle: 2 });
  const waiting = (now: number, count: number) => pool(count, { now, max: 20, tasks: { pending: 100 } });
  expect(runner.decide(waiting(1_000, 0))).toEqual([20, 'need']);
  // All pods were lost; ten tokens of the next five seconds.
  expect(runner.decide(waiting(6_000, 0))).toEqual([10, 'need']);
  expect(runner.reason?.limitedBy).toBe('rate-limit');
  expect(runner.decide(waiting(6_400, 10))).toEqual([10, 'need']);
  expect(runner.decide(waiting(6_500, 10))).toEqual([11, 'need']);
});

test('a full pool spends no tokens on what it may not make', () => {
  const runner = new PolicyAnswers(gitlabTaskscalerLike, { throttle: 0.1 });
  const waiting = (now: number, count: number) => pool(count, { now, max: 4, tasks: { pending: 100 } });
  expect(runner.decide(waiting(1_000, 0))).toEqual([4, 'need']);
  // Ten seconds fill one token: after forty there are four.
  for (let now = 2_000; now <= 41_000; now += 1_000) expect(runner.decide(waiting(now, 4))).toEqual([4, 'need']);
  expect(runner.decide(waiting(42_000, 0))).toEqual([4, 'need']);
});

test('without a throttle nothing is held back', () => {
  const runner = new PolicyAnswers(gitlabTaskscalerLike, { throttle: 0 });
  for (const now of [1_000, 2_000]) {
    expect(runner.decide(pool(0, { now, max: 20, tasks: { pending: 100 } }))).toEqual([20, 'need']);
  }
});

test('a start without state storage removes what is there, then makes what is needed', () => {
  const runner = new PolicyAnswers(gitlabTaskscalerLike, { wipeOnStart: true });
  const seen = pool(6, { min: 2, tasks: { running: 4 } });
  expect(runner.decide(seen)).toEqual([0, 'wipe']);
  expect(runner.decide({ ...seen, pods: { count: 4 }, slots: { total: 4 } })).toEqual([4, 'keep']);
  runner.forget();
  expect(runner.decide(seen)).toEqual([0, 'wipe']);
  expect(once(seen)).toEqual([6, 'keep']);
});
