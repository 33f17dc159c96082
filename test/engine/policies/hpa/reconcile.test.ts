import { describe, expect, test } from 'vitest';
import type { Limit, Reason } from '../../../../src/engine/note.ts';
import { type BehaviorParameters, behaviorParameters } from '../../../../src/engine/policies/hpa/behavior.ts';
import { freshHistory, type HpaMemory } from '../../../../src/engine/policies/hpa/history.ts';
import { type ReplicaBounds, reconcile } from '../../../../src/engine/policies/hpa/reconcile.ts';
import { type SignalChanges, signals } from '../../../support/signals.ts';

const RULES = Object.fromEntries(
  behaviorParameters('rules').map(({ name, default: value }) => [name, value]),
) as unknown as BehaviorParameters;

interface Sync {
  /** What the metric asks for; null = it could not be read. */
  readonly wish?: number | null;
  readonly isTolerated?: boolean;
  readonly bounds?: Partial<ReplicaBounds>;
  readonly rules?: Partial<BehaviorParameters>;
  readonly seen?: SignalChanges & { readonly frozen?: boolean };
}

const NOW = 1_000_000;

/** One sync of an HPA that scaled its Deployment to `replicas` long ago. */
function sync(
  replicas: number,
  { wish = replicas, isTolerated = false, bounds = {}, rules = {}, seen = {} }: Sync,
  memory: HpaMemory = remembered(replicas),
): { pods: number; reason: Reason } {
  const { frozen = false, ...changes } = seen;
  return reconcile(
    { ...signals({ now: NOW, ...changes }), frozen },
    memory,
    { bounds: { min: 1, max: 100, scaleToZero: false, ...bounds }, parameters: { ...RULES, ...rules } },
    () => ({ replicas: wish, text: 'the metric', figures: { usage: 7 }, isTolerated }),
  );
}

/** A recommendation that every window has forgotten. */
const remembered = (replicas: number, changes: Partial<HpaMemory> = {}): HpaMemory => ({
  ...freshHistory(),
  replicas,
  recommendations: [{ at: -10_000_000, value: replicas }],
  ...changes,
});

/** What is said where no metric was asked. */
const unasked = (pods: number, rule: string, text: string, replicas: number, limitedBy: Limit | null = null) => ({
  pods,
  reason: { rule, text, figures: { replicas }, limitedBy },
});

/** What is said of a proposal. */
const proposed = (
  pods: number,
  rule: string,
  { from, wish = pods, limitedBy = null }: { from: number; wish?: number; limitedBy?: Limit | null },
) => ({
  pods,
  reason: {
    rule,
    text: pods === wish ? 'the metric' : `the metric; for now ${pods}`,
    figures: { usage: 7, replicas: from, proposal: wish },
    limitedBy,
  },
});

