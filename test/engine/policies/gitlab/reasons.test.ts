import { describe, expect, test } from 'vitest';
import { gitlabMachineIdle } from '../../../../src/engine/policies/gitlab/machine-idle.ts';
import { gitlabPausePods } from '../../../../src/engine/policies/gitlab/pause-pods.ts';
import { gitlabTaskscalerLike } from '../../../../src/engine/policies/gitlab/taskscaler-like.ts';
import type { PodView } from '../../../../src/engine/signals.ts';
import { podViews } from '../../../support/pod-views.ts';
import { held, PolicyAnswers, scaleTo, UNAVAILABLE } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

type Parameters = Record<string, number | string | boolean>;

const POOL = { slotsPerPod: 1, max: 100 };

describe('gitlab-machine-idle says', () => {
  const said = (listPods: readonly PodView[], parameters: Parameters, changes: SignalChanges = {}) =>
    new PolicyAnswers(gitlabMachineIdle, { idleTime: 60_000, ...parameters }).whole({
      ...POOL,
      pods: { count: listPods.length },
      listPods,
      ...changes,
    });
  const OVER = 60_001;

  test('that pods or, where it asks for jobs, the queue cannot be seen', () => {
    const stale = { podsStale: true, tasks: { pending: null } };
    expect(said(podViews('busy'), { idleCount: 0 }, stale)).toEqual(
      held('unavailable', 'the list of pods failed', { pods: 1 }),
    );
    expect(said(podViews('busy'), { idleCount: 0 }, { tasks: { pending: null } })).toEqual(
      held('unavailable', UNAVAILABLE, { pods: 1 }),
    );
  });

  test('that too few are idle, for a reserve or for the jobs that wait', () => {
    const figures = { idle: 1, creating: 2, inUse: 1, removed: 0, wantedIdle: 3, queue: 0, pods: 3 };
    expect(said(podViews('busy', 0, 'starting'), { idleCount: 3 })).toEqual(
      scaleTo(4, 'too-few-idle', '1 pods are idle, 3 wanted idle: 1 more', figures),
    );
    const asked = { ...figures, queue: 3, pods: 2 };
    expect(said(podViews('busy', 0), { idleCount: 0 }, { tasks: { pending: 3 } })).toEqual(
      scaleTo(4, 'on-demand', '1 pods are idle, 3 wanted for the jobs that wait: 2 more', asked),
    );
  });

  test('that too many are, those that start being idle as well', () => {
    const figures = { idle: 1, creating: 0, inUse: 0, removed: 1, wantedIdle: 1, queue: 0, pods: 2 };
    const text = '1 pods were idle for too long, 1 wanted idle';
    expect(said(podViews(OVER, OVER), { idleCount: 1 })).toEqual(scaleTo(1, 'too-many-idle', text, figures));
    expect(said(podViews('starting', OVER), { idleCount: 1 })).toEqual(
      scaleTo(1, 'too-many-idle', text, { ...figures, idle: 0, creating: 1 }),
    );
  });

  test('that enough are', () => {
    const figures = { idle: 1, creating: 0, inUse: 0, removed: 0, wantedIdle: 1, queue: 0, pods: 1 };
    expect(said(podViews(OVER), { idleCount: 1 })).toEqual(
      scaleTo(1, 'enough-idle', '1 pods are idle, 1 wanted idle', figures),
    );
  });

  test('no more than the pool takes', () => {
    const figures = { idle: 0, creating: 2, inUse: 1, removed: 0, wantedIdle: 10, queue: 0, pods: 1 };
    expect(said(podViews('busy'), { idleCount: 10 }, { max: 3 })).toEqual(
      scaleTo(3, 'too-few-idle', '0 pods are idle, 10 wanted idle: 2 more', figures),
    );
  });

  test('that a pod is in use by a task and by a reservation alike', () => {
    const [pod] = podViews('busy');
    const both = { ...(pod as PodView), slots: { total: 2, used: 1, reserved: 1, idle: 0 } };
    expect(said([both], { idleCount: 1 }).reason.figures).toMatchObject({ inUse: 1, creating: 1 });
  });
});

