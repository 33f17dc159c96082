import { describe, expect, test } from 'vitest';
import { taskId, workspaceId } from '../../src/engine/ids.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const story = (engine: EngineByHand, task: number): readonly string[] =>
  engine
    .noted('task.moved')
    .filter((moved) => moved.task === task)
    .map((moved) => moved.to);

const discard = (engine: EngineByHand, at: number, task: number): void =>
  engine.tell({ kind: 'apply.discarded', at, task: taskId(task) });
const lock = (engine: EngineByHand, at: number, workspace: number): void =>
  engine.tell({ kind: 'workspace.locked', at, workspace: workspaceId(workspace) });
const unlock = (engine: EngineByHand, at: number, workspace: number): void =>
  engine.tell({ kind: 'workspace.unlocked', at, workspace: workspaceId(workspace) });

describe('a task', () => {
  test.each(['plan', 'drift_check'] as const)('of type %s has one phase', (type) => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, type);
    engine.accept(1_000, 0);
    engine.finish(2_000, 0);
    expect(story(engine, 0)).toEqual(['pending', 'running', 'success']);
    expect(engine.pool.pods.freeUnits).toBe(4);
  });

  test('of type plan_and_apply waits for its person between two phases, in its slot', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    expect(engine.pod(0).uses[0]).toBe('reserved');
    engine.confirm(5_000, 0);
    engine.accept(5_000, 0);
    engine.finish(9_000, 0);
    expect(story(engine, 0)).toEqual(['pending', 'running', 'apply_pending', 'running', 'applied']);
    expect(engine.asked('task.send').map(({ phase, slot, freshDirectory }) => [phase, slot, freshDirectory])).toEqual([
      ['plan', 0, false],
      ['apply', 0, false],
    ]);
  });

  test('with nothing to apply is finished after its plan and leaves its slot', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.accept(1_000, 0);
    engine.planned(2_000, 0, false);
    expect(story(engine, 0).at(-1)).toBe('planned_and_finished');
    expect(engine.pool.pods.freeUnits).toBe(4);
  });

  test('that fails in either phase is failed', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.accept(1_000, 0);
    engine.finish(2_000, 0, 'failed');
    engine.reserve(3_000, 1);
    engine.confirm(3_000, 1);
    engine.accept(3_000, 1);
    engine.finish(4_000, 1, 'failed');
    expect([engine.state(0), engine.state(1)]).toEqual(['failed', 'failed']);
  });

  test('is not confirmed twice, nor before its plan, nor after a discard', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.accept(1_000, 0);
    engine.confirm(1_500, 0);
    engine.planned(2_000, 0);
    engine.until(3_000);
    expect(engine.asked('task.send')).toHaveLength(1);
    engine.confirm(4_000, 0);
    engine.confirm(4_000, 0);
    expect(engine.asked('task.send')).toHaveLength(2);
    discard(engine, 5_000, 0);
    expect(engine.state(0)).toBe('running');
  });

  test('that a person discards is cancelled and frees its slot', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    discard(engine, 2_000, 0);
    engine.confirm(3_000, 0);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ at: 2_000, to: 'cancelled', cause: 'discarded' });
    expect(engine.pod(0).reserved).toBe(0);
  });
});

describe('plan_and_apply tasks of one workspace', () => {
  test('follow one another in order of submission; plans pass beside them', () => {
    const engine = engineWith(1);
    for (const [task, type] of [
      [0, 'plan_and_apply'],
      [1, 'plan_and_apply'],
      [2, 'plan_and_apply'],
      [3, 'plan'],
      [4, 'drift_check'],
    ] as const) {
      engine.submit(1_000, task, type, 7);
      if (engine.state(task) === 'running') engine.accept(1_000, task);
    }
    expect([0, 1, 2, 3, 4].map((task) => engine.state(task))).toEqual([
      'running',
      'waiting',
      'waiting',
      'running',
      'running',
    ]);
    engine.planned(2_000, 0);
    expect(engine.state(1)).toBe('waiting');
    engine.confirm(3_000, 0);
    engine.accept(3_000, 0);
    engine.finish(4_000, 0);
    expect([1, 2].map((task) => engine.state(task))).toEqual(['running', 'waiting']);
    expect(engine.task(1)?.unblockedAt).toBe(4_000);
    engine.accept(4_000, 1);
    engine.finish(5_000, 1, 'failed');
    expect(engine.state(2)).toBe('running');
  });
});

