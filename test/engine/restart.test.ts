import { describe, expect, test } from 'vitest';
import { attemptId, taskId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';

describe('what a restart keeps', () => {
  test('work of an agent that comes back goes on under its old attempt', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.restart(5_000, { 0: 0 });
    engine.connect(7_000, 0, { running: [attemptId(1)] });
    engine.finish(61_000, 0);
    expect(engine.asked('task.send')).toHaveLength(1);
    expect(engine.asked('task.cancel')).toEqual([]);
    expect(engine.state(0)).toBe('success');
  });

  test('a result that waited at the agent is taken once', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.restart(5_000, { 0: 0 });
    const finished = [
      { kind: 'finished' as const, task: taskId(0), attempt: attemptId(1), outcome: 'success' as const },
    ];
    engine.connect(7_000, 0, { finished });
    expect(engine.noted('task.moved').filter((moved) => moved.to === 'success')).toHaveLength(1);
    expect(engine.pool.pods.freeUnits).toBe(4);
    expect(engine.pod(0).running).toBe(0);
  });

  test('waiting tasks, locks and confirmations outlive it', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0, 7);
    engine.submit(2_000, 1, 'plan_and_apply', 7);
    engine.tell({ kind: 'workspace.locked', at: 2_000, workspace: 7 as never });
    engine.confirm(3_000, 0);
    engine.restart(5_000, { 0: 0 });
    engine.connect(6_000, 0);
    expect(engine.asked('task.send')).toHaveLength(1);
    engine.tell({ kind: 'workspace.unlocked', at: 8_000, workspace: 7 as never });
    expect(engine.asked('task.send').map(({ at, phase }) => [at, phase])).toEqual([
      [1_000, 'plan'],
      [8_000, 'apply'],
    ]);
    expect(engine.state(1)).toBe('waiting');
  });

  test('timers of the old server are void: the tick before the restart makes no decision after it', () => {
    const engine = engineWith(1);
    engine.until(10_000);
    expect(engine.noted('scale.decided').map(({ at }) => at)).toEqual([10_000]);
    engine.restart(14_000, { 0: 0 });
    engine.until(34_000);
    // The new server's first tick is one period after its start: 24 s, 34 s. At 20 s and 30 s nothing.
    expect(engine.noted('scale.decided').map(({ at }) => at)).toEqual([10_000, 24_000, 34_000]);
  });

  test('a task in send back-off is tried again although its timer is void', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0);
    engine.restart(3_000, { 0: 0 });
    engine.connect(4_000, 0);
    engine.until(30_000);
    expect(engine.asked('task.send').map(({ at }) => at)).toEqual([1_000, 4_000]);
  });

  test('a confirmed apply in send back-off is tried again although its timer is void', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.sendFails(2_000, 0);
    engine.restart(3_000, { 0: 0 });
    engine.connect(4_000, 0);
    engine.until(6_000);
    expect(engine.asked('task.send').map(({ at }) => at)).toEqual([1_000, 2_000, 4_000]);
  });

  test('claims are forgotten, and their tasks wait where they stood', () => {
    const engine = new EngineByHand({ min: 1, dispatch: { assignment: 'when-connected' } });
    engine.submit(1_000, 0);
    expect(engine.pod(0).claimed).toBe(1);
    engine.restart(2_000);
    engine.connect(5_000, 0);
    expect(engine.place(0)).toBe('0/0');
    expect(engine.pod(0)).toMatchObject({ claimed: 0, running: 1 });
  });
});

