import { describe, expect, test } from 'vitest';
import { backlogGrowth } from '../../../../src/engine/policies/theory/backlog-growth.ts';
import { staticPods } from '../../../../src/engine/policies/theory/static.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';

const pool = { slotsPerPod: 1, max: 100 };
const waiting = (count: number) => ({ tasks: { running: 3, unblocked: count, pending: count } });

describe('backlog-growth', () => {
  test('adds what a steady growth brings within the lead', () => {
    const answers = new PolicyAnswers(backlogGrowth, { lead: 60_000 });
    // One more every ten seconds: six in a minute.
    for (const at of [0, 1, 2]) answers.decide({ ...pool, now: at * 10_000, ...waiting(at) });
    expect(answers.decide({ ...pool, now: 30_000, ...waiting(3) })).toEqual([12, 'growing']);
  });

  test('fits a line: (0, 0), (10, 0), (20, 3) grow by 0.15 a second', () => {
    const answers = new PolicyAnswers(backlogGrowth, { lead: 20_000 });
    answers.decide({ ...pool, now: 0, ...waiting(0) });
    answers.decide({ ...pool, now: 10_000, ...waiting(0) });
    // 3 running + 3 waiting + 0.15 · 20.
    expect(answers.decide({ ...pool, now: 20_000, ...waiting(3) })).toEqual([9, 'growing']);
  });

  test('is the work alone at first, and while the queue shrinks', () => {
    const answers = new PolicyAnswers(backlogGrowth);
    expect(answers.decide({ ...pool, now: 0, ...waiting(9) })).toEqual([12, 'present']);
    expect(answers.decide({ ...pool, now: 10_000, ...waiting(4) })).toEqual([7, 'present']);
  });

  test('forgets samples older than the window', () => {
    const answers = new PolicyAnswers(backlogGrowth, { window: 60_000 });
    answers.decide({ ...pool, now: 0, ...waiting(0) });
    answers.decide({ ...pool, now: 60_001, ...waiting(5) });
    expect(answers.decide({ ...pool, now: 70_000, ...waiting(5) })).toEqual([8, 'present']);
  });

  test('takes a burst for growth that goes on: its known weakness', () => {
    const answers = new PolicyAnswers(backlogGrowth, { lead: 60_000 });
    answers.decide({ ...pool, now: 0, ...waiting(0) });
    expect(answers.decide({ ...pool, now: 10_000, ...waiting(10) })).toEqual([73, 'growing']);
  });

  test('holds while the task store does not answer', () => {
    expect(new PolicyAnswers(backlogGrowth).decide({ tasks: { unblocked: null } })).toEqual(['hold', 'unavailable']);
  });
});

describe('static', () => {
  test('is the same whatever happens, within the bounds of the pool', () => {
    const answers = new PolicyAnswers(staticPods, { pods: 4 });
    expect(answers.decide({ tasks: { unblocked: 90 } })).toEqual([4, 'static']);
    expect(answers.decide({ pods: { count: 9 }, tasks: { unblocked: null } })).toEqual([4, 'static']);
    expect(answers.decide({ max: 3 })).toEqual([3, 'static']);
    expect(answers.decide({ min: 5 })).toEqual([5, 'static']);
  });
});
