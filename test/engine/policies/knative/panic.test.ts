import { describe, expect, test } from 'vitest';
import { knativeKpa } from '../../../../src/engine/policies/knative/knative-kpa.ts';
import type { KpaParameters } from '../../../../src/engine/policies/knative/kpa-parameters.ts';
import { type PanicState, wishOf } from '../../../../src/engine/policies/knative/panic.ts';

const DEFAULTS = Object.fromEntries(
  knativeKpa.parameters.map(({ name, default: value }) => [name, value]),
) as unknown as KpaParameters;

/** Means of tasks, one a pod, with ten ready pods that may become eleven. */
const wish = (
  stableMean: number,
  panicMean: number,
  rate = 1.1,
  state: PanicState = { panicAt: null, maxPanicPods: 0 },
) =>
  wishOf({ now: 100_000, ready: 10, stableMean, panicMean, target: 1 }, state, { ...DEFAULTS, maxScaleUpRate: rate });

describe('a wish is limited by rate', () => {
  test('where the stable one is beyond it', () => {
    expect(wish(11, 11)).toMatchObject({ pods: 11, isRateLimited: false });
    expect(wish(12, 12)).toMatchObject({ pods: 11, isRateLimited: true });
  });

  test('and by that of the last seconds only in panic, which begins at twice the ready pods', () => {
    expect(wish(10, 19)).toMatchObject({ pods: 10, isPanicking: false, isRateLimited: false });
    expect(wish(10, 20)).toMatchObject({ pods: 11, isPanicking: true, isRateLimited: true });
    expect(wish(10, 20, 1000)).toMatchObject({ pods: 20, isPanicking: true, isRateLimited: false });
  });
});

describe('what a panic held', () => {
  test('is not touched without one', () => {
    const calm: PanicState = { panicAt: null, maxPanicPods: 4 };
    expect(wish(10, 10, 1000, calm).pods).toBe(10);
    expect(calm).toEqual({ panicAt: null, maxPanicPods: 4 });
  });

  test('stays for exactly a stable window after its last reason, and goes then', () => {
    const held: PanicState = { panicAt: 40_000, maxPanicPods: 30 };
    expect(wish(10, 10, 1000, held)).toMatchObject({ pods: 30, isPanicking: true });
    const over: PanicState = { panicAt: 39_999, maxPanicPods: 30 };
    expect(wish(10, 10, 1000, over)).toMatchObject({ pods: 10, isPanicking: false });
    expect(over).toEqual({ panicAt: null, maxPanicPods: 0 });
  });
});