describe('a cancellation', () => {
  test('of a waiting task ends it and leaves its workspace as it is', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, 'plan_and_apply', 7);
    engine.submit(1_000, 1, 'plan_and_apply', 7);
    engine.submit(1_000, 2, 'plan_and_apply', 7);
    engine.cancel(2_000, 1);
    expect([0, 1, 2].map((task) => engine.state(task))).toEqual(['running', 'cancelled', 'waiting']);
  });

  test('of a pending task ends it at once and lets the next of its workspace go', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.submit(2_000, 1, 'plan_and_apply', 7);
    engine.submit(2_000, 2, 'plan_and_apply', 7);
    engine.cancel(3_000, 1);
    expect([1, 2].map((task) => engine.state(task))).toEqual(['cancelled', 'pending']);
  });

  test('of a running task asks its agent, and ends it when the agent says so', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.cancel(2_000, 0);
    engine.cancel(2_500, 0);
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 2_000, pod: 0, attempt: 1 }]);
    expect(engine.state(0)).toBe('running');
    engine.finish(3_000, 0, 'cancelled');
    expect(engine.state(0)).toBe('cancelled');
  });

  test('of a task whose send then fails ends it', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.cancel(1_000, 0);
    engine.sendFails(1_000, 0);
    expect(engine.state(0)).toBe('cancelled');
    expect(engine.pool.pods.freeUnits).toBe(4);
  });

  test('of a running plan is not undone by the plan it brings', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.accept(1_000, 0);
    engine.cancel(2_000, 0);
    engine.planned(3_000, 0);
    expect(engine.state(0)).toBe('cancelled');
    expect(engine.pool.pods.freeUnits).toBe(4);
  });

  test('of an unconfirmed or a confirmed apply frees its reserved slot', () => {
    const engine = engineWith(2);
    engine.reserve(1_000, 0);
    engine.reserve(1_000, 1);
    engine.disconnect(2_000, 1);
    engine.confirm(2_000, 1);
    engine.cancel(3_000, 0);
    engine.cancel(3_000, 1);
    expect([engine.state(0), engine.state(1)]).toEqual(['cancelled', 'cancelled']);
    expect(engine.pool.pods.freeUnits).toBe(8);
  });

  test('of a claim, of a task in back-off and of a locked one ends them', () => {
    const engine = engineWith(1, { max: 1, dispatch: { assignment: 'when-connected' } });
    engine.disconnect(500, 0);
    engine.submit(1_000, 0);
    expect(engine.pod(0).claimed).toBe(1);
    engine.cancel(1_000, 0);
    engine.connect(1_500, 0);
    engine.submit(2_000, 1);
    engine.sendFails(2_000, 1);
    engine.cancel(3_000, 1);
    lock(engine, 4_000, 2);
    engine.submit(4_000, 2);
    engine.cancel(5_000, 2);
    expect([0, 1, 2].map((task) => engine.state(task))).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(engine.pool.pods.freeUnits).toBe(4);
    engine.until(60_000);
    expect(engine.asked('task.send')).toHaveLength(1);
  });
});

describe('a locked workspace', () => {
  test('runs nothing new, says so, and lets what runs go on', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, 'plan', 7);
    engine.accept(1_000, 0);
    lock(engine, 2_000, 7);
    engine.submit(3_000, 1, 'plan', 7);
    engine.finish(4_000, 0);
    expect(engine.state(0)).toBe('success');
    expect(engine.place(1)).toBe('nowhere');
    unlock(engine, 9_000, 7);
    expect(engine.noted('workspace.blocked').map(({ at, task, blocked }) => [at, task, blocked])).toEqual([
      [3_000, 1, true],
      [9_000, 1, false],
    ]);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 9_000, task: 1 });
  });

  test('takes waiting work back, and holds confirmed applies in their slots', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' } });
    engine.reserve(1_000, 0, 7);
    engine.submit(2_000, 1, 'plan', 7);
    lock(engine, 3_000, 7);
    engine.confirm(4_000, 0);
    expect(engine.state(0)).toBe('apply_pending');
    expect(engine.noted('dispatch.failed').filter((failed) => failed.at === 4_000)).toEqual([]);
    unlock(engine, 5_000, 7);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 5_000, task: 0, phase: 'apply' });
  });

  test('is free only when every lock is gone', () => {
    const engine = engineWith(1);
    lock(engine, 1_000, 0);
    lock(engine, 1_000, 0);
    engine.submit(2_000, 0);
    unlock(engine, 3_000, 0);
    expect(engine.place(0)).toBe('nowhere');
    unlock(engine, 4_000, 0);
    expect(engine.place(0)).toBe('0/0');
  });

  test('gives its claims back', () => {
    const engine = engineWith(1, { max: 1, dispatch: { assignment: 'when-connected' } });
    engine.disconnect(500, 0);
    engine.submit(1_000, 0, 'plan', 7);
    lock(engine, 2_000, 7);
    expect(engine.pod(0).claimed).toBe(0);
    engine.connect(3_000, 0);
    expect(engine.place(0)).toBe('nowhere');
  });
});