describe('slots are rebuilt', () => {
  test('before the first decision: the reservation stands when the pool decides', () => {
    const engine = engineWith(1, { min: 0 });
    engine.reserve(1_000, 0);
    engine.restart(5_000, { 0: 0 });
    expect(engine.pod(0).reserved).toBe(1);
    engine.connect(6_000, 0);
    engine.until(60_000);
    expect(engine.asked('pod.delete')).toEqual([]);
  });

  test('after it: the pod with the reservation looks idle and is deleted (the historical fault)', () => {
    const engine = engineWith(1, { min: 0, policy: 'pending-only', dispatch: { slotSync: 'after-first-decision' } });
    engine.reserve(1_000, 0);
    engine.restart(5_000, { 0: 0 });
    engine.connect(6_000, 0);
    expect(engine.pod(0).reserved).toBe(0);
    engine.until(15_000);
    expect(engine.asked('pod.delete')).toMatchObject([{ at: 15_000, pod: 0, cause: 'scale-down' }]);
  });

  test('after it: an agent that comes back before the decision keeps its work', () => {
    const engine = engineWith(1, { dispatch: { slotSync: 'after-first-decision' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.restart(5_000, { 0: 0 });
    engine.connect(6_000, 0, { running: [attemptId(1)] });
    engine.until(20_000);
    expect(engine.asked('task.cancel')).toEqual([]);
    expect(engine.pod(0).running).toBe(1);
  });

  test('after it: results, plans and cancellations before the decision leave no slot below zero', () => {
    const engine = engineWith(1, { dispatch: { slotSync: 'after-first-decision' } });
    for (const task of [0, 1, 2]) {
      engine.submit(1_000, task, task === 1 ? 'plan_and_apply' : 'plan');
      engine.accept(1_000, task);
    }
    engine.restart(5_000, { 0: 0 });
    engine.connect(6_000, 0, { running: [1, 2, 3].map(attemptId) });
    engine.finish(7_000, 0);
    engine.planned(7_000, 1);
    engine.cancel(7_000, 2);
    engine.finish(7_000, 2, 'cancelled');
    expect(engine.pod(0)).toMatchObject({ running: 0, reserved: 0 });
    engine.until(15_000);
    expect(engine.pod(0)).toMatchObject({ running: 0, reserved: 1, applies: 1 });
    expect(engine.pool.pods.freeUnits).toBe(3);
  });

  test('on a pod that died while the server was down nothing is rebuilt: its work is lost at once', () => {
    const engine = engineWith(1, { min: 0, autoscaler: { reaper: false } });
    engine.reserve(1_000, 0);
    engine.submit(1_000, 1);
    engine.accept(1_000, 1);
    engine.confirm(2_000, 0);
    engine.sendFails(2_000, 0);
    Object.assign(engine.cluster.get(0) ?? {}, { phase: 'failed' });
    engine.restart(5_000, { 0: 0 });
    expect(engine.state(1)).toBe('failed');
    expect(engine.state(0)).toBe('pending');
    expect(engine.pod(0)).toMatchObject({ running: 0, reserved: 0 });
  });

  test('on a pod that vanished while the server was down an unconfirmed apply loses its slot and waits on', () => {
    const engine = engineWith(1, { min: 0 });
    engine.reserve(1_000, 0);
    engine.cluster.delete(0);
    engine.restart(5_000);
    expect(engine.state(0)).toBe('apply_pending');
    engine.confirm(6_000, 0);
    expect(engine.state(0)).toBe('pending');
  });

  test('in their own places, heavy tasks first or not (weighted)', () => {
    const agent = { rule: 'weighted', slots: 6, weights: { plan: 1, plan_and_apply: 2, drift_check: 1 } } as const;
    const engine = engineWith(1, { agent });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.reserve(2_000, 1);
    engine.finish(3_000, 0);
    engine.submit(4_000, 2, 'plan_and_apply');
    engine.accept(4_000, 2);
    // Task 1 stands in 1 and 2, task 2 in 0 and 3. The running one is rebuilt first.
    expect(engine.pod(0).tasks).toEqual([2, 1, 1, 2, -1, -1]);
    engine.restart(5_000, { 0: 0 });
    expect(engine.pod(0).tasks[0]).toBe(2);
    expect(engine.pod(0).tasks[1]).toBe(1);
    expect(engine.pod(0).tasks.filter((task) => task === 1)).toHaveLength(2);
    expect(engine.pod(0).tasks.filter((task) => task === 2)).toHaveLength(2);
  });
});

describe('orphans', () => {
  test('`fail` gives up running tasks at the restart, and tells the agent to stop', () => {
    const engine = engineWith(1, { dispatch: { orphans: 'fail' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.restart(5_000, { 0: 0 });
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ to: 'failed', cause: 'interrupted' });
    expect(engine.noted('recovery.done').at(-1)?.tasksInterrupted).toBe(1);
    engine.connect(7_000, 0, { running: [attemptId(1)] });
    expect(engine.asked('task.cancel')).toMatchObject([{ at: 7_000, pod: 0, attempt: 1 }]);
  });

  test('`fail` fails a plan although the plans of lost agents are tried again', () => {
    const engine = engineWith(1, { dispatch: { orphans: 'fail', onAgentLost: 'retry-plan' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.restart(5_000, { 0: 0 });
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ to: 'failed', cause: 'interrupted' });
  });

  test('`keep` waits for the agent five minutes from the restart, however long the server was down', () => {
    const engine = engineWith(1, { min: 0, autoscaler: { unhealthyRestart: false } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.restart(901_000, { 0: 0 });
    engine.until(901_000 + 299_999);
    expect(engine.state(0)).toBe('running');
    engine.until(901_000 + 300_000);
    expect(engine.state(0)).toBe('failed');
  });
});

describe('agents after a restart', () => {
  test('one that connects before the first list is remembered', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.listsFail = true;
    engine.restart(5_000, { 0: 0 });
    engine.connect(6_000, 0, { running: [attemptId(1)] });
    engine.listsFail = false;
    engine.until(15_000);
    engine.submit(17_000, 1);
    expect(engine.place(1)).toBe('0/1');
    expect(engine.state(0)).toBe('running');
  });

  test('one that connects before the first list and leaves again is not', () => {
    const engine = engineWith(1);
    engine.listsFail = true;
    engine.restart(5_000, { 0: 0 });
    engine.connect(6_000, 0);
    engine.disconnect(7_000, 0);
    engine.listsFail = false;
    engine.until(15_000);
    engine.submit(17_000, 1);
    expect(engine.asked('task.send')).toEqual([]);
  });

  test('heartbeats that were kept count: a pod whose agent beat 119 s ago is online, at 120 s it is not', () => {
    for (const [ageMs, isOnline] of [
      [119_999, true],
      [120_000, false],
    ] as const) {
      const engine = engineWith(1, { dispatch: { readiness: 'heartbeat' } });
      engine.restart(500_000, { 0: 500_000 - ageMs });
      expect(!engine.pod(0).silent).toBe(isOnline);
    }
  });

  test('heartbeats that were forgotten leave every pod silent until its agent is heard', () => {
    const engine = engineWith(1, { dispatch: { heartbeats: 'forgotten' } });
    engine.restart(5_000, { 0: 4_999 });
    expect(engine.pod(0).silent).toBe(true);
    engine.connect(6_000, 0);
    expect(engine.pod(0).silent).toBe(false);
  });

  test('no pod is unhealthy before two minutes of the new server without its agent', () => {
    const engine = engineWith(1, { dispatch: { heartbeats: 'forgotten' } });
    engine.until(3_600_000);
    engine.restart(3_600_000);
    engine.until(3_719_999);
    expect(engine.asked('pod.delete')).toEqual([]);
    engine.until(3_720_000);
    expect(engine.asked('pod.delete')).toMatchObject([{ at: 3_720_000, cause: 'unhealthy' }]);
  });
});
