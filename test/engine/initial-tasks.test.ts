import { describe, expect, test } from 'vitest';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { restoreInitial } from '../../src/engine/initial-tasks.ts';
import type { InitialTask } from '../../src/engine/task.ts';
import { NO_ATTEMPT, NO_POD, type Task, TaskStore } from '../../src/engine/task-store.ts';

const WRITTEN: InitialTask = {
  task: taskId(0),
  pool: poolId(0),
  workspace: workspaceId(0),
  type: 'plan_and_apply',
  state: 'pending',
  phase: 'plan',
  pod: null,
  slot: -1,
  attempt: null,
};

/** A store that holds these before its run; the n-th is task n. */
function storeOf(...written: readonly Partial<InitialTask>[]): TaskStore {
  const store = new TaskStore(1, 5);
  written.forEach((changes, id) => {
    restoreInitial(store, { ...WRITTEN, ...changes, task: taskId(id) });
  });
  return store;
}

const task = (store: TaskStore, id = 0): Task => store.tasks.get(id) as Task;

/** In which of the pool's or the workspace's lists each task stands. */
function standing(store: TaskStore): Readonly<Record<string, readonly number[]>> {
  const workspace = store.workspace(workspaceId(0));
  const lists = { ...store.queues[0], waiting: workspace.waiting, locked: workspace.locked };
  const filled = Object.entries(lists).flatMap(([name, list]) =>
    typeof list === 'object' && list.size > 0 ? [[name, [...list].map(({ id }) => id)]] : [],
  );
  return Object.fromEntries(filled);
}

describe('a task from before the run', () => {
  test('that waits stands behind its workspace and is not its active one', () => {
    const store = storeOf({ state: 'waiting' });
    expect(standing(store)).toEqual({ waiting: [0] });
    expect(store.workspace(workspaceId(0)).active).toBeNull();
    expect(task(store)).toMatchObject({ state: 'waiting', confirmed: false, hold: 'idle', pod: NO_POD });
  });

  test('that is pending stands in the queue of its type; of the types only a plan_and_apply is its workspace’s active one', () => {
    const store = storeOf({}, { type: 'plan' }, { type: 'drift_check' });
    expect(standing(store)).toEqual({ planAndApplies: [0], plans: [1], driftChecks: [2] });
    expect(store.workspace(workspaceId(0)).active).toBe(task(store));
    expect(storeOf({ type: 'plan' }).workspace(workspaceId(0)).active).toBeNull();
  });

  test('that is a confirmed apply without a slot goes first, as an apply', () => {
    const store = storeOf({ phase: 'apply' });
    expect(standing(store)).toEqual({ applies: [0] });
    expect(task(store)).toMatchObject({ state: 'pending', confirmed: true, hold: 'idle', planPod: NO_POD });
  });

  test('that runs holds its slot, accepted, under its attempt', () => {
    const store = storeOf({ state: 'running', pod: podId(2), slot: 3, attempt: attemptId(7) });
    expect(standing(store)).toEqual({ running: [0] });
    expect(task(store)).toMatchObject({
      hold: 'running',
      accepted: true,
      confirmed: false,
      pod: 2,
      slot: 3,
      attempt: 7,
      // It plans still: no apply could find its directory yet.
      planPod: NO_POD,
    });
  });

  test('that applies does so where its plan ran, confirmed', () => {
    const store = storeOf({ state: 'running', phase: 'apply', pod: podId(2), slot: 3, attempt: attemptId(7) });
    expect(task(store)).toMatchObject({ confirmed: true, planPod: 2, hold: 'running' });
  });

  test('that waits for its person keeps the slot of its plan reserved, unconfirmed', () => {
    const store = storeOf({ state: 'apply_pending', phase: 'apply', pod: podId(2), slot: 3 });
    expect(standing(store)).toEqual({ unconfirmed: [0] });
    expect(task(store)).toMatchObject({ confirmed: false, phase: 'apply', hold: 'reserved', planPod: 2 });
    expect(store.workspace(workspaceId(0)).active).toBe(task(store));
  });

  test('that waits for its person without a slot holds none', () => {
    expect(task(storeOf({ state: 'apply_pending', phase: 'plan' }))).toMatchObject({
      phase: 'apply',
      hold: 'idle',
      pod: NO_POD,
      planPod: NO_POD,
      attempt: NO_ATTEMPT,
    });
  });
});

describe('the store afterwards', () => {
  test('gives no attempt out twice: the next is above all that were there, in whatever order they were written', () => {
    const running = { state: 'running', pod: podId(0), slot: 0, type: 'plan' } as const;
    expect(storeOf({ ...running, attempt: attemptId(7) }, { ...running, attempt: attemptId(4) }).nextAttempt).toBe(8);
    expect(storeOf({}).nextAttempt).toBe(1);
  });

  test('knows how many tasks each pod was given, which agents of few tasks are counted by', () => {
    const on = (pod: number) => ({ state: 'running', pod: podId(pod), slot: 0, type: 'plan' }) as const;
    const given = storeOf(on(0), on(0), on(3), { type: 'plan' }).given(poolId(0));
    expect([...given]).toEqual([
      [0, 2],
      [3, 1],
    ]);
  });
});
