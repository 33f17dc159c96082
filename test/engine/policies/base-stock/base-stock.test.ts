import { describe, expect, test } from 'vitest';
import { podId } from '../../../../src/engine/ids.ts';
import { ArrivalRate, leadTimeQuantile } from '../../../../src/engine/policies/base-stock/arrival-rate.ts';
import { baseStock } from '../../../../src/engine/policies/base-stock/base-stock.ts';
import { freedWithin } from '../../../../src/engine/policies/base-stock/completions.ts';
import { LeadTime } from '../../../../src/engine/policies/base-stock/lead-time.ts';
import { emptyPods, podsBeside } from '../../../../src/engine/policies/base-stock/room.ts';
import type { AgentSignals, PodView } from '../../../../src/engine/signals.ts';
import { type PoolChanges, poolConfig } from '../../../support/pools.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

/** A connected pod with so many of its four slots used. */
const pod = (id: number, used: number, changes: Partial<PodView> = {}): PodView => ({
  pod: podId(id),
  index: id,
  phase: 'running',
  connected: true,
  ageMs: 60_000,
  idleMs: used === 0 ? 1_000 : null,
  slots: { total: 4, used, reserved: 0, idle: 4 - used },
  takesApply: used < 4,
  ...changes,
});

const agent = (changes: PoolChanges = {}): AgentSignals => {
  const { slots, rule, weights, maxTasks } = poolConfig(changes).agent;
  return { slots, rule, weights, maxTasks: Number.isFinite(maxTasks) ? maxTasks : null };
};

describe('room beside busy pods', () => {
  test('comes first; what is left goes to empty pods of four', () => {
    expect(podsBeside([pod(0, 3)], { applies: 0, plans: 6 }, agent())).toBe(2);
    expect(podsBeside([pod(0, 3), pod(1, 0)], { applies: 0, plans: 5 }, agent())).toBe(0);
  });

  test('is for one apply a pod, where the rule says so', () => {
    expect(podsBeside([pod(0, 1), pod(1, 1, { takesApply: false })], { applies: 3, plans: 0 }, agent())).toBe(2);
  });

  test('depends on the slot rule', () => {
    const five = { applies: 2, plans: 3 };
    expect(emptyPods(five, agent({ agent: { rule: 'single' } }))).toBe(5);
    expect(emptyPods(five, agent({ agent: { rule: 'apply-exclusive' } }))).toBe(3);
    expect(emptyPods(five, agent({ agent: { rule: 'apply-one-of-n' } }))).toBe(2);
    // 2 × 3 + 3 × 1 units in pods of 4
    expect(emptyPods(five, agent({ agent: { rule: 'weighted' } }))).toBe(3);
    // agents of one task hold one at a time
    expect(emptyPods(five, agent({ agent: { maxTasks: 1 } }))).toBe(5);
  });
});

describe('arrivals in a lead time', () => {
  test('are negative binomial: with half an arrival seen in as long as the lead, P(0) = √½', () => {
    expect(leadTimeQuantile(0, 60_000, 60_000, 0.7)).toBe(0);
    // P(≤ 1) = √½ (1 + ¼) = 0.884
    expect(leadTimeQuantile(0, 60_000, 60_000, 0.71)).toBe(1);
    expect(leadTimeQuantile(0, 60_000, 60_000, 0.89)).toBe(2);
  });

  test('come near a Poisson where much was seen: 95 % of Poisson(5) are at most 9', () => {
    expect(leadTimeQuantile(10_000, 2_000, 1, 0.95)).toBe(9);
  });

  test('are none below three in ten minutes, and a burst is one', () => {
    const rate = new ArrivalRate();
    for (let at = 0; at < 900; at += 10) rate.add(at, 5);
    expect(rate.quantile(1_000, 30_000, 0.95)).toBe(0);
    rate.add(5_000, 1);
    rate.add(10_000, 1);
    expect(rate.quantile(10_000, 30_000, 0.95)).toBeGreaterThan(0);
    expect(rate.quantile(700_000, 30_000, 0.95)).toBe(0);
  });
});

describe('the lead time', () => {
  test('is learned from pods that were seen starting, once each, idle time not counted', () => {
    const lead = new LeadTime();
    lead.learn([pod(0, 0, { phase: 'pending', connected: false, idleMs: null })]);
    lead.learn([pod(0, 0, { ageMs: 25_000, idleMs: 5_000 })]);
    expect(lead.ms).toBe(20_000);
    // Its agent comes back after an hour: that is no start.
    lead.learn([pod(0, 0, { connected: false, idleMs: null })]);
    lead.learn([pod(0, 0, { ageMs: 3_600_000, idleMs: 0 })]);
    expect(lead.ms).toBe(20_000);
  });

  test('is the lower quartile: three that wait for a node do not make a start long', () => {
    const lead = new LeadTime();
    [20_000, 600_000, 600_000, 600_000].forEach((ageMs, id) => {
      lead.learn([pod(id, 0, { phase: 'pending', connected: false, idleMs: null })]);
      lead.learn([pod(id, 0, { ageMs, idleMs: 0 })]);
    });
    expect(lead.ms).toBe(180_000);
    lead.learn([pod(9, 0, { phase: 'pending', connected: false, idleMs: null })]);
    lead.learn([pod(9, 0, { ageMs: 22_000, idleMs: 0 })]);
    expect(lead.ms).toBe(22_000);
  });
});

