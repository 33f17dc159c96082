import { describe, expect, test } from 'vitest';
import { HOLD, Modifying } from '../../support/modifying.ts';

const MINUTE = 60_000;

describe('rate-limit in pods', () => {
  test('grows by so many per period', () => {
    const pool = new Modifying('rate-limit', { up: 4, period: MINUTE }, 2);
    expect(pool.ask(0, 20)).toEqual([6, 'rate-limit']);
    expect(pool.ask(MINUTE - 1, 20)).toEqual([6, 'rate-limit']);
    expect(pool.ask(MINUTE, 20)).toEqual([10, 'rate-limit']);
  });

  test('counts the changes of a period together', () => {
    const pool = new Modifying('rate-limit', { up: 4, period: MINUTE });
    expect(pool.ask(0, 3)).toEqual([3, null]);
    expect(pool.ask(30_000, 9)).toEqual([4, 'rate-limit']);
    // The first three are a minute old.
    expect(pool.ask(MINUTE, 9)).toEqual([7, 'rate-limit']);
  });

  test('shrinks by so many per period, and not at all with 0', () => {
    const pool = new Modifying('rate-limit', { down: 3 }, 10);
    expect(pool.ask(0, 0)).toEqual([7, 'rate-limit']);
    expect(pool.ask(MINUTE, 0)).toEqual([4, 'rate-limit']);
    expect(new Modifying('rate-limit', { down: 0 }, 10).ask(0, 0)).toEqual([10, 'rate-limit']);
  });

  test('tries the same shrink again while pods are busy, without counting it again', () => {
    const pool = new Modifying('rate-limit', { down: 3 }, 10);
    expect(pool.ask(0, 0)).toEqual([7, 'rate-limit']);
    pool.count = 10;
    expect(pool.ask(10_000, 0)).toEqual([7, 'rate-limit']);
  });

  test('leaves a hold alone', () => {
    expect(new Modifying('rate-limit').decide(0, HOLD)).toBe(HOLD);
  });
});

describe('rate-limit in percent', () => {
  test('rounds growth up and what stays down', () => {
    expect(new Modifying('rate-limit', { unit: 'percent', up: 10 }, 11).ask(0, 99)).toEqual([13, 'rate-limit']);
    expect(new Modifying('rate-limit', { unit: 'percent', down: 10 }, 11).ask(0, 0)).toEqual([9, 'rate-limit']);
  });

  test('leaves zero pods by one', () => {
    const pool = new Modifying('rate-limit', { unit: 'percent', up: 100 });
    expect(pool.ask(0, 99)).toEqual([1, 'rate-limit']);
    expect(pool.ask(MINUTE, 99)).toEqual([2, 'rate-limit']);
    expect(pool.ask(2 * MINUTE, 99)).toEqual([4, 'rate-limit']);
  });
});
