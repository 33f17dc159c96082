import { describe, expect, test } from 'vitest';
import { HOLD, Modifying } from '../../support/modifying.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('cooldown', () => {
  test('lets the first change through and holds the next until the time is over, to the millisecond', () => {
    const pool = new Modifying('cooldown', { up: 5 * MINUTE, down: 5 * MINUTE });
    expect(pool.ask(0, 3)).toEqual([3, null]);
    expect(pool.ask(5 * MINUTE - 1, 5)).toEqual([3, 'cooldown']);
    expect(pool.ask(5 * MINUTE, 5)).toEqual([5, null]);
  });

  test('does not start anew by holding', () => {
    const pool = new Modifying('cooldown');
    pool.ask(0, 3);
    for (let at = MINUTE; at < 5 * MINUTE; at += MINUTE) expect(pool.ask(at, 5)).toEqual([3, 'cooldown']);
    expect(pool.ask(5 * MINUTE, 5)).toEqual([5, null]);
  });

  test('a shared timer lets a shrink forbid the next growth, split timers do not', () => {
    const shared = new Modifying('cooldown', { timers: 'shared' }, 5);
    const split = new Modifying('cooldown', { timers: 'split' }, 5);
    expect(shared.ask(0, 2)).toEqual([2, null]);
    expect(split.ask(0, 2)).toEqual([2, null]);
    expect(shared.ask(MINUTE, 4)).toEqual([2, 'cooldown']);
    expect(split.ask(MINUTE, 4)).toEqual([4, null]);
    expect(split.ask(2 * MINUTE, 1)).toEqual([4, 'cooldown']);
  });

  test('each direction has its own length', () => {
    const pool = new Modifying('cooldown', { up: 0, down: 10 * MINUTE });
    expect(pool.ask(0, 3)).toEqual([3, null]);
    expect(pool.ask(SECOND, 4)).toEqual([4, null]);
    expect(pool.ask(9 * MINUTE, 1)).toEqual([4, 'cooldown']);
    expect(pool.ask(10 * MINUTE + SECOND, 1)).toEqual([1, null]);
  });

  test('makes a lost pod again while the wish stands', () => {
    const pool = new Modifying('cooldown');
    pool.ask(0, 3);
    pool.count = 2;
    expect(pool.ask(MINUTE, 3)).toEqual([3, null]);
  });

  test('makes no pod again that ended and is not wanted', () => {
    const pool = new Modifying('cooldown');
    pool.ask(0, 3);
    pool.count = 1;
    expect(pool.ask(MINUTE, 1)).toEqual([1, null]);
    // What ended by itself was no change: growth is free as far as the first one allows.
    expect(pool.ask(5 * MINUTE, 2)).toEqual([2, null]);
  });

  test('a shrink that waits for busy pods starts the timer once', () => {
    const pool = new Modifying('cooldown', { up: 0, down: 5 * MINUTE }, 4);
    expect(pool.ask(0, 1)).toEqual([1, null]);
    pool.count = 4;
    expect(pool.ask(MINUTE, 1)).toEqual([1, null]);
    expect(pool.ask(5 * MINUTE, 0)).toEqual([0, null]);
  });

  test('leaves a hold alone and says how long it holds', () => {
    const pool = new Modifying('cooldown');
    pool.ask(0, 3);
    expect(pool.decide(MINUTE, HOLD)).toBe(HOLD);
    const { reason } = pool.decide(MINUTE, 7);
    expect(reason.figures).toEqual({ cooldownLeftMs: 4 * MINUTE });
    expect(reason.text).toBe('as the test wishes; the last change is too recent: 3 pods for another 240 s');
  });
});
