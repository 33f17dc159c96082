import { describe, expect, test } from 'vitest';
import { decisionAt, scaleDecisions } from '../support/scale-decisions.ts';

// The report's log line for a cold start has the number of pending tasks and the number of pods it scales to.

const FIRST_TICK_MS = 10_000;

const firstTick = (name: string, variant: string) =>
  decisionAt(scaleDecisions(`reports/599-${name}.yaml`, variant), FIRST_TICK_MS);

describe('the decisions of report 599 carry the figures of its log line', () => {
  test('cold start with min 0: one pending task, one pod', () => {
    const { from, to, reason } = firstTick('cold-start-pending-min-0', 'after');
    expect([from, to, reason.rule, reason.figures.pending]).toEqual([0, 1, 'cold-start', 1]);
  });

  test('cold start with min 2: one pending task, two pods', () => {
    const { from, to, reason } = firstTick('cold-start-pending-min-2', 'after');
    expect([from, to, reason.rule, reason.figures.pending]).toEqual([0, 2, 'cold-start', 1]);
  });

  test('cold start without work: no pending task, min pods', () => {
    const { from, to, reason } = firstTick('cold-start-nothing-pending', 'after');
    expect([from, to, reason.rule, reason.figures.pending]).toEqual([0, 2, 'cold-idle', 0]);
  });

  test('with the failing query the old policy knows no number and stays at 0', () => {
    const { to, reason } = firstTick('cold-start-pending-min-0', 'before');
    expect([to, reason.rule, reason.figures.unblocked]).toEqual([0, 'cold-none-seen', null]);
  });

  test('without any answer the number is unknown, not zero, and min is held', () => {
    const { to, reason } = firstTick('failing-query', 'after');
    expect([to, reason.rule, reason.figures.pending]).toEqual([1, 'cold-unavailable', null]);
  });

  test('an answer of zero hides the task from the old policy; the plain question finds it', () => {
    const before = firstTick('zero-answer', 'before');
    expect([before.to, before.reason.figures.unblocked]).toEqual([0, 0]);
    const after = firstTick('zero-answer', 'after');
    expect([after.to, after.reason.figures.pending]).toEqual([1, 1]);
  });
});
