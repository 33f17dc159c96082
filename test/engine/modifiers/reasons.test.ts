import { describe, expect, test } from 'vitest';
import { SlidingExtreme } from '../../../src/engine/modifiers/sliding-extreme.ts';
import type { Limit } from '../../../src/engine/note.ts';
import type { Decision } from '../../../src/engine/policy.ts';
import { Modifying } from '../../support/modifying.ts';

const HOUR = 3_600_000;

/** The wish with another number: what the policy said stays, and what was made of it follows. */
const changed = (pods: number, text: string, figures: Record<string, number>, limitedBy: Limit): Decision => ({
  kind: 'scale-to',
  pods,
  reason: { rule: 'wish', text: `as the test wishes; ${text}`, figures, limitedBy },
});

describe('what a modifier says', () => {
  test('clamp', () => {
    const clamp = new Modifying('clamp', { min: 3 });
    expect(clamp.decide(0, 1)).toEqual(changed(3, 'kept at 3 pods', { clampedFrom: 1 }, 'min'));
  });

  test('headroom', () => {
    const seven = { tasks: { running: 5, reserved: 1, unblocked: 1 } };
    const text = '7 tasks and 2 slots of headroom: 3 pods';
    expect(new Modifying('headroom', { amount: 2 }).decide(0, 1, seven)).toEqual(
      changed(3, text, { headroomPods: 3 }, 'headroom'),
    );
  });

  test('schedule', () => {
    const schedule = new Modifying('schedule', { steps: [{ at: 0, pods: 3 }] });
    expect(schedule.decide(0, 1)).toEqual(
      changed(3, 'the schedule says at least 3 pods', { scheduledPods: 3 }, 'floor'),
    );
  });

  test('rate-limit', () => {
    const text = '2 pods a period ago: 6 for now';
    expect(new Modifying('rate-limit', { up: 4 }, 2).decide(0, 20)).toEqual(
      changed(6, text, { rateLimitedFrom: 20 }, 'rate-limit'),
    );
  });

  test('tolerance', () => {
    expect(new Modifying('tolerance', {}, 100).decide(0, 110)).toEqual(
      changed(100, 'too small a change: 100 pods stay', { toleratedFrom: 110 }, 'tolerance'),
    );
  });

  test('stabilization, in either direction', () => {
    const down = new Modifying('stabilization', {}, 10);
    expect(down.decide(0, 4)).toEqual(
      changed(10, '10 pods were wanted lately: 10 stay', { stabilizedFrom: 4 }, 'stabilization'),
    );
    const up = new Modifying('stabilization', { up: 60_000 }, 3);
    expect(up.decide(0, 9)).toEqual(
      changed(3, '3 pods were enough lately: 3 for now', { stabilizedFrom: 9 }, 'stabilization'),
    );
  });

  test('predictive-floor', () => {
    const text = 'up to 8.0 tasks are expected: at least 2 pods';
    expect(eightAtNine('hour-of-season').decide(33 * HOUR, 0)).toEqual(changed(2, text, { predictedPods: 2 }, 'floor'));
  });
});

/** Eight tasks in the tenth hour of the first day; what it cannot ask at half past nine is what it saw last. */
function eightAtNine(forecast: string, quantile = 0.8): Modifying {
  const pool = new Modifying('predictive-floor', { season: 'day', forecast, quantile });
  pool.ask(0, 0);
  pool.ask(9 * HOUR, 2, { tasks: { running: 8 } });
  pool.ask(9.5 * HOUR, 2, { tasks: { running: 8, unblocked: null } });
  pool.ask(10 * HOUR, 0);
  return pool;
}

describe('predictive-floor', () => {
  test('with Holt-Winters foretells nothing on the second day', () => {
    expect(eightAtNine('holt-winters').ask(33 * HOUR, 0)).toEqual([0, null]);
  });

  test('takes a demand that could not be asked for what it was', () => {
    expect(eightAtNine('hour-of-season', 0.3).ask(33 * HOUR, 0)).toEqual([2, 'floor']);
  });
});

test('a rate of no per cent lets nothing grow, not even by the one pod that any other rate does', () => {
  expect(new Modifying('rate-limit', { unit: 'percent', up: 0 }, 5).ask(0, 9)).toEqual([5, 'rate-limit']);
  expect(new Modifying('rate-limit', { unit: 'percent', up: 1 }, 5).ask(0, 9)).toEqual([6, 'rate-limit']);
});

test('split timers: a growth holds the next growth and no shrink', () => {
  const pool = new Modifying('cooldown', { timers: 'split' });
  expect(pool.ask(0, 5)).toEqual([5, null]);
  expect(pool.ask(1000, 7)).toEqual([5, 'cooldown']);
  expect(pool.ask(2000, 3)).toEqual([3, null]);
});

describe('a sliding extreme', () => {
  test('is nothing before the first value', () => {
    expect(new SlidingExtreme('largest').within(10, 0)).toBeNull();
  });

  test('keeps the latest value however old', () => {
    const largest = new SlidingExtreme('largest');
    largest.add(0, 9);
    largest.add(1, 5);
    expect(largest.within(10, 9)).toBe(9);
    expect(largest.within(10, 10)).toBe(5);
    expect(largest.within(10, 500)).toBe(5);
  });
});
