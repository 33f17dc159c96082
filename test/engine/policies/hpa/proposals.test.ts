import { describe, expect, test } from 'vitest';
import { hpaCpu } from '../../../../src/engine/policies/hpa/cpu.ts';
import { hpaExternalAverage } from '../../../../src/engine/policies/hpa/external-average.ts';
import { hpaExternalValue } from '../../../../src/engine/policies/hpa/external-value.ts';
import { freshHistory } from '../../../../src/engine/policies/hpa/history.ts';
import type { AnyPolicy, Decision } from '../../../../src/engine/policy.ts';
import { scaleTo } from '../../../support/policy-answers.ts';
import { policyBinding } from '../../../support/pools.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

type Parameters = Record<string, number | string | boolean>;

/** Shrinks at once and grows at any rate, so that the answer is what the metric asks for. */
const FREE = { scaleDownWindow: 0, scaleUpPercent: 1_000_000 };

/** What the decision log says, of a Deployment that has the pods there are unless `replicas` says otherwise. */
function decide(policy: AnyPolicy, changes: SignalChanges, parameters: Parameters, replicas?: number): Decision {
  const memory = { ...freshHistory(), replicas: replicas ?? null };
  const bound = policyBinding(policy.name, { ...FREE, ...parameters }).parameters as never;
  return policy.decide(signals({ min: 1, max: 100, ...changes }), memory, bound).decision;
}

const ready = (count: number) => ({ count, running: count, connected: count });

describe('hpa-external-average says', () => {
  const of = (tasks: number | null, pods: number, parameters: Parameters = {}) =>
    decide(hpaExternalAverage, { slotsPerPod: 1, pods: ready(pods), tasks: { pending: tasks } }, parameters);

  test('that a metric could not be read', () => {
    expect(of(null, 5)).toEqual(
      scaleTo(5, 'unavailable', 'the metric could not be read: no change', { usage: null, pods: 5 }),
    );
  });

  test('that the pods are what the tasks need, or nearly', () => {
    const figures = { target: 1, pods: 10, replicas: 10, proposal: 10 };
    expect(of(10, 10)).toEqual(
      scaleTo(10, 'steady', '10 tasks need the 10 pods of 1 that are there', { ...figures, usage: 10, ratio: 1 }),
    );
    const near = '11 tasks on 10 pods of 1: the ratio 1.1 is tolerated';
    expect(of(11, 10)).toEqual(scaleTo(10, 'steady', near, { ...figures, usage: 11, ratio: 1.1 }, 'tolerance'));
  });

  test('how many they need, and the ratio to three digits', () => {
    const figures = { usage: 8, target: 2, pods: 3, ratio: 1.333, replicas: 3, proposal: 4 };
    expect(of(8, 3, { target: 2 })).toEqual(scaleTo(4, 'scale-up', '8 tasks need 4 pods of 2', figures));
  });
});

describe('hpa-external-value says', () => {
  const of = (tasks: number | null, pods: SignalChanges['pods'], parameters: Parameters, replicas?: number) =>
    decide(hpaExternalValue, { min: 0, pods: pods ?? {}, tasks: { pending: tasks } }, parameters, replicas);

  test('that a metric could not be read', () => {
    const figures = { usage: null, target: 5 };
    expect(of(null, ready(4), { target: 5 })).toEqual(
      scaleTo(4, 'unavailable', 'the metric could not be read: no change', figures),
    );
  });

  test('how many times the target the queue is, and what the ready pods make of it', () => {
    const figures = { usage: 8, target: 3, ratio: 2.667, readyPods: 4, replicas: 4, proposal: 11 };
    const text = '8 tasks are 2.667 times the target 3, with 4 ready pods: 11';
    expect(of(8, ready(4), { target: 3 })).toEqual(scaleTo(11, 'scale-up', text, figures));
  });

  test('that a ratio is tolerated, and calls it a limit only where it is not the target itself', () => {
    const figures = { target: 10, readyPods: 4, replicas: 4, proposal: 4 };
    const on = '10 tasks are 1 times the target 10: that is tolerated';
    expect(of(10, ready(4), { target: 10 })).toEqual(scaleTo(4, 'steady', on, { ...figures, usage: 10, ratio: 1 }));
    const near = '11 tasks are 1.1 times the target 10: that is tolerated';
    expect(of(11, ready(4), { target: 10 })).toEqual(
      scaleTo(4, 'steady', near, { ...figures, usage: 11, ratio: 1.1 }, 'tolerance'),
    );
  });

  test('that from 0 replicas it is the ratio itself', () => {
    const figures = { usage: 12, target: 5, ratio: 2.4, readyPods: 0, replicas: 0, proposal: 3 };
    expect(of(12, {}, { target: 5, scaleToZero: true })).toEqual(
      scaleTo(3, 'scale-up', '12 tasks are 2.4 times the target 5', figures),
    );
  });

  test('that there is no pod to count only where none lives, goes or lies about', () => {
    const figures = { usage: 10, target: 5, ratio: 2, readyPods: 0 };
    const none = scaleTo(3, 'unavailable', 'there is no pod to count: no change', figures);
    expect(of(10, {}, { target: 5 }, 3)).toEqual(none);
    expect(of(10, { dead: 1 }, { target: 5 }, 3).reason.rule).toBe('scale-down');
    expect(of(10, { ...ready(1), terminating: 1 }, { target: 5 }, 3)).toMatchObject({ pods: 4 });
    expect(of(10, { ...ready(1), dead: 1 }, { target: 5 }, 3)).toMatchObject({ pods: 2 });
  });
});

