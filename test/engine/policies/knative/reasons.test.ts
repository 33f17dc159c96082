import { describe, expect, test } from 'vitest';
import { knativeKpa } from '../../../../src/engine/policies/knative/knative-kpa.ts';
import { PolicyAnswers, scaleTo } from '../../../support/policy-answers.ts';

interface Moment {
  readonly pods?: number;
  readonly ready?: number;
  readonly stale?: boolean;
}

/** A second of a KPA with pods of one slot. */
class Seconds {
  readonly #answers: PolicyAnswers;

  constructor(parameters = {}) {
    this.#answers = new PolicyAnswers(knativeKpa, parameters);
  }

  at(second: number, tasks: number, { pods = 0, ready = pods, stale = false }: Moment = {}) {
    return this.#answers.whole({
      now: second * 1000,
      max: 1000,
      slotsPerPod: 1,
      podsStale: stale,
      pods: { count: pods, connected: ready },
      tasks: { pending: tasks, unblocked: tasks },
    });
  }
}

const ONE = { pods: 1 };

describe('knative-kpa says', () => {
  test('what both means ask for, and that it panics', () => {
    // ⌈1 / 0.7⌉ = 2, twice the one that is ready.
    const text = 'at 0.7 tasks per pod 1 on average ask for 2 pods, the last 1 for 2: panic, no shrinking';
    const figures = {
      concurrency: 1,
      stable: 1,
      panic: 1,
      target: 0.7,
      ready: 1,
      wish: 2,
      maxPanicPods: 2,
      replicas: 2,
    };
    expect(new Seconds().at(2, 1, ONE)).toEqual(scaleTo(2, 'panic', text, figures));
    const calm = 'at 1 tasks per pod 1 on average ask for 1 pods, the last 1 for 1';
    expect(new Seconds({ utilization: 1 }).at(2, 1, ONE)).toEqual(
      scaleTo(1, 'stable', calm, { ...figures, target: 1, wish: 1, maxPanicPods: 1, replicas: 1 }),
    );
  });

  test('that a second between two decisions is a sample, unless it wakes the pool', () => {
    const kpa = new Seconds();
    kpa.at(2, 0);
    const figures = { concurrency: 0, pods: 0, replicas: 0 };
    expect(kpa.at(3, 0)).toEqual(scaleTo(0, 'sample', 'a sample between two decisions: 0 replicas stay', figures));
    kpa.at(4, 0);
    expect(kpa.at(5, 1)).toMatchObject({ pods: 2, reason: { rule: 'panic' } });
  });

  test('that nothing was sampled in a pool without pods and work, at one decision and the next', () => {
    const kpa = new Seconds();
    const figures = {
      concurrency: 0,
      stable: 0,
      panic: 0,
      target: 0.7,
      ready: 0,
      wish: null,
      maxPanicPods: 0,
      replicas: 0,
    };
    const none = scaleTo(0, 'no-data', 'nothing was sampled for a window: 0 replicas stay', figures);
    expect([kpa.at(2, 0), kpa.at(4, 0)]).toEqual([none, none]);
  });

  test('that the pods could not be listed, and what was wanted last stays', () => {
    const kpa = new Seconds();
    kpa.at(2, 1, ONE);
    const figures = {
      concurrency: 1,
      stable: 1,
      panic: 1,
      target: 0.7,
      ready: 1,
      wish: 2,
      maxPanicPods: 2,
      replicas: 2,
    };
    expect(kpa.at(4, 1, { ...ONE, stale: true })).toEqual(
      scaleTo(2, 'pods-unknown', 'the list of pods failed: 2 replicas stay', figures),
    );
  });

  test('that nothing is to do, but a pod still wakes or has only woken', () => {
    const waking = 'nothing to do, but the first pod is still waking';
    expect(new Seconds().at(2, 0, { pods: 1, ready: 0 })).toMatchObject({
      pods: 1,
      reason: { rule: 'waking', text: waking },
    });
    const rest = 'nothing to do, but the pool has not been active for a stable window: one pod stays';
    expect(new Seconds().at(2, 0, ONE)).toMatchObject({ pods: 1, reason: { rule: 'rest-of-window', text: rest } });
  });

  test('means of all seconds since it was last called, the first of all among them', () => {
    const kpa = new Seconds();
    kpa.at(0, 4, { pods: 5 });
    expect(kpa.at(4, 4, { pods: 5 }).reason.figures).toMatchObject({ stable: 4, panic: 4 });
  });
});
