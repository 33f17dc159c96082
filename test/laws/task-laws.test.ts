import { describe, expect, test } from 'vitest';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';

/** A bench over an engine whose task 0 runs its plan under attempt 1 on pod 0. */
function atWork(): { engine: ReturnType<typeof engineWith>; bench: LawBench } {
  const engine = engineWith(2);
  const bench = new LawBench(engine);
  bench.podReady(0, 0);
  bench.podReady(0, 1);
  engine.submit(1_000, 0, 'plan_and_apply');
  engine.accept(1_000, 0);
  bench.began(1_000, 0, 'plan');
  return { engine, bench };
}

describe('slot-once', () => {
  test('breaks when a second task begins in a slot that is at work', () => {
    const { engine, bench } = atWork();
    engine.submit(2_000, 1);
    bench.began(2_000, 1, 'plan', { slot: 0, attempt: 2 });
    expect(bench.broken).toEqual(['slot-once']);
  });

  test('breaks when a task begins in a second slot', () => {
    const { bench } = atWork();
    bench.began(2_000, 0, 'plan', { pod: 1 });
    expect(bench.broken).toEqual(['slot-once']);
  });

  test('holds when the slot was left before', () => {
    const { engine, bench } = atWork();
    bench.ended(2_000, 0, 'plan');
    engine.submit(2_000, 1);
    bench.began(2_000, 1, 'plan', { slot: 0, attempt: 2 });
    expect(bench.broken).toEqual([]);
  });

  test('holds when the plan was given up with its agent and runs again elsewhere', () => {
    const { engine, bench } = atWork();
    bench.watch.taskMoved({
      kind: 'task.moved',
      at: 2_000,
      task: taskId(0),
      from: 'running',
      to: 'pending',
      cause: 'agent-lost',
    });
    engine.restart(2_000);
    bench.began(3_000, 0, 'plan', { pod: 1 });
    // The agent that was given up ends later; that says nothing about the new attempt.
    bench.ended(4_000, 0, 'plan', { attempt: 9 });
    expect(bench.broken).toEqual([]);
    bench.began(5_000, 0, 'plan', { pod: 1, slot: 1 });
    expect(bench.broken).toEqual(['slot-once']);
  });

  test('holds when an attempt that was given up begins late, ends, and the present one begins elsewhere', () => {
    const engine = engineWith(2);
    const bench = new LawBench(engine);
    for (const pod of [0, 1]) bench.podReady(0, pod);
    engine.submit(1_000, 0);
    engine.sendFails(31_000, 0);
    bench.began(32_000, 0, 'plan');
    bench.ended(33_000, 0, 'plan');
    engine.until(36_000);
    bench.began(36_000, 0, 'plan', { pod: 1, attempt: 2 });
    expect(engine.task(0)?.attempt).toBe(2);
    expect(bench.broken).toEqual([]);
  });
});

describe('workspace-serial', () => {
  test('breaks when a second plan_and_apply of a workspace is active', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    engine.submit(1_000, 0, 'plan_and_apply', 7);
    engine.submit(1_000, 1, 'plan_and_apply', 7);
    bench.submitted(1_000, 0, 'plan_and_apply', 7);
    bench.submitted(1_000, 1, 'plan_and_apply', 7);
    bench.moved(1_000, 0, 'pending');
    bench.moved(1_000, 1, 'waiting');
    expect(bench.broken).toEqual([]);
    bench.moved(2_000, 1, 'pending');
    expect(bench.broken).toEqual(['workspace-serial']);
  });

  test('holds for plans and for other workspaces', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    engine.submit(1_000, 0, 'plan_and_apply', 7);
    engine.submit(1_000, 1, 'plan', 7);
    engine.submit(1_000, 2, 'plan_and_apply', 8);
    bench.submitted(1_000, 0, 'plan_and_apply', 7);
    bench.submitted(1_000, 1, 'plan', 7);
    bench.submitted(1_000, 2, 'plan_and_apply', 8);
    for (const task of [0, 1, 2]) bench.moved(1_000, task, 'pending');
    expect(bench.broken).toEqual([]);
  });
});

describe('conservation', () => {
  const submitted = {
    kind: 'task.submitted',
    at: 1_000,
    task: taskId(5),
    pool: poolId(0),
    workspace: workspaceId(5),
    type: 'plan',
    submittedAt: 1_000,
  } as const;

  test('breaks when a task that was submitted is in no state at the end of the instant', () => {
    const bench = new LawBench(engineWith(1));
    bench.event(submitted);
    bench.watch.instantEnded(1_000);
    expect(bench.broken).toEqual(['conservation']);
  });

  test('breaks when a task that arrived is never told', () => {
    const bench = new LawBench(engineWith(1));
    bench.fact({ kind: 'task.arrived', at: 1_000, task: taskId(5), pool: poolId(0) });
    bench.watch.instantEnded(1_000);
    expect(bench.broken).toEqual([]);
    bench.watch.runEnded(2_000);
    expect(bench.broken).toEqual(['conservation']);
  });

  test('holds at the end of a run in which the server is still down', () => {
    const bench = new LawBench(engineWith(1));
    bench.fact({ kind: 'server.down', at: 500 });
    bench.fact({ kind: 'task.arrived', at: 1_000, task: taskId(5), pool: poolId(0) });
    bench.watch.runEnded(2_000);
    expect(bench.broken).toEqual([]);
  });

  test('breaks when a plan that ended well runs again', () => {
    const { bench } = atWork();
    bench.ended(2_000, 0, 'plan');
    bench.began(3_000, 0, 'plan');
    expect(bench.broken).toEqual(['conservation']);
  });

  test('breaks when an apply begins that nobody confirmed', () => {
    const { bench } = atWork();
    bench.ended(2_000, 0, 'plan');
    bench.began(3_000, 0, 'apply', { attempt: 2 });
    expect(bench.broken).toEqual(['conservation']);
  });

  test('breaks when the only confirmation came before there was a plan to confirm', () => {
    const { bench } = atWork();
    bench.event({ kind: 'apply.confirmed', at: 1_500, task: taskId(0), confirmedAt: 1_500 });
    bench.ended(2_000, 0, 'plan');
    bench.began(3_000, 0, 'apply', { attempt: 2 });
    expect(bench.broken).toEqual(['conservation']);
  });

  test('breaks when an apply runs twice, however the first ended', () => {
    const { engine, bench } = atWork();
    bench.ended(2_000, 0, 'plan');
    engine.planned(2_000, 0);
    bench.event({ kind: 'apply.confirmed', at: 3_000, task: taskId(0), confirmedAt: 3_000 });
    engine.confirm(3_000, 0);
    bench.began(3_000, 0, 'apply', { attempt: 2 });
    bench.fact({
      kind: 'phase.ended',
      at: 4_000,
      task: taskId(0),
      attempt: attemptId(2),
      phase: 'apply',
      pod: podId(0),
      slot: 0,
      outcome: 'lost',
    });
    expect(bench.broken).toEqual([]);
    bench.began(5_000, 0, 'apply', { attempt: 2 });
    expect(bench.broken).toEqual(['conservation']);
  });
});
