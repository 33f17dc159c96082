import { describe, expect, test } from 'vitest';
import { knativeKpa } from '../../../../src/engine/policies/knative/knative-kpa.ts';
import type { KpaParameters } from '../../../../src/engine/policies/knative/kpa-parameters.ts';
import {
  type Activity,
  noteActivity,
  noteProxy,
  scaleToZero,
} from '../../../../src/engine/policies/knative/scale-to-zero.ts';

const DEFAULTS = Object.fromEntries(
  knativeKpa.parameters.map(({ name, default: value }) => [name, value]),
) as unknown as KpaParameters;

const NOW = 10_000_000;
type State = Activity['state'];

describe('a wish of no pod', () => {
  /** For so many seconds in its state, and with requests buffered for so many; null = not. */
  const answer = (state: State, seconds: number, parameters: Partial<KpaParameters> = {}, proxied?: number) => {
    const since = NOW - seconds * 1000;
    const proxiedSince = proxied === undefined ? null : NOW - proxied * 1000;
    return scaleToZero(0, NOW, { state, since, proxiedSince }, { ...DEFAULTS, ...parameters });
  };

  test('is one where scaling to zero is off', () => {
    expect(answer('inactive', 900, { scaleToZero: false })).toEqual({ want: 1, keep: false, rule: 'zero-off' });
  });

  test('waits while the first pod wakes, until that has taken its deadline and 30 s', () => {
    expect(answer('activating', 630)).toEqual({ want: null, keep: true, rule: 'waking' });
    expect(answer('activating', 630.001)).toEqual({ want: 0, keep: false, rule: 'woke-in-vain' });
  });

  test('keeps one pod until the pool has been active for a stable window, and then all of them once more', () => {
    expect(answer('active', 59.999)).toEqual({ want: 1, keep: false, rule: 'rest-of-window' });
    expect(answer('active', 60)).toEqual({ want: 0, keep: true, rule: 'going-inactive' });
  });

  test('is met when the pool was inactive for the grace period, and for the retention', () => {
    const grace = { want: 0, keep: true, rule: 'grace' };
    const zero = { want: 0, keep: false, rule: 'zero' };
    expect([answer('inactive', 29.999), answer('inactive', 30)]).toEqual([grace, zero]);
    const kept = { podRetention: 60_000 };
    expect([answer('inactive', 59.999, kept), answer('inactive', 60, kept)]).toEqual([grace, zero]);
    // Not buffered is not buffered since the beginning of time.
    expect(answer('inactive', 5)).toEqual(grace);
  });

  test('is met sooner where requests were buffered for the grace period, but not before the retention', () => {
    expect(answer('inactive', 5, {}, 29.999).rule).toBe('grace');
    expect(answer('inactive', 5, {}, 30).rule).toBe('zero');
    const kept = { podRetention: 5_000 };
    expect(answer('inactive', 4.999, kept, 40).rule).toBe('grace');
    expect(answer('inactive', 5, kept, 40).rule).toBe('zero');
  });
});

describe('what the pool is after a decision', () => {
  const become = (state: State, want: number | null, ready: number): readonly [State, since: number] => {
    const activity: Activity = { state, since: 0, proxiedSince: null };
    noteActivity(activity, { now: NOW, want, ready, minReady: 2 });
    return [activity.state, activity.since];
  };

  test.each<[State, number | null, number, State]>([
    ['active', 0, 5, 'inactive'],
    ['activating', 0, 5, 'inactive'],
    ['inactive', 1, 0, 'activating'],
    ['inactive', 1, 1, 'activating'],
    ['inactive', 1, 2, 'active'],
    ['active', 3, 1, 'activating'],
    // Nothing is known: it goes by its pods, but what was told inactive stays so.
    ['active', null, 1, 'activating'],
    ['activating', null, 2, 'active'],
  ])('%s, with %s wanted and %d ready of two: %s from now on', (state, want, ready, expected) => {
    expect(become(state, want, ready)).toEqual([expected, NOW]);
  });

  test.each<[State, number | null, number]>([
    ['inactive', null, 5],
    ['inactive', null, 0],
    ['inactive', 0, 5],
    ['active', 3, 2],
    ['activating', null, 1],
  ])('%s, with %s wanted and %d ready of two: what it was, and since then', (state, want, ready) => {
    expect(become(state, want, ready)).toEqual([state, 0]);
  });
});

describe('requests are buffered before the pods', () => {
  const since = (capacity: number, seen: { want?: number | null; ready: number; panicMean?: number }, before = 7) => {
    const activity: Activity = { state: 'active', since: 0, proxiedSince: before };
    noteProxy(activity, { now: NOW, want: 1, panicMean: 0, ...seen, slots: 4 }, capacity);
    return activity.proxiedSince;
  };

  test('while their free slots are fewer than the burst capacity and the panic mean, in whole ones', () => {
    // 12 slots: 12 − 10 − 2 = 0 are spare, and with half a task more ⌊−0.5⌋.
    expect(since(10, { ready: 3, panicMean: 2 })).toBeNull();
    expect(since(10, { ready: 3, panicMean: 2.5 })).toBe(7);
    expect(since(10, { ready: 2, panicMean: 0 })).toBe(7);
  });

  test('never with a capacity of 0 while pods are wanted, always with −1', () => {
    expect(since(0, { ready: 0, panicMean: 5 })).toBeNull();
    expect(since(-1, { ready: 100 })).toBe(7);
  });

  test('in any case while none is wanted', () => {
    expect(since(0, { want: 0, ready: 100 })).toBe(7);
    expect(since(0, { want: null, ready: 100 })).toBeNull();
  });

  test('since it first was so', () => {
    expect(since(-1, { ready: 1 }, null as never)).toBe(NOW);
  });
});
