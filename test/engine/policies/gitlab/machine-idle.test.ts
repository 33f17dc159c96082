import { describe, expect, test } from 'vitest';
import { gitlabMachineIdle } from '../../../../src/engine/policies/gitlab/machine-idle.ts';
import { podViews } from '../../../support/pod-views.ts';
import { type Answer, PolicyAnswers } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

const MINUTE = 60_000;

function decide(
  pods: readonly (number | 'busy' | 'starting')[],
  parameters: Record<string, number | string>,
  changes: SignalChanges = {},
): Answer {
  const seen = { max: 100, slotsPerPod: 1, pods: { count: pods.length }, listPods: podViews(...pods), ...changes };
  return new PolicyAnswers(gitlabMachineIdle, parameters).decide(seen);
}

describe('with an idle count', () => {
  test('pods that are idle or start are filled up to it', () => {
    expect(decide([], { idleCount: 3 })).toEqual([3, 'too-few-idle']);
    expect(decide(['busy', 0, 'starting'], { idleCount: 3 })).toEqual([4, 'too-few-idle']);
    expect(decide(['busy', 0, 0, 'starting'], { idleCount: 3 })).toEqual([4, 'enough-idle']);
  });

  test('the queue is not looked at: no job is asked for without an idle machine', () => {
    const tasks = { pending: 500, unblocked: 500 };
    expect(decide(['busy', 'starting'], { idleCount: 1 }, { tasks })).toEqual([2, 'enough-idle']);
    expect(decide([], { idleCount: 1 }, { tasks: { pending: null } })).toEqual([1, 'too-few-idle']);
  });

  test('no more pods start at once than the growth rate, those that start already included', () => {
    expect(decide([], { idleCount: 10, maxGrowthRate: 4 })).toEqual([4, 'too-few-idle']);
    expect(decide(['starting', 'starting', 'starting'], { idleCount: 10, maxGrowthRate: 4 })).toEqual([
      4,
      'too-few-idle',
    ]);
  });

  test('no more pods than max', () => {
    expect(decide(['busy', 'busy'], { idleCount: 10 }, { max: 5 })).toEqual([5, 'too-few-idle']);
  });
});

describe('with a scale factor', () => {
  test('idle pods are that share of the pods in use, truncated, and at most the idle count', () => {
    expect(decide(['busy', 'busy', 'busy', 'busy', 'busy'], { idleCount: 10, idleScaleFactor: 0.5 })).toEqual([
      7,
      'too-few-idle',
    ]);
    const tenBusy = Array.from({ length: 10 }, () => 'busy' as const);
    expect(decide(tenBusy, { idleCount: 3, idleScaleFactor: 0.5 })).toEqual([13, 'too-few-idle']);
  });

  test('one is kept idle while none is in use, or idleCountMin if that is more', () => {
    expect(decide([], { idleCount: 10, idleScaleFactor: 0.5 })).toEqual([1, 'too-few-idle']);
    expect(decide([], { idleCount: 10, idleScaleFactor: 0.5, idleCountMin: 3 })).toEqual([3, 'too-few-idle']);
  });

  test('the idle count stays the bound when idleCountMin is above it', () => {
    expect(decide([], { idleCount: 2, idleScaleFactor: 0.5, idleCountMin: 3 })).toEqual([2, 'too-few-idle']);
  });
});

describe('idle pods', () => {
  const parameters = { idleCount: 1, idleTime: 10 * MINUTE };

  test('go when they were idle for longer than the idle time and too many came before them', () => {
    expect(decide([11 * MINUTE, 11 * MINUTE, 11 * MINUTE], parameters)).toEqual([1, 'too-many-idle']);
    expect(decide([11 * MINUTE, 10 * MINUTE, 11 * MINUTE], parameters)).toEqual([2, 'too-many-idle']);
  });

  test('are counted from the oldest on: those in use that come later do not save one', () => {
    const factor = { idleCount: 4, idleScaleFactor: 0.5, idleTime: 10 * MINUTE };
    const idle = 11 * MINUTE;
    // Two in use first: a target of 1. The first idle one stays, the second goes, though four in use would allow 2.
    expect(decide(['busy', 'busy', idle, idle, 'busy', 'busy'], factor)).toEqual([6, 'too-few-idle']);
    expect(decide(['busy', 'busy', 'busy', 'busy', idle, idle], factor)).toEqual([6, 'enough-idle']);
  });

  test('go without any idle time where max or more came before them', () => {
    expect(decide(['busy', 0, 0], { idleCount: 5, idleTime: 10 * MINUTE }, { max: 2 })).toEqual([2, 'too-many-idle']);
  });

  test('are not kept at all with nothing set', () => {
    expect(decide([1, 1], {})).toEqual([0, 'too-many-idle']);
  });
});

describe('on demand', () => {
  test('a pod is made for each job that none is there for', () => {
    expect(decide([], {}, { tasks: { pending: 7 } })).toEqual([7, 'on-demand']);
    expect(decide(['busy', 'starting', 'starting'], {}, { tasks: { pending: 7 } })).toEqual([8, 'on-demand']);
    expect(decide([], {}, { slotsPerPod: 4, tasks: { pending: 7 } })).toEqual([2, 'on-demand']);
  });

  test('the growth rate and max hold', () => {
    expect(decide(['starting'], { maxGrowthRate: 3 }, { tasks: { pending: 7 } })).toEqual([3, 'on-demand']);
    expect(decide([], {}, { max: 4, tasks: { pending: 7 } })).toEqual([4, 'on-demand']);
  });

  test('a queue that does not answer changes nothing', () => {
    expect(decide(['busy'], {}, { tasks: { pending: null } })).toEqual(['hold', 'unavailable']);
  });
});

test('a list of machines that failed changes nothing', () => {
  expect(decide([0], { idleCount: 3 }, { podsStale: true })).toEqual(['hold', 'unavailable']);
});
