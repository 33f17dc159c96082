import { describe, expect, test } from 'vitest';
import type { PhaseEnded } from '../../src/engine/fact.ts';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { TaskMoved } from '../../src/engine/note.ts';
import type { InitialTask } from '../../src/engine/task.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';

/** Task 0, a plan_and_apply, runs its plan under attempt 1 on pod 0. */
function atWork(): { engine: EngineByHand; bench: LawBench } {
  const engine = engineWith(2);
  const bench = new LawBench(engine);
  for (const pod of [0, 1]) bench.podReady(0, pod);
  engine.submit(1_000, 0, 'plan_and_apply');
  engine.accept(1_000, 0);
  bench.began(1_000, 0, 'plan');
  return { engine, bench };
}

function moved(bench: LawBench, task: number, from: TaskMoved['from'], to: TaskMoved['to'], cause = 'test'): void {
  bench.watch.taskMoved({ kind: 'task.moved', at: 2_500, task: taskId(task), from, to, cause });
}

const endedPlan = (bench: LawBench, outcome: PhaseEnded['outcome']): void =>
  bench.fact({
    kind: 'phase.ended',
    at: 2_000,
    task: taskId(0),
    attempt: attemptId(1),
    phase: 'plan',
    pod: podId(0),
    slot: 0,
    outcome,
  });

describe('slot-once', () => {
  test('tells who stands in whose way', () => {
    const { engine, bench } = atWork();
    engine.submit(2_000, 1);
    bench.began(2_000, 1, 'plan', { slot: 0, attempt: 2 });
    expect(bench.said('slot-once')).toBe('2000: slot 0 got task-000001 while task-000000 worked in it');
  });

  test('tells which phase began elsewhere', () => {
    const { bench } = atWork();
    bench.began(2_000, 0, 'plan', { pod: 1 });
    expect(bench.said('slot-once')).toBe('2000: task-000000 began its plan while it worked in another slot');
  });

  test('holds a task to it that the store does not know', () => {
    const { bench } = atWork();
    bench.began(2_000, 9, 'plan', { slot: 1 });
    bench.began(3_000, 9, 'plan', { slot: 2 });
    expect(bench.said('slot-once')).toBe('3000: task-000009 began its plan while it worked in another slot');
  });
});

describe('conservation', () => {
  const said = (bench: LawBench): string | null => bench.said('conservation');

  test('counts what was submitted, is active and has ended', () => {
    const { bench } = atWork();
    bench.watch.instantEnded(1_000);
    // The bench was not told that task 0 was submitted.
    expect(said(bench)).toBe('1000: 0 tasks were submitted, but 1 are active and 0 have ended');
    const other = atWork();
    other.bench.submitted(1_000, 0, 'plan_and_apply', 0);
    other.bench.watch.instantEnded(1_000);
    expect(said(other.bench)).toBeNull();
    moved(other.bench, 1, 'running', 'success');
    other.bench.watch.instantEnded(2_500);
    expect(said(other.bench)).toBe('2500: 1 tasks were submitted, but 1 are active and 1 have ended');
  });

  test('tells of how many tasks the engine never heard', () => {
    const bench = new LawBench(engineWith(1));
    for (const task of [0, 1]) bench.fact({ kind: 'task.arrived', at: 1_000, task: taskId(task), pool: poolId(0) });
    bench.submitted(1_000, 0, 'plan', 0);
    bench.watch.runEnded(2_000);
    expect(said(bench)).toBe('2000: 2 tasks arrived, but the engine heard of 1');
  });

  test('breaks when a plan that ended well runs again, whatever became of the task meanwhile', () => {
    for (const [from, to] of [
      ['running', 'apply_pending'],
      ['apply_pending', 'pending'],
    ] as const) {
      const { bench } = atWork();
      endedPlan(bench, 'success');
      moved(bench, 0, from, to);
      bench.began(3_000, 0, 'plan');
      expect(said(bench)).toBe('3000: task-000000 ran its plan twice');
    }
  });

  test('holds when a plan runs again that did not end well, or that was given up', () => {
    const lost = atWork();
    endedPlan(lost.bench, 'lost');
    lost.bench.began(3_000, 0, 'plan');
    expect(said(lost.bench)).toBeNull();
    const given = atWork();
    endedPlan(given.bench, 'success');
    moved(given.bench, 0, 'running', 'pending');
    given.bench.began(3_000, 0, 'plan');
    expect(said(given.bench)).toBeNull();
  });

  test('tells of an apply that nobody confirmed, and of one that runs twice', () => {
    const { bench } = atWork();
    endedPlan(bench, 'success');
    bench.began(3_000, 0, 'apply', { attempt: 2 });
    expect(said(bench)).toBe('3000: task-000000 applied without confirmation');
    const twice = atWork();
    endedPlan(twice.bench, 'success');
    twice.engine.planned(2_000, 0);
    twice.bench.event({ kind: 'apply.confirmed', at: 3_000, task: taskId(0), confirmedAt: 3_000 });
    twice.engine.confirm(3_000, 0);
    twice.bench.began(3_000, 0, 'apply', { attempt: 2 });
    expect(said(twice.bench)).toBeNull();
    twice.bench.began(4_000, 0, 'apply', { attempt: 3, slot: 1 });
    expect(said(twice.bench)).toBe('4000: task-000000 ran its apply twice');
  });

  test('takes a confirmation of a task that has left the store for none', () => {
    const { bench } = atWork();
    bench.event({ kind: 'apply.confirmed', at: 2_000, task: taskId(9), confirmedAt: 2_000 });
    bench.began(3_000, 9, 'apply', { slot: 1 });
    expect(said(bench)).toBe('3000: task-000009 applied without confirmation');
  });
});

