import { describe, expect, test } from 'vitest';
import type { DeadlineKind, TimerJob } from '../../src/engine/event.ts';
import { taskId, workspaceId } from '../../src/engine/ids.ts';
import { readSignals } from '../../src/engine/read-signals.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const moves = (engine: EngineByHand, task: number): readonly unknown[] =>
  engine.noted('task.moved').flatMap((note) => (note.task === task ? [[note.from, note.to, note.cause]] : []));

const seen = (engine: EngineByHand) => readSignals(engine.engine.books as never, engine.pool);

const lock = (engine: EngineByHand, at: number, workspace: number): void =>
  engine.tell({ kind: 'workspace.locked', at, workspace: workspaceId(workspace) });
const unlock = (engine: EngineByHand, at: number, workspace: number): void =>
  engine.tell({ kind: 'workspace.unlocked', at, workspace: workspaceId(workspace) });

describe('the moves of a task are told', () => {
  test('from its submission to its end, each from where the last one led', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.submit(2_000, 1, 'plan_and_apply', 0);
    engine.confirm(3_000, 0);
    engine.sendFails(3_000, 0);
    engine.until(8_000);
    engine.accept(9_000, 0);
    engine.finish(10_000, 0);
    expect(moves(engine, 0)).toEqual([
      [null, 'pending', null],
      ['pending', 'running', null],
      ['running', 'apply_pending', null],
      ['apply_pending', 'running', null],
      ['running', 'apply_pending', 'send-failed'],
      ['apply_pending', 'running', null],
      ['running', 'applied', null],
    ]);
    expect(moves(engine, 1)).toEqual([
      [null, 'waiting', null],
      ['waiting', 'pending', null],
      ['pending', 'running', null],
    ]);
  });

  test('by a person who cancels it while it waits', () => {
    const engine = new EngineByHand();
    engine.submit(1_000, 0);
    engine.cancel(2_000, 0);
    expect(moves(engine, 0).at(-1)).toEqual(['pending', 'cancelled', 'cancelled']);
  });

  test('by nothing where a claim is given back: it was pending all the while', () => {
    const engine = new EngineByHand({ min: 1, dispatch: { assignment: 'when-connected', claimDeadlineMs: 5_000 } });
    engine.submit(1_000, 0);
    engine.until(6_000);
    expect(engine.pod(0).claimed).toBe(0);
    expect(moves(engine, 0)).toEqual([[null, 'pending', null]]);
  });
});

describe('the books count', () => {
  test('arrivals that nothing held up, by type', () => {
    const engine = new EngineByHand();
    for (const type of [
      'plan',
      'plan_and_apply',
      'plan_and_apply',
      'drift_check',
      'drift_check',
      'drift_check',
    ] as const)
      engine.submit(1_000, engine.engine.books.store.submitted, type);
    // Of its own workspace: it waits.
    engine.submit(2_000, 6, 'plan_and_apply', 1);
    expect(seen(engine).totals.admitted).toEqual({ plan: 1, plan_and_apply: 2, drift_check: 3 });
    expect(seen(engine).tasks).toMatchObject({ waiting: 1, unblocked: 6 });
  });

  test('who waits behind its workspace until it is its turn', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0, 5);
    engine.submit(2_000, 1, 'plan_and_apply', 5);
    engine.submit(2_000, 2, 'plan_and_apply', 5);
    expect(seen(engine).tasks.waiting).toBe(2);
    engine.cancel(3_000, 0);
    expect(seen(engine).tasks.waiting).toBe(1);
    expect(engine.engine.books.store.finished).toBe(1);
  });
});

describe('a person changes nothing', () => {
  test.each(['pending', 'running'] as const)('by discarding a task that is %s', (state) => {
    const engine = engineWith(state === 'running' ? 1 : 0);
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.tell({ kind: 'apply.discarded', at: 2_000, task: taskId(0) });
    expect(engine.state(0)).toBe(state);
  });

  test('for other workspaces by locking one', () => {
    const engine = new EngineByHand({ dispatch: { scaleUpOnNoAgent: false } });
    engine.submit(1_000, 0, 'plan', 0);
    engine.submit(1_000, 1, 'plan', 1);
    const before = engine.noted('dispatch.failed').length;
    lock(engine, 2_000, 1);
    expect(engine.noted('dispatch.failed')).toHaveLength(before);
    expect(engine.noted('workspace.blocked').map(({ task, blocked }) => [task, blocked])).toEqual([[1, true]]);
  });

  test('by opening one of two locks: nothing is said, and the time in the queue does not begin anew', () => {
    const engine = new EngineByHand({ dispatch: { scaleUpOnNoAgent: false } });
    engine.submit(1_000, 0, 'plan', 0);
    lock(engine, 2_000, 0);
    lock(engine, 3_000, 0);
    unlock(engine, 4_000, 0);
    expect(engine.noted('workspace.blocked').map(({ at, blocked }) => [at, blocked])).toEqual([[2_000, true]]);
    unlock(engine, 5_000, 0);
    expect(engine.noted('workspace.blocked').at(-1)).toMatchObject({ at: 5_000, blocked: false });
    expect(engine.task(0)?.unblockedAt).toBe(5_000);
  });
});

describe('timers', () => {
  const armed = (engine: EngineByHand, kind: TimerJob['kind'], deadline?: DeadlineKind): readonly number[] =>
    engine.asked('timer.set').flatMap(({ dueAt, timer: { job } }) => {
      const isWanted = job.kind === kind && (job.kind !== 'deadline' || job.deadline === deadline);
      return isWanted ? [dueAt] : [];
    });

  test('of deadlines are one for all that is sent, and one for all that runs', () => {
    const engine = engineWith(1);
    for (const task of [0, 1, 2]) engine.submit(1_000 + task, task);
    expect(armed(engine, 'deadline', 'accept')).toEqual([31_000]);
    expect(armed(engine, 'deadline', 'task-timeout')).toEqual([]);
    for (const task of [0, 1, 2]) engine.accept(2_000 + task, task);
    expect(armed(engine, 'deadline', 'accept')).toEqual([31_000]);
    expect(armed(engine, 'deadline', 'task-timeout')).toEqual([3_602_000]);
  });

  test('of deadlines are one for all that is claimed', () => {
    const engine = new EngineByHand({ min: 1, dispatch: { assignment: 'when-connected' } });
    for (const task of [0, 1, 2]) engine.submit(1_000 + task, task);
    expect(armed(engine, 'deadline', 'claim')).toEqual([301_000]);
  });

  test('of a retry are one for each workspace, though several of its tasks fail at the same instant', () => {
    const engine = new EngineByHand({ dispatch: { mode: 'retry-timer', scaleUpOnNoAgent: false } });
    engine.submit(1_000, 0, 'plan', 7);
    engine.submit(1_000, 1, 'plan', 7);
    engine.submit(1_000, 2, 'plan', 8);
    expect(armed(engine, 'retry')).toEqual([16_000, 16_000]);
  });
});

test('an apply that nobody takes up ends when its time-out is over, counted from its send', () => {
  const engine = engineWith(1);
  engine.reserve(1_000, 0);
  engine.confirm(2_000_000, 0);
  engine.until(5_599_999);
  expect(engine.state(0)).toBe('running');
  engine.until(5_600_000);
  expect(moves(engine, 0).at(-1)).toEqual(['running', 'failed', 'timeout']);
});
