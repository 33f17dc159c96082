import { describe, expect, test } from 'vitest';
import { squareRoot } from '../../../../src/engine/policies/theory/square-root.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';

const MINUTE = 60_000;
const pool = { slotsPerPod: 1, max: 200 };

describe('square-root', () => {
  test.each([
    [5, 9],
    [10, 16],
    [20, 28],
    [50, 63],
    [100, 118],
  ])('staffs %i erlangs for a chance to wait of 0.05 as the rule does, one below Erlang-C', (load, slots) => {
    const answers = new PolicyAnswers(squareRoot, { lead: 0, beta: 1.74 });
    expect(answers.decide({ ...pool, tasks: { running: load } })).toEqual([slots, 'staffed']);
  });

  test('staffs ten erlangs for a chance of 0.1 with fifteen, one below Erlang-C', () => {
    // α(1.42) = 1 / (1 + 1.42 · Φ / φ) = 0.1; 10 + 1.42 · √10 = 14.5
    const answers = new PolicyAnswers(squareRoot, { lead: 0, beta: 1.42 });
    expect(answers.decide({ ...pool, tasks: { running: 10 } })).toEqual([15, 'staffed']);
  });

  test('counts what holds a slot and what may run, and what is blocked only when told to', () => {
    const tasks = { running: 3, reserved: 1, unblocked: 5, pending: 12 };
    expect(new PolicyAnswers(squareRoot, { lead: 0 }).decide({ ...pool, tasks })).toEqual([12, 'staffed']);
    expect(new PolicyAnswers(squareRoot, { lead: 0, demand: 'raw' }).decide({ ...pool, tasks })).toEqual([
      20,
      'staffed',
    ]);
  });

  test('widens the safety by the root of the peakedness', () => {
    const answers = new PolicyAnswers(squareRoot, { lead: 0, peakedness: 4 });
    expect(answers.decide({ ...pool, tasks: { running: 9 } })).toEqual([15, 'staffed']);
  });

  test('without a lead counts what is there, however short the work', () => {
    const answers = new PolicyAnswers(squareRoot, { lead: 0, beta: 0 });
    const totals = { arrivals: 4, slotStays: 4, slotTimeMs: 0 };
    expect(answers.decide({ ...pool, totals, tasks: { running: 3 } })).toEqual([3, 'staffed']);
  });

  test('looks a lead ahead: what runs ends, what comes comes', () => {
    const lead = Math.round(2 * MINUTE * Math.LN2);
    const answers = new PolicyAnswers(squareRoot, { lead, beta: 0 });
    answers.decide({ ...pool, now: 0 });
    // 10 erlangs arrive; half of the 20 that run will have ended: 20 · 0.5 + 10 · 0.5 = 15.
    const totals = { arrivals: 75, slotStays: 75, slotTimeMs: 75 * 2 * MINUTE };
    const [slots] = answers.decide({ ...pool, now: 15 * MINUTE, totals, tasks: { running: 20 } });
    expect(slots).toBeGreaterThanOrEqual(15);
    expect(slots).toBeLessThanOrEqual(16);
  });

  test('keeps nothing where there is nothing', () => {
    expect(new PolicyAnswers(squareRoot).decide(pool)).toEqual([0, 'no-load']);
  });

  test('holds while the task store does not answer', () => {
    expect(new PolicyAnswers(squareRoot).decide({ ...pool, tasks: { unblocked: null } })).toEqual([
      'hold',
      'unavailable',
    ]);
  });
});
