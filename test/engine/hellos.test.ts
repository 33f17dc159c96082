import { describe, expect, test } from 'vitest';
import { attemptId, podId, taskId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

describe('the hello of an agent', () => {
  test('brings plans whose answer the server has not heard, with changes or without', () => {
    const engine = engineWith(1);
    for (const task of [0, 1]) {
      engine.submit(1_000, task, task === 0 ? 'plan_and_apply' : 'plan');
      engine.accept(1_000, task);
    }
    engine.disconnect(2_000, 0);
    const planned = { kind: 'planned', task: taskId(0), attempt: attemptId(1), hasChanges: true } as const;
    const finished = { kind: 'finished', task: taskId(1), attempt: attemptId(2), outcome: 'success' } as const;
    engine.connect(3_000, 0, { finished: [planned, finished] });
    expect([engine.state(0), engine.state(1)]).toEqual(['apply_pending', 'success']);

    const other = engineWith(1);
    other.submit(1_000, 0, 'plan_and_apply');
    other.accept(1_000, 0);
    other.connect(3_000, 0, { finished: [{ ...planned, hasChanges: false }] });
    expect(other.state(0)).toBe('planned_and_finished');
  });

  test('stops the work that the books do not have, and that alone', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.disconnect(2_000, 0);
    engine.connect(3_000, 0, { running: [attemptId(1), attemptId(99)] });
    expect(engine.asked('task.cancel').map(({ pod, attempt }) => [pod, attempt])).toEqual([[0, 99]]);
    expect(engine.state(0)).toBe('running');
  });

  test('of another process than before gives up the apply that was not accepted, and sends the plan again', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.submit(2_000, 1);
    engine.disconnect(3_000, 0);
    engine.tell({ kind: 'agent.replaced', at: 4_000, pod: podId(0) });
    engine.connect(4_000, 0);
    expect(engine.noted('task.moved').filter(({ at }) => at === 4_000)).toMatchObject([
      { task: 0, to: 'failed', cause: 'interrupted' },
      { task: 1, to: 'pending', cause: 'agent-lost' },
      { task: 1, to: 'running', cause: null },
    ]);
  });

  test('of another process than before takes no task back from an agent of few: the old one may have had it', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 1 } });
    engine.submit(1_000, 0);
    engine.disconnect(2_000, 0);
    engine.tell({ kind: 'agent.replaced', at: 3_000, pod: podId(0) });
    engine.connect(3_000, 0);
    engine.until(60_000);
    expect(engine.pod(0).given).toBe(1);
    expect(engine.asked('task.send')).toHaveLength(1);
    expect(engine.asked('agent.drain')[0]).toMatchObject({ pod: 0 });
  });

  test('before slots are rebuilt says nothing of the work on other pods', () => {
    const engine = engineWith(2, {
      max: 2,
      agent: { rule: 'single' },
      autoscaler: { policy: wishing(2) },
      dispatch: { slotSync: 'after-first-decision' },
    });
    for (const task of [0, 1]) {
      engine.submit(1_000, task);
      engine.accept(1_000, task);
    }
    engine.restart(2_000, { 0: 1_500, 1: 1_500 });
    engine.connect(3_000, 0, { running: [attemptId(1)] });
    expect([engine.state(0), engine.state(1)]).toEqual(['running', 'running']);
    engine.connect(4_000, 1, { running: [attemptId(2)] });
    expect([engine.state(0), engine.state(1)]).toEqual(['running', 'running']);
    expect(engine.asked('task.cancel')).toEqual([]);
  });
});

/** Pod 0 and its agent stay; the list at 10 s does not have it, the one at 20 s has it again. */
describe('an agent whose pod an old list does not have', () => {
  const meanwhile = (happens: (engine: EngineByHand) => void): EngineByHand => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    const pod = engine.cluster.get(0);
    engine.cluster.delete(0);
    engine.until(10_000);
    expect(engine.state(0)).toBe('failed');
    happens(engine);
    if (pod !== undefined) engine.cluster.set(0, pod);
    engine.until(20_000);
    return engine;
  };

  test('is connected still when the pod is listed again, and stops what was given up', () => {
    const engine = meanwhile(() => {});
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 20_000, pod: 0, attempt: 1 }]);
    engine.submit(21_000, 1);
    expect(engine.state(1)).toBe('running');
  });

  test('is not, if its connection ended meanwhile', () => {
    const engine = meanwhile((cut) => cut.disconnect(15_000, 0));
    expect(engine.pod(0).agent).toBe('absent');
  });

  test('is silent if it fell silent meanwhile, and is heard if it came back', () => {
    const silent = meanwhile((engine) => engine.silent(15_000, 0, 2_000));
    expect(silent.pod(0)).toMatchObject({ agent: 'connected', silent: true, lastBeatAt: 2_000 });
    const heard = meanwhile((engine) => {
      engine.silent(15_000, 0, 2_000);
      engine.tell({ kind: 'agent.heard', at: 16_000, pod: podId(0), lastBeatAt: 16_000 });
    });
    expect(heard.pod(0)).toMatchObject({ agent: 'connected', silent: false, lastBeatAt: 16_000 });
  });
});

