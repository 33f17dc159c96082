import { describe, expect, test } from 'vitest';
import { serversFor } from '../../../../src/engine/policies/theory/erlang.ts';
import { erlangC } from '../../../../src/engine/policies/theory/erlang-c.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';

const MINUTE = 60_000;

describe('servers by Erlang-C', () => {
  const noWait = (load: number, chance: number): number =>
    serversFor({ load, serviceMs: 1, waitMs: 0, chance }, 10_000);

  test('are those of the tables for ten erlangs', () => {
    expect(noWait(10, 0.1)).toBe(16);
    expect(noWait(10, 0.05)).toBe(17);
  });

  test.each([
    [5, 10],
    [20, 29],
    [50, 64],
    [100, 119],
  ])('are those of the tables for %i erlangs and a chance of 0.05', (load, servers) => {
    expect(noWait(load, 0.05)).toBe(servers);
  });

  test('are one for M/M/1 where the chance to wait is the load itself', () => {
    expect(noWait(0.5, 0.5)).toBe(1);
    expect(noWait(0.5, 0.49)).toBe(2);
  });

  test('are fewer where a wait is allowed: M/M/1 waits longer than t with a·e^(−(1−a)t/S)', () => {
    // 0.5 · e^(−0.5 · 4.7) = 0.0477; with 4.5 it is 0.0527.
    const of = (waitMs: number): number => serversFor({ load: 0.5, serviceMs: 1, waitMs, chance: 0.05 }, 9);
    expect(of(4.7)).toBe(1);
    expect(of(4.5)).toBe(2);
  });

  test('are none without work and never more than the limit', () => {
    expect(noWait(0, 0.05)).toBe(0);
    expect(serversFor({ load: 100, serviceMs: 1, waitMs: 0, chance: 0.05 }, 40)).toBe(40);
  });
});

describe('erlang-c', () => {
  const pool = { slotsPerPod: 1, max: 100 };

  test('goes by measured rate and service time', () => {
    const answers = new PolicyAnswers(erlangC, { target: 0, chance: 0.05 });
    answers.decide({ ...pool, now: 0 });
    // 75 arrivals in 15 minutes of two minutes each are 10 erlangs.
    const totals = { arrivals: 75, slotStays: 60, slotTimeMs: 60 * 2 * MINUTE };
    expect(answers.decide({ ...pool, now: 15 * MINUTE, totals })).toEqual([17, 'staffed']);
    expect(answers.decide({ ...pool, now: 15 * MINUTE, totals, slotsPerPod: 4 })).toEqual([5, 'staffed']);
  });

  test('takes the assumed service time until a task has ended', () => {
    const answers = new PolicyAnswers(erlangC, { target: 0, chance: 0.05, serviceTime: 2 * MINUTE });
    answers.decide({ ...pool, now: 0 });
    expect(answers.decide({ ...pool, now: 15 * MINUTE, totals: { arrivals: 75 } })).toEqual([17, 'staffed']);
  });

  test('forgets what is older than its window', () => {
    const answers = new PolicyAnswers(erlangC);
    answers.decide({ ...pool, now: 0 });
    const totals = { arrivals: 75, slotStays: 75, slotTimeMs: 75 * MINUTE };
    answers.decide({ ...pool, now: 15 * MINUTE, totals });
    expect(answers.decide({ ...pool, now: 31 * MINUTE, totals })).toEqual([0, 'no-load']);
  });

  test('does not look at the queue: its known weakness', () => {
    const answers = new PolicyAnswers(erlangC);
    expect(answers.decide({ ...pool, tasks: { pending: 50, unblocked: 50 } })).toEqual([0, 'no-load']);
  });

  test("stays within the pool's bounds", () => {
    expect(new PolicyAnswers(erlangC).decide({ min: 2 })).toEqual([2, 'no-load']);
  });
});