describe('hpa-cpu says', () => {
  /** Pods of four slots, `busy` of those on the ready ones. */
  const of = (at: { ready: number; starting?: number; busy: number }, parameters: Parameters, replicas?: number) => {
    const { ready: connected, starting = 0, busy } = at;
    const pods = { count: connected + starting, pending: starting, running: connected, connected };
    return decide(hpaCpu, { pods, connectedSlots: { total: connected * 4, used: busy } }, parameters, replicas);
  };

  test('that there is no sample without a ready pod', () => {
    const figures = { readyPods: 0, unreadyPods: 3 };
    const text = 'no pod is ready, so there is no sample: no change';
    expect(of({ ready: 0, starting: 3, busy: 0 }, {})).toEqual(scaleTo(3, 'unavailable', text, figures));
  });

  test('at which utilization the ready pods are', () => {
    const figures = { utilization: 100, target: 80, readyPods: 8, unreadyPods: 0, replicas: 8, proposal: 10 };
    const text = '8 ready pods are at 100 % of 80 %';
    expect(of({ ready: 8, busy: 32 }, {})).toEqual(scaleTo(10, 'scale-up', text, figures));
  });

  test('that this is tolerated, which is no limit on the target itself, pods that start or none', () => {
    const figures = { target: 50, readyPods: 2, replicas: 3, proposal: 3, unreadyPods: 1 };
    const on = '2 ready pods are at 50 % of 50 %: that is tolerated';
    const expected = scaleTo(3, 'steady', on, { ...figures, utilization: 50 });
    expect(of({ ready: 2, starting: 1, busy: 4 }, { target: 50 })).toEqual(expected);
    expect(of({ ready: 2, starting: 1, busy: 4 }, { target: 50, podsThatStart: 'before-1.16' })).toEqual(expected);
    // 23 of 48 slots: 47 %, and 47 / 50 is within a tenth.
    const near = '12 ready pods are at 47 % of 50 %: that is tolerated';
    const nearly = { target: 50, readyPods: 12, replicas: 12, proposal: 12, unreadyPods: 0, utilization: 47 };
    expect(of({ ready: 12, busy: 23 }, { target: 50 })).toEqual(scaleTo(12, 'steady', near, nearly, 'tolerance'));
  });

  test('what those that start make of it', () => {
    // 40 of 44 slots: 90 %, and 90 / 80 · 11 = 12.375.
    const figures = { utilization: 100, target: 80, readyPods: 10, unreadyPods: 1, replicas: 11, proposal: 13 };
    const text = '10 ready pods are at 100 % of 80 %, with the 1 that start 90 %';
    expect(of({ ready: 10, starting: 1, busy: 40 }, {})).toEqual(scaleTo(13, 'scale-up', text, figures));
  });

  test('nothing of a count that would turn around', () => {
    // 8 of 12 slots: 66 %, and 66 / 50 · 3 = 3.96 pods where 10 were asked for.
    expect(of({ ready: 2, starting: 1, busy: 8 }, { target: 50 }, 10)).toMatchObject({ pods: 10 });
    // 4 of 20 slots: 20 %, and 20 / 50 · 5 = 2 pods, which would be growth from 1: but the ratio is a shrink.
    expect(of({ ready: 1, starting: 4, busy: 4 }, { target: 50 }, 1)).toMatchObject({ pods: 1 });
    // 8 of 40 slots and 20 of pods that start: 46 % of 80 % of fifteen is 8.625, and 2 were asked for.
    const before = { podsThatStart: 'before-1.16' };
    expect(of({ ready: 10, starting: 5, busy: 8 }, before, 2)).toMatchObject({ pods: 2, reason: { limitedBy: null } });
  });

  test("no less than the pool's min, and never less than one", () => {
    const idle = { pods: ready(5), connectedSlots: { total: 20 } };
    expect(decide(hpaCpu, { ...idle, min: 3 }, {})).toMatchObject({ pods: 3, reason: { limitedBy: 'min' } });
    expect(decide(hpaCpu, { ...idle, min: 0 }, {})).toMatchObject({ pods: 1, reason: { limitedBy: 'min' } });
  });
});
