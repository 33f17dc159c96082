import { describe, expect, test } from 'vitest';
import { hpaExternalAverage } from '../../../../src/engine/policies/hpa/external-average.ts';
import type { ExternalMetricParameters } from '../../../../src/engine/policies/hpa/external-metric.ts';
import type { HpaMemory } from '../../../../src/engine/policies/hpa/history.ts';
import type { Decision } from '../../../../src/engine/policy.ts';
import { policyBinding } from '../../../support/pools.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const SYNC = 15_000;

/** An HPA and a Deployment that has its replicas at once: decisions one after another, with pods of one slot. */
class Hpa {
  readonly #parameters: ExternalMetricParameters;
  readonly #base: SignalChanges;
  readonly memory: HpaMemory = hpaExternalAverage.initialMemory();
  now = 0;
  replicas: number;

  constructor(start: number, base: SignalChanges = {}, changes: Record<string, number | boolean | string> = {}) {
    this.replicas = start;
    this.#base = base;
    this.#parameters = policyBinding('hpa-external-average', changes).parameters as never;
  }

  sync(tasks: number | null, changes: SignalChanges = {}): number {
    this.now += SYNC;
    this.replicas = wished(this.decide(tasks, changes));
    return this.replicas;
  }

  decide(tasks: number | null, changes: SignalChanges = {}): Decision {
    const seen = signals({
      now: this.now,
      min: 1,
      max: 200,
      slotsPerPod: 1,
      pods: { count: this.replicas, running: this.replicas, connected: this.replicas },
      tasks: { pending: tasks },
      ...this.#base,
      ...changes,
    });
    return hpaExternalAverage.decide(seen, this.memory, this.#parameters).decision;
  }

  syncs(...tasks: readonly number[]): readonly number[] {
    return tasks.map((count) => this.sync(count));
  }
}

const wished = (decision: Decision): number => (decision.kind === 'hold' ? Number.NaN : decision.pods);

const times = (count: number, value: number): readonly number[] => new Array<number>(count).fill(value);

describe('tolerance', () => {
  test('110 tasks on 100 pods are left alone, and were not before 1.33', () => {
    expect(new Hpa(100).sync(110)).toBe(100);
    expect(new Hpa(100, {}, { boundary: 'before-1.33' }).sync(110)).toBe(110);
    expect(new Hpa(100, {}, { scaleUpTolerance: 0 }).sync(110)).toBe(110);
    expect(new Hpa(100).sync(111)).toBe(111);
  });

  test('11 tasks on 10 pods of one slot: old 11, new 10', () => {
    expect(new Hpa(10).sync(11)).toBe(10);
    expect(new Hpa(10, {}, { boundary: 'before-1.33' }).sync(11)).toBe(11);
  });

  test('a decision that the tolerance held back says so', () => {
    const hpa = new Hpa(10);
    expect(hpa.decide(11).reason).toMatchObject({ rule: 'steady', limitedBy: 'tolerance' });
    expect(hpa.decide(10).reason.limitedBy).toBeNull();
  });

  test('each direction has its own', () => {
    const down = { scaleDownTolerance: 0, scaleUpTolerance: 0.5, scaleDownWindow: 0 };
    expect(new Hpa(10, {}, down).syncs(15, 9)).toEqual([10, 9]);
  });

  test('the ratio counts pending pods as pods, and the proposal is not of them', () => {
    const starting: SignalChanges = { pods: { count: 10, requested: 2, pending: 3, running: 5, connected: 5 } };
    expect(new Hpa(10).sync(11, starting)).toBe(10);
    expect(new Hpa(10).sync(20, starting)).toBe(20);
  });
});

describe('without behavior', () => {
  const bare = { behavior: 'none' } as const;

  test('from 1 with 200 tasks it goes 4, 8, 16, 32, 64, 128, 200', () => {
    expect(new Hpa(1, {}, bare).syncs(...times(7, 200))).toEqual([4, 8, 16, 32, 64, 128, 200]);
  });

  test('the first step of the ramp is limited by rate, the last by max', () => {
    const hpa = new Hpa(1, { max: 6 }, bare);
    expect(hpa.decide(200).reason.limitedBy).toBe('rate-limit');
    hpa.syncs(200);
    expect(hpa.decide(200)).toMatchObject({ pods: 6, reason: { limitedBy: 'max' } });
  });

  test('it goes down to the highest of the last five minutes, the one of exactly 300 s ago among them', () => {
    const hpa = new Hpa(8, {}, bare);
    hpa.sync(8);
    // 19 syncs later the last 8 is 285 s old, at the 20th exactly 300 s.
    expect(hpa.syncs(...times(20, 2))).toEqual(times(20, 8));
    expect(hpa.sync(2)).toBe(2);
  });

  test('the bounds come last: what was recommended is kept as it was', () => {
    const hpa = new Hpa(4, { max: 4 }, bare);
    hpa.syncs(50);
    expect(hpa.memory.recommendations.at(-1)).toEqual({ at: SYNC, value: 50 });
    expect(hpa.decide(0, { min: 3 })).toMatchObject({ pods: 4 });
  });
});

describe('with behavior', () => {
  test('the default rules add 4 pods or double, whichever is more, in 15 s', () => {
    expect(new Hpa(1).syncs(...times(7, 200))).toEqual([5, 10, 20, 40, 80, 160, 200]);
    expect(new Hpa(3).syncs(50, 50)).toEqual([7, 14]);
  });

  test('a percentage is rounded up upward and cut downward', () => {
    const up = { scaleUpPods: 0, scaleUpPercent: 10 };
    expect(new Hpa(1, {}, up).syncs(50, 50, 50)).toEqual([2, 3, 4]);
    // trunc(7 · 0.9) = 6, trunc(6 · 0.9) = 5
    const down = { scaleDownWindow: 0, scaleDownPercent: 10 };
    expect(new Hpa(7, {}, down).syncs(0, 0)).toEqual([6, 5]);
  });

  test('selectPolicy Max takes the greater change, Min the lesser, Disabled none, in both directions', () => {
    const up = { scaleUpPods: 2, scaleUpPercent: 100 };
    expect(new Hpa(10, {}, { ...up }).sync(100)).toBe(20);
    expect(new Hpa(10, {}, { ...up, scaleUpSelect: 'Min' }).sync(100)).toBe(12);
    expect(new Hpa(10, {}, { ...up, scaleUpSelect: 'Disabled' }).sync(100)).toBe(10);
    const down = { scaleDownWindow: 0, scaleDownPods: 2, scaleDownPercent: 50 };
    expect(new Hpa(10, {}, { ...down }).sync(1)).toBe(5);
    expect(new Hpa(10, {}, { ...down, scaleDownSelect: 'Min' }).sync(1)).toBe(8);
    expect(new Hpa(10, {}, { ...down, scaleDownSelect: 'Disabled' }).sync(1)).toBe(10);
  });

  test('what was added within the period counts, and what is exactly so old does not', () => {
    const slow = { scaleUpPods: 4, scaleUpPercent: 0, scaleUpPodsPeriod: 60_000 };
    // At 15 s +4; at 30, 45 and 60 s its period still runs; at 75 s it is 60 s old.
    expect(new Hpa(1, {}, slow).syncs(...times(6, 50))).toEqual([5, 5, 5, 5, 9, 9]);
  });

  test('what was removed in the period may come back beyond the limit', () => {
    const rules = { scaleDownWindow: 0, scaleUpPods: 1, scaleUpPercent: 0, scaleUpPodsPeriod: 60_000 };
    // 10 → 4 removes 6; the period began with 4 + 6 = 10, so 11 are allowed.
    expect(new Hpa(10, {}, rules).syncs(4, 50)).toEqual([4, 11]);
  });

  test('a window upward waits until the wish has lasted', () => {
    // The 1 of the seed is 60 s old, and out, at the fifth sync.
    const hpa = new Hpa(1, {}, { scaleUpWindow: 60_000 });
    expect(hpa.syncs(...times(5, 5))).toEqual([1, 1, 1, 1, 5]);
  });

  test('a window downward of 300 s ends when the last high proposal is exactly so old', () => {
    const hpa = new Hpa(8);
    hpa.sync(8);
    expect(hpa.syncs(...times(19, 2))).toEqual(times(19, 8));
    expect(hpa.sync(2)).toBe(2);
  });

  test('a stabilized decision says so', () => {
    const hpa = new Hpa(8);
    hpa.sync(8);
    expect(hpa.decide(2).reason).toMatchObject({ rule: 'steady', limitedBy: 'stabilization' });
  });

  test('only the bound on the side that it moves to is looked at', () => {
    expect(new Hpa(6, { max: 8 }).sync(50)).toBe(8);
    expect(new Hpa(6, { min: 4 }, { scaleDownWindow: 0 }).sync(0)).toBe(4);
  });
});

describe('outside of the ordinary', () => {
  test('it is inert at 0 replicas', () => {
    const hpa = new Hpa(0, { min: 0 });
    expect(hpa.syncs(50, 50)).toEqual([0, 0]);
    expect(hpa.decide(50).reason.rule).toBe('disabled');
  });

  test('without the feature gate the least is 1, with it 0, and it comes back from there', () => {
    expect(new Hpa(3, { min: 0 }, { scaleDownWindow: 0 }).syncs(0, 0)).toEqual([1, 1]);
    const gated = new Hpa(3, { min: 0 }, { scaleDownWindow: 0, scaleToZero: true });
    // 0 / (1 · 0) is no number and within no tolerance: ⌈0 / 1⌉ = 0; then 9 tasks: 4 pods of the rules.
    expect(gated.syncs(0, 0, 9, 9)).toEqual([0, 0, 4, 8]);
    expect(new Hpa(0, { min: 0 }, { scaleToZero: true, boundary: 'before-1.33' }).sync(0)).toBe(0);
  });

  test('more replicas than max and fewer than min are mended without a look at the metric', () => {
    expect(new Hpa(12, { max: 10 }).decide(null)).toMatchObject({ pods: 10, reason: { rule: 'above-max' } });
    expect(new Hpa(1, { min: 3 }).decide(null)).toMatchObject({ pods: 3, reason: { rule: 'below-min' } });
  });

  test('a metric that cannot be read changes nothing', () => {
    const hpa = new Hpa(5);
    expect(hpa.decide(null)).toMatchObject({ pods: 5, reason: { rule: 'unavailable' } });
    expect(hpa.memory.recommendations).toHaveLength(1);
  });

  test('a list of pods that fails changes nothing', () => {
    expect(new Hpa(5).decide(50, { podsStale: true })).toMatchObject({ pods: 5, reason: { rule: 'unreadable' } });
  });

  test('a Deployment gets its lost pods back', () => {
    const hpa = new Hpa(5);
    hpa.sync(5);
    const lost: SignalChanges = { pods: { count: 3, running: 3, connected: 3 } };
    expect(wished(hpa.decide(5, lost))).toBe(5);
  });

  test('after a restart nothing shrinks for a window', () => {
    expect(new Hpa(9).syncs(...times(5, 1))).toEqual(times(5, 9));
  });

  test('history goes by the wall clock: a sync that was missed does not lengthen the window', () => {
    const hpa = new Hpa(8);
    hpa.sync(8);
    hpa.now += 300_000;
    expect(hpa.sync(2)).toBe(2);
  });

  test('a target is per pod and may be a share of its slots', () => {
    expect(new Hpa(1, { slotsPerPod: 4 }).sync(9)).toBe(3);
    expect(new Hpa(1, { slotsPerPod: 4 }, { target: 2.8 }).sync(9)).toBe(4);
  });

  test('memory of a month of syncs stays as long as its windows', () => {
    const hpa = new Hpa(1);
    for (let sync = 0; sync < 2000; sync += 1) hpa.sync(sync % 7);
    expect(hpa.memory.recommendations.length).toBeLessThanOrEqual(22);
    expect(hpa.memory.added.length + hpa.memory.removed.length).toBeLessThanOrEqual(4);
  });
});
