import { expect, test } from 'vitest';
import { jenkinsK8sNodelay } from '../../../../src/engine/policies/jenkins/k8s-nodelay.ts';
import { podViews } from '../../../support/pod-views.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

interface Pods {
  readonly queue?: number;
  readonly busy?: number;
  readonly idle?: number;
  /** Asked for, not delivered. */
  readonly requested?: number;
  /** Delivered, and the agent is not connected. */
  readonly starting?: number;
}

function pool(now: number, { queue = 0, busy = 0, idle = 0, requested = 0, starting = 0 }: Pods): SignalChanges {
  return {
    now,
    max: 1_000,
    slotsPerPod: 1,
    pods: {
      count: busy + idle + requested + starting,
      requested,
      pending: starting,
      running: busy + idle,
      connected: busy + idle,
      connectedIdle: idle,
    },
    connectedSlots: { total: busy + idle, used: busy, idle },
    tasks: { unblocked: queue, pending: queue, running: busy },
  };
}

const once = (pods: Pods) => new PolicyAnswers(jenkinsK8sNodelay).decide(pool(1_000, pods));

test('makes a pod for each task at once, without averages', () => {
  expect(once({ queue: 5 })).toEqual([5, 'provision']);
  expect(once({ queue: 5, busy: 10 })).toEqual([15, 'provision']);
  expect(once({ queue: 5, busy: 10, idle: 2 })).toEqual([15, 'provision']);
});

test('makes none while as many executors are idle as tasks wait', () => {
  expect(once({ queue: 2, idle: 2 })).toEqual([2, 'covered']);
});

test('what starts covers its tasks', () => {
  expect(once({ queue: 10, starting: 10 })).toEqual([10, 'covered']);
});

test('pods that start are subtracted twice: five more tasks beside ten starting pods get none', () => {
  expect(once({ queue: 15, starting: 10 })).toEqual([10, 'in-provisioning']);
  // w = 25 − 10 = 15, less 10 in provisioning.
  expect(once({ queue: 25, starting: 10 })).toEqual([15, 'provision']);
});

test('pods that are asked for and not delivered are subtracted once', () => {
  expect(once({ queue: 15, requested: 10 })).toEqual([15, 'provision']);
});

test('where that leaves tasks uncovered, the standard strategy is asked, and what it says has the starting pods subtracted', () => {
  const jenkins = new PolicyAnswers(jenkinsK8sNodelay);
  for (let now = 10_000; now <= 4_000_000; now += 10_000) jenkins.decide(pool(now, { queue: 30, busy: 5 }));
  // w = 30 − 10 = 20, less 10 in provisioning: 10. Standard: ⌊30 − 10 − 0.1 · 10 + 0.1125⌋ = 19, less 10: 9 more.
  expect(jenkins.decide(pool(4_010_000, { queue: 30, busy: 5, starting: 10 }))).toEqual([34, 'provision']);
});

test('slots of a pod count as its executors', () => {
  const seen = { ...pool(1_000, { queue: 9 }), slotsPerPod: 4 };
  expect(new PolicyAnswers(jenkinsK8sNodelay).decide(seen)).toEqual([3, 'provision']);
});

test('idle agents go by their own timer, once a minute', () => {
  const jenkins = new PolicyAnswers(jenkinsK8sNodelay);
  jenkins.decide(pool(50_000, { idle: 2 }));
  expect(jenkins.decide({ ...pool(60_000, { idle: 2 }), listPods: podViews(400_000, 1_000) })).toEqual([
    1,
    'idle-timeout',
  ]);
});

test('holds when the queue does not answer', () => {
  const seen = { ...pool(1_000, { busy: 3 }), tasks: { unblocked: null } };
  expect(new PolicyAnswers(jenkinsK8sNodelay).decide(seen)).toEqual(['hold', 'unavailable']);
});