describe('slots that come free in a lead time', () => {
  const running = (changes: SignalChanges = {}) =>
    signals({
      tasks: { runningByType: { plan: 5, plan_and_apply: 2, drift_check: 1 } },
      // 60 s on the mean
      totals: { slotStays: 10, slotTimeMs: 600_000 },
      ...changes,
    });

  test('are the share of the work that ends by then, whole slots of each kind', () => {
    // 1 − 1/e = 0.632 of six plans and of two applies
    expect(freedWithin(running(), 60_000)).toEqual({ plans: 3, applies: 1 });
    // 1 − exp(−1/3) = 0.283
    expect(freedWithin(running(), 20_000)).toEqual({ plans: 1, applies: 0 });
  });

  test('are none before a stay has ended, and none once a task has waited for longer than a lead', () => {
    expect(freedWithin(running({ totals: { slotStays: 0, slotTimeMs: 0 } }), 60_000)).toEqual({ plans: 0, applies: 0 });
    expect(freedWithin(running({ oldestUnblockedAgeMs: 60_001 }), 60_000)).toEqual({ plans: 0, applies: 0 });
  });
});

describe('base-stock', () => {
  const decide = (changes: SignalChanges, memory = baseStock.initialMemory()) =>
    baseStock.decide(signals(changes), memory, { mayWait: 0.04 });

  const waiting = (plans: number, applies = 0): SignalChanges => ({
    tasks: {
      unblocked: plans + applies,
      unblockedByType: { plan: plans, plan_and_apply: applies, drift_check: 0 },
    },
    totals: { admitted: { plan: plans, plan_and_apply: applies, drift_check: 0 } },
  });

  test('makes the pods that the waiting tasks need, by the slot rule', () => {
    expect(decide(waiting(5, 1)).decision).toMatchObject({ kind: 'scale-to', pods: 2, reason: { rule: 'short' } });
    expect(decide(waiting(0, 3)).decision).toMatchObject({ pods: 3 });
  });

  test('makes no pod for a task that a slot will serve sooner', () => {
    const busy = {
      listPods: [pod(0, 4), pod(1, 4)],
      pods: { count: 2 },
      ...waiting(2),
      tasks: { ...waiting(2).tasks, runningByType: { plan: 8, plan_and_apply: 0, drift_check: 0 } },
    };
    // The lead is 30 s before any was seen: 0.39 of eight end.
    const ends = { ...waiting(2).totals, slotStays: 1, slotTimeMs: 60_000 };
    expect(decide({ ...busy, totals: ends }).decision).toMatchObject({ pods: 2 });
    expect(decide({ ...busy }).decision).toMatchObject({ pods: 3, reason: { rule: 'short' } });
  });

  test('keeps one of the pods for which there is no node, and asks for more when that one got one', () => {
    const stuck = (id: number, ageMs: number) =>
      pod(id, 0, { phase: 'pending', connected: false, idleMs: null, ageMs });
    // Four leads of 30 s.
    const without = [pod(0, 4), stuck(1, 120_001), stuck(2, 120_001), stuck(3, 120_001)];
    expect(decide({ ...waiting(12), listPods: without, pods: { count: 4 } }).decision).toMatchObject({ pods: 2 });
    const starting = [pod(0, 4), stuck(1, 119_999), stuck(2, 119_999), stuck(3, 119_999)];
    expect(decide({ ...waiting(12), listPods: starting, pods: { count: 4 } }).decision).toMatchObject({ pods: 4 });
  });

  test('does not count what has a slot on a pod that is still to connect', () => {
    const claimed = { plan: 4, plan_and_apply: 0, drift_check: 0 };
    const signalled = {
      ...waiting(4),
      tasks: { ...waiting(4).tasks, claimedByType: claimed },
      pods: { count: 1 },
      listPods: [pod(0, 4, { connected: false, phase: 'pending', idleMs: null })],
    };
    expect(decide(signalled).decision).toMatchObject({ pods: 1, reason: { rule: 'in-stock' } });
  });

  test('keeps the pods when the queue cannot be read', () => {
    const { decision } = decide({ tasks: { unblockedByType: null }, pods: { count: 3 } });
    expect(decision).toMatchObject({ kind: 'hold', reason: { rule: 'unavailable' } });
  });

  test('keeps a pod with a reservation, and lets an idle one go once it was not needed for a third of a start', () => {
    const memory = baseStock.initialMemory();
    const reserved = pod(0, 0, { slots: { total: 4, used: 0, reserved: 1, idle: 3 }, idleMs: null });
    const both = { pods: { count: 2 }, listPods: [reserved, pod(1, 1)] };
    expect(decide({ ...both, now: 0 }, memory).decision).toMatchObject({ pods: 2 });
    const oneIdle = { pods: { count: 2 }, listPods: [reserved, pod(1, 0)] };
    expect(decide({ ...oneIdle, now: 9_000 }, memory).decision).toMatchObject({
      pods: 2,
      reason: { rule: 'needed-lately' },
    });
    expect(decide({ ...oneIdle, now: 10_001 }, memory).decision).toMatchObject({
      pods: 1,
      reason: { rule: 'surplus' },
    });
  });

  test('grows more careful with every arrival that had to wait, and less with every one that had not', () => {
    const memory = baseStock.initialMemory();
    const figure = (changes: SignalChanges): number => decide(changes, memory).decision.reason.figures.risk as number;
    const first = figure({ ...waiting(1), now: 1_000 });
    expect(first).toBeCloseTo(0.04 * Math.exp(0.2 * (0.04 - 1)), 10);
    const served = { totals: { admitted: { plan: 2, plan_and_apply: 0, drift_check: 0 } }, now: 9_000 };
    expect(figure(served)).toBeCloseTo(first * Math.exp(0.2 * 0.04), 10);
    // What waits because the pool is at its max teaches nothing.
    const atMax = { ...waiting(9), now: 20_000, max: 1, pods: { count: 1 }, listPods: [pod(0, 4)] };
    expect(figure(atMax)).toBeCloseTo(first * Math.exp(0.2 * 0.04), 10);
  });
});
