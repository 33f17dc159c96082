import { describe, expect, test } from 'vitest';
import { HOLD, Modifying } from '../../support/modifying.ts';

/** 4 slots per pod. 5 running, 1 reserved, 1 waiting: 7 tasks. */
const SEVEN = { tasks: { running: 5, reserved: 1, unblocked: 1, pending: 9 } };

describe('headroom', () => {
  test('keeps idle slots beyond the work', () => {
    expect(new Modifying('headroom', { amount: 1 }, 2).ask(0, 1, SEVEN)).toEqual([2, 'headroom']);
    expect(new Modifying('headroom', { amount: 2 }, 2).ask(0, 1, SEVEN)).toEqual([3, 'headroom']);
  });

  test('keeps whole pods beyond those of the work', () => {
    expect(new Modifying('headroom', { amount: 2, unit: 'pods' }, 2).ask(0, 1, SEVEN)).toEqual([4, 'headroom']);
  });

  test('is no sum: a policy that keeps what is there does not grow forever', () => {
    const pool = new Modifying('headroom', { amount: 1, unit: 'pods' }, 2);
    expect(pool.ask(0, 2, SEVEN)).toEqual([3, 'headroom']);
    expect(pool.ask(1, 3, SEVEN)).toEqual([3, null]);
  });

  test('never asks for more than max', () => {
    expect(new Modifying('headroom', { amount: 100 }).ask(0, 1, { max: 3 })).toEqual([3, 'headroom']);
  });

  test('leaves a larger wish, and any wish while the store does not answer', () => {
    expect(new Modifying('headroom').ask(0, 9, SEVEN)).toEqual([9, null]);
    expect(new Modifying('headroom').ask(0, 0, { tasks: { running: 8, unblocked: null } })).toEqual([0, null]);
    expect(new Modifying('headroom', {}, 1).decide(0, HOLD, { tasks: { unblocked: null } })).toBe(HOLD);
  });

  test('adds to a policy that holds', () => {
    expect(new Modifying('headroom', { amount: 2 }, 2).ask(0, HOLD, SEVEN)).toEqual([3, 'headroom']);
  });
});
