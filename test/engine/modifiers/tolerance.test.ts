import { describe, expect, test } from 'vitest';
import { HOLD, Modifying } from '../../support/modifying.ts';

describe('tolerance', () => {
  test('holds a change of exactly its share, and makes one beyond', () => {
    // As the autoscaler of Kubernetes at 110 of 100 with tolerance 0.1.
    expect(new Modifying('tolerance', {}, 100).ask(0, 110)).toEqual([100, 'tolerance']);
    expect(new Modifying('tolerance', {}, 100).ask(0, 111)).toEqual([111, null]);
    expect(new Modifying('tolerance', {}, 100).ask(0, 90)).toEqual([100, 'tolerance']);
    expect(new Modifying('tolerance', {}, 100).ask(0, 89)).toEqual([89, null]);
  });

  test('has one share for each direction', () => {
    expect(new Modifying('tolerance', { up: 0, down: 0.5 }, 10).ask(0, 11)).toEqual([11, null]);
    expect(new Modifying('tolerance', { up: 0, down: 0.5 }, 10).ask(0, 5)).toEqual([10, 'tolerance']);
  });

  test('leaves zero pods at once', () => {
    expect(new Modifying('tolerance', { up: 1 }).ask(0, 1)).toEqual([1, null]);
  });

  test('makes a lost pod again, and does not make one that ended and is not wanted', () => {
    const pool = new Modifying('tolerance', { up: 0.5, down: 0.5 }, 10);
    pool.ask(0, 10);
    pool.count = 9;
    expect(pool.ask(1, 10)).toEqual([10, null]);
    pool.count = 8;
    expect(pool.ask(2, 7)).toEqual([8, 'tolerance']);
  });

  test('leaves a hold alone', () => {
    expect(new Modifying('tolerance').decide(0, HOLD)).toBe(HOLD);
  });
});
