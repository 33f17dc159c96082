import { describe, expect, test } from 'vitest';
import { arcHraBusy } from '../../../../src/engine/policies/arc/arc-hra-busy.ts';
import { arcHraQueue } from '../../../../src/engine/policies/arc/arc-hra-queue.ts';
import { type ArcScalesetMemory, arcScaleset } from '../../../../src/engine/policies/arc/arc-scaleset.ts';
import { noReservations, reserve } from '../../../../src/engine/policies/arc/reservations.ts';
import { held, PolicyAnswers, scaleTo, UNAVAILABLE } from '../../../support/policy-answers.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const POOL = { slotsPerPod: 1, max: 100 };

describe('arc-hra-queue says', () => {
  const autoscaler = (parameters = {}) => new PolicyAnswers(arcHraQueue, parameters);

  test('how many jobs there are', () => {
    const figures = { queued: 4, running: 3, suggested: 7, reserved: 0, before: null, pods: 3 };
    expect(autoscaler().whole({ ...POOL, pods: { count: 3 }, tasks: { pending: 4, running: 3 } })).toEqual(
      scaleTo(7, 'jobs', '4 queued and 3 running tasks need 7 pods', figures),
    );
  });

  test('that the replicas stay while the queue does not answer', () => {
    expect(autoscaler().whole({ ...POOL, pods: { count: 3 }, tasks: { pending: null } })).toEqual(
      scaleTo(3, 'unavailable', UNAVAILABLE, { replicas: 3, pods: 3 }),
    );
  });

  test('that webhooks reserved some, where they did', () => {
    const policy = autoscaler({ countJobs: false, reservationFor: 60_000 });
    const figures = { suggested: null, before: null, pods: 0 };
    expect(policy.whole({ ...POOL, min: 1, totals: { arrivals: 2 } })).toEqual(
      scaleTo(3, 'webhook', 'no metric: min, and 2 reserved by webhooks', { ...figures, reserved: 2 }),
    );
    expect(autoscaler({ countJobs: false }).whole({ ...POOL, min: 1 })).toEqual(
      scaleTo(1, 'webhook', 'no metric: min', { ...figures, reserved: 0 }),
    );
  });

  test('that a bound made it another number, and nothing of one that it comes up to', () => {
    const limit = (pending: number) =>
      autoscaler().whole({ ...POOL, min: 2, max: 5, tasks: { pending } }).reason.limitedBy;
    expect([limit(1), limit(2), limit(5), limit(6)]).toEqual(['min', null, null, 'max']);
  });

  test('nothing of the delay where it wants what it has', () => {
    const policy = autoscaler();
    policy.whole({ ...POOL, tasks: { pending: 4 } });
    expect(policy.whole({ ...POOL, now: 60_000, tasks: { running: 4 } })).toMatchObject({
      pods: 4,
      reason: { limitedBy: null },
    });
  });
});

describe('reservations', () => {
  const seen = (now: number, arrivals: number, completions: number, max = 100) => ({ now, max, arrivals, completions });

  test('beyond max begin anew with news, and not without', () => {
    const quiet = noReservations();
    reserve(quiet, seen(0, 2, 0, 1), 100);
    expect(reserve(quiet, seen(50, 2, 0, 1), 100)).toBe(2);
    expect(reserve(quiet, seen(100, 2, 0, 1), 100)).toBe(0);
    const busy = noReservations();
    reserve(busy, seen(0, 2, 0, 1), 100);
    // The third is new, the second was not served, the first expires.
    reserve(busy, seen(50, 3, 0, 1), 100);
    expect(reserve(busy, seen(100, 3, 0, 1), 100)).toBe(2);
  });

  test('that have expired are not what an end takes away', () => {
    const memory = noReservations();
    reserve(memory, seen(0, 1, 0), 100);
    reserve(memory, seen(50, 2, 0), 100);
    expect(reserve(memory, seen(100, 2, 1), 100)).toBe(0);
  });
});

describe('arc-hra-busy says', () => {
  const said = (changes: SignalChanges, parameters = {}) =>
    new PolicyAnswers(arcHraBusy, parameters).whole({ ...POOL, ...changes });
  const busy = (withRunningTask: number) => said({ pods: { count: 10, withRunningTask } });
  const figures = { reserved: 0, before: null, pods: 10 };

  test('which share of the pods is busy and what follows', () => {
    expect(busy(8)).toEqual(
      scaleTo(13, 'busy', '8 of 10 pods are busy: more', { ...figures, busy: 8, share: 0.8, suggested: 13 }),
    );
    expect(busy(2)).toEqual(
      scaleTo(7, 'idle', '2 of 10 pods are busy: fewer', { ...figures, busy: 2, share: 0.2, suggested: 7 }),
    );
    expect(busy(5)).toEqual(
      scaleTo(10, 'in-between', '5 of 10 pods are busy: as many', { ...figures, busy: 5, share: 0.5, suggested: 10 }),
    );
  });

  test('that the replicas stay while the pods are unknown, or the jobs that it would count next', () => {
    expect(said({ podsStale: true, pods: { count: 4 } })).toEqual(
      scaleTo(4, 'pods-unknown', 'the list of pods failed', { replicas: 4, pods: 4 }),
    );
    // trunc(1 · 0.7) is 0, so that jobs are asked for.
    expect(said({ pods: { count: 1 }, tasks: { pending: null } }, { thenCountJobs: true })).toEqual(
      scaleTo(1, 'unavailable', UNAVAILABLE, { replicas: 1, pods: 1 }),
    );
  });
});

