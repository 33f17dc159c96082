import { describe, expect, test } from 'vitest';
import { fallbackReplicas } from '../../../../src/engine/policies/keda/fallback.ts';
import { kedaScaledJobAccurate } from '../../../../src/engine/policies/keda/scaledjob-accurate.ts';
import { kedaScaledJobDefault } from '../../../../src/engine/policies/keda/scaledjob-default.ts';
import { kedaScaledObject } from '../../../../src/engine/policies/keda/scaledobject.ts';
import type { AnyPolicy } from '../../../../src/engine/policy.ts';
import { PolicyAnswers, scaleTo } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

type Parameters = Record<string, number | string | boolean>;

/** So many Jobs, the pods of the last `pending` of which do not run yet. */
const jobs = (count: number, pending = 0) => ({ count, pending, running: count - pending, connected: count - pending });

describe('a ScaledJob says', () => {
  const said = (changes: SignalChanges, parameters: Parameters = {}, policy: AnyPolicy = kedaScaledJobDefault) =>
    new PolicyAnswers(policy, parameters).whole({ slotsPerPod: 1, max: 10, ...changes });

  test('that the minimum comes first, of a list that failed too', () => {
    const few = '1 Jobs are fewer than the 2 that always run: the queue is not looked at';
    expect(said({ min: 2, pods: jobs(1), tasks: { pending: 9 } })).toEqual(
      scaleTo(2, 'min-first', few, { queue: 9, jobs: 1, pods: 1 }, 'min'),
    );
    const lost =
      '0 Jobs (the list of Jobs failed, which counts as none) are fewer than the 2 that always run: the queue is not looked at';
    expect(said({ min: 2, pods: jobs(3), tasks: { pending: 9 }, podsStale: true })).toEqual(
      scaleTo(5, 'min-first', lost, { queue: 9, jobs: 0, pods: 3 }, 'min'),
    );
  });

  test('that a trigger failed, unless a minimum keeps it active', () => {
    const failed = scaleTo(2, 'unavailable', 'the trigger failed, so nothing is active', {
      queue: null,
      jobs: 2,
      pods: 2,
    });
    expect(said({ pods: jobs(2), tasks: { pending: null } })).toEqual(failed);
    const kept = { queue: null, jobs: 2, pods: 2, pending: 0, maxScale: 0, effective: 0, most: 8 };
    expect(said({ min: 2, pods: jobs(2), tasks: { pending: null } })).toEqual(
      scaleTo(2, 'enough-jobs', '0 tasks and 2 Jobs: none is made', kept),
    );
  });

  test('that the tasks do not activate it, unless a minimum keeps it active', () => {
    const five = { pods: jobs(1), tasks: { pending: 5 } };
    const figures = { queue: 5, jobs: 1, pods: 1 };
    expect(said(five, { activation: 5 })).toEqual(
      scaleTo(1, 'inactive', '5 tasks do not activate the trigger', figures),
    );
    const active = { ...figures, pending: 0, maxScale: 5, effective: 5, most: 9 };
    expect(said({ ...five, min: 1 }, { activation: 5 })).toEqual(
      scaleTo(6, 'make-jobs', '5 tasks and 1 Jobs: 5 more', active),
    );
  });

  test('which Jobs have not started, and that a failed list shows none', () => {
    // s = 5, r = 4, p = 2, M = 10: 5 + 4 − 2 is not above 10, so 5 − 2 are made.
    const figures = { queue: 5, jobs: 4, pods: 4, pending: 2, maxScale: 5, effective: 3, most: 10 };
    const four = { pods: jobs(4, 2), tasks: { pending: 5 } };
    expect(said(four, {}, kedaScaledJobAccurate)).toEqual(
      scaleTo(7, 'make-jobs', '5 tasks and 4 Jobs, 2 of them not started: 3 more', figures),
    );
    const none = { ...figures, jobs: 0, pending: 0, effective: 5 };
    const text = '5 tasks and 0 Jobs (the list of Jobs failed, which counts as none): 5 more';
    expect(said({ ...four, podsStale: true }, {}, kedaScaledJobAccurate)).toEqual(scaleTo(9, 'make-jobs', text, none));
  });

  test('that its limit made them fewer, but not where they come up to it', () => {
    const limit = (pending: number, parameters: Parameters = {}, bounds: SignalChanges = {}) =>
      said({ ...bounds, tasks: { pending } }, parameters).reason.limitedBy;
    expect([limit(10), limit(11)]).toEqual([null, 'max']);
    expect([limit(20, { target: 2 }), limit(21, { target: 2 })]).toEqual([null, 'max']);
    // As many at least as at most: M is 0.
    const full = said({ min: 3, max: 3, pods: jobs(3), tasks: { pending: 9 } });
    expect(full).toMatchObject({ pods: 3, reason: { rule: 'enough-jobs', figures: { most: 0 }, limitedBy: 'max' } });
  });

  test('before keda#7417 nothing of pending Jobs up to the very limit', () => {
    // s + r = 6 + 4 is M and not above it: s − p = 4 are made, not M − r = 6.
    const at = said({ pods: jobs(4, 2), tasks: { pending: 6 } }, { atMax: 'before-7417' }, kedaScaledJobAccurate);
    expect(at.reason.figures.effective).toBe(4);
  });

  test('a Job is pending until its agent is connected, where that is its condition', () => {
    const three = { pods: { count: 3, running: 3, connected: 2 }, tasks: { pending: 1 } };
    const pending = said(three, { pendingPodConditions: 'ready' }, kedaScaledJobAccurate).reason.figures.pending;
    expect(pending).toBe(1);
  });
});

