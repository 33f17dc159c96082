import { describe, expect, test } from 'vitest';
import { SlidingExtreme } from '../../../src/engine/modifiers/sliding-extreme.ts';
import { HOLD, Modifying } from '../../support/modifying.ts';

const MINUTE = 60_000;

describe('stabilization', () => {
  test('shrinks to the largest wish of the window', () => {
    const pool = new Modifying('stabilization', { down: 5 * MINUTE }, 2);
    expect(pool.ask(0, 10)).toEqual([10, null]);
    expect(pool.ask(MINUTE, 4)).toEqual([10, 'stabilization']);
    expect(pool.ask(2 * MINUTE, 6)).toEqual([10, 'stabilization']);
    // The 10 is five minutes old and counts no more; 6 is the largest of the rest.
    expect(pool.ask(5 * MINUTE, 3)).toEqual([6, 'stabilization']);
    expect(pool.ask(7 * MINUTE - 1, 3)).toEqual([6, 'stabilization']);
    expect(pool.ask(7 * MINUTE, 3)).toEqual([3, null]);
  });

  test('grows at once unless there is a window for it', () => {
    expect(new Modifying('stabilization', {}, 1).ask(0, 9)).toEqual([9, null]);
  });

  test('grows to the smallest wish of its window', () => {
    const pool = new Modifying('stabilization', { up: MINUTE, down: 0 }, 1);
    // The pods that are there count as a wish at the start.
    expect(pool.ask(0, 8)).toEqual([1, 'stabilization']);
    expect(pool.ask(30_000, 5)).toEqual([1, 'stabilization']);
    expect(pool.ask(60_000, 9)).toEqual([5, 'stabilization']);
    expect(pool.ask(90_000, 9)).toEqual([9, null]);
  });

  test('begins with the pods that are there, so that a restart does not shrink a pool at once', () => {
    expect(new Modifying('stabilization', {}, 6).ask(100 * MINUTE, 1)).toEqual([6, 'stabilization']);
  });

  test('makes no pod again that ended and is not wanted, but one that is', () => {
    const pool = new Modifying('stabilization', {}, 0);
    pool.ask(0, 4);
    pool.count = 2;
    expect(pool.ask(MINUTE, 1)).toEqual([2, 'stabilization']);
    expect(pool.ask(MINUTE, 3)).toEqual([3, null]);
  });

  test('a hold is no wish', () => {
    const pool = new Modifying('stabilization', {}, 3);
    pool.ask(0, 3);
    expect(pool.decide(MINUTE, HOLD)).toBe(HOLD);
    expect(pool.ask(5 * MINUTE, 1)).toEqual([1, null]);
  });

  test('says what it was changed from', () => {
    const pool = new Modifying('stabilization', {}, 6);
    expect(pool.decide(0, 2).reason).toEqual({
      rule: 'wish',
      text: 'as the test wishes; 6 pods were wanted lately: 6 stay',
      figures: { stabilizedFrom: 2 },
      limitedBy: 'stabilization',
    });
  });
});

describe('the extreme of a window', () => {
  test('is that of a plain search, for any values', () => {
    const values = [5, 3, 9, 9, 1, 4, 8, 2, 2, 7, 0, 6, 3, 3, 1];
    for (const windowMs of [1, 2, 4, 7]) {
      const largest = new SlidingExtreme('largest');
      const smallest = new SlidingExtreme('smallest');
      values.forEach((value, now) => {
        largest.add(now, value);
        smallest.add(now, value);
        const young = values.slice(Math.max(0, now - windowMs + 1), now + 1);
        expect(largest.within(windowMs, now)).toBe(Math.max(...young));
        expect(smallest.within(windowMs, now)).toBe(Math.min(...young));
      });
    }
  });
});