describe('tasks that were there before the run', () => {
  const initial = (task: number, changes: Partial<InitialTask> = {}): InitialTask => ({
    task: taskId(task),
    pool: poolId(0),
    workspace: workspaceId(7),
    type: 'plan_and_apply',
    state: 'running',
    phase: 'apply',
    pod: podId(0),
    slot: 0,
    attempt: attemptId(1),
    ...changes,
  });
  const waiting = { state: 'pending', phase: 'plan', pod: null, slot: -1, attempt: null } as const;

  function started(tasks: readonly InitialTask[]): LawBench {
    const bench = new LawBench(new EngineByHand({ min: 1 }, { pods: [{}], tasks }));
    bench.podReady(0, 0);
    return bench;
  }

  test('are counted as submitted, and were confirmed if their apply runs', () => {
    const bench = started([initial(0)]);
    moved(bench, 0, null, 'running', 'initial');
    bench.began(1_000, 0, 'apply');
    bench.watch.instantEnded(1_000);
    expect(bench.broken).toEqual([]);
  });

  test('were not confirmed if they are still to be planned', () => {
    const bench = started([initial(0, waiting)]);
    moved(bench, 0, null, 'pending', 'initial');
    bench.began(1_000, 0, 'apply');
    expect(bench.said('conservation')).toBe('1000: task-000000 applied without confirmation');
  });

  test('may begin their apply at time zero, before they are told of, and not later', () => {
    const early = started([initial(0)]);
    early.began(0, 0, 'apply');
    expect(early.broken).toEqual([]);
    const late = started([initial(0)]);
    late.began(1, 0, 'apply');
    expect(late.broken).toEqual(['conservation']);
  });

  test('are held to one active plan_and_apply of a workspace', () => {
    const bench = started([initial(0, waiting), initial(1, { ...waiting, state: 'waiting' })]);
    moved(bench, 0, null, 'pending', 'initial');
    moved(bench, 1, null, 'waiting', 'initial');
    expect(bench.said('workspace-serial')).toBeNull();
    moved(bench, 1, 'waiting', 'pending');
    expect(bench.said('workspace-serial')).toBe(
      '2500: task-000001 became pending while task-000000 was active in the same workspace',
    );
  });

  test('may have left the store by the time they are told of', () => {
    const bench = started([]);
    moved(bench, 5, null, 'success', 'initial');
    bench.watch.instantEnded(3_000);
    expect(bench.broken).toEqual([]);
  });
});

describe('workspace-serial', () => {
  /** Tasks 0, 1 and 2 are plan_and_applies of one workspace; 0 is active. */
  function three(): LawBench {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    for (const task of [0, 1, 2]) {
      engine.submit(1_000, task, 'plan_and_apply', 7);
      bench.submitted(1_000, task, 'plan_and_apply', 7);
    }
    moved(bench, 0, null, 'pending');
    return bench;
  }

  test('lets the next one be active when the active one has ended', () => {
    const bench = three();
    moved(bench, 0, 'running', 'applied');
    moved(bench, 1, 'waiting', 'pending');
    expect(bench.said('workspace-serial')).toBeNull();
  });

  test('is not freed by the end of one that waits', () => {
    const bench = three();
    moved(bench, 1, 'waiting', 'cancelled');
    expect(bench.said('workspace-serial')).toBeNull();
    moved(bench, 2, 'waiting', 'pending');
    expect(bench.said('workspace-serial')).toBe(
      '2500: task-000002 became pending while task-000000 was active in the same workspace',
    );
  });
});
