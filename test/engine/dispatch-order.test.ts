import { describe, expect, test } from 'vitest';
import { workspaceId } from '../../src/engine/ids.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';

/** One slot that task 0 holds until 100 s, so that all others queue. */
function busyPool(changes: Parameters<typeof engineWith>[1] = {}): EngineByHand {
  const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, ...changes });
  engine.submit(1_000, 0, 'plan', 99);
  engine.accept(1_000, 0);
  return engine;
}

/** Ends whatever runs, one after the other, and gives the order in which the tasks were sent. */
function order(engine: EngineByHand, from: number): readonly number[] {
  for (let at = from; at < from + 20_000; at += 1_000) {
    engine.engine.books.store.tasks.forEach((task) => {
      if (task.state === 'running') engine.finish(at, task.id);
    });
  }
  return engine
    .asked('task.send')
    .map((send) => send.task as number)
    .slice(1);
}

describe('the order among workspaces', () => {
  test('is earliest unblocked first', () => {
    const engine = busyPool();
    engine.submit(2_000, 1, 'plan', 3);
    engine.submit(3_000, 2, 'plan', 2);
    engine.submit(4_000, 3, 'plan', 1);
    expect(order(engine, 5_000)).toEqual([1, 2, 3]);
  });

  test('falls to the one submitted first, not to the lower id, when two became unblocked at the same instant', () => {
    const engine = busyPool();
    engine.submit(2_000, 3, 'drift_check', 3);
    engine.submit(2_000, 1, 'plan', 2);
    engine.submit(2_000, 2, 'plan_and_apply', 1);
    expect(order(engine, 5_000)).toEqual([3, 1, 2]);
  });

  test('goes by when a task was unblocked, not by when it was submitted', () => {
    const engine = busyPool();
    engine.tell({ kind: 'workspace.locked', at: 1_500, workspace: workspaceId(1) });
    engine.submit(2_000, 1, 'plan', 1);
    engine.submit(3_000, 2, 'plan', 2);
    engine.tell({ kind: 'workspace.unlocked', at: 4_000, workspace: workspaceId(1) });
    expect(order(engine, 5_000)).toEqual([2, 1]);
  });

  test('skips a task that does not fit instead of waiting for it', () => {
    const engine = engineWith(1, { max: 1 });
    engine.reserve(1_000, 0);
    engine.submit(2_000, 1, 'plan_and_apply');
    engine.submit(3_000, 2, 'plan');
    expect(engine.place(1)).toBe('nowhere');
    expect(engine.place(2)).toBe('0/1');
  });
});

describe('the order within a workspace', () => {
  test('is plan_and_apply, then plans, then drift checks, whatever their age', () => {
    const engine = busyPool();
    engine.submit(2_000, 1, 'drift_check', 1);
    engine.submit(3_000, 2, 'plan', 1);
    engine.submit(4_000, 3, 'plan_and_apply', 1);
    engine.submit(4_500, 4, 'plan', 1);
    expect(order(engine, 5_000)).toEqual([3, 2, 4, 1]);
  });

  test('does not let a later workspace overtake: the workspace with the oldest task goes first', () => {
    const engine = busyPool();
    engine.submit(2_000, 1, 'drift_check', 1);
    engine.submit(3_000, 2, 'plan', 2);
    engine.submit(4_000, 3, 'plan', 1);
    expect(order(engine, 5_000)).toEqual([3, 1, 2]);
  });
});

describe('a confirmed apply without a slot', () => {
  test('goes before everything that waits', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, dispatch: { reservationExpiryMs: 10_000 } });
    engine.reserve(1_000, 0);
    engine.until(20_000);
    engine.submit(21_000, 1, 'plan');
    engine.accept(21_000, 1);
    engine.submit(22_000, 2, 'plan');
    engine.confirm(23_000, 0);
    expect(engine.state(0)).toBe('pending');
    engine.finish(24_000, 1);
    expect(
      engine
        .asked('task.send')
        .map(({ task, phase }) => [task, phase])
        .slice(2),
    ).toEqual([[0, 'apply']]);
  });
});

describe('retry-timer', () => {
  test("leaves a freed slot alone until a workspace's timer comes", () => {
    const engine = busyPool({ dispatch: { mode: 'retry-timer', monitorMs: 3_600_000 } });
    engine.submit(3_000, 1);
    engine.finish(4_000, 0);
    engine.until(12_999);
    expect(engine.place(1)).toBe('nowhere');
    engine.until(13_000);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 13_000, task: 1 });
  });

  test('an event-driven pool fills it at once', () => {
    const engine = busyPool();
    engine.submit(3_000, 1);
    engine.finish(4_000, 0);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 4_000, task: 1 });
  });

  test('the monitor tries all workspaces in order', () => {
    const engine = engineWith(1, {
      max: 1,
      dispatch: { mode: 'retry-timer', retryNoAgentMs: 3_600_000, retryNoSlotMs: 3_600_000 },
    });
    engine.disconnect(500, 0);
    for (const task of [2, 1, 0]) engine.submit(1_000 + task, task, 'plan');
    engine.connect(2_000, 0);
    engine.until(10_000);
    expect(engine.asked('task.send').map(({ at, task }) => [at, task])).toEqual([
      [10_000, 0],
      [10_000, 1],
      [10_000, 2],
    ]);
  });
});
