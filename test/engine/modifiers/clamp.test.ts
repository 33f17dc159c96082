import { describe, expect, test } from 'vitest';
import { HOLD, Modifying } from '../../support/modifying.ts';

describe('clamp', () => {
  test("keeps to the pool's own bounds when it has none", () => {
    const pool = { min: 2, max: 8 };
    expect(new Modifying('clamp').ask(0, 0, pool)).toEqual([2, 'min']);
    expect(new Modifying('clamp').ask(0, 9, pool)).toEqual([8, 'max']);
    expect(new Modifying('clamp').ask(0, 5, pool)).toEqual([5, null]);
  });

  test("narrows the pool's bounds and never widens them", () => {
    const pool = { min: 2, max: 8 };
    expect(new Modifying('clamp', { min: 3, max: 6 }).ask(0, 7, pool)).toEqual([6, 'max']);
    expect(new Modifying('clamp', { min: 3, max: 6 }).ask(0, 2, pool)).toEqual([3, 'min']);
    expect(new Modifying('clamp', { min: 1, max: 9 }).ask(0, 1, pool)).toEqual([2, 'min']);
    expect(new Modifying('clamp', { min: 1, max: 9 }).ask(0, 9, pool)).toEqual([8, 'max']);
  });

  test('lets the bound applied last win where min is above max', () => {
    const pool = { min: 4, max: 8 };
    expect(new Modifying('clamp', { max: 2, order: 'min-then-max' }).ask(0, 6, pool)).toEqual([2, 'max']);
    expect(new Modifying('clamp', { max: 2, order: 'max-then-min' }).ask(0, 6, pool)).toEqual([4, 'max']);
  });

  test('moves a pool that holds outside its bounds', () => {
    expect(new Modifying('clamp', { max: 3 }, 5).ask(0, HOLD)).toEqual([3, 'max']);
    expect(new Modifying('clamp', { max: 5 }, 5).decide(0, HOLD)).toBe(HOLD);
  });
});
