import { describe, expect, test } from 'vitest';
import { podId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { signalData } from '../../src/engine/signal-data.ts';
import type { RunningTask, Signals, UnblockedTask } from '../../src/engine/signals.ts';
import { podViews } from '../support/pod-views.ts';
import { signals } from '../support/signals.ts';

const WAITING: UnblockedTask = { task: taskId(4), workspace: workspaceId(1), type: 'plan', unblockedAt: 10 };
const RUNNING: RunningTask = { task: taskId(2), workspace: workspaceId(0), type: 'plan', pod: podId(0), startedAt: 5 };
const PODS = podViews('busy');

/** As many arrivals as the window has minutes, and twice as many ends. */
const lively: Signals = {
  ...signals({ now: 90_000, min: 1, listPods: PODS, unblockedTasks: [WAITING], runningTasks: [RUNNING] }),
  arrivals: { within: (windowMs) => windowMs / 60_000 },
  completions: { within: (windowMs) => windowMs / 30_000 },
};

describe('what a program is told', () => {
  test('counts windows of 1, 5, 15 and 60 minutes', () => {
    const { arrivals, completions } = signalData(lively, []);
    expect(arrivals).toEqual({ last1m: 1, last5m: 5, last15m: 15, last60m: 60 });
    expect(completions).toEqual({ last1m: 2, last5m: 10, last15m: 30, last60m: 120 });
  });

  test('is plain data: the same after a way through JSON', () => {
    const told = signalData(lively, ['pods', 'unblockedTasks', 'runningTasks']);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    expect(told).toMatchObject({ now: 90_000, min: 1, tasks: { pending: 0, applyPending: 0 }, pods: { count: 0 } });
  });

  test.each([
    [[], {}],
    [['pods'], { pods: PODS }],
    [['unblockedTasks'], { unblockedTasks: [WAITING] }],
    [['runningTasks'], { runningTasks: [RUNNING] }],
    [['runningTasks', 'pods'], { runningTasks: [RUNNING], pods: PODS }],
  ] as const)('lists just what was asked for: %j', (wanted, lists) => {
    expect(signalData(lively, wanted).lists).toStrictEqual(lists);
  });

  test('is read now, also what is counted only when asked for', () => {
    let running = 1;
    // As in the engine: on the prototype, where no copy takes it along.
    const tasks = Object.create({
      ...lively.tasks,
      get runningByType() {
        return { plan: running, plan_and_apply: 0, drift_check: 0 };
      },
      get reserved() {
        return running;
      },
    });
    const told = signalData({ ...lively, tasks }, []);
    running = 2;
    expect(told.tasks.runningByType.plan).toBe(1);
    expect(told.tasks.reserved).toBe(1);
  });
});
