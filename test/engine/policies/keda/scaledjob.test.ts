import { describe, expect, test } from 'vitest';
import { kedaScaledJobAccurate } from '../../../../src/engine/policies/keda/scaledjob-accurate.ts';
import { kedaScaledJobCustom } from '../../../../src/engine/policies/keda/scaledjob-custom.ts';
import { kedaScaledJobDefault } from '../../../../src/engine/policies/keda/scaledjob-default.ts';
import { kedaScaledJobEager } from '../../../../src/engine/policies/keda/scaledjob-eager.ts';
import type { AnyPolicy, Decision } from '../../../../src/engine/policy.ts';
import { policyBinding } from '../../../support/pools.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

type Changes = Record<string, number | boolean | string>;

const decide = (policy: AnyPolicy, changes: SignalChanges, parameters: Changes = {}): Decision =>
  policy.decide(signals({ slotsPerPod: 1, ...changes }), null, policyBinding(policy.name, parameters).parameters)
    .decision;

/** Pods asked for beside those that are there. */
function made(policy: AnyPolicy, changes: SignalChanges, parameters: Changes = {}): number {
  const decision = decide(policy, changes, parameters);
  return decision.kind === 'hold' ? 0 : decision.pods - (changes.pods?.count ?? 0);
}

/** So many Jobs, the pods of the last `pending` of which do not run yet. */
const jobs = (running: number, pending = 0) => ({
  count: running,
  pending,
  running: running - pending,
  connected: running - pending,
});

/** The queue alone as the metric; as many tasks per Job as make s of q. */
const asked = (s: number, r: number, p: number, most: number, q: number): [SignalChanges, Changes] => [
  { max: most, pods: jobs(r, p), tasks: { pending: q } },
  { queueMetric: 'queued', target: q / s },
];

const effective = (policy: AnyPolicy, [changes, parameters]: [SignalChanges, Changes], more: Changes = {}): unknown =>
  decide(policy, changes, { ...parameters, ...more }).reason.figures.effective;

describe("the strategies give what KEDA's own unit tests expect of (s, r, p, M, q)", () => {
  test('default', () => {
    expect(effective(kedaScaledJobDefault, asked(3, 2, 0, 5, 1))).toBe(1);
  });

  test('custom, and default where no percentage is given', () => {
    const given = { queueLengthDeduction: 1, runningJobPercentage: 0.5 };
    expect(effective(kedaScaledJobCustom, asked(3, 2, 0, 5, 1), given)).toBe(1);
    expect(effective(kedaScaledJobCustom, asked(3, 2, 0, 5, 1), { queueLengthDeduction: 1 })).toBe(1);
    const negative = { queueLengthDeduction: -2, runningJobPercentage: 0 };
    expect(effective(kedaScaledJobCustom, asked(3, 2, 0, 4, 1), negative)).toBe(4);
  });

  test('accurate', () => {
    expect(effective(kedaScaledJobAccurate, asked(3, 2, 0, 5, 1))).toBe(3);
    expect(effective(kedaScaledJobAccurate, asked(3, 4, 2, 10, 1))).toBe(1);
  });

  test('eager, which may make M although the queue is short', () => {
    expect(effective(kedaScaledJobEager, asked(4, 3, 0, 10, 1))).toBe(4);
    const [changes, parameters] = asked(4, 3, 0, 10, 1);
    expect(made(kedaScaledJobEager, changes, parameters)).toBe(4);
    // The others make no more than q.
    expect(made(kedaScaledJobAccurate, changes, parameters)).toBe(1);
  });
});

