import { describe, expect, test } from 'vitest';
import { taskId, workspaceId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const lock = (engine: EngineByHand, at: number, workspace: number): void =>
  engine.tell({ kind: 'workspace.locked', at, workspace: workspaceId(workspace) });
const unlock = (engine: EngineByHand, at: number, workspace: number): void =>
  engine.tell({ kind: 'workspace.unlocked', at, workspace: workspaceId(workspace) });

const blocked = (engine: EngineByHand): readonly (readonly [number, number, boolean])[] =>
  engine.noted('workspace.blocked').map(({ at, task, blocked: is }) => [at, task, is] as const);

describe('a lock', () => {
  /** A task of each type in workspaces 7 and 8, and no agent for any of them. */
  const crowd = (): EngineByHand => {
    const engine = new EngineByHand();
    for (const [task, type, workspace] of [
      [0, 'plan', 7],
      [1, 'drift_check', 7],
      [2, 'plan_and_apply', 7],
      [3, 'plan', 8],
      [4, 'drift_check', 8],
      [5, 'plan_and_apply', 8],
    ] as const)
      engine.submit(1_000, task, type, workspace);
    return engine;
  };

  test('blocks every waiting task of its workspace, of whatever type, and none of another', () => {
    const engine = crowd();
    lock(engine, 2_000, 7);
    expect(blocked(engine)).toEqual([
      [2_000, 2, true],
      [2_000, 0, true],
      [2_000, 1, true],
    ]);
    const { queues } = engine.engine.books.store;
    expect([queues[0]?.blocked, queues[0]?.queued]).toEqual([3, 3]);
  });

  test('puts them behind those who waited meanwhile: their time in the queue begins anew', () => {
    const engine = crowd();
    lock(engine, 2_000, 7);
    unlock(engine, 3_000, 7);
    expect(blocked(engine).slice(3)).toEqual([
      [3_000, 2, false],
      [3_000, 0, false],
      [3_000, 1, false],
    ]);
    expect([0, 1, 2, 3].map((id) => engine.task(id)?.unblockedAt)).toEqual([3_000, 3_000, 3_000, 1_000]);
    expect(engine.engine.books.store.queues[0]?.blocked).toBe(0);
  });

  test('is not owed by whoever unlocks what is not locked', () => {
    const engine = new EngineByHand();
    unlock(engine, 1_000, 7);
    lock(engine, 2_000, 7);
    engine.submit(3_000, 0, 'plan', 7);
    expect(blocked(engine)).toEqual([[3_000, 0, true]]);
  });

  test('gives back the claims of its workspace, and no other', () => {
    const engine = new EngineByHand({
      ...{ min: 2, max: 2, agent: { rule: 'single' }, dispatch: { assignment: 'when-connected' } },
    });
    engine.submit(1_000, 0, 'plan', 7);
    engine.submit(1_000, 1, 'plan', 8);
    lock(engine, 2_000, 7);
    expect([engine.pod(0).claimed, engine.pod(1).claimed]).toEqual([0, 1]);
    engine.connect(20_000, 0);
    engine.connect(21_000, 1);
    expect(engine.asked('task.send').map(({ task, pod }) => [task, pod])).toEqual([[1, 1]]);
  });
});

describe('a confirmation', () => {
  test('of an apply that lost its slot makes it wait for any slot', () => {
    const engine = engineWith(1, { max: 1 });
    engine.reserve(1_000, 0);
    engine.gone(2_000, 0);
    expect(engine.state(0)).toBe('apply_pending');
    engine.confirm(3_000, 0);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({
      ...{ at: 3_000, task: 0, from: 'apply_pending', to: 'pending', cause: 'confirmed-without-slot' },
    });
    expect(engine.task(0)?.unblockedAt).toBe(3_000);
  });

  test('comes too late for a discard', () => {
    const engine = engineWith(1, { max: 1 });
    engine.reserve(1_000, 0);
    engine.disconnect(1_500, 0);
    engine.confirm(2_000, 0);
    engine.tell({ kind: 'apply.discarded', at: 3_000, task: taskId(0) });
    expect(engine.state(0)).toBe('apply_pending');
    engine.connect(4_000, 0);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 4_000, task: 0, phase: 'apply' });
  });
});

test('a person who names a task that is over changes nothing', () => {
  const engine = engineWith(1);
  const before = engine.notes.length;
  engine.confirm(1_000, 9);
  engine.cancel(1_000, 9);
  engine.tell({ kind: 'apply.discarded', at: 1_000, task: taskId(9) });
  expect(engine.notes.slice(before)).toEqual([]);
  expect(engine.asked('task.cancel')).toEqual([]);
});

test('a task is asked to stop once, whoever asks again', () => {
  const engine = engineWith(1);
  engine.submit(1_000, 0);
  engine.accept(1_000, 0);
  engine.cancel(2_000, 0);
  engine.cancel(3_000, 0);
  expect(engine.asked('task.cancel')).toMatchObject([{ at: 2_000, task: 0, pod: 0 }]);
});