describe('gitlab-pause-pods says', () => {
  const manager = (parameters: Parameters) => new PolicyAnswers(gitlabPausePods, parameters);
  const at = (now: number, jobs: number, more: SignalChanges = {}) => ({
    ...POOL,
    now,
    tasks: { pending: jobs },
    ...more,
  });

  test('that the queue does not answer', () => {
    expect(manager({}).whole({ pods: { count: 2 }, tasks: { pending: null } })).toEqual(
      held('unavailable', UNAVAILABLE, { pods: 2 }),
    );
  });

  test('how many jobs and free slots there are to be, those that run and are reserved among the jobs', () => {
    const figures = { jobs: 4, wantedHeadroom: 2, headroom: 2, pods: 0 };
    const jobs = { ...POOL, tasks: { running: 2, pending: 1 }, slots: { reserved: 1 } };
    expect(manager({ idleCount: 2 }).whole(jobs)).toEqual(scaleTo(6, 'headroom', '4 jobs and 2 free slots', figures));
  });

  test('that the headroom falls later, unless max is what holds the pool', () => {
    const later = (more: SignalChanges) => {
      const policy = manager({ scaleFactor: 0.5 });
      policy.whole(at(0, 10));
      return policy.whole(at(10_000, 2, more));
    };
    const text = '2 jobs and 5 free slots, although 1 would do: the headroom falls later';
    const figures = { jobs: 2, wantedHeadroom: 1, headroom: 5, pods: 0 };
    expect(later({})).toEqual(scaleTo(7, 'headroom-held', text, figures, 'cooldown'));
    expect(later({ max: 6 })).toEqual(scaleTo(6, 'headroom-held', text, figures, 'max'));
  });
});

describe('gitlab-taskscaler-like says', () => {
  const scaler = (parameters: Parameters = {}) => new PolicyAnswers(gitlabTaskscalerLike, parameters);
  /** Pods of which all slots are there. */
  const pods = (count: number, slotsPerPod = 1): SignalChanges => ({
    max: 10,
    slotsPerPod,
    pods: { count },
    slots: { total: count * slotsPerPod },
  });

  test('that the pods of before the start go, where there are any', () => {
    const wipe = { wipeOnStart: true };
    expect(scaler(wipe).whole(pods(4))).toEqual(
      scaleTo(0, 'wipe', '4 pods from before the start are not known: all go', { pods: 4 }),
    );
    expect(scaler(wipe).decide({ ...pods(0), tasks: { pending: 3 } })).toEqual([3, 'need']);
  });

  test('that the queue does not answer', () => {
    expect(scaler().whole({ ...pods(4), tasks: { pending: null } })).toEqual(
      held('unavailable', UNAVAILABLE, { pods: 4 }),
    );
  });

  test('that jobs of instances that are gone still count, and nothing changes', () => {
    const text = '3 slots are acquired, 2 unavailable, but the pods have 4: no change';
    // One pod of four slots, two of which have had all their tasks.
    expect(scaler().whole({ ...pods(1, 4), slots: { total: 2 }, tasks: { running: 3 } })).toEqual(
      held('beyond-capacity', text, { acquired: 3, waiting: 0, unavailable: 2, idle: 0, target: 2, pods: 1 }),
    );
  });

  test('what it needs, and what the throttle leaves of it', () => {
    const policy = scaler({ throttle: 1 });
    const none = { acquired: 0, waiting: 8, unavailable: 0, idle: 0, target: 8, pods: 0 };
    expect(policy.whole({ ...pods(0), tasks: { pending: 8 } })).toEqual(
      scaleTo(8, 'need', '0 slots acquired, 8 jobs waiting, 0 to be free: 8 pods', none),
    );
    // Of ten tokens two are left, and a third has come.
    const text = '2 slots acquired, 6 jobs waiting, 0 to be free: 8 pods, of which the throttle lets 3 more';
    const two = { acquired: 2, waiting: 6, unavailable: 0, idle: 0, target: 8, pods: 2 };
    expect(policy.whole({ ...pods(2), now: 1000, tasks: { pending: 6, running: 2 } })).toEqual(
      scaleTo(5, 'need', text, two, 'rate-limit'),
    );
  });

  test('that fewer would do, and how many have been idle for long enough', () => {
    const figures = { acquired: 1, waiting: 0, unavailable: 0, idle: 0, target: 1, pods: 3 };
    const three = { ...pods(3), tasks: { running: 1 } };
    const need = '1 slots acquired, 0 jobs waiting, 0 to be free: 1 pods would do';
    expect(scaler().whole(three)).toEqual(scaleTo(3, 'keep', need, figures));
    const idle = { pods: { count: 3, connectedIdle: 2 }, listPods: podViews('busy', 400_000, 400_000) };
    expect(scaler().whole({ ...three, ...idle })).toEqual(
      scaleTo(1, 'idle-timeout', `${need}, and 2 were idle for more than 300 s`, figures),
    );
  });

  test('of an idle count without a factor nothing is taken by the limit of the factor', () => {
    const answer = scaler({ idleCount: 5, scaleFactorLimit: 2 }).whole(pods(0));
    expect(answer).toMatchObject({ pods: 5, reason: { figures: { idle: 5 } } });
  });
});