describe('before any metric', () => {
  test('nothing changes in a freeze, nor while the pods cannot be listed, whatever the bounds', () => {
    const tight = { wish: 9, bounds: { max: 3 } };
    const frozen = unasked(5, 'unreadable', 'the pool is frozen', 5);
    expect(sync(5, { ...tight, seen: { frozen: true } })).toEqual(frozen);
    expect(sync(5, { ...tight, seen: { podsStale: true } })).toEqual(
      unasked(5, 'unreadable', 'the pods could not be listed', 5),
    );
    expect(sync(5, { ...tight, seen: { podsStale: true, frozen: true } })).toEqual(frozen);
  });

  test('a target of 0 replicas is off unless both the gate is open and min is 0', () => {
    const off = unasked(0, 'disabled', 'an HPA does nothing while its target has 0 replicas', 0);
    expect(sync(0, { wish: 9, bounds: { min: 1, scaleToZero: false } })).toEqual(off);
    expect(sync(0, { wish: 9, bounds: { min: 0, scaleToZero: false } })).toEqual(off);
    expect(sync(0, { wish: 9, bounds: { min: 1, scaleToZero: true } })).toEqual(off);
    expect(sync(0, { wish: 3, bounds: { min: 0, scaleToZero: true } })).toEqual(proposed(3, 'scale-up', { from: 0 }));
  });

  test('a count outside of the bounds is mended first', () => {
    const above = unasked(10, 'above-max', '12 replicas are more than max 10', 12, 'max');
    expect(sync(12, { wish: 40, bounds: { max: 10 } })).toEqual(above);
    const below = unasked(3, 'below-min', '1 replicas are fewer than min 3', 1, 'min');
    expect(sync(1, { wish: 40, bounds: { min: 3 } })).toEqual(below);
  });

  test('a count on a bound is not: the metric is asked', () => {
    expect(sync(10, { wish: 10, bounds: { max: 10 } })).toEqual(proposed(10, 'steady', { from: 10 }));
    expect(sync(3, { wish: 3, bounds: { min: 3 } })).toEqual(proposed(3, 'steady', { from: 3 }));
  });

  test('a metric that cannot be read speaks for itself', () => {
    const reason = { rule: 'unavailable', text: 'the metric', figures: { usage: 7 }, limitedBy: null };
    expect(sync(5, { wish: null, isTolerated: true })).toEqual({ pods: 5, reason });
  });

  test('the tolerance is named where nothing else held the count', () => {
    expect(sync(5, { isTolerated: true })).toEqual(proposed(5, 'steady', { from: 5, limitedBy: 'tolerance' }));
  });
});

/** At most max(2 · replicas, 4), and down to the highest of the window. */
describe('without behavior', () => {
  const bare = (replicas: number, changes: Sync, memory?: HpaMemory) =>
    sync(replicas, { ...changes, rules: { behavior: 'none' } }, memory);

  test('a wish within its reach is followed, also onto the limit of rate and onto max', () => {
    expect(bare(6, { wish: 12 })).toEqual(proposed(12, 'scale-up', { from: 6 }));
    expect(bare(6, { wish: 9, bounds: { max: 9 } })).toEqual(proposed(9, 'scale-up', { from: 6 }));
    expect(bare(6, { wish: 2 })).toEqual(proposed(2, 'scale-down', { from: 6 }));
    expect(bare(6, { wish: 2, bounds: { min: 2 } })).toEqual(proposed(2, 'scale-down', { from: 6 }));
  });

  test('beyond twice the count the rate holds it, and max where that is no more', () => {
    const from = { from: 6, wish: 50 };
    expect(bare(6, { wish: 50 })).toEqual(proposed(12, 'scale-up', { ...from, limitedBy: 'rate-limit' }));
    expect(bare(6, { wish: 50, bounds: { max: 12 } })).toEqual(proposed(12, 'scale-up', { ...from, limitedBy: 'max' }));
    expect(bare(6, { wish: 50, bounds: { max: 11 } })).toEqual(proposed(11, 'scale-up', { ...from, limitedBy: 'max' }));
  });

  test('below min it is min', () => {
    const expected = proposed(2, 'scale-down', { from: 6, wish: 0, limitedBy: 'min' });
    expect(bare(6, { wish: 0, bounds: { min: 2 } })).toEqual(expected);
  });

  test('an earlier recommendation holds it up, in its text too', () => {
    const memory = remembered(6, { recommendations: [{ at: NOW - 300_000, value: 4 }] });
    const expected = proposed(4, 'scale-down', { from: 6, wish: 2, limitedBy: 'stabilization' });
    expect(bare(6, { wish: 2 }, memory)).toEqual(expected);
    const over = remembered(6, { recommendations: [{ at: NOW - 300_001, value: 4 }] });
    expect(bare(6, { wish: 2 }, over)).toEqual(proposed(2, 'scale-down', { from: 6 }));
  });

  test('its changes are not kept: no rule looks at them', () => {
    const memory = remembered(6);
    bare(6, { wish: 9 }, memory);
    expect(memory).toMatchObject({ replicas: 9, added: [], removed: [] });
  });
});

