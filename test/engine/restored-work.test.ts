import { describe, expect, test } from 'vitest';
import { attemptId, podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import type { InitialTask } from '../../src/engine/task.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

const interrupted = (engine: EngineByHand): unknown => engine.noted('recovery.done').at(-1)?.tasksInterrupted;

const lostChecks = (engine: EngineByHand): number =>
  engine.asked('timer.set').filter(({ timer }) => timer.job.kind === 'lost-check').length;

const RUNNING: InitialTask = {
  task: taskId(0),
  pool: poolId(0),
  workspace: workspaceId(0),
  type: 'plan',
  state: 'running',
  phase: 'plan',
  pod: podId(0),
  slot: 0,
  attempt: attemptId(1),
};

describe('the first start of a server', () => {
  test.each([
    ['that rebuilds slots after its first decision', { slotSync: 'after-first-decision' }],
    ['that fails orphans', { orphans: 'fail' }],
  ] as const)('%s does neither: nothing was forgotten', (_, dispatch) => {
    const engine = new EngineByHand({ min: 1, dispatch }, { pods: [{}], tasks: [RUNNING] });
    expect(engine.state(0)).toBe('running');
    expect(engine.pod(0)).toMatchObject({ running: 1, uses: ['running', 'idle', 'idle', 'idle'] });
    expect(interrupted(engine)).toBe(0);
  });
});

describe('after a restart', () => {
  test('only what ran on a pod that is gone counts as interrupted', () => {
    const engine = engineWith(2, { max: 2 });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.reserve(1_000, 1);
    // Pod 0 has both of them, and takes no more: task 2 goes to pod 1.
    engine.pod(0).cordoned = true;
    engine.submit(2_000, 2);
    engine.accept(2_000, 2);
    expect(engine.place(2)).toBe('1/0');
    engine.cluster.delete(0);
    engine.restart(3_000);
    expect(interrupted(engine)).toBe(1);
    expect([0, 1, 2].map((task) => engine.state(task))).toEqual(['failed', 'apply_pending', 'running']);
  });

  test('an apply that waits for its person without a slot is no interrupted work', () => {
    const engine = engineWith(1, { min: 0 });
    engine.reserve(1_000, 0);
    engine.gone(2_000, 0);
    engine.restart(3_000);
    expect(interrupted(engine)).toBe(0);
    expect(engine.state(0)).toBe('apply_pending');
  });

  test('slots of the same number are taken in order of tasks', () => {
    const engine = engineWith(2, { max: 2, agent: { rule: 'single' } });
    engine.submit(1_000, 0);
    engine.submit(1_000, 1);
    // The later one is at the front of what runs.
    engine.accept(1_000, 1);
    engine.accept(1_500, 0);
    engine.restart(3_000);
    const taken = engine.noted('slot.changed').filter(({ at, to }) => at === 3_000 && to === 'running');
    expect(taken.map(({ task }) => task)).toEqual([0, 1]);
  });

  test('only running work of an agent that is away is watched', () => {
    const reserved = engineWith(1);
    reserved.reserve(1_000, 0);
    reserved.restart(3_000);
    expect(lostChecks(reserved)).toBe(0);
    const running = engineWith(1);
    running.submit(1_000, 0);
    running.restart(3_000);
    expect(lostChecks(running)).toBe(1);
  });

  test('claims are made again at once', () => {
    const dispatch = { assignment: 'when-connected', monitorMs: 600_000 } as const;
    const engine = new EngineByHand({ min: 1, max: 1, dispatch });
    engine.submit(1_000, 0);
    expect(engine.pod(0).claimed).toBe(1);
    engine.restart(2_000);
    expect(engine.pod(0).claimed).toBe(1);
    expect(engine.noted('slot.changed').at(-1)).toMatchObject({ at: 2_000, from: 'idle', to: 'claimed' });
  });

  test('a running task that a person cancelled ends as cancelled where orphans fail', () => {
    const engine = engineWith(1, { dispatch: { orphans: 'fail' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.cancel(2_000, 0);
    engine.restart(3_000);
    expect(engine.state(0)).toBe('cancelled');
  });

  test('an apply that nobody took up is not ended while its pod is not listed: its agent may be at it', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.listsFail = true;
    engine.restart(3_000);
    engine.until(3_700_000);
    expect(engine.state(0)).toBe('running');
  });

  test('before the slots are known nothing new is sent, whoever asks', () => {
    for (const mode of ['event-driven', 'retry-timer'] as const) {
      const engine = engineWith(1, {
        agent: { rule: 'single' },
        autoscaler: { policy: wishing(1), everyMs: 60_000 },
        dispatch: { mode, slotSync: 'after-first-decision' },
      });
      engine.submit(1_000, 0);
      engine.accept(1_000, 0);
      engine.restart(2_000, { 0: 1_500 });
      engine.connect(3_000, 0, { running: [attemptId(1)] });
      engine.submit(4_000, 1);
      // The monitor and the retry timers have been at it many times.
      engine.until(61_999);
      expect(engine.place(1)).toBe('nowhere');
      expect(engine.noted('dispatch.failed').filter(({ at }) => at > 2_000)).toEqual([]);
    }
  });
});

describe('where agents take so many tasks', () => {
  const ephemeral = { max: 1, agent: { maxTasks: 1 } } as const;

  test('a spent pod is not told to end before its slots are known', () => {
    const engine = engineWith(1, {
      ...ephemeral,
      autoscaler: { policy: wishing(1) },
      dispatch: { slotSync: 'after-first-decision' },
    });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.restart(2_000, { 0: 1_500 });
    engine.until(12_000);
    expect(engine.asked('pod.delete')).toEqual([]);
    expect(engine.pod(0).running).toBe(1);
  });

  test('a spent pod whose agent hears is told again at each tick, and not deleted', () => {
    const engine = engineWith(1, { ...ephemeral, autoscaler: { policy: wishing(1) } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.finish(2_000, 0);
    engine.until(20_000);
    expect(engine.asked('agent.drain').map(({ at }) => at)).toEqual([2_000, 10_000, 20_000]);
    expect(engine.asked('pod.delete')).toEqual([]);
  });

  test('a send that came to nothing is not counted after a restart either', () => {
    const engine = engineWith(1, ephemeral);
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0);
    engine.restart(2_000, { 0: 1_500 });
    engine.connect(3_000, 0);
    expect(engine.asked('task.send').map(({ at, pod }) => [at, pod])).toEqual([
      [1_000, 0],
      [3_000, 0],
    ]);
  });

  test('a claim that the restart forgot is not counted', () => {
    const engine = new EngineByHand({ min: 1, ...ephemeral, dispatch: { assignment: 'when-connected' } });
    engine.submit(1_000, 0);
    engine.restart(2_000);
    engine.connect(3_000, 0);
    expect(engine.place(0)).toBe('0/0');
  });

  test('pods that the first list does not have are remembered until they are gone: it may be old', () => {
    const engine = engineWith(2, { ...ephemeral, max: 2 });
    engine.submit(1_000, 0);
    engine.submit(1_000, 1);
    const given = () => [...engine.engine.books.store.given(poolId(0)).keys()];
    engine.cluster.delete(0);
    engine.restart(2_000, { 1: 1_500 });
    expect(given()).toEqual([0, 1]);
    engine.gone(3_000, 0);
    expect(given()).toEqual([1]);
  });

  test('nothing is counted where they take any number', () => {
    const engine = engineWith(1, { max: 1 });
    engine.submit(1_000, 0);
    engine.submit(1_000, 1);
    engine.sendFails(1_000, 1);
    expect(engine.pod(0).given).toBe(0);
    expect(engine.engine.books.store.given(poolId(0)).size).toBe(0);
  });
});
