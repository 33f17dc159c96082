import { describe, expect, test } from 'vitest';
import { poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { recordRun, select, type WrittenFault } from '../support/small-runs.ts';

/** Down from `at` for `downMs`; agents are back `reconnectMs` later. */
const restart = (at: number, downMs: number, reconnectMs = 2_000): WrittenFault => ({
  at,
  effect: { kind: 'server-restart', downMs, reconnectMs: () => reconnectMs },
});

describe('while the server is down', () => {
  test('work goes on, and its result is delivered once, when the agent is back', () => {
    // Pod up at 21 s, agent at 23 s: the plan runs 23–83 s. Down 70–90 s, agent back at 92 s.
    const run = recordRun({ tasks: [{ at: 0 }], faults: [restart(70_000, 20_000)] });
    expect(run.phases(0)).toEqual(['23000 plan began on 0', '83000 plan success']);
    expect(run.story(0)).toEqual([
      [0, 'pending'],
      [23_000, 'running'],
      [92_000, 'success'],
    ]);
    expect(run.heard('agent.connected').at(-1)?.finished).toHaveLength(1);
  });

  test('tasks that arrive wait, and keep the instant at which they were submitted', () => {
    const run = recordRun({ tasks: [{ at: 0 }, { at: 75_000 }], faults: [restart(70_000, 20_000)] });
    expect(run.heard('task.submitted').at(-1)).toMatchObject({ at: 90_000, submittedAt: 75_000 });
    // The agent is back at 92 s.
    expect(run.story(1).map(([at, state]) => `${at} ${state}`)).toEqual([
      '90000 pending',
      '92000 running',
      '152000 success',
    ]);
  });

  test('confirmations, cancellations and locks wait, in their order', () => {
    const run = recordRun({
      tasks: [
        { at: 0, type: 'plan_and_apply', confirmMs: 1_000 },
        { at: 0, planMs: 500_000 },
      ],
      people: [
        { at: 85_000, kind: 'lock', workspace: workspaceId(0), forMs: 30_000 },
        { at: 86_000, kind: 'cancel', task: taskId(1) },
      ],
      // The plan ends at 83 s, the confirmation falls into the down time at 84 s.
      faults: [restart(83_500, 10_000)],
    });
    expect(
      run.events
        .filter(({ at, kind }) => at === 93_500 && !kind.startsWith('pod') && kind !== 'timer.due')
        .map(({ kind }) => kind),
    ).toEqual(['server.restarted', 'apply.confirmed', 'workspace.locked', 'task.cancelRequested']);
    expect(run.heard('apply.confirmed')).toMatchObject([{ at: 93_500, confirmedAt: 84_000 }]);
    // Unlocked at 115 s: then the apply may go.
    expect(run.story(0).at(-2)).toEqual([115_000, 'running']);
    expect(run.story(1).at(-1)?.[1]).toBe('cancelled');
  });

  test('the agent of a pod that is to go comes back, too, and its work is not lost', () => {
    // Evicted at 40 s with ten minutes to go; the plan runs 23–83 s, the agent is back at 72 s.
    const eviction: WrittenFault = { at: 40_000, effect: { kind: 'pod-eviction', select: select() } };
    const run = recordRun({
      pool: { min: 1, max: 1 },
      pods: { terminateMs: 600_000 },
      tasks: [{ at: 0 }],
      faults: [eviction, restart(60_000, 10_000)],
    });
    expect(run.story(0).at(-1)).toEqual([83_000, 'success']);
  });

  test('a cancellation reaches the agent when it is back', () => {
    const run = recordRun({
      tasks: [{ at: 0, planMs: 500_000 }],
      people: [{ at: 75_000, kind: 'cancel', task: taskId(0) }],
      faults: [restart(70_000, 20_000)],
    });
    expect(run.story(0).at(-1)).toEqual([92_000, 'cancelled']);
    expect(run.phases(0).at(-1)).toBe('92000 plan cancelled');
  });

  test('a task may pass its time-out: it is asked to stop at once, and again when its agent is back', () => {
    // Accepted at 23 s, 60 s allowed: due at 83 s, in the down time from 70 to 100 s.
    const run = recordRun({
      pool: { dispatch: { taskTimeoutMs: 60_000 } },
      tasks: [{ at: 0, planMs: 500_000 }],
      faults: [restart(70_000, 30_000)],
    });
    expect(run.asked('task.cancel').map(({ at }) => at)).toEqual([100_000, 102_000]);
    expect(run.noted('task.moved').at(-1)).toMatchObject({ at: 102_000, to: 'failed', cause: 'timeout' });
  });

  test('a query that began to fail or was restored meanwhile is told afterwards', () => {
    const query: WrittenFault = {
      at: 10_000,
      until: 75_000,
      effect: { kind: 'store-query', query: 'pending', mode: 'error' },
    };
    const run = recordRun({ tasks: [{ at: 0 }], faults: [query, restart(70_000, 20_000)] });
    expect(run.heard('store.queryRestored').map(({ at }) => at)).toEqual([90_000]);
  });

  test('nothing is decided and nothing is asked for', () => {
    const run = recordRun({ pool: { min: 1 }, faults: [restart(70_000, 20_000)] });
    expect([...run.commands, ...run.notes].filter(({ at }) => at >= 70_000 && at < 90_000)).toEqual([]);
    expect(run.noted('scale.decided').map(({ at }) => at)).toContain(100_000);
  });

  test('a freeze may end: the pool returns to min with the first list', () => {
    const run = recordRun({ pool: { min: 1, freeze: [{ from: 0, to: 80_000 }] }, faults: [restart(70_000, 20_000)] });
    expect(run.noted('scale.decided').find(({ to }) => to === 1)).toMatchObject({ at: 90_000, trigger: 'start' });
  });

  test('a pod may die: its work is lost with the first list', () => {
    const run = recordRun({
      tasks: [{ at: 0, planMs: 500_000 }],
      faults: [restart(70_000, 20_000), { at: 75_000, effect: { kind: 'pod-failure', select: select() } }],
    });
    expect(run.phases(0).at(-1)).toBe('75000 plan lost');
    expect(run.story(0).at(-1)).toEqual([90_000, 'failed']);
  });
});

describe('after a restart', () => {
  test('an agent that had not connected yet keeps its own time', () => {
    // Up at 21 s, connects 60 s later. The restart at 30 s sends only connected agents on their way again.
    const run = recordRun({ pods: { connectMs: 60_000 }, tasks: [{ at: 0 }], faults: [restart(30_000, 5_000)] });
    expect(run.witnessed('agent.up').map(({ at }) => at)).toEqual([81_000]);
  });

  test('an agent that came while nobody answered comes again', () => {
    // It would have connected at 23 s.
    const run = recordRun({ tasks: [{ at: 0 }], faults: [restart(22_000, 5_000)] });
    expect(run.witnessed('agent.up').map(({ at }) => at)).toEqual([29_000]);
  });

  test('an agent that never connects still does not', () => {
    const run = recordRun({
      pool: { autoscaler: { unhealthyRestart: false } },
      tasks: [{ at: 0 }],
      faults: [
        { at: 0, until: 1_000, effect: { kind: 'never-connects', pool: null, count: 1 } },
        restart(60_000, 5_000),
      ],
      durationMs: 120_000,
    });
    expect(run.witnessed('agent.up').filter(({ pod }) => pod === 0)).toEqual([]);
  });

  test('restarts that overlap are one: the server is back when the last is over', () => {
    const run = recordRun({ tasks: [{ at: 0 }], faults: [restart(50_000, 40_000), restart(60_000, 10_000, 7_000)] });
    expect(run.witnessed('server.down').map(({ at }) => at)).toEqual([50_000]);
    expect(run.heard('server.restarted').map(({ at }) => at)).toEqual([90_000]);
    expect(run.witnessed('agent.up').map(({ at }) => at)).toEqual([23_000, 92_000]);
  });

  test('the last heartbeats are the beats before it: every 30 s from the connection', () => {
    // Connected at 23 s: beats at 23, 53, 83 s. Down at 100 s.
    const run = recordRun({ pool: { min: 1 }, faults: [restart(100_000, 1_000)] });
    expect(run.heard('server.restarted')[0]?.agents).toEqual([{ pod: 0, lastBeatAt: 83_000 }]);
  });

  test('capacity-aware with forgotten heartbeats sees nobody online and goes to one pod (the historical fault)', () => {
    const run = (heartbeats: 'durable' | 'forgotten') =>
      recordRun({
        pool: {
          min: 0,
          max: 3,
          policy: 'capacity-aware',
          agent: { rule: 'single' },
          dispatch: { heartbeats, scaleUpOnNoAgent: false },
          autoscaler: { unhealthyRestart: false },
        },
        tasks: [0, 0, 0, 0].map((at) => ({ at, planMs: 150_000 })),
        // Agents are back after the first decision at 130 s.
        faults: [restart(110_000, 10_000, 30_000)],
        durationMs: 135_000,
      })
        .noted('scale.decided')
        .at(-1);
    expect(run('durable')).toMatchObject({ at: 130_000, from: 3, to: 3, reason: { rule: 'capacity-full' } });
    expect(run('forgotten')).toMatchObject({ at: 130_000, from: 3, to: 1, reason: { rule: 'cold-start' } });
  });

  test('an unfreeze of a person is kept', () => {
    const run = recordRun({
      pool: { min: 1, freeze: [{ from: 0, to: 3_000_000 }] },
      people: [{ at: 20_000, kind: 'unfreeze', pool: poolId(0), untilMs: 600_000 }],
      faults: [restart(100_000, 10_000)],
      durationMs: 500_000,
    });
    expect(run.asked('pod.delete')).toEqual([]);
  });
});
