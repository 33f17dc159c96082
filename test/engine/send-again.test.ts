import { describe, expect, test } from 'vitest';
import { attemptId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { readSignals } from '../../src/engine/read-signals.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const sends = (engine: EngineByHand, task: number): readonly number[] =>
  engine.asked('task.send').flatMap((send) => (send.task === task ? [send.at] : []));

const tasksSeen = (engine: EngineByHand) => readSignals(engine.engine.books as never, engine.pool).tasks;

describe('a send that failed', () => {
  test('says so, and when it is made again', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0);
    expect(engine.noted('dispatch.failed')).toEqual([
      { kind: 'dispatch.failed', at: 1_000, task: 0, cause: 'send-failed', retryAt: 6_000 },
    ]);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ from: 'running', to: 'pending', cause: 'send-failed' });
  });

  test('of an apply beside the pod of its plan gives its slot back', () => {
    const engine = engineWith(2, { max: 2, dispatch: { scaleUpOnNoAgent: false } });
    engine.reserve(1_000, 0);
    engine.gone(2_000, 0);
    engine.confirm(3_000, 0);
    expect(engine.place(0)).toBe('1/0');
    engine.sendFails(3_000, 0);
    expect(engine.state(0)).toBe('pending');
    expect(engine.pod(1)).toMatchObject({ running: 0, reserved: 0 });
  });

  test('of an apply on a pod that the new server has not seen yet leaves it without a slot', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.listsFail = true;
    engine.restart(3_000);
    engine.sendFails(4_000, 0);
    expect(engine.state(0)).toBe('pending');
    expect(engine.task(0)?.hold).toBe('idle');
  });

  test('of an apply in its own slot does not give its agent another task (maxTasks)', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 1 } });
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.sendFails(2_000, 0);
    engine.submit(3_000, 1);
    expect(engine.place(1)).toBe('nowhere');
  });

  test('waits out its last back-off, not an earlier one that a lock cut short', () => {
    const engine = engineWith(1, { max: 1 });
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0);
    // The lock takes it out of its back-off of 5 s; the second back-off is 10 s.
    engine.tell({ kind: 'workspace.locked', at: 2_000, workspace: workspaceId(0) });
    engine.tell({ kind: 'workspace.unlocked', at: 3_000, workspace: workspaceId(0) });
    engine.sendFails(3_000, 0);
    engine.until(12_999);
    expect(sends(engine, 0)).toEqual([1_000, 3_000]);
    engine.until(13_000);
    expect(sends(engine, 0)).toEqual([1_000, 3_000, 13_000]);
  });

  test('in a locked workspace is blocked by the lock and not counted as unblocked', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.tell({ kind: 'workspace.locked', at: 1_000, workspace: workspaceId(0) });
    engine.sendFails(1_000, 0);
    expect(tasksSeen(engine)).toMatchObject({ pending: 1, unblocked: 0 });
  });

  test('is not spoken for by the monitor while it backs off, and is when its agent is away at the end of that', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.sendFails(9_000, 0);
    engine.disconnect(9_500, 0);
    engine.until(14_000);
    expect(engine.noted('dispatch.failed').map(({ at, cause }) => [at, cause])).toEqual([
      [9_000, 'send-failed'],
      [14_000, 'agent-not-connected'],
    ]);
  });
});

describe('an agent that is lost', () => {
  test('ends a plan that a person cancelled, though the plans of lost agents are tried again', () => {
    const engine = engineWith(1, { dispatch: { onAgentLost: 'retry-plan' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.cancel(2_000, 0);
    engine.gone(3_000, 0);
    expect(engine.state(0)).toBe('cancelled');
  });

  test('is the cause that is told where its plan waits again', () => {
    const engine = engineWith(2, { dispatch: { onAgentLost: 'retry-plan' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.gone(3_000, 0);
    expect(engine.noted('task.moved').filter(({ to }) => to === 'pending')).toMatchObject([
      { at: 1_000, from: null, cause: null },
      { at: 3_000, from: 'running', cause: 'agent-lost' },
    ]);
  });

  test('is lost five minutes after its last beat, not after an earlier one that it came back from', () => {
    const engine = engineWith(1);
    engine.submit(500, 0);
    engine.accept(500, 0);
    engine.disconnect(1_000, 0);
    engine.connect(2_000, 0, { running: [attemptId(1)] });
    engine.disconnect(3_000, 0);
    engine.until(302_999);
    expect(engine.state(0)).toBe('running');
    engine.until(303_000);
    expect(engine.state(0)).toBe('failed');
  });

  test('loses what runs and not what is reserved', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.submit(1_000, 1);
    engine.accept(1_000, 1);
    engine.disconnect(2_000, 0);
    engine.until(302_000);
    expect([engine.state(0), engine.state(1)]).toEqual(['apply_pending', 'failed']);
    expect(engine.pod(0)).toMatchObject({ running: 0, reserved: 1 });
  });

  test('is not watched while it holds nothing', () => {
    const engine = engineWith(1);
    engine.disconnect(2_000, 0);
    expect(engine.asked('timer.set').filter(({ timer }) => timer.job.kind === 'lost-check')).toEqual([]);
  });
});

test('a confirmed apply whose pod goes says that it lost its reservation', () => {
  const engine = engineWith(1, { min: 0 });
  engine.reserve(1_000, 0);
  engine.disconnect(2_000, 0);
  engine.confirm(3_000, 0);
  engine.gone(4_000, 0);
  expect(engine.noted('task.moved').at(-1)).toMatchObject({
    at: 4_000,
    from: 'apply_pending',
    to: 'pending',
    cause: 'reservation-lost',
  });
});

test('an answer about a task that was never sent is ignored: attempts are numbered from 1', () => {
  const engine = engineWith(0);
  engine.submit(1_000, 0);
  engine.tell({ kind: 'task.finished', at: 2_000, task: taskId(0), attempt: attemptId(0), outcome: 'success' });
  expect(engine.noted('result.ignored')).toMatchObject([{ at: 2_000, task: 0 }]);
  expect(engine.state(0)).toBe('pending');
});

test('a task accepted twice has its time-out from the first time', () => {
  const engine = engineWith(1, { dispatch: { taskTimeoutMs: 10_000 } });
  engine.submit(1_000, 0);
  engine.accept(1_000, 0);
  engine.accept(5_000, 0);
  engine.until(11_000);
  expect(engine.asked('task.cancel')).toMatchObject([{ at: 11_000, task: 0 }]);
});
