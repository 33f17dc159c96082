import { describe, expect, test } from 'vitest';
import { blindStep, type IdleMemory } from '../../../src/engine/policies/blind-step.ts';
import { capacityAware } from '../../../src/engine/policies/capacity-aware.ts';
import { type SignalChanges, signals } from '../../support/signals.ts';

const FRESH: IdleMemory = { idleSince: null };

/** Wish and rule of one decision, from a fresh memory unless given. */
function decide(policy: typeof blindStep, changes: SignalChanges, memory = FRESH): readonly [number | 'hold', string] {
  const { decision } = policy.decide(signals(changes), memory, {});
  return [decision.kind === 'hold' ? 'hold' : decision.pods, decision.reason.rule];
}

describe.each([blindStep, capacityAware])('$name without pending work', (policy) => {
  test('keeps its pods while tasks run', () => {
    expect(decide(policy, { pods: { count: 4 }, tasks: { running: 1 } })).toEqual([4, 'busy']);
  });

  test('keeps one pod warm for a minute, then none', () => {
    const idle = { now: 100_000, pods: { count: 4 } };
    expect(decide(policy, idle)).toEqual([1, 'keep-warm']);
    const { memory } = policy.decide(signals(idle), FRESH, {});
    expect(memory).toEqual({ idleSince: 100_000 });
    expect(decide(policy, { ...idle, now: 159_999 }, memory)).toEqual([1, 'keep-warm']);
    expect(decide(policy, { ...idle, now: 160_000 }, memory)).toEqual([0, 'idle']);
  });

  test('makes no pod only to keep it warm', () => {
    expect(decide(policy, { pods: { count: 0 } })).toEqual([0, 'keep-warm']);
  });

  test('keeps min whatever the timer says', () => {
    expect(decide(policy, { min: 2, now: 500_000, pods: { count: 4 } }, { idleSince: 0 })).toEqual([2, 'idle']);
  });

  test('starts the timer anew after work', () => {
    expect(policy.decide(signals({ tasks: { running: 1 } }), { idleSince: 5 }, {}).memory).toEqual(FRESH);
    expect(policy.decide(signals({ tasks: { unblocked: 1 } }), { idleSince: 5 }, {}).memory).toEqual(FRESH);
  });

  test('holds when the store does not answer, and keeps its timer', () => {
    expect(decide(policy, { pods: { count: 3 }, tasks: { unblocked: null } })).toEqual(['hold', 'unavailable']);
    expect(policy.decide(signals({ tasks: { unblocked: null } }), { idleSince: 5 }, {}).memory).toEqual({
      idleSince: 5,
    });
  });
});

describe('blind-step with pending work', () => {
  test('takes one more pod whatever is free or running', () => {
    const capacity = { agentsOnline: 3, total: 12, used: 0, available: 12 };
    expect(decide(blindStep, { pods: { count: 3 }, tasks: { unblocked: 1, running: 9 }, capacity })).toEqual([
      4,
      'step',
    ]);
    expect(decide(blindStep, { tasks: { unblocked: 7 } })).toEqual([1, 'cold-start']);
  });

  test('stops at max', () => {
    expect(decide(blindStep, { max: 3, pods: { count: 3 }, tasks: { unblocked: 1 } })).toEqual([3, 'step']);
  });
});

describe('capacity-aware with pending work', () => {
  const waiting = { unblocked: 2 };
  const of = (agentsOnline: number, total: number, used: number) => ({
    agentsOnline,
    total,
    used,
    available: Math.max(0, total - used),
  });

  test('keeps its pods when capacity is unknown, and makes the first', () => {
    expect(decide(capacityAware, { pods: { count: 3 }, tasks: waiting, capacity: null })).toEqual([
      3,
      'capacity-unknown',
    ]);
    expect(decide(capacityAware, { pods: { count: 0 }, tasks: waiting, capacity: null })).toEqual([
      1,
      'capacity-unknown',
    ]);
  });

  test('goes to one pod when no agent is online, even down to it', () => {
    expect(decide(capacityAware, { pods: { count: 0 }, tasks: waiting, capacity: of(0, 0, 0) })).toEqual([
      1,
      'cold-start',
    ]);
    expect(decide(capacityAware, { pods: { count: 5 }, tasks: waiting, capacity: of(0, 0, 0) })).toEqual([
      1,
      'cold-start',
    ]);
  });

  test('keeps its pods while any slot is free, and takes one more when none is', () => {
    expect(decide(capacityAware, { pods: { count: 2 }, tasks: waiting, capacity: of(2, 6, 5) })).toEqual([
      2,
      'capacity-available',
    ]);
    expect(decide(capacityAware, { pods: { count: 2 }, tasks: waiting, capacity: of(2, 6, 6) })).toEqual([
      3,
      'capacity-full',
    ]);
    expect(decide(capacityAware, { pods: { count: 2 }, tasks: waiting, capacity: of(2, 6, 8) })).toEqual([
      3,
      'capacity-full',
    ]);
  });

  test('stays between min and max', () => {
    expect(decide(capacityAware, { min: 3, tasks: waiting })).toEqual([3, 'cold-start']);
    expect(decide(capacityAware, { max: 2, pods: { count: 2 }, tasks: waiting, capacity: of(2, 6, 6) })).toEqual([
      2,
      'capacity-full',
    ]);
  });

  test('gives the figures of the log line', () => {
    const { decision } = capacityAware.decide(
      signals({ pods: { count: 2 }, tasks: waiting, capacity: of(2, 6, 3) }),
      FRESH,
      {},
    );
    expect(decision.reason.figures).toMatchObject({
      onlineAgents: 2,
      totalCapacity: 6,
      runningTasks: 3,
      availableCapacity: 3,
      firstPendingTasks: 2,
    });
  });
});