describe('arc-scaleset says', () => {
  const DEFAULTS = { demand: 'raw', emptyPoll: 50_000 } as const;

  /** A listener that patched last at 0 s; the next poll is due at 50 s. */
  const said = (changes: SignalChanges, memory: Partial<ArcScalesetMemory> = {}) => {
    const before = { ...arcScaleset.initialMemory(), patchSeq: 4, polledAt: 0, target: 0, patchId: 4, stampedId: 3 };
    return arcScaleset.decide(signals({ ...POOL, ...changes }), { ...before, ...memory }, DEFAULTS).decision;
  };
  const running = (count: number) => ({ count, running: count });
  const POLLED = { now: 50_000 };

  test('that the service or the list of pods did not answer', () => {
    expect(said({ pods: running(3), tasks: { pending: null, running: 2 } })).toEqual(
      held('unavailable', UNAVAILABLE, { running: 2, pods: 3 }),
    );
    const figures = { assigned: 5, target: 5, runners: 1, failed: 0, pods: 1, patchId: 5 };
    const text = '5 runners are wanted, but the list of pods failed';
    expect(said({ ...POLLED, podsStale: true, pods: running(1), tasks: { pending: 5 } })).toEqual(
      held('pods-unknown', text, figures),
    );
  });

  test('how many runners are wanted and there', () => {
    const figures = { assigned: 4, target: 6, failed: 0, patchId: 5 };
    const tasks = { pending: 3, running: 1 };
    expect(said({ ...POLLED, min: 2, pods: running(2), tasks })).toEqual(
      scaleTo(6, 'create', '6 runners are wanted, 2 there are: 4 more', { ...figures, runners: 2, pods: 2 }),
    );
    expect(said({ ...POLLED, min: 2, pods: running(6), tasks })).toEqual(
      scaleTo(6, 'enough', '6 runners are wanted, 6 there are', { ...figures, runners: 6, pods: 6 }),
    );
  });

  test('why it does nothing about runners that are missing or too many', () => {
    const figures = { assigned: 0, failed: 0, patchId: 4 };
    const made = '5 runners are wanted, 3 there are; what patch 4 asked for was made';
    expect(said({ pods: running(3) }, { target: 5, stampedId: 4 })).toEqual(
      scaleTo(3, 'patch-done', made, { ...figures, target: 5, runners: 3, pods: 3 }),
    );
    const many = '2 runners are wanted, 5 there are; the others go by finishing';
    expect(said({ pods: running(5) }, { target: 2 })).toEqual(
      scaleTo(5, 'shrink-ignored', many, { ...figures, target: 2, runners: 5, pods: 5 }),
    );
  });

  test('that the pool is at rest, when a patch of number 0 always counts', () => {
    const figures = { assigned: 0, failed: 0, patchId: 0, target: 2 };
    const rest = { target: 2, patchId: 0, stampedId: 0 };
    const text = '2 runners are wanted, 5 there are, and the pool is at rest: idle ones are removed';
    expect(said({ pods: running(5) }, rest)).toEqual(scaleTo(2, 'forced', text, { ...figures, runners: 5, pods: 5 }));
    expect(said({ pods: running(1) }, rest)).toMatchObject({ pods: 2, reason: { rule: 'create' } });
  });

  test('that max made them fewer, of the patch that holds', () => {
    const limit = (pending: number, memory = {}, now = 50_000) =>
      said({ now, max: 6, tasks: { pending } }, memory).reason.limitedBy;
    expect([limit(6), limit(7)]).toEqual([null, 'max']);
    // No poll is due: the patch asked for 2 when that was enough.
    expect(limit(5, { target: 2 }, 0)).toBeNull();
  });

  test('news of a task that began or ended is a message as its arrival is', () => {
    expect(said({ now: 1000, tasks: { running: 1 }, totals: { starts: 1 } })).toMatchObject({ pods: 1 });
    expect(said({ now: 1000, tasks: { running: 1 }, totals: { completions: 1 } })).toMatchObject({ pods: 1 });
    expect(said({ now: 1000, tasks: { running: 1 } })).toMatchObject({ pods: 0, reason: { rule: 'enough' } });
  });

  test('a new listener that finds enough runners makes the next one at its second patch', () => {
    const memory = arcScaleset.initialMemory();
    const decide = (changes: SignalChanges) =>
      arcScaleset.decide(signals({ ...POOL, min: 2, pods: running(2), ...changes }), memory, DEFAULTS).decision;
    expect(decide({})).toMatchObject({ pods: 2, reason: { rule: 'enough' } });
    expect(decide({ now: 1000, tasks: { pending: 1 }, totals: { arrivals: 1 } })).toMatchObject({ pods: 3 });
  });
});
