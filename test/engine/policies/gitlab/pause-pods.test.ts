import { describe, expect, test } from 'vitest';
import { gitlabPausePods } from '../../../../src/engine/policies/gitlab/pause-pods.ts';
import { PolicyAnswers } from '../../../support/policy-answers.ts';
import type { SignalChanges } from '../../../support/signals.ts';

const at = (now: number, jobs: number, changes: SignalChanges = {}): SignalChanges => ({
  now,
  max: 1_000,
  slotsPerPod: 1,
  tasks: { running: jobs },
  ...changes,
});

/** Pause pods alone: what is there beyond the jobs. */
function headroom(parameters: Record<string, number>, jobs: number): number {
  const [pods] = new PolicyAnswers(gitlabPausePods, parameters).decide(at(10_000, jobs));
  return Number(pods) - jobs;
}

describe('the headroom', () => {
  test('with an idle count of 2 and a factor of 0.5 is 2 without jobs and 5 with ten', () => {
    expect(headroom({ idleCount: 2, scaleFactor: 0.5 }, 0)).toBe(2);
    expect(headroom({ idleCount: 2, scaleFactor: 0.5 }, 10)).toBe(5);
  });

  test('by factor is rounded up, and its limit does not bind the idle count', () => {
    expect(headroom({ scaleFactor: 0.5 }, 3)).toBe(2);
    expect(headroom({ scaleFactor: 0.5, scaleFactorLimit: 4 }, 100)).toBe(4);
    expect(headroom({ idleCount: 6, scaleFactor: 0.5, scaleFactorLimit: 4 }, 100)).toBe(6);
  });

  test('is at most maxPausePods, whatever wants it', () => {
    expect(headroom({ idleCount: 6, scaleFactor: 0.5, maxPausePods: 3 }, 100)).toBe(3);
  });

  test('is none without a policy', () => {
    expect(headroom({}, 40)).toBe(0);
  });
});

describe('a headroom that falls', () => {
  const runner = () => new PolicyAnswers(gitlabPausePods, { scaleFactor: 0.5, idleTime: 60_000 });

  test('does so idleTime after the last decision that wanted it, and jobs leave at once', () => {
    const pause = runner();
    expect(pause.decide(at(10_000, 20))).toEqual([30, 'headroom']);
    expect(pause.decide(at(20_000, 4))).toEqual([14, 'headroom-held']);
    expect(pause.reason?.limitedBy).toBe('cooldown');
    expect(pause.decide(at(69_999, 4))).toEqual([14, 'headroom-held']);
    expect(pause.decide(at(70_000, 4))).toEqual([6, 'headroom']);
    expect(pause.reason?.limitedBy).toBeNull();
  });

  test('waits anew after each decision at the same level', () => {
    const pause = runner();
    pause.decide(at(10_000, 20));
    pause.decide(at(60_000, 20));
    expect(pause.decide(at(70_000, 4))).toEqual([14, 'headroom-held']);
    expect(pause.decide(at(119_999, 4))).toEqual([14, 'headroom-held']);
    expect(pause.decide(at(120_000, 4))).toEqual([6, 'headroom']);
  });

  test('waits again at every step down', () => {
    const pause = runner();
    pause.decide(at(10_000, 20));
    expect(pause.decide(at(70_000, 10))).toEqual([15, 'headroom']);
    expect(pause.decide(at(80_000, 0))).toEqual([5, 'headroom-held']);
    expect(pause.decide(at(130_000, 0))).toEqual([0, 'headroom']);
  });

  test('is forgotten in a restart', () => {
    const pause = runner();
    pause.decide(at(10_000, 20));
    pause.forget();
    expect(pause.decide(at(20_000, 4))).toEqual([6, 'headroom']);
  });
});

test('jobs are what runs, what holds a slot, and what waits; slots are packed into pods', () => {
  const seen = at(10_000, 5, { slots: { reserved: 2 }, tasks: { running: 5, pending: 4, unblocked: 1 } });
  expect(new PolicyAnswers(gitlabPausePods).decide(seen)).toEqual([11, 'headroom']);
  expect(new PolicyAnswers(gitlabPausePods, { demand: 'runnable' }).decide(seen)).toEqual([8, 'headroom']);
  expect(new PolicyAnswers(gitlabPausePods, { idleCount: 2 }).decide({ ...seen, slotsPerPod: 4 })).toEqual([
    4,
    'headroom',
  ]);
});

test('a queue that does not answer changes nothing', () => {
  const seen = at(10_000, 0, { tasks: { pending: null } });
  expect(new PolicyAnswers(gitlabPausePods).decide(seen)).toEqual(['hold', 'unavailable']);
});
