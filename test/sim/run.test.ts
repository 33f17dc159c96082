import { describe, expect, test } from 'vitest';
import { taskId, workspaceId } from '../../src/engine/ids.ts';
import { recordRun, type WrittenRun } from '../support/small-runs.ts';

describe('a run', () => {
  test('ends at its horizon, and what is due exactly then does not happen', () => {
    const run = recordRun({ tasks: [{ at: 9_999 }, { at: 10_000 }], durationMs: 10_000 });
    expect(run.end).toMatchObject({ endedAt: 10_000, cause: 'horizon' });
    expect(run.heard('task.submitted').map(({ at }) => at)).toEqual([9_999]);
    expect(run.noted('scale.decided').map(({ trigger }) => trigger)).not.toContain('tick');
  });

  test('with a drain ends when the last task has', () => {
    const run = recordRun({ tasks: [{ at: 0 }], durationMs: 50_000, drainMs: 600_000 });
    expect(run.end).toMatchObject({ endedAt: 83_000, cause: 'drained' });
  });

  test('with a drain does not end before the measured time', () => {
    expect(recordRun({ durationMs: 50_000, drainMs: 600_000 }).end).toMatchObject({
      endedAt: 50_000,
      cause: 'drained',
    });
  });

  test('whose drain is too short says that work is left', () => {
    const run = recordRun({ tasks: [{ at: 0, planMs: 600_000 }], durationMs: 50_000, drainMs: 60_000 });
    expect(run.end).toMatchObject({ endedAt: 110_000, cause: 'drain-timeout' });
  });

  test('does not call itself drained while the server is down and work may wait for it', () => {
    const restart = {
      at: 50_000,
      effect: { kind: 'server-restart', downMs: 100_000, reconnectMs: () => 1_000 },
    } as const;
    const run = recordRun({ tasks: [{ at: 55_000 }], faults: [restart], durationMs: 60_000, drainMs: 600_000 });
    expect(run.end.cause).toBe('drained');
    expect(run.story(0).at(-1)?.[1]).toBe('success');
  });

  test('nor while it stands still and has not heard of all work', () => {
    const pause = { at: 50_000, until: 150_000, effect: { kind: 'server-pause' } } as const;
    const run = recordRun({ tasks: [{ at: 55_000 }], faults: [pause], durationMs: 60_000, drainMs: 600_000 });
    expect(run.end.cause).toBe('drained');
    expect(run.story(0).at(-1)?.[1]).toBe('success');
  });

  test('counts the events that the engine handled', () => {
    const run = recordRun({ tasks: [{ at: 0 }] });
    expect(run.end.events).toBe(run.events.length);
  });

  test('says the same twice, and something else when a delay differs', () => {
    const written: WrittenRun = {
      tasks: [0, 1, 2, 3, 4, 5].map((n) => ({
        at: n * 1_000,
        type: n % 2 === 0 ? 'plan' : 'plan_and_apply',
        workspace: n % 3,
        confirmMs: 7_000,
      })),
      faults: [{ at: 60_000, effect: { kind: 'server-restart', downMs: 5_000, reconnectMs: () => 1_000 } }],
    };
    expect(recordRun(written).lines).toEqual(recordRun(written).lines);
    expect(recordRun({ ...written, pods: { connectMs: 2_001 } }).lines).not.toEqual(recordRun(written).lines);
  });
});

describe('the order of one instant', () => {
  test('is completions, pod life, agents, people, arrivals, timers', () => {
    // At 80 s: task 0 (20–80 s) completes, pod 1 comes up, its agent connects, a person cancels, task 1 arrives, the tick is due.
    const run = recordRun({
      pool: { min: 2, max: 2, agent: { rule: 'single' } },
      pods: { scheduleMs: 0, startMs: [20_000, 80_000], connectMs: 0, registerMs: 3_000_000 },
      tasks: [{ at: 0 }, { at: 80_000 }],
      people: [{ at: 80_000, kind: 'cancel', task: taskId(9) }],
      durationMs: 90_000,
    });
    const kinds = run.events
      .filter(({ at, kind }) => at === 80_000 && kind !== 'task.accepted')
      .map(({ kind }) => kind);
    expect(kinds.slice(0, 7)).toEqual([
      'task.finished',
      'pod.changed',
      'agent.connected',
      'task.cancelRequested',
      'task.submitted',
      // The tick, and the list it asked for.
      'timer.due',
      'pods.listed',
    ]);
  });
});