test('a fallback to the present replicas is that, more or fewer than the fixed ones', () => {
  const instead = (replicas: number, fallbackBehavior: 'currentReplicas' | 'currentReplicasIfHigher') =>
    fallbackReplicas(4, replicas, { fallbackReplicas: 5, failureThreshold: 3, fallbackBehavior });
  expect([instead(2, 'currentReplicas'), instead(9, 'currentReplicas')]).toEqual([2, 9]);
  expect([instead(2, 'currentReplicasIfHigher'), instead(9, 'currentReplicasIfHigher')]).toEqual([5, 9]);
});

describe('a ScaledObject says', () => {
  const object = (parameters: Parameters = {}) => new PolicyAnswers(kedaScaledObject, parameters);
  /** A Deployment that has its replicas. */
  const seen = (replicas: number, pending: number | null, now = 0): SignalChanges => ({
    now,
    slotsPerPod: 1,
    pods: { count: replicas, running: replicas, connected: replicas },
    tasks: { pending },
  });

  test('that tasks activate the trigger, or that a minimum stays without', () => {
    expect(object().whole(seen(0, 9))).toEqual(
      scaleTo(1, 'activate', '9 tasks activate the trigger: 1 to begin with', { queue: 9, replicas: 0 }),
    );
    expect(object({ minReplicaCount: 3 }).whole(seen(0, 0))).toEqual(
      scaleTo(3, 'keda-min', 'nothing is active, and 3 pods are the least', { queue: 0, replicas: 0 }),
    );
  });

  test('nothing where the replicas are at the minimum already: the HPA has the word', () => {
    expect(object({ minReplicaCount: 3 }).decide(seen(3, 0))).toEqual([3, 'steady']);
    expect(object({ minReplicaCount: 3, idleAtZero: true }).decide(seen(3, 3))).toEqual([3, 'steady']);
    expect(object({ minReplicaCount: 3, idleAtZero: true }).decide(seen(5, 5))).toEqual([5, 'steady']);
  });

  test('that nothing was active yet, or for how long nothing has been', () => {
    const fresh = object();
    fresh.whole(seen(1, 0, 15_000));
    const never = 'nothing was active yet: no pod, whatever the HPA allows';
    expect(fresh.whole(seen(1, 0, 45_000))).toEqual(scaleTo(0, 'cooled-down', never, { queue: 0, replicas: 1 }));
    const used = object();
    used.whole(seen(1, 1, 5_000));
    const cooled = 'nothing has been active for 330 s: no pod, whatever the HPA allows';
    expect(used.whole(seen(1, 0, 335_000))).toEqual(scaleTo(0, 'cooled-down', cooled, { queue: 0, replicas: 1 }));
  });

  test('that it is off at no replicas, however long ago it cooled down', () => {
    const off = object();
    off.whole(seen(0, 0));
    expect(off.decide(seen(0, 0, 900_000))).toEqual([0, 'disabled']);
  });

  test('for how many pods it makes up work when the query failed too often', () => {
    const answers = object({ fallbackReplicas: 3, failureThreshold: 0, target: 2 });
    const text = 'the query failed 1 times in a row: as if there were work for 3 pods';
    // 3 pods of 2 tasks on 2 pods of 2: half more than there are.
    const figures = { usage: 6, target: 2, pods: 2, ratio: 1.5, failures: 1, replicas: 2, proposal: 3 };
    expect(answers.whole(seen(2, null))).toEqual(scaleTo(3, 'scale-up', text, figures));
  });
});
