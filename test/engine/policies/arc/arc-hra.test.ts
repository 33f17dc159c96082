import { describe, expect, test } from 'vitest';
import { type ArcHraBusyParameters, arcHraBusy } from '../../../../src/engine/policies/arc/arc-hra-busy.ts';
import { type ArcHraQueueParameters, arcHraQueue } from '../../../../src/engine/policies/arc/arc-hra-queue.ts';
import type { RunnerAutoscalerMemory } from '../../../../src/engine/policies/arc/runner-autoscaler.ts';
import type { AnyPolicy, Decision } from '../../../../src/engine/policy.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const MINUTE_MS = 60_000;

/** One autoscaler over several decisions; one slot per pod unless told otherwise. */
function driven<P>(policy: AnyPolicy, parameters: Partial<P> = {}): (changes: SignalChanges) => Decision {
  const defaults = Object.fromEntries(policy.parameters.map(({ name, default: value }) => [name, value]));
  let memory: unknown = policy.initialMemory();
  return (changes) => {
    const answer = policy.decide(signals({ slotsPerPod: 1, max: 100, ...changes }), memory, {
      ...defaults,
      ...parameters,
    });
    memory = answer.memory;
    return answer.decision;
  };
}
const byJobs = (parameters: Partial<ArcHraQueueParameters> = {}) => driven(arcHraQueue, parameters);
const byShare = (parameters: Partial<ArcHraBusyParameters> = {}) => driven(arcHraBusy, parameters);
const pods = (decision: Decision): number | 'hold' => (decision.kind === 'hold' ? 'hold' : decision.pods);
const limit = (decision: Decision) => [pods(decision), decision.reason.limitedBy];

describe('arc-hra-queue', () => {
  test('wants a pod per queued or running task', () => {
    expect(pods(byJobs()({ tasks: { pending: 3, running: 2 } }))).toBe(5);
    expect(pods(byJobs()({ slotsPerPod: 4, tasks: { pending: 3, running: 2 } }))).toBe(2);
  });

  test('stays between min and max', () => {
    expect(limit(byJobs()({ min: 2 }))).toEqual([2, 'min']);
    expect(limit(byJobs()({ max: 4, tasks: { pending: 9 } }))).toEqual([4, 'max']);
  });

  test('keeps what it desired for ten minutes after the last growth, then drops in one step', () => {
    const decide = byJobs();
    expect(pods(decide({ now: 0, tasks: { pending: 8 } }))).toBe(8);
    expect(limit(decide({ now: 10 * MINUTE_MS - 1, tasks: { running: 1 }, pods: { count: 8 } }))).toEqual([
      8,
      'cooldown',
    ]);
    expect(limit(decide({ now: 10 * MINUTE_MS, tasks: { running: 1 }, pods: { count: 8 } }))).toEqual([1, null]);
  });

  test('growing again starts the ten minutes anew', () => {
    const decide = byJobs();
    decide({ now: 0, tasks: { pending: 2 } });
    decide({ now: 5 * MINUTE_MS, tasks: { pending: 3 } });
    expect(pods(decide({ now: 12 * MINUTE_MS, tasks: { pending: 1 } }))).toBe(3);
    expect(pods(decide({ now: 15 * MINUTE_MS, tasks: { pending: 1 } }))).toBe(1);
  });

  test('a first wish of one pod is no growth, one of two is', () => {
    const one = byJobs();
    one({ now: 0, tasks: { pending: 1 } });
    expect(pods(one({ now: MINUTE_MS }))).toBe(0);
    const two = byJobs();
    two({ now: 0, tasks: { pending: 2 } });
    expect(pods(two({ now: MINUTE_MS }))).toBe(2);
  });

  test('the delay holds even above a max that was lowered', () => {
    const decide = byJobs();
    decide({ now: 0, max: 10, tasks: { pending: 8 } });
    expect(limit(decide({ now: MINUTE_MS, max: 5, tasks: { pending: 8 } }))).toEqual([8, 'cooldown']);
  });

  test('a failed query leaves the replicas, at first the pods there are', () => {
    expect(pods(byJobs()({ pods: { count: 3 }, tasks: { pending: null } }))).toBe(3);
    const decide = byJobs();
    decide({ tasks: { pending: 6 } });
    expect(pods(decide({ pods: { count: 4 }, tasks: { pending: null } }))).toBe(6);
  });

  test('a restart forgets the delay', () => {
    const memory: RunnerAutoscalerMemory = arcHraQueue.initialMemory();
    expect(memory).toMatchObject({ desired: null, lastScaleOutAt: null });
    expect(pods(byJobs()({ now: MINUTE_MS, pods: { count: 8 } }))).toBe(0);
  });
});