describe('an event about an agent', () => {
  // No look of the monitor in between: what is sent, the event itself sends.
  const dispatch = { monitorMs: 600_000, scaleUpOnNoAgent: false } as const;

  test('that it is registered makes its pod ready at once where readiness asks for that', () => {
    const engine = engineWith(1, { dispatch: { ...dispatch, readiness: 'registered' } });
    engine.submit(1_000, 0);
    expect(engine.place(0)).toBe('nowhere');
    engine.tell({ kind: 'agent.registered', at: 2_000, pod: podId(0) });
    expect(engine.asked('task.send')).toMatchObject([{ at: 2_000, task: 0, pod: 0 }]);
  });

  test('that it is heard again gives it work at once, and its last beat counts', () => {
    const engine = engineWith(1, { dispatch });
    engine.silent(130_000, 0, 5_000);
    engine.submit(131_000, 0);
    expect(engine.place(0)).toBe('nowhere');
    engine.tell({ kind: 'agent.heard', at: 140_000, pod: podId(0), lastBeatAt: 139_000 });
    expect(engine.asked('task.send')).toMatchObject([{ at: 140_000, task: 0, pod: 0 }]);
    expect(engine.pod(0)).toMatchObject({ silent: false, lastBeatAt: 139_000 });
  });

  test('that it is gone leaves its pod without one since then', () => {
    const engine = engineWith(1);
    expect(engine.pod(0).agentlessSince).toBe(-1);
    engine.disconnect(5_000, 0, 4_000);
    expect(engine.pod(0)).toMatchObject({ agent: 'disconnected', lastBeatAt: 4_000, agentlessSince: 5_000 });
  });
});

test('what agents report of tasks means the same in a call of its own', () => {
  const told = engineWith(1);
  const called = engineWith(1);
  const both = (at: number, kind: 'task.accepted' | 'task.planned' | 'task.finished', phase: number): void => {
    const event = {
      at,
      kind,
      task: taskId(0),
      attempt: attemptId(phase),
      hasChanges: true,
      outcome: 'success',
    } as const;
    told.tell(event);
    called.until(at - 1);
    called.engine.handleAnswer(event);
  };
  for (const engine of [told, called]) engine.submit(1_000, 0, 'plan_and_apply');
  both(1_500, 'task.accepted', 1);
  both(2_000, 'task.planned', 1);
  for (const engine of [told, called]) engine.confirm(3_000, 0);
  both(3_500, 'task.accepted', 2);
  both(4_000, 'task.finished', 2);
  expect(told.state(0)).toBe('applied');
  expect(called.notes).toEqual(told.notes);
  expect(called.commands).toEqual(told.commands);
});

test('the end of a freeze that a person makes is a check at once', () => {
  const engine = new EngineByHand({ min: 2, autoscaler: { policy: wishing(2) }, freeze: [{ from: 0, to: 60_000 }] });
  engine.tell({ kind: 'pool.unfrozen', at: 5_000, pool: 0 as never, until: 60_000 });
  expect(engine.noted('scale.decided').map(({ at, trigger, to }) => [at, trigger, to])).toEqual([
    [5_000, 'scale-check', 2],
    [5_000, 'scale-check', 2],
  ]);
});

test('timers are numbered in the order in which they were set', () => {
  const engine = engineWith(1);
  engine.submit(1_000, 0);
  engine.until(30_000);
  const ids = engine.asked('timer.set').map(({ timer }) => timer.id);
  expect(ids.length).toBeGreaterThan(3);
  expect(ids).toEqual(ids.map((_, index) => index));
});

test('a task in the first milliseconds of a run asks for its pod as any other', () => {
  for (const at of [0, 1, 2]) {
    const engine = new EngineByHand({ max: 1 });
    engine.submit(at, 0);
    engine.until(at);
    expect(engine.asked('pod.create').map((create) => create.at)).toEqual([at]);
  }
});