describe('people', () => {
  test('confirm a plan once, after their own time, and may be told to before', () => {
    const run = recordRun({
      tasks: [{ at: 0, type: 'plan_and_apply', confirmMs: 100_000 }],
      people: [{ at: 100_000, kind: 'confirm', task: taskId(0) }],
    });
    // Planned at 83 s; the person of the scenario comes at 100 s, the drawn one finds it done.
    expect(run.story(0)).toEqual([
      [0, 'pending'],
      [23_000, 'running'],
      [83_000, 'apply_pending'],
      [100_000, 'running'],
      [160_000, 'applied'],
    ]);
  });

  test('discard', () => {
    const run = recordRun({ tasks: [{ at: 0, type: 'plan_and_apply', confirmMs: 10_000, discards: true }] });
    expect(run.story(0).at(-1)).toEqual([93_000, 'cancelled']);
  });

  test('that never confirm leave the task waiting', () => {
    const run = recordRun({ tasks: [{ at: 0, type: 'plan_and_apply', confirmMs: Number.POSITIVE_INFINITY }] });
    expect(run.story(0).at(-1)?.[1]).toBe('apply_pending');
  });

  test('lock a workspace for a while', () => {
    const run = recordRun({
      tasks: [{ at: 60_000, workspace: 3 }],
      people: [{ at: 50_000, kind: 'lock', workspace: workspaceId(3), forMs: 40_000 }],
      pool: { min: 1 },
    });
    expect(run.story(0)).toEqual([
      [60_000, 'pending'],
      [90_000, 'running'],
      [150_000, 'success'],
    ]);
  });

  test('cancel a running task: its agent stops at that instant', () => {
    const run = recordRun({ tasks: [{ at: 0 }], people: [{ at: 50_000, kind: 'cancel', task: taskId(0) }] });
    expect(run.phases(0)).toEqual(['23000 plan began on 0', '50000 plan cancelled']);
    expect(run.story(0).at(-1)).toEqual([50_000, 'cancelled']);
  });
});

describe('several pools', () => {
  test('share a workspace: its plan_and_apply tasks follow one another across them', () => {
    const run = recordRun({
      pools: [{ name: 'a' }, { name: 'b' }],
      tasks: [
        { at: 0, workspace: 1, type: 'plan_and_apply', pool: 0 },
        { at: 0, workspace: 1, type: 'plan_and_apply', pool: 1 },
      ],
    });
    // Pool a: pod at 23 s, plan to 83 s, confirmed at once, applied at 143 s. Then pool b needs a pod: 143 + 23 s.
    expect(run.story(0).at(-1)).toEqual([143_000, 'applied']);
    expect(run.story(1).slice(0, 3)).toEqual([
      [0, 'waiting'],
      [143_000, 'pending'],
      [166_000, 'running'],
    ]);
  });

  test('share a workspace: with retry timers, too, it waits in neither for the slots of the other', () => {
    const pool = { min: 1, max: 1, agent: { rule: 'single' }, dispatch: { mode: 'retry-timer' } } as const;
    const run = recordRun({
      pools: [
        { ...pool, name: 'a' },
        { ...pool, name: 'b' },
      ],
      tasks: [
        { at: 30_000, workspace: 0, planMs: 1_200_000 },
        { at: 31_000, workspace: 0 },
        { at: 32_000, workspace: 0, pool: 1 },
      ],
      durationMs: 100_000,
    });
    expect(run.phases(1)).toEqual([]);
    expect(run.phases(2)).toEqual(['32000 plan began on 1', '92000 plan success']);
  });
});