describe('arc-hra-queue by webhooks alone', () => {
  const parameters = { countJobs: false, reservationFor: 5 * MINUTE_MS, scaleDownDelay: 0 };

  test('adds a reservation to min for each arrival, until it expires', () => {
    const decide = byJobs(parameters);
    expect(pods(decide({ now: 0, min: 1, totals: { arrivals: 3 } }))).toBe(4);
    expect(pods(decide({ now: 5 * MINUTE_MS - 1, min: 1, totals: { arrivals: 3 } }))).toBe(4);
    expect(pods(decide({ now: 5 * MINUTE_MS, min: 1, totals: { arrivals: 3 } }))).toBe(1);
  });

  test('an end takes the oldest reservation away, whosever it was', () => {
    const decide = byJobs(parameters);
    decide({ now: 0, totals: { arrivals: 1 } });
    decide({ now: 4 * MINUTE_MS, totals: { arrivals: 2 } });
    // The reservation of the first minute is gone; the other one lasts until minute nine.
    expect(pods(decide({ now: 4 * MINUTE_MS + 1, totals: { arrivals: 2, completions: 1 } }))).toBe(1);
    expect(pods(decide({ now: 8 * MINUTE_MS, totals: { arrivals: 2, completions: 1 } }))).toBe(1);
    expect(pods(decide({ now: 9 * MINUTE_MS, totals: { arrivals: 2, completions: 1 } }))).toBe(0);
  });

  test('an end without a reservation counts for nothing later', () => {
    const decide = byJobs(parameters);
    decide({ now: 0, totals: { completions: 2 } });
    expect(pods(decide({ now: 1, totals: { arrivals: 1, completions: 2 } }))).toBe(1);
  });

  test('reservations beyond max begin anew with every batch, since none of them was served', () => {
    const decide = byJobs(parameters);
    decide({ now: 0, max: 2, totals: { arrivals: 4 } });
    // Two of four are beyond max: theirs runs from minute four, with that of the fifth.
    decide({ now: 4 * MINUTE_MS, max: 2, totals: { arrivals: 5 } });
    expect(decide({ now: 6 * MINUTE_MS, max: 2, totals: { arrivals: 5 } }).reason.figures).toMatchObject({
      reserved: 3,
    });
  });

  test('without the webhook mode nothing is reserved', () => {
    expect(pods(byJobs({ countJobs: false })({ totals: { arrivals: 9 } }))).toBe(0);
  });
});

describe('arc-hra-busy', () => {
  test('from 80 % busy takes 30 % more, below 30 % gives 30 % back', () => {
    const wish = (busy: number) => pods(byShare()({ pods: { count: 10, withRunningTask: busy } }));
    expect([wish(8), wish(7), wish(3), wish(2)]).toEqual([13, 10, 10, 7]);
  });

  test('needs eleven steps from 1 to 45 when all are always busy', () => {
    const decide = byShare();
    let count = 1;
    const ramp = Array.from({ length: 11 }, (_, minute) => {
      count = pods(decide({ now: minute * MINUTE_MS, pods: { count, withRunningTask: count } })) as number;
      return count;
    });
    expect(ramp).toEqual([2, 3, 4, 6, 8, 11, 15, 20, 26, 34, 45]);
  });

  test('goes down from 40 by 30 % a step when all are idle, down to 0', () => {
    const decide = byShare({ scaleDownDelay: 0 });
    let count = 40;
    const decay = Array.from({ length: 9 }, (_, minute) => {
      count = pods(decide({ now: minute * MINUTE_MS, pods: { count } })) as number;
      return count;
    });
    expect(decay).toEqual([28, 19, 13, 9, 6, 4, 2, 1, 0]);
  });

  test('never leaves 0: 0 / 0 is neither busy nor idle', () => {
    const decision = byShare()({ tasks: { pending: 9 } });
    expect([pods(decision), decision.reason.rule, decision.reason.figures.share]).toEqual([0, 'in-between', null]);
  });

  test('goes by what it asked for, not by the pods there are', () => {
    const decide = byShare();
    decide({ now: 0, pods: { count: 10, withRunningTask: 8 } });
    // 8 of 13 replicas are 62 %, 8 of the 10 pods would be 80 %.
    expect(pods(decide({ now: MINUTE_MS, pods: { count: 10, withRunningTask: 8 } }))).toBe(13);
  });

  test('takes adjustments instead of the factors', () => {
    const decide = (busy: number) =>
      pods(byShare({ scaleUpAdjustment: 2, scaleDownAdjustment: 4 })({ pods: { count: 10, withRunningTask: busy } }));
    expect([decide(9), decide(0)]).toEqual([12, 6]);
  });

  test('an adjustment below 0 pods ends at min', () => {
    const decision = byShare({ scaleDownAdjustment: 4 })({ min: 1, pods: { count: 2 } });
    expect(limit(decision)).toEqual([1, 'min']);
  });

  test('asks the second metric only where it wants no pod itself', () => {
    const decide = byShare({ thenCountJobs: true });
    expect(pods(decide({ tasks: { pending: 4 } }))).toBe(4);
    expect(
      pods(byShare({ thenCountJobs: true })({ pods: { count: 10, withRunningTask: 5 }, tasks: { pending: 40 } })),
    ).toBe(10);
    expect(pods(byShare({ thenCountJobs: true })({ pods: { count: 0 }, tasks: { pending: null } }))).toBe(0);
  });

  test('a failed list of pods leaves the replicas', () => {
    expect(pods(byShare()({ podsStale: true, pods: { count: 10, withRunningTask: 10 } }))).toBe(10);
  });

  test('adds reservations to pods that are busy with the same tasks', () => {
    const decide = byShare({ reservationFor: 30 * MINUTE_MS });
    // ⌈10 · 1.3⌉ + 10
    expect(pods(decide({ pods: { count: 10, withRunningTask: 10 }, totals: { arrivals: 10 } }))).toBe(23);
  });
});
