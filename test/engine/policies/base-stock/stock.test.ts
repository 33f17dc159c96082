import { describe, expect, test } from 'vitest';
import { podId } from '../../../../src/engine/ids.ts';
import { baseStock } from '../../../../src/engine/policies/base-stock/base-stock.ts';
import { freedWithin } from '../../../../src/engine/policies/base-stock/completions.ts';
import { LeadTime } from '../../../../src/engine/policies/base-stock/lead-time.ts';
import { emptyPods, podsBeside } from '../../../../src/engine/policies/base-stock/room.ts';
import type { AgentSignals, PodView } from '../../../../src/engine/signals.ts';
import { PolicyAnswers, scaleTo } from '../../../support/policy-answers.ts';
import { type PoolChanges, poolConfig } from '../../../support/pools.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

/** A connected pod with so many idle slots of four, unless told otherwise. */
const pod = (id: number, idle: number, changes: Partial<PodView> = {}): PodView => ({
  pod: podId(id),
  index: id,
  phase: 'running',
  connected: true,
  ageMs: 60_000,
  idleMs: null,
  slots: { total: 4, used: 4 - idle, reserved: 0, idle },
  takesApply: idle > 0,
  ...changes,
});

const agent = (changes: PoolChanges['agent']): AgentSignals => {
  const { slots, rule, weights } = poolConfig({ agent: changes ?? {} }).agent;
  return { slots, rule, weights, maxTasks: null };
};

describe('room beside busy pods', () => {
  test('of weighted units is for as many applies of three as fit, and for plans in what they leave', () => {
    const four = agent({ rule: 'weighted' });
    expect(podsBeside([pod(0, 3)], { applies: 2, plans: 0 }, four)).toBe(1);
    const eight = agent({ rule: 'weighted', slots: 8 });
    expect(podsBeside([pod(0, 6)], { applies: 2, plans: 0 }, eight)).toBe(0);
    expect(podsBeside([pod(0, 4)], { applies: 1, plans: 1 }, eight)).toBe(0);
    expect(podsBeside([pod(0, 4)], { applies: 1, plans: 2 }, eight)).toBe(1);
  });

  test('goes by the weight of a plan, beside the busy ones and in empty ones', () => {
    const heavy = agent({ rule: 'weighted', weights: { plan: 2, plan_and_apply: 3, drift_check: 1 } });
    expect(podsBeside([pod(0, 4)], { applies: 0, plans: 2 }, heavy)).toBe(0);
    expect(podsBeside([pod(0, 4)], { applies: 0, plans: 3 }, heavy)).toBe(1);
    expect(emptyPods({ applies: 0, plans: 4 }, heavy)).toBe(2);
  });

  test('of a slot that an apply takes is no plan any more; exclusively, none of its pod is', () => {
    const both = { applies: 1, plans: 1 };
    const one = agent({ rule: 'apply-one-of-n' });
    expect(podsBeside([pod(0, 1)], both, one)).toBe(1);
    expect(podsBeside([pod(0, 2)], both, one)).toBe(0);
    const exclusive = agent({ rule: 'apply-exclusive' });
    expect(podsBeside([pod(0, 2)], both, exclusive)).toBe(1);
    // Without an apply it is all for plans: two of three.
    expect(podsBeside([pod(0, 2)], { applies: 0, plans: 3 }, exclusive)).toBe(1);
  });
});

describe('the lead time', () => {
  const starting = (id: number, phase: PodView['phase'] = 'pending') => pod(id, 4, { phase, connected: false });
  const started = (id: number, ageMs: number) => pod(id, 4, { ageMs, idleMs: 0 });

  test('is learned from a pod that was seen only when it was asked for', () => {
    const lead = new LeadTime();
    lead.learn([starting(0, 'requested')]);
    lead.learn([started(0, 20_000)]);
    expect(lead.ms).toBe(20_000);
  });

  test('is that of the last fifteen starts', () => {
    const lead = new LeadTime();
    const starts = (from: number, count: number, ms: number) => {
      for (let id = from; id < from + count; id += 1) {
        lead.learn([starting(id)]);
        lead.learn([started(id, ms)]);
      }
    };
    starts(0, 6, 5_000);
    starts(6, 8, 20_000);
    // Six of fourteen are quick; and with the fifteenth the fourth is still among them.
    expect(lead.ms).toBe(5_000);
    starts(14, 1, 20_000);
    expect(lead.ms).toBe(5_000);
    // Three of the quick ones have left: the fourth least is a slow one.
    starts(15, 2, 20_000);
    expect(lead.ms).toBe(5_000);
    starts(17, 1, 20_000);
    expect(lead.ms).toBe(20_000);
  });

  test('forgets who went before it connected, and no other', () => {
    const gone = new LeadTime();
    gone.learn([starting(0)]);
    gone.learn([]);
    gone.learn([started(0, 20_000)]);
    expect(gone.ms).toBe(30_000);
    const other = new LeadTime();
    other.learn([starting(0), starting(1)]);
    other.learn([starting(0)]);
    other.learn([started(0, 20_000)]);
    expect(other.ms).toBe(20_000);
  });
});

