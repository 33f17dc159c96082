import { describe, expect, test } from 'vitest';
import { type KpaMemory, knativeKpa } from '../../../../src/engine/policies/knative/knative-kpa.ts';
import type { KpaParameters } from '../../../../src/engine/policies/knative/kpa-parameters.ts';
import type { Decision } from '../../../../src/engine/policy.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const DEFAULTS = Object.fromEntries(
  knativeKpa.parameters.map(({ name, default: value }) => [name, value]),
) as unknown as KpaParameters;

/** What happens at a second: tasks that run or wait, pods that are asked for and ready. */
interface Moment {
  readonly tasks: number | null;
  readonly pods?: number;
  readonly ready?: number;
  readonly stale?: boolean;
}

interface Pool extends Pick<SignalChanges, 'min' | 'max' | 'slotsPerPod'> {
  readonly with?: Partial<KpaParameters>;
}

/** A KPA that is called second by second; one slot per pod unless told otherwise. */
class Driven {
  second = 0;
  memory: KpaMemory = knativeKpa.initialMemory();
  readonly #pool: Pool;

  constructor(pool: Pool = {}) {
    this.#pool = pool;
  }

  at(second: number, moment: Moment): Decision {
    this.second = second;
    const { tasks, ready = 0, pods = ready, stale = false } = moment;
    const seen = signals({
      max: 1000,
      slotsPerPod: 1,
      ...this.#pool,
      now: second * 1000,
      podsStale: stale,
      pods: { count: pods, connected: ready },
      tasks: { pending: tasks, unblocked: tasks },
    });
    const answer = knativeKpa.decide(seen, this.memory, { ...DEFAULTS, ...this.#pool.with });
    this.memory = answer.memory;
    return answer.decision;
  }

  /** The same moment at every second up to this one; the last answer. */
  until(second: number, moment: Moment): Decision {
    while (this.second < second - 1) this.at(this.second + 1, moment);
    return this.at(second, moment);
  }
}

const pods = (decision: Decision): number | 'hold' => (decision.kind === 'hold' ? 'hold' : decision.pods);
const seen = (decision: Decision): readonly [number | 'hold', string] => [pods(decision), decision.reason.rule];

describe('knative-kpa, demand and rates', () => {
  test('asks for two pods for one task of one slot at 0.7, and panics from the first task', () => {
    // ⌈1 / 0.7⌉ = 2 and 2 / 1 ≥ 2.
    expect(seen(new Driven().at(2, { tasks: 1, ready: 1 }))).toEqual([2, 'panic']);
  });

  test('asks for one pod at utilization 1, without panic', () => {
    expect(seen(new Driven({ with: { utilization: 1 } }).at(2, { tasks: 1, ready: 1 }))).toEqual([1, 'stable']);
  });

  test('counts slots: 20 tasks at 4 slots and 0.7 are 2.8 tasks per pod', () => {
    expect(pods(new Driven({ slotsPerPod: 4 }).at(2, { tasks: 20, ready: 5 }))).toBe(8);
  });

  test('has at least 0.01 tasks per pod as its target', () => {
    // 1 / 0.01 = 100, and not 1 / 0.005.
    const kpa = new Driven({ with: { utilization: 0.005 } });
    expect(pods(kpa.at(2, { tasks: 1, ready: 60 }))).toBe(100);
  });

  test('panics from twice the ready pods', () => {
    const rule = (tasks: number): string => {
      const kpa = new Driven({ with: { utilization: 1 } });
      kpa.at(2, { tasks: 1, ready: 1 });
      return kpa.until(10, { tasks, ready: 5 }).reason.rule;
    };
    expect([rule(9), rule(10)]).toEqual(['stable', 'panic']);
  });

  test('grows at most by the rate of the ready pods, in whole pods upwards', () => {
    // ⌈1.1 · 2⌉ = 3 although 9 are wanted.
    const kpa = new Driven({ with: { utilization: 1, maxScaleUpRate: 1.1 } });
    const decision = kpa.at(2, { tasks: 9, ready: 2 });
    expect([pods(decision), decision.reason.limitedBy]).toEqual([3, 'rate-limit']);
  });

  test('leaves half of the ready pods at each decision', () => {
    const kpa = new Driven({ with: { utilization: 1, stableWindow: 6000 } });
    kpa.at(2, { tasks: 1, ready: 1 });
    // ⌊9 / 2⌋ = 4 at second 20, when the six seconds of the window hold no task any more.
    kpa.until(18, { tasks: 0, pods: 9, ready: 9 });
    const decision = kpa.until(20, { tasks: 0, pods: 9, ready: 9 });
    expect([pods(decision), decision.reason.limitedBy]).toEqual([4, 'rate-limit']);
    expect(pods(kpa.until(22, { tasks: 0, pods: 4, ready: 4 }))).toBe(2);
  });

  test('raises a wish above 0 to the activation scale, and none of 0', () => {
    const kpa = new Driven({ with: { utilization: 1, activationScale: 5 } });
    expect(pods(kpa.at(2, { tasks: 1, ready: 1 }))).toBe(5);
    const idle = new Driven({ min: 1, with: { activationScale: 5 } });
    expect(pods(idle.at(2, { tasks: 0, ready: 1 }))).toBe(1);
  });

  test('keeps min, lets max bite, and both say so', () => {
    const low = new Driven({ min: 3 }).at(2, { tasks: 1, ready: 1 });
    expect([pods(low), low.reason.limitedBy]).toEqual([3, 'min']);
    const high = new Driven({ max: 4 }).at(2, { tasks: 50, ready: 1 });
    expect([pods(high), high.reason.limitedBy]).toEqual([4, 'max']);
  });

  test('counts blocked tasks when it is told to', () => {
    const made = signals({
      now: 2000,
      slotsPerPod: 1,
      pods: { count: 1, connected: 1 },
      tasks: { pending: 7, unblocked: 2, running: 1 },
    });
    const wish = (demand: 'raw' | 'runnable'): number | 'hold' =>
      pods(knativeKpa.decide(made, knativeKpa.initialMemory(), { ...DEFAULTS, utilization: 1, demand }).decision);
    expect([wish('runnable'), wish('raw')]).toEqual([3, 8]);
  });
});

describe('knative-kpa, panic', () => {
  test('never shrinks while it lasts, and it lasts a stable window after its last reason', () => {
    const kpa = new Driven({ with: { utilization: 1 } });
    expect(seen(kpa.at(2, { tasks: 8, ready: 1 }))).toEqual([8, 'panic']);
    // Nothing waits any more; the six-second mean falls below 2 · 8 at once.
    expect(seen(kpa.until(62, { tasks: 0, pods: 8, ready: 8 }))).toEqual([8, 'panic']);
    // 2 + 60 < 64.
    expect(kpa.until(64, { tasks: 0, pods: 8, ready: 8 }).reason.rule).toBe('stable');
  });

  test('is refreshed while few pods are ready, whatever was asked for', () => {
    const kpa = new Driven({ with: { utilization: 1 } });
    kpa.at(2, { tasks: 8, ready: 1 });
    kpa.until(60, { tasks: 20, pods: 20, ready: 1 });
    expect(seen(kpa.until(100, { tasks: 20, pods: 20, ready: 20 }))).toEqual([20, 'panic']);
    expect(kpa.until(124, { tasks: 20, pods: 20, ready: 20 }).reason.rule).toBe('stable');
  });

  test('takes the stable wish where it is the greater', () => {
    // A list that failed at first makes the ready pods news: no panic until the windows ask for it. Then 4 of 2 in the last two
    // of 20 seconds, after 30 tasks in the ten before: (10 · 30 + 2 · 4) / 12 = 25.7.
    const kpa = new Driven({ with: { utilization: 1, stableWindow: 20_000 } });
    for (let second = 1; second <= 10; second += 1) kpa.at(second, { tasks: 30, ready: 2, stale: true });
    kpa.at(11, { tasks: 4, ready: 2, stale: true });
    expect(seen(kpa.at(12, { tasks: 4, ready: 2 }))).toEqual([26, 'panic']);
  });

  test('begins with more than one ready pod, which a restart therefore keeps', () => {
    expect(seen(new Driven().at(2, { tasks: 0, ready: 5 }))).toEqual([5, 'panic']);
    expect(seen(new Driven().at(2, { tasks: 0, ready: 1 }))).toEqual([1, 'rest-of-window']);
    // It knows of none when their list failed.
    const blind = new Driven();
    blind.at(2, { tasks: 1, pods: 5, ready: 5, stale: true });
    expect(blind.until(4, { tasks: 1, pods: 5, ready: 5 }).reason.rule).toBe('stable');
  });
});

describe('knative-kpa, time', () => {
  test('samples every second and decides every other one', () => {
    const kpa = new Driven({ with: { utilization: 1 } });
    expect(kpa.at(1, { tasks: 1, ready: 1 }).reason.rule).toBe('stable');
    expect(seen(kpa.at(2, { tasks: 4, ready: 1 }))).toEqual([3, 'panic']);
    // ⌈(1 + 4 + 40) / 3⌉ = 15 is not asked for before second 4.
    expect(seen(kpa.at(3, { tasks: 40, ready: 1 }))).toEqual([3, 'sample']);
    // ⌈(1 + 4 + 40 + 40) / 4⌉ = ⌈21.25⌉
    expect(seen(kpa.at(4, { tasks: 40, ready: 1 }))).toEqual([22, 'panic']);
  });

  test('is poked by any task while there are no pods', () => {
    const kpa = new Driven();
    kpa.until(4, { tasks: 0 });
    expect(seen(kpa.at(5, { tasks: 1 }))).toEqual([2, 'panic']);
  });

  test('takes a tick of ten seconds for ten seconds', () => {
    const kpa = new Driven({ with: { utilization: 1 } });
    kpa.at(10, { tasks: 0, ready: 1 });
    // Stable: (1 · 0 + 10 · 6) / 11 = 5.45; panic: 6 of the last six seconds.
    const decision = kpa.at(20, { tasks: 6, ready: 1 });
    expect(decision.reason.figures).toMatchObject({ stable: 5.454545, panic: 6 });
    expect(seen(decision)).toEqual([6, 'panic']);
  });

  test('after a quiet window with no pods a burst counts in full in both means', () => {
    const kpa = new Driven();
    kpa.at(1, { tasks: 3 });
    expect(kpa.at(80, { tasks: 7 }).reason.figures).toMatchObject({ stable: 7, panic: 7 });
  });

  test('a lower wish waits for the scale-down delay, in steps of two seconds', () => {
    const kpa = new Driven({
      with: { utilization: 1, stableWindow: 6000, scaleDownDelay: 30_000, panicThreshold: 10 },
    });
    kpa.at(2, { tasks: 1, ready: 1 });
    kpa.until(12, { tasks: 4, pods: 4, ready: 4 });
    // Wishes: 4 at second 12, ⌈(4 · 4 + 2 · 1) / 6⌉ = 3 at 14, 2 at 16, and no less from then on (half of four pods a decision).
    const held = kpa.until(40, { tasks: 1, pods: 4, ready: 4 });
    expect([pods(held), held.reason.limitedBy]).toEqual([4, 'stabilization']);
    // The fifteen steps that end at second 42 begin at 14, those of 44 at 16.
    expect(pods(kpa.until(42, { tasks: 1, pods: 4, ready: 4 }))).toBe(3);
    expect(pods(kpa.until(44, { tasks: 1, pods: 4, ready: 4 }))).toBe(2);
  });
});

describe('knative-kpa, errors', () => {
  test('keeps the scale when the list of pods fails', () => {
    const kpa = new Driven({ with: { utilization: 1 } });
    kpa.at(2, { tasks: 3, ready: 1 });
    expect(seen(kpa.until(4, { tasks: 30, pods: 3, ready: 1, stale: true }))).toEqual([3, 'pods-unknown']);
  });

  test('keeps the scale when nothing was sampled for a window, and decides on what it has until then', () => {
    const kpa = new Driven({ with: { utilization: 1, stableWindow: 6000 } });
    kpa.at(2, { tasks: 3, ready: 1 });
    expect(kpa.until(4, { tasks: null, pods: 3, ready: 3 }).reason.rule).toBe('panic');
    expect(seen(kpa.until(10, { tasks: null, pods: 3, ready: 3 }))).toEqual([3, 'no-data']);
  });

  test('leaves a gap in the windows when the store does not answer, which counts as 0', () => {
    const kpa = new Driven({ with: { utilization: 1 } });
    kpa.at(2, { tasks: 6, ready: 4 });
    kpa.at(3, { tasks: null, ready: 4 });
    // (6 + 0 + 6) / 3
    expect(kpa.at(4, { tasks: 6, ready: 4 }).reason.figures).toMatchObject({ stable: 4 });
  });

  test('makes lost pods anew: replicas are said every time', () => {
    const kpa = new Driven({ with: { utilization: 1 } });
    kpa.at(2, { tasks: 3, ready: 1 });
    expect(pods(kpa.at(3, { tasks: 3, pods: 1, ready: 1 }))).toBe(3);
  });
});

describe('knative-kpa, to zero', () => {
  test('keeps one pod until it was active for a stable window, then the grace period, then none', () => {
    // Proxied requests are switched off, so that the grace period runs from inactivity.
    const kpa = new Driven({ with: { utilization: 1, targetBurstCapacity: 0 } });
    kpa.at(2, { tasks: 1, ready: 1 });
    expect(seen(kpa.until(60, { tasks: 0, ready: 1 }))).toEqual([1, 'stable']);
    // The task left the stable window at second 62; the pool has been active since second 2.
    expect(seen(kpa.until(62, { tasks: 0, ready: 1 }))).toEqual([1, 'going-inactive']);
    expect(seen(kpa.until(90, { tasks: 0, ready: 1 }))).toEqual([1, 'grace']);
    expect(seen(kpa.until(92, { tasks: 0, ready: 1 }))).toEqual([0, 'zero']);
  });

  test('skips the grace period where requests were buffered as long before', () => {
    // 1 slot − 211 < 0: buffered from the beginning.
    const kpa = new Driven({ with: { utilization: 1 } });
    kpa.at(2, { tasks: 1, ready: 1 });
    kpa.until(62, { tasks: 0, ready: 1 });
    expect(seen(kpa.until(64, { tasks: 0, ready: 1 }))).toEqual([0, 'zero']);
  });

  test('keeps the last pod for its retention', () => {
    const kpa = new Driven({ with: { utilization: 1, podRetention: 120_000 } });
    kpa.at(2, { tasks: 1, ready: 1 });
    kpa.until(62, { tasks: 0, ready: 1 });
    expect(seen(kpa.until(180, { tasks: 0, ready: 1 }))).toEqual([1, 'grace']);
    expect(seen(kpa.until(182, { tasks: 0, ready: 1 }))).toEqual([0, 'zero']);
  });

  test('keeps one pod where scaling to zero is off', () => {
    const kpa = new Driven({ with: { scaleToZero: false } });
    expect(seen(kpa.until(200, { tasks: 0, ready: 1 }))).toEqual([1, 'zero-off']);
  });

  test('gives up a first pod that does not wake, 30 s after the progress deadline', () => {
    const kpa = new Driven({ with: { progressDeadline: 60_000 } });
    kpa.at(2, { tasks: 0, pods: 1, ready: 0 });
    expect(seen(kpa.until(92, { tasks: 0, pods: 1, ready: 0 }))).toEqual([1, 'waking']);
    expect(seen(kpa.until(94, { tasks: 0, pods: 1, ready: 0 }))).toEqual([0, 'woke-in-vain']);
  });

  test('an initial scale above 1 holds until it was reached once', () => {
    const kpa = new Driven({ with: { utilization: 1, initialScale: 3, stableWindow: 6000 } });
    expect(pods(kpa.at(2, { tasks: 1, ready: 1 }))).toBe(3);
    expect(pods(kpa.until(20, { tasks: 1, pods: 3, ready: 2 }))).toBe(3);
    kpa.until(22, { tasks: 1, pods: 3, ready: 3 });
    expect(pods(kpa.until(24, { tasks: 1, pods: 3, ready: 3 }))).toBe(1);
  });
});
