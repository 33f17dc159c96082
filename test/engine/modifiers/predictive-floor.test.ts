import { describe, expect, test } from 'vitest';
import { HOLD, Modifying } from '../../support/modifying.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Eight tasks in the tenth hour of the first day; 4 slots per pod. */
function learnt(): Modifying {
  const pool = new Modifying('predictive-floor', { season: 'day' });
  pool.ask(0, 0);
  pool.ask(9 * HOUR, 2, { tasks: { running: 8 } });
  pool.ask(10 * HOUR, 0);
  return pool;
}

describe('predictive-floor', () => {
  test('raises the wish to what is expected, from the lead before the hour on', () => {
    const pool = learnt();
    expect(pool.ask(DAY + 9 * HOUR - 300_001, 0)).toEqual([0, null]);
    expect(pool.ask(DAY + 9 * HOUR - 300_000, 0)).toEqual([2, 'floor']);
    expect(pool.ask(DAY + 10 * HOUR, 0)).toEqual([0, null]);
  });

  test('never lowers it, and goes no higher than max', () => {
    expect(learnt().ask(DAY + 9 * HOUR, 5)).toEqual([5, null]);
    expect(learnt().ask(DAY + 9 * HOUR, 0, { max: 1 })).toEqual([1, 'floor']);
  });

  test('stands while the policy holds and the task store does not answer', () => {
    expect(learnt().ask(DAY + 9 * HOUR, HOLD, { tasks: { unblocked: null } })).toEqual([2, 'floor']);
  });
});
