import { describe, expect, test } from 'vitest';
import { kedaScaledObject, type ScaledObjectMemory } from '../../../../src/engine/policies/keda/scaledobject.ts';
import type { Decision } from '../../../../src/engine/policy.ts';
import { policyBinding } from '../../../support/pools.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

/** A ScaledObject and a Deployment that has its replicas at once; the first decision is at 0 s, then one every 15 s. */
class ScaledObject {
  readonly memory: ScaledObjectMemory = kedaScaledObject.initialMemory();
  readonly #parameters: never;
  readonly #base: SignalChanges;
  now = -15_000;
  replicas: number;

  constructor(start: number, base: SignalChanges = {}, changes: Record<string, number | boolean | string> = {}) {
    this.replicas = start;
    this.#base = base;
    this.#parameters = policyBinding('keda-scaledobject', changes).parameters as never;
  }

  decide(tasks: number | null, changes: SignalChanges = {}): Decision {
    this.now += 15_000;
    const seen = signals({
      now: this.now,
      slotsPerPod: 1,
      pods: { count: this.replicas, running: this.replicas, connected: this.replicas },
      tasks: { pending: tasks },
      ...this.#base,
      ...changes,
    });
    const { decision } = kedaScaledObject.decide(seen, this.memory, this.#parameters);
    this.replicas = decision.kind === 'hold' ? Number.NaN : decision.pods;
    return decision;
  }

  decides(count: number, tasks: number | null): readonly number[] {
    return Array.from({ length: count }, () => {
      this.decide(tasks);
      return this.replicas;
    });
  }

  /** When it first has so many replicas, with a constant number of tasks. */
  secondsUntil(replicas: number, tasks: number | null): number {
    for (let sync = 0; sync < 200; sync += 1) {
      this.decide(tasks);
      if (this.replicas === replicas) return this.now / 1000;
    }
    return Number.POSITIVE_INFINITY;
  }
}

describe('between 0 and 1', () => {
  test('activity makes one pod, or min, and the HPA the others from its next sync on', () => {
    const object = new ScaledObject(0);
    expect(object.decide(9).reason.rule).toBe('activate');
    expect(object.replicas).toBe(1);
    expect(object.decides(3, 9)).toEqual([4, 8, 9]);
    const withMin = new ScaledObject(0, {}, { minReplicaCount: 3, idleAtZero: true });
    expect(withMin.decides(1, 9)).toEqual([3]);
  });

  test('KEDA looks every 30 s, not at every sync of the HPA', () => {
    const object = new ScaledObject(0);
    expect(object.decides(1, 0)).toEqual([0]);
    expect(object.decides(2, 5)).toEqual([0, 1]);
  });

  test('KEDA looks every 30 s, too, where decisions are late by one time or another', () => {
    const object = new ScaledObject(0);
    const polls: number[] = [];
    for (const lateMs of [40, 5, 12, 3, 1, 0, 900, 2, 20]) {
      const { nextPollAt } = object.memory;
      const turn = object.now + 15_000;
      object.decide(0, { now: turn + lateMs });
      if (object.memory.nextPollAt !== nextPollAt) polls.push(turn / 1000);
    }
    expect(polls).toEqual([0, 30, 60, 90, 120]);
  });

  test('the trigger is active above its threshold alone', () => {
    expect(new ScaledObject(0, {}, { activation: 5 }).decides(1, 5)).toEqual([0]);
    expect(new ScaledObject(0, {}, { activation: 5 }).decides(1, 6)).toEqual([1]);
  });

  test('to 0 at the first poll later than the cooldown after the last activity, from N at once (keda#7770)', () => {
    const object = new ScaledObject(6);
    expect(object.decides(3, 6)).toEqual([6, 6, 6]);
    // Last active at the poll of 30 s; 330 s is not later than 30 s + 300 s, 360 s is. The HPA's window holds the 6.
    expect(object.secondsUntil(0, 0)).toBe(360);
    expect(object.memory.hpa.replicas).toBe(0);
  });

  test('an object that was never active goes to 0 at its second poll (keda#5008), unless initialCooldownPeriod', () => {
    expect(new ScaledObject(6).secondsUntil(0, 0)).toBe(30);
    expect(new ScaledObject(6, {}, { initialCooldownPeriod: 120_000 }).secondsUntil(0, 0)).toBe(150);
  });

  test('with a min it never goes below, and comes up to it', () => {
    expect(new ScaledObject(2, { min: 2 }).secondsUntil(0, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(new ScaledObject(0, { min: 2 }).decide(0)).toMatchObject({ pods: 2, reason: { rule: 'keda-min' } });
  });

  test('idling at 0 it goes below its min, and back to it', () => {
    const object = new ScaledObject(3, {}, { minReplicaCount: 3, idleAtZero: true, cooldownPeriod: 60_000 });
    object.decides(3, 3);
    expect(object.secondsUntil(0, 0)).toBe(120);
    expect(object.secondsUntil(3, 1)).toBe(150);
  });
});

describe('between 1 and N', () => {
  test('cooldownPeriod does not shorten the window of the HPA (keda#737)', () => {
    const object = new ScaledObject(6, { min: 1 }, { cooldownPeriod: 30_000 });
    object.decides(3, 6);
    // Without `behavior` the sample of exactly 300 s ago still counts: 30 s + 315 s.
    expect(object.secondsUntil(1, 0)).toBe(345);
  });

  test('the rules of the HPA may be given', () => {
    const object = new ScaledObject(6, { min: 1 }, { behavior: 'rules', scaleDownWindow: 60_000 });
    object.decides(3, 6);
    expect(object.secondsUntil(1, 0)).toBe(90);
  });
});

describe('when the query fails', () => {
  test('nothing changes without a fallback, not even after the cooldown', () => {
    const object = new ScaledObject(4);
    object.decides(3, 4);
    expect(new Set(object.decides(60, null))).toEqual(new Set([4]));
  });

  test('the fallback comes after more failures in a row than the threshold', () => {
    const object = new ScaledObject(2, {}, { fallbackReplicas: 7, failureThreshold: 3 });
    object.decides(1, 2);
    // The fourth failure is one too many; 2 may be doubled at once.
    expect(object.decides(5, null)).toEqual([2, 2, 2, 4, 7]);
  });

  test('one answer starts the count anew', () => {
    const object = new ScaledObject(2, {}, { fallbackReplicas: 7, failureThreshold: 3 });
    object.decides(3, null);
    object.decides(1, 2);
    expect(object.decides(3, null)).toEqual([2, 2, 2]);
  });

  test.each([
    ['static', 5],
    ['currentReplicas', 6],
    ['currentReplicasIfHigher', 6],
    ['currentReplicasIfLower', 5],
  ] as const)('behavior %s of 6 pods and a fallback of 5 gives %i', (fallbackBehavior, pods) => {
    const rules = { behavior: 'rules', scaleDownWindow: 0 } as const;
    const object = new ScaledObject(6, {}, { fallbackReplicas: 5, failureThreshold: 0, fallbackBehavior, ...rules });
    expect(object.decides(1, null)).toEqual([pods]);
  });

  test('at 0 replicas the HPA asks nothing, so there is no fallback', () => {
    const object = new ScaledObject(0, {}, { fallbackReplicas: 7, failureThreshold: 0 });
    expect(object.decides(10, null)).toEqual(new Array(10).fill(0));
  });
});