/** The default rules: up by 4 pods or as many again, down at once after 300 s. */
describe('with behavior', () => {
  test('what the rules allow is followed, and one more is held by the rate', () => {
    expect(sync(10, { wish: 20 })).toEqual(proposed(20, 'scale-up', { from: 10 }));
    const more = { from: 10, wish: 21 };
    expect(sync(10, { wish: 21 })).toEqual(proposed(20, 'scale-up', { ...more, limitedBy: 'rate-limit' }));
    expect(sync(10, { wish: 21, bounds: { max: 20 } })).toEqual(
      proposed(20, 'scale-up', { ...more, limitedBy: 'max' }),
    );
    expect(sync(10, { wish: 21, bounds: { max: 15 } })).toEqual(
      proposed(15, 'scale-up', { ...more, limitedBy: 'max' }),
    );
  });

  test('so it is downward', () => {
    const rules = { scaleDownPods: 4, scaleDownPercent: 0 };
    expect(sync(10, { wish: 6, rules })).toEqual(proposed(6, 'scale-down', { from: 10 }));
    const fewer = { from: 10, wish: 5 };
    expect(sync(10, { wish: 5, rules })).toEqual(proposed(6, 'scale-down', { ...fewer, limitedBy: 'rate-limit' }));
    const min = (value: number) => sync(10, { wish: 5, rules, bounds: { min: value } });
    expect(min(6)).toEqual(proposed(6, 'scale-down', { ...fewer, limitedBy: 'min' }));
    expect(min(8)).toEqual(proposed(8, 'scale-down', { ...fewer, limitedBy: 'min' }));
  });

  test('a policy of 0 is none, and does not hold the other one where the lesser counts', () => {
    const up = { scaleUpSelect: 'Min' } as const;
    expect(sync(10, { wish: 90, rules: { ...up, scaleUpPods: 0 } }).pods).toBe(20);
    expect(sync(10, { wish: 90, rules: { ...up, scaleUpPercent: 0 } }).pods).toBe(14);
    const down = { scaleDownSelect: 'Min' } as const;
    expect(sync(10, { wish: 1, rules: { ...down, scaleDownPods: 0 } }).pods).toBe(1);
    expect(sync(10, { wish: 1, rules: { ...down, scaleDownPods: 3, scaleDownPercent: 0 } }).pods).toBe(7);
  });

  test('without any policy nothing moves, whichever is to be selected', () => {
    const none = { scaleUpPods: 0, scaleUpPercent: 0, scaleDownPods: 0, scaleDownPercent: 0 };
    for (const select of ['Max', 'Min', 'Disabled'] as const) {
      const rules = { ...none, scaleUpSelect: select, scaleDownSelect: select };
      expect(sync(10, { wish: 90, rules }).pods).toBe(10);
      expect(sync(10, { wish: 1, rules }).pods).toBe(10);
    }
  });

  test('a change is kept on the side that it was of, and none is kept where there was none', () => {
    const grown = remembered(6);
    sync(6, { wish: 9 }, grown);
    expect(grown).toMatchObject({ replicas: 9, added: [{ at: NOW, value: 3 }], removed: [] });
    const shrunk = remembered(6);
    sync(6, { wish: 2 }, shrunk);
    expect(shrunk).toMatchObject({ replicas: 2, added: [], removed: [{ at: NOW, value: 4 }] });
    const same = remembered(6);
    sync(6, { wish: 6 }, same);
    expect(same).toMatchObject({ replicas: 6, added: [], removed: [] });
  });

  test('changes are kept for the longest period of either direction', () => {
    const rules = { scaleUpPodsPeriod: 1000, scaleDownPercentPeriod: 90_000 };
    const entry = (ago: number) => ({ at: NOW - ago, value: 1 });
    const memory = remembered(6, { added: [entry(90_001), entry(90_000)], removed: [entry(90_001), entry(20_000)] });
    sync(6, { wish: 7, rules }, memory);
    expect(memory.added).toEqual([entry(90_000), { at: NOW, value: 1 }]);
    expect(memory.removed).toEqual([entry(20_000)]);
  });
});