test('a task that has waited for exactly a lead does not say yet that stays last longer', () => {
  const seen = signals({
    oldestUnblockedAgeMs: 60_000,
    tasks: { runningByType: { plan: 5, plan_and_apply: 2, drift_check: 1 } },
    totals: { slotStays: 10, slotTimeMs: 600_000 },
  });
  // 1 − 1/e of six plans and of two applies.
  expect(freedWithin(seen, 60_000)).toEqual({ plans: 3, applies: 1 });
});

describe('base-stock', () => {
  const full = [pod(0, 0), pod(1, 0)];
  const plans = (count: number): SignalChanges => ({
    tasks: { unblocked: count, unblockedByType: { plan: count, plan_and_apply: 0, drift_check: 0 } },
  });

  test('says what it weighed', () => {
    const memory = baseStock.initialMemory();
    // Three arrivals of each kind in ten minutes: P(0) = (600 / 630)^3.5 = 0.843 in a lead of 30 s, P(≤ 1) = 0.983; so one of each is ahead.
    for (const at of [0, 2_000, 4_000]) {
      memory.plans.add(at, 1);
      memory.applies.add(at, 1);
    }
    const seen = signals({
      now: 10_000,
      agent: { rule: 'single', slots: 1 },
      slotsPerPod: 1,
      pods: { count: 2 },
      listPods: full,
      tasks: {
        // 3 + 2 plans and 3 applies, of which 1 + 1 and 1 have a slot.
        unblockedByType: { plan: 3, plan_and_apply: 3, drift_check: 2 },
        claimedByType: { plan: 1, plan_and_apply: 1, drift_check: 1 },
        // 1 − 1/e of five plans and of four applies end: 3 and 2.
        runningByType: { plan: 4, plan_and_apply: 4, drift_check: 1 },
      },
      totals: { slotStays: 1, slotTimeMs: 30_000 },
    });
    const text = '2 busy pods, room for 5 waiting tasks and 2 that may come in 30 s, less 5 slots that come free: 4';
    const figures = { pods: 2, busyPods: 2, waiting: 5, ahead: 2, freed: 5, leadMs: 30_000, risk: 0.04, needed: 4 };
    // Of plans 3 + 1 − 3 and of applies 2 + 1 − 2 want a pod each.
    expect(baseStock.decide(seen, memory, { mayWait: 0.04 }).decision).toEqual(scaleTo(4, 'short', text, figures));
  });

  test('says that more were needed a moment ago, until they were not for a third of a lead', () => {
    const answers = new PolicyAnswers(baseStock);
    const three = [...full, pod(2, 0)];
    const idle = [pod(0, 0), pod(1, 4), pod(2, 4)];
    answers.decide({ now: 0, pods: { count: 3 }, listPods: idle });
    answers.decide({ now: 1_000, pods: { count: 3 }, listPods: three });
    // The three are the most of these seconds, although one was enough before them.
    expect(answers.decide({ now: 5_000, pods: { count: 3 }, listPods: idle })).toEqual([3, 'needed-lately']);
    const late = answers.whole({ now: 11_000, pods: { count: 3 }, listPods: idle });
    const text =
      '1 busy pods, room for 0 waiting tasks and 0 that may come in 30 s, less 0 slots that come free: 1, but more were needed a moment ago';
    expect(late).toMatchObject({ pods: 3, reason: { rule: 'needed-lately', text } });
    expect(answers.decide({ now: 11_001, pods: { count: 3 }, listPods: idle })).toEqual([1, 'surplus']);
  });

  test('takes only pods that have waited longer than four leads for a sign that there is no room', () => {
    const at = (id: number, ageMs: number, phase: PodView['phase']) => pod(id, 4, { ageMs, phase, connected: false });
    const wish = (listPods: readonly PodView[]) =>
      new PolicyAnswers(baseStock).decide({ ...plans(12), pods: { count: listPods.length }, listPods })[0];
    // 12 plans in pods of four are three beside the busy ones.
    expect(wish([...full, at(2, 120_000, 'pending')])).toBe(5);
    expect(wish([...full, at(2, 120_001, 'pending')])).toBe(3);
    expect(wish([pod(0, 0, { ageMs: 3_600_000 }), pod(1, 0, { ageMs: 3_600_000 })])).toBe(5);
  });

  test('learns nothing while nothing comes, whatever waits', () => {
    const answers = new PolicyAnswers(baseStock);
    const risk = (now: number) => {
      answers.whole({
        now,
        tasks: { unblockedByType: { plan: 0, plan_and_apply: 1, drift_check: 1 } },
        totals: { admitted: { plan: 0, plan_and_apply: 1, drift_check: 1 } },
      });
      return answers.reason?.figures.risk;
    };
    // Two came and had to wait: 0.2 · (2 · 0.04 − 1).
    const first = 0.04 * Math.exp(0.2 * (2 * 0.04 - 1));
    expect(risk(1_000)).toBeCloseTo(first, 12);
    expect(risk(11_000)).toBeCloseTo(first, 12);
  });
});
