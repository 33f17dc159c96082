import { describe, expect, test } from 'vitest';
import { HOLD, Modifying } from '../../support/modifying.ts';

const steps = [
  { at: 1000, pods: 5 },
  { at: 2000, pods: 8 },
  { at: 3000, pods: 0 },
];

describe('schedule', () => {
  test('raises the number from a step until the next', () => {
    const pool = new Modifying('schedule', { steps });
    expect(pool.ask(999, 1)).toEqual([1, null]);
    expect(pool.ask(1000, 1)).toEqual([5, 'floor']);
    expect(pool.ask(1999, 6)).toEqual([6, null]);
    expect(pool.ask(2000, 6)).toEqual([8, 'floor']);
    expect(pool.ask(3000, 6)).toEqual([6, null]);
  });

  test('finds its step after a restart, wherever time is', () => {
    expect(new Modifying('schedule', { steps }).ask(2500, 1)).toEqual([8, 'floor']);
  });

  test('raises a pool that holds, up to max', () => {
    expect(new Modifying('schedule', { steps }, 2).ask(1500, HOLD)).toEqual([5, 'floor']);
    expect(new Modifying('schedule', { steps }, 5).decide(1500, HOLD)).toBe(HOLD);
    expect(new Modifying('schedule', { steps }).ask(1500, 1, { max: 3 })).toEqual([3, 'floor']);
  });
});
