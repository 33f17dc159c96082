import { describe, expect, test } from 'vitest';
import { jenkinsK8sNodelay } from '../../../../src/engine/policies/jenkins/k8s-nodelay.ts';
import { average, freshLoad } from '../../../../src/engine/policies/jenkins/load-statistics.ts';
import { jenkinsStandard } from '../../../../src/engine/policies/jenkins/standard.ts';
import { standardStrategy } from '../../../../src/engine/policies/jenkins/standard-strategy.ts';
import type { AnyPolicy } from '../../../../src/engine/policy.ts';
import { podViews } from '../../../support/pod-views.ts';
import { held, PolicyAnswers, scaleTo, UNAVAILABLE } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

const MARGINS = { margin: 0.1, margin0: 0.5, marginDecay: 0.5 };
const NOTHING = { queue: 0, available: 0, connecting: 0, online: 0, planned: 0 };

describe('the standard strategy', () => {
  const provisions = (load: Partial<typeof NOTHING>, averages: Partial<typeof NOTHING> = {}, plannedNow = 0) =>
    standardStrategy({ ...NOTHING, ...load }, { ...freshLoad(), ...averages }, MARGINS, plannedNow);

  test('needs an executor now only where there is none of any kind', () => {
    expect(provisions({ queue: 1 })).toBe(1);
    expect(provisions({ queue: 1, connecting: 1 })).toBe(0);
    expect(provisions({ queue: 1, online: 2 }, {}, 2)).toBe(0);
    expect(provisions({ queue: 3, online: 2, planned: 2 })).toBe(0);
  });

  test('provisions nothing while as much as the margin is idle on average', () => {
    expect(provisions({ queue: 5, online: 10 }, { queue: 5, available: 0.1 })).toBe(0);
    expect(provisions({ queue: 5, online: 10 }, { queue: 5, available: 0.09 })).toBe(5);
  });

  test('provisions from more than 1 − m missing executors on, and never fewer than none', () => {
    // No executor online: m = 0.5, and half an executor is not more than half of one.
    expect(provisions({ queue: 1, connecting: 1 }, { queue: 0.5 })).toBe(0);
    expect(provisions({ queue: 1, connecting: 1 }, { queue: 0.51 })).toBe(1);
    expect(provisions({ queue: 1, planned: 4 }, { queue: 1 })).toBe(0);
  });
});

test('every average keeps its share of itself', () => {
  const averages = { ...freshLoad(), clock: 0, queue: 8, available: 8, connecting: 8, planned: 8 };
  average(averages, { ...NOTHING, queue: 2, connecting: 4 }, 10_000, 0.5);
  expect(averages).toMatchObject({ queue: 5, available: 4, connecting: 6, planned: 4 });
});

/** Without memory (`decay: 0`) an average is what is there, from the first point of the clock on. */
const said = (policy: AnyPolicy, changes: SignalChanges, parameters = {}) =>
  new PolicyAnswers(policy, { decay: 0, ...parameters }).whole({ now: 10_000, slotsPerPod: 1, max: 100, ...changes });

describe('either evaluation says', () => {
  test.each([jenkinsStandard, jenkinsK8sNodelay])('$name: that the queue does not answer', (policy) => {
    expect(said(policy, { pods: { count: 3 }, tasks: { unblocked: null } })).toEqual(
      held('unavailable', UNAVAILABLE, { pods: 3 }),
    );
  });

  test('how many executors start, by what a cloud or Kubernetes has delivered, in slots', () => {
    const pods = { count: 6, requested: 2, pending: 1, running: 3, connected: 2 };
    const starting = (policy: AnyPolicy) => said(policy, { slotsPerPod: 4, pods }).reason.figures;
    expect(starting(jenkinsStandard)).toMatchObject({ connecting: 4, planned: 12 });
    expect(starting(jenkinsK8sNodelay)).toMatchObject({ connecting: 8, planned: 8 });
  });

  /** Two agents, of which one is idle for longer than five minutes. */
  const idle = {
    pods: { count: 2, running: 2, connected: 2, connectedIdle: 1 },
    connectedSlots: { total: 2, used: 1, idle: 1 },
    listPods: podViews('busy', 400_000),
  };

  test('that idle timers have run out, from the second look on, once a minute', () => {
    const policy = new PolicyAnswers(jenkinsK8sNodelay);
    expect(policy.decide({ ...idle, slotsPerPod: 1, now: 120_000 })).toEqual([2, 'covered']);
    expect(policy.decide({ ...idle, slotsPerPod: 1, now: 179_000 })).toEqual([2, 'covered']);
    const load = { queue: 0, available: 1, connecting: 0, online: 2, planned: 0, inProvisioning: 0, missing: 0 };
    expect(policy.whole({ ...idle, slotsPerPod: 1, now: 180_000 })).toEqual(
      scaleTo(1, 'idle-timeout', '1 agents were idle for more than 300 s', { ...load, overdueIdle: 1, pods: 2 }),
    );
  });

  test('that pods are made beside one that goes', () => {
    const policy = new PolicyAnswers(jenkinsK8sNodelay);
    policy.decide({ ...idle, slotsPerPod: 1 });
    // 5 queued less 1 idle are 4 more, and the idle one goes.
    expect(policy.decide({ ...idle, slotsPerPod: 1, now: 60_000, tasks: { unblocked: 5 } })).toEqual([5, 'provision']);
  });
});