describe('the frame', () => {
  const EVERY = [kedaScaledJobDefault, kedaScaledJobCustom, kedaScaledJobAccurate, kedaScaledJobEager];

  test.each(EVERY)('$name makes the minimum first and looks at the queue a poll later', (policy) => {
    expect(made(policy, { min: 2, max: 100, tasks: { pending: 50 } })).toBe(2);
    expect(decide(policy, { min: 2, max: 100, tasks: { pending: 50 } }).reason).toMatchObject({
      rule: 'min-first',
      limitedBy: 'min',
    });
    expect(made(policy, { min: 2, max: 100, pods: jobs(1), tasks: { pending: 50 } })).toBe(1);
  });

  test('the minimum is added to what the queue needs', () => {
    expect(made(kedaScaledJobDefault, { min: 20, max: 200, pods: jobs(20), tasks: { pending: 100 } })).toBe(100);
  });

  test.each(EVERY)('$name makes none without an active trigger, and takes none away', (policy) => {
    expect(decide(policy, { pods: jobs(3) })).toMatchObject({
      kind: 'scale-to',
      pods: 3,
      reason: { rule: 'inactive' },
    });
    expect(made(policy, { tasks: { pending: 4 } }, { activation: 4 })).toBe(0);
    expect(made(policy, { tasks: { pending: 5 } }, { activation: 4 })).toBe(5);
  });

  test.each(EVERY)('$name makes none when the query fails, but keeps the minimum', (policy) => {
    expect(decide(policy, { tasks: { pending: null } }).reason.rule).toBe('unavailable');
    expect(made(policy, { tasks: { pending: null } })).toBe(0);
    expect(made(policy, { min: 2, pods: jobs(1), tasks: { pending: null } })).toBe(1);
    expect(made(policy, { min: 2, pods: jobs(2), tasks: { pending: null } })).toBe(0);
  });

  test('a list of the Jobs that fails counts as none: the batch is made again', () => {
    const busy: SignalChanges = { pods: jobs(5), tasks: { pending: 0, running: 5 } };
    expect(made(kedaScaledJobDefault, busy)).toBe(0);
    expect(made(kedaScaledJobDefault, { ...busy, podsStale: true })).toBe(5);
    expect(made(kedaScaledJobDefault, { ...busy, min: 3, podsStale: true })).toBe(3);
  });

  test('pods that died are no Jobs at work', () => {
    const dead: SignalChanges = { pods: { count: 4, running: 1, dead: 3 }, tasks: { running: 1, pending: 2 } };
    expect(decide(kedaScaledJobDefault, dead)).toMatchObject({ pods: 6 });
  });

  test('a Job takes as many tasks as a pod has slots, unless told otherwise', () => {
    expect(made(kedaScaledJobDefault, { slotsPerPod: 4, tasks: { pending: 9 } })).toBe(3);
    expect(made(kedaScaledJobDefault, { slotsPerPod: 4, tasks: { pending: 9 } }, { target: 2 })).toBe(5);
  });

  test('maxReplicaCount holds for the Jobs beside the minimum', () => {
    const waiting: SignalChanges = { max: 100, tasks: { pending: 50 } };
    expect(decide(kedaScaledJobDefault, waiting, { maxReplicaCount: 10 })).toMatchObject({
      pods: 10,
      reason: { limitedBy: 'max' },
    });
    expect(made(kedaScaledJobDefault, { ...waiting, min: 4, pods: jobs(4) }, { maxReplicaCount: 10 })).toBe(6);
    // A min above max: MinRC is max, and M is max again.
    expect(made(kedaScaledJobDefault, { ...waiting, min: 12 }, { maxReplicaCount: 10 })).toBe(10);
    expect(made(kedaScaledJobDefault, { ...waiting, min: 12, pods: jobs(10) }, { maxReplicaCount: 10 })).toBe(10);
  });

  test('what the queue shows is a choice', () => {
    const tasks = { pending: 4, unblocked: 2, waiting: 3, running: 1 };
    expect(made(kedaScaledJobAccurate, { tasks })).toBe(4);
    expect(made(kedaScaledJobAccurate, { tasks }, { demand: 'runnable' })).toBe(2);
    expect(made(kedaScaledJobAccurate, { tasks }, { queueMetric: 'queued+running' })).toBe(5);
  });
});

describe('what each strategy is bad at', () => {
  test('default makes none for new work while the queue hides what runs (keda#1222)', () => {
    const day: SignalChanges = { pods: jobs(5), tasks: { pending: 3, running: 5 } };
    expect(made(kedaScaledJobDefault, day, { queueMetric: 'queued' })).toBe(0);
    expect(effective(kedaScaledJobDefault, [day, { queueMetric: 'queued' }])).toBe(-2);
    expect(made(kedaScaledJobDefault, day)).toBe(3);
    expect(made(kedaScaledJobAccurate, day)).toBe(3);
  });

  test('custom goes beyond its own max: 40 at work, 100 tasks, share 0.5, max 50 make 70', () => {
    const full: SignalChanges = { max: 100, pods: jobs(40), tasks: { pending: 100 } };
    const parameters = { queueMetric: 'queued', runningJobPercentage: 0.5, maxReplicaCount: 50 };
    expect(made(kedaScaledJobCustom, full, parameters)).toBe(30);
  });

  test('custom cuts the share of the Jobs at work toward zero', () => {
    // 5 − trunc(3 · 0.5) = 4, where rounding would give 3.
    const parameters = { queueMetric: 'queued', runningJobPercentage: 0.5 };
    expect(made(kedaScaledJobCustom, { pods: jobs(3), tasks: { pending: 5 } }, parameters)).toBe(4);
  });

  test('accurate makes Jobs that have not started again near the limit, before keda#7417', () => {
    // The 8 tasks are those of the 8 Jobs that start.
    const starting: SignalChanges = { max: 10, pods: jobs(8, 8), tasks: { pending: 8 } };
    expect(made(kedaScaledJobAccurate, starting)).toBe(0);
    expect(made(kedaScaledJobAccurate, starting, { atMax: 'before-7417' })).toBe(2);
  });

  test('accurate takes the tasks of pods whose agent is still to connect for new ones, unless Ready is asked for', () => {
    const connecting: SignalChanges = { pods: { count: 3, running: 3, connected: 0 }, tasks: { pending: 3 } };
    expect(made(kedaScaledJobAccurate, connecting)).toBe(3);
    expect(made(kedaScaledJobAccurate, connecting, { pendingPodConditions: 'ready' })).toBe(0);
  });

  test('eager makes a Job again for every task whose pod starts, and takes such pods twice off the room', () => {
    expect(made(kedaScaledJobEager, { max: 20, pods: jobs(4, 4), tasks: { pending: 4 } })).toBe(4);
    expect(made(kedaScaledJobEager, { max: 10, pods: jobs(4, 4), tasks: { pending: 4 } })).toBe(2);
    expect(made(kedaScaledJobEager, { max: 10, pods: jobs(4), tasks: { pending: 6 } })).toBe(6);
  });
});
