import { describe, expect, test } from 'vitest';
import { podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { FaultEffect, InitialPod } from '../../src/scenario/compiled.ts';
import { NEEDS, recordRun, select, type WrittenRun } from '../support/small-runs.ts';

/** Three connected pods of different age, named in the author's order, and a fault at 30 s. */
function hit(effect: FaultEffect, more: WrittenRun = {}): readonly number[] {
  const pods = [10_000, 30_000, 20_000].map(
    (ageMs, id): InitialPod => ({ pod: podId(id), pool: poolId(0), state: 'connected', ageMs }),
  );
  const run = recordRun({
    pool: { min: 3, max: 3 },
    initial: { pods, tasks: [] },
    faults: [{ at: 30_000, effect }],
    durationMs: 35_000,
    ...more,
  });
  return run.witnessed('agent.down').map(({ pod }) => pod as number);
}

const failing = (changes: Parameters<typeof select>[0]): FaultEffect => ({
  kind: 'pod-failure',
  select: select(changes),
});

describe('whom a fault hits', () => {
  test('the oldest and the youngest by age, not by name', () => {
    expect(hit(failing({ pick: 'oldest', count: 1 }))).toEqual([1]);
    expect(hit(failing({ pick: 'youngest', count: 2 }))).toEqual([0, 2]);
  });

  test('all, a share rounded up, or one by its number', () => {
    expect(hit(failing({}))).toEqual([0, 1, 2]);
    expect(hit(failing({ share: 0.5 }))).toEqual([0, 1]);
    expect(hit(failing({ pod: podId(2), count: 1 }))).toEqual([2]);
  });

  test('busy or idle ones', () => {
    const tasks = [{ at: 1_000 }];
    expect(hit(failing({ pick: 'busy' }), { tasks })).toEqual([0]);
    expect(hit(failing({ pick: 'idle' }), { tasks })).toEqual([1, 2]);
  });

  test('those with most tasks, the oldest of them first, or those whose agent is connected', () => {
    const tasks = [{ at: 1_000 }];
    expect(hit(failing({ pick: 'busiest', count: 1 }), { tasks })).toEqual([0]);
    expect(hit(failing({ pick: 'busiest', count: 2 }), { tasks })).toEqual([0, 1]);
    const cut: WrittenRun['faults'] = [
      { at: 20_000, effect: { kind: 'agent-lost', select: select({ pod: podId(0) }) } },
      { at: 30_000, effect: failing({ pick: 'connected' }) },
    ];
    // The pod without its agent is the youngest and the first by number.
    expect(hit(failing({}), { faults: cut })).toEqual([0, 1, 2]);
    expect(
      hit(failing({}), { faults: [cut[0]!, { at: 30_000, effect: failing({ pick: 'connected', count: 1 }) }] }),
    ).toEqual([0, 1]);
  });

  test('random ones by its own stream: a stream of zeros shuffles the same way each time', () => {
    expect(hit(failing({ pick: 'random', count: 1 }))).toEqual(hit(failing({ pick: 'random', count: 1 })));
  });
});

describe('faults of starting pods', () => {
  test('slow-start adds to the start of so many pods', () => {
    const slow: FaultEffect = { kind: 'slow-start', pool: null, count: 1, delayMs: () => 60_000 };
    const run = recordRun({ pool: { min: 2 }, faults: [{ at: 0, until: 1_000, effect: slow }], durationMs: 120_000 });
    expect(run.witnessed('agent.up').map(({ at, pod }) => [at, pod])).toEqual([
      [23_000, 1],
      [83_000, 0],
    ]);
  });

  test('late-connect and never-connects hit pods created in the window only', () => {
    const late: FaultEffect = { kind: 'late-connect', pool: null, count: 9, delayMs: () => 60_000 };
    const never: FaultEffect = { kind: 'never-connects', pool: null, count: 9 };
    const connects = (effect: FaultEffect, at: number) =>
      recordRun({
        pool: { min: 1, autoscaler: { unhealthyRestart: false } },
        faults: [{ at, until: at + 1_000, effect }],
        durationMs: 120_000,
      })
        .witnessed('agent.up')
        .map((fact) => fact.at);
    expect(connects(late, 0)).toEqual([83_000]);
    expect(connects(never, 0)).toEqual([]);
    expect(connects(never, 1)).toEqual([23_000]);
  });
});

describe('faults of the cluster', () => {
  const refusing = (verb: 'create' | 'delete' | 'list', status: number): FaultEffect => ({
    kind: 'api-error',
    verb,
    status,
    rate: 1,
  });

  test('a refused create is certain, and the next decision makes another pod', () => {
    const run = recordRun({
      pool: { min: 1 },
      faults: [{ at: 0, until: 5_000, effect: refusing('create', 403) }],
      durationMs: 60_000,
    });
    expect(run.heard('pod.createFailed')).toMatchObject([{ at: 0, pod: 0, certain: true }]);
    expect(run.witnessed('pod.up')).toMatchObject([{ at: 10_000, pod: 1 }]);
  });

  test('a create that times out (504) is uncertain, and retried under the same name', () => {
    const run = recordRun({
      pool: { min: 1 },
      faults: [{ at: 0, until: 5_000, effect: refusing('create', 504) }],
      durationMs: 60_000,
    });
    expect(run.heard('pod.createFailed')).toMatchObject([{ at: 0, pod: 0, certain: false }]);
    expect(run.witnessed('pod.up')).toMatchObject([{ at: 10_000, pod: 0 }]);
  });

  test('a refused delete leaves the pod alive', () => {
    const run = recordRun({
      pool: { policy: 'pending-only' },
      tasks: [{ at: 0, planMs: 10_000 }],
      faults: [{ at: 35_000, until: 55_000, effect: refusing('delete', 500) }],
      durationMs: 70_000,
    });
    expect(run.asked('pod.delete').map(({ at }) => at)).toEqual([40_000, 50_000, 60_000]);
    expect(run.witnessed('pod.down').map(({ at }) => at)).toEqual([65_000]);
  });

  test('a refused list makes the decision stale', () => {
    const run = recordRun({
      pool: { min: 1 },
      faults: [{ at: 5_000, until: 15_000, effect: refusing('list', 500) }],
      durationMs: 25_000,
    });
    expect(
      run
        .noted('scale.decided')
        .slice(1)
        .map(({ at, reason }) => [at, reason.figures.stale ?? null]),
    ).toEqual([
      [10_000, 1],
      [20_000, null],
    ]);
  });
});

describe('faults of work', () => {
  test('slot-conflict: every send fails and is tried again after 5 s', () => {
    const conflict: FaultEffect = { kind: 'slot-conflict', pool: null, rate: 1 };
    const run = recordRun({ tasks: [{ at: 0 }], faults: [{ at: 0, until: 30_000, effect: conflict }] });
    expect(run.asked('task.send').map(({ at }) => at)).toEqual([23_000, 28_000, 33_000]);
  });

  test('agent-lost: the pod lives on without its agent', () => {
    const run = recordRun({
      tasks: [{ at: 0 }],
      faults: [{ at: 30_000, effect: { kind: 'agent-lost', select: select() } }],
      durationMs: 100_000,
    });
    expect(run.phases(0)).toEqual(['23000 plan began on 0', '30000 plan lost']);
    expect(run.witnessed('agent.down')).toMatchObject([{ at: 30_000 }]);
    expect(run.podsAt(90_000)).toBe(1);
  });

  test('a store query fails for the time of the fault', () => {
    const effect: FaultEffect = { kind: 'store-query', query: 'unblocked', mode: 'error' };
    const run = recordRun({
      pool: { policy: 'blind-step' },
      faults: [{ at: 5_000, until: 15_000, effect }],
      durationMs: 25_000,
    });
    expect(run.noted('scale.decided').map(({ at, reason }) => [at, reason.rule])).toEqual([
      [10_000, 'unavailable'],
      [20_000, 'keep-warm'],
    ]);
  });
});

describe('what exists at time zero', () => {
  const pod = (state: InitialPod['state']): InitialPod => ({ pod: podId(0), pool: poolId(0), state, ageMs: 60_000 });
  const task = {
    task: taskId(0),
    pool: poolId(0),
    workspace: workspaceId(0),
    type: 'plan_and_apply',
    pod: podId(0),
    slot: 2,
    attempt: null,
    needs: { ...NEEDS, confirmMs: 30_000 },
  } as const;

  test('a dead pod is told by the first list, not before the server has started', () => {
    const run = recordRun({ pool: { min: 1 }, initial: { pods: [pod('failed')], tasks: [] }, durationMs: 30_000 });
    expect(run.events[0]?.kind).toBe('server.started');
    expect(run.asked('pod.delete')).toMatchObject([{ at: 10_000, pod: 0, cause: 'reaper' }]);
    expect(run.asked('pod.create')).toMatchObject([{ at: 0 }]);
  });

  test('a reserved slot waits for its person, and the apply runs in it', () => {
    const run = recordRun({
      initial: { pods: [pod('connected')], tasks: [{ ...task, state: 'apply_pending', phase: 'apply' }] },
    });
    expect(run.asked('task.send')).toMatchObject([
      { at: 30_000, pod: 0, slot: 2, phase: 'apply', freshDirectory: false },
    ]);
    expect(run.story(0).at(-1)).toEqual([90_000, 'applied']);
  });

  test('a running task has its whole phase before it', () => {
    const running = { ...task, type: 'plan', state: 'running', phase: 'plan', attempt: 1 as never } as const;
    const run = recordRun({ initial: { pods: [pod('connected')], tasks: [running] }, tasks: [{ at: 5_000 }] });
    expect(run.story(0).at(-1)).toEqual([60_000, 'success']);
    expect(run.asked('task.send')).toMatchObject([{ at: 5_000, task: 1, attempt: 2, slot: 0 }]);
  });
});