describe('jenkins-standard says', () => {
  const figures = (queue: number, idle: number, online: number) => ({
    ...NOTHING,
    queue,
    available: idle,
    online,
    queueAverage: queue,
    availableAverage: idle,
    plannedAverage: 0,
    overdueIdle: 0,
    pods: online,
  });
  const at = (queue: number, idle: number, online: number, changes: SignalChanges = {}) =>
    said(jenkinsStandard, {
      pods: { count: online, running: online, connected: online },
      connectedSlots: { total: online, idle },
      tasks: { unblocked: queue },
      ...changes,
    });

  test('that enough is idle, up to as many as are queued', () => {
    expect(at(2, 2, 4)).toEqual(scaleTo(4, 'enough-idle', '2 queued, 2 executors idle', figures(2, 2, 4)));
  });

  test('that the averages do not ask for one, or how many they ask for', () => {
    const text = '3 queued, but the averages do not ask for an executor yet';
    expect(at(3, 2, 4)).toEqual(scaleTo(4, 'averages', text, figures(3, 2, 4)));
    const more = '5 queued, 0 executors idle and 0 planned: 5 more executors';
    expect(at(5, 0, 4)).toEqual(scaleTo(9, 'provision', more, figures(5, 0, 4)));
  });
});

describe('jenkins-k8s-nodelay says', () => {
  const load = { queue: 5, available: 1, connecting: 0, online: 2, planned: 0, overdueIdle: 0, pods: 2 };

  test('how many tasks have nothing', () => {
    const text = '4 of 5 queued tasks have nothing idle or starting, 0 executors start: 4 more pods';
    const two = { pods: { count: 2, running: 2, connected: 2 }, connectedSlots: { total: 2, idle: 1 } };
    expect(said(jenkinsK8sNodelay, { ...two, tasks: { unblocked: 5 } })).toEqual(
      scaleTo(6, 'provision', text, { ...load, inProvisioning: 0, missing: 4 }),
    );
  });

  test('that those in provisioning are taken to be for them', () => {
    // 3 queued and 2 that start leave 1, less the same 2 again; the averages of now are all of the queue: 3 − 2 = 1, less 2.
    const text = '1 tasks have nothing, but 2 executors in provisioning are taken to be for them';
    const figures = { ...load, queue: 3, available: 0, connecting: 2, online: 0, inProvisioning: 2, missing: 1 };
    expect(said(jenkinsK8sNodelay, { pods: { count: 2, pending: 2 }, tasks: { unblocked: 3 } })).toEqual(
      scaleTo(2, 'in-provisioning', text, figures),
    );
  });

  test('what is idle and starts where all is covered', () => {
    const pods = { count: 4, requested: 2, pending: 1, running: 1, connected: 1 };
    const figures = { ...load, queue: 1, connecting: 1, online: 1, planned: 2, inProvisioning: 1, missing: 0, pods: 4 };
    expect(said(jenkinsK8sNodelay, { pods, connectedSlots: { total: 1, idle: 1 }, tasks: { unblocked: 1 } })).toEqual(
      scaleTo(4, 'covered', '1 queued, 1 executors idle, 3 starting', figures),
    );
  });

  test('pods of four: what one round provides is not provided by the strategy behind it again', () => {
    expect(said(jenkinsK8sNodelay, { slotsPerPod: 4, tasks: { unblocked: 8 } })).toMatchObject({ pods: 2 });
  });

  test('the strategy behind it adds whole pods for what it finds missing', () => {
    const policy = new PolicyAnswers(jenkinsK8sNodelay, { decay: 0.5 });
    const waiting = { slotsPerPod: 4, max: 100, tasks: { unblocked: 20 } };
    for (let clock = 1; clock <= 30; clock += 1) policy.decide({ ...waiting, now: clock * 10_000 });
    // One pod starts: 20 − 4 are missing, less 4 in provisioning are three pods. Behind it the averages: 20 queued, 12 planned in this
    // round, 2 connecting, so 6 executors, less 4 in provisioning: 2, which is a fourth pod.
    expect(policy.decide({ ...waiting, now: 310_000, pods: { count: 1, pending: 1 } })).toEqual([5, 'provision']);
  });
});
