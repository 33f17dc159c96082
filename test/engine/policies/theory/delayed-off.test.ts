import { describe, expect, test } from 'vitest';
import { podId } from '../../../../src/engine/ids.ts';
import { delayedOff } from '../../../../src/engine/policies/theory/delayed-off.ts';
import type { PodView } from '../../../../src/engine/signals.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';

const idle = (...times: readonly (number | null)[]): readonly PodView[] =>
  times.map((idleMs, index) => ({
    pod: podId(index),
    index,
    phase: 'running',
    connected: true,
    ageMs: 600_000,
    idleMs,
    slots: { total: 4, used: idleMs === null ? 1 : 0, reserved: 0, idle: idleMs === null ? 3 : 4 },
    takesApply: true,
  }));

describe('delayed-off', () => {
  test('grows only when all slots are taken, those of starting pods too', () => {
    const answers = new PolicyAnswers(delayedOff);
    expect(answers.decide({ pods: { count: 2 }, tasks: { running: 4, unblocked: 4 } })).toEqual([2, 'enough']);
    expect(answers.decide({ pods: { count: 2 }, tasks: { running: 4, unblocked: 5 } })).toEqual([3, 'all-busy']);
    expect(answers.decide({ pods: { count: 0 }, tasks: { unblocked: 1 } })).toEqual([1, 'all-busy']);
  });

  test('gives back the pods whose own time is over, at the millisecond', () => {
    const listPods = idle(null, 120_000, 119_999);
    const answers = new PolicyAnswers(delayedOff);
    expect(answers.decide({ pods: { count: 3 }, tasks: { running: 1 }, listPods })).toEqual([2, 'idle-over']);
  });

  test('counts a reserved slot as taken', () => {
    const answers = new PolicyAnswers(delayedOff);
    expect(answers.decide({ pods: { count: 1 }, tasks: { reserved: 4, unblocked: 1 } })).toEqual([2, 'all-busy']);
  });

  test('wants no slot for an apply that lost its own and waits for a person', () => {
    const answers = new PolicyAnswers(delayedOff);
    expect(answers.decide({ pods: { count: 0 }, tasks: { applyPending: 1, reserved: 0 } })).toEqual([0, 'enough']);
  });

  test('leaves blocked tasks out unless told to count them', () => {
    const tasks = { running: 1, unblocked: 0, pending: 30 };
    expect(new PolicyAnswers(delayedOff).decide({ pods: { count: 1 }, tasks })).toEqual([1, 'enough']);
    expect(new PolicyAnswers(delayedOff, { demand: 'raw' }).decide({ pods: { count: 1 }, tasks })).toEqual([
      8,
      'all-busy',
    ]);
  });

  test('keeps min, and holds while the task store does not answer', () => {
    const answers = new PolicyAnswers(delayedOff);
    const all = { min: 1, pods: { count: 2 }, listPods: idle(200_000, 200_000) };
    expect(answers.decide(all)).toEqual([1, 'idle-over']);
    expect(answers.decide({ ...all, tasks: { unblocked: null } })).toEqual(['hold', 'unavailable']);
  });
});
