import { describe, expect, test } from 'vitest';
import { workspaceId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const failures = (engine: EngineByHand): readonly unknown[] =>
  engine.noted('dispatch.failed').map(({ at, cause, retryAt }) => [at, cause, retryAt]);

/** Fails every send of task 0 at the instant it is made, until `until`. */
function failAllSends(engine: EngineByHand, until: number, reason?: string): readonly number[] {
  let failed = 0;
  for (let at = 1_000; at <= until; at += 500) {
    engine.until(at);
    const sends = engine.asked('task.send').length;
    if (sends > failed) engine.sendFails(at, 0, reason === undefined ? {} : { reason });
    failed = sends;
  }
  return engine.asked('task.send').map((send) => send.at);
}

describe('with retry timers', () => {
  const slow = { mode: 'retry-timer', monitorMs: 3_600_000 } as const;

  test('a task that finds no free slot is tried again after 10 s', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, dispatch: slow });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.submit(3_000, 1);
    engine.until(23_000);
    expect(failures(engine)).toEqual([
      [3_000, 'no-free-slot', 13_000],
      [13_000, 'no-free-slot', 23_000],
      [23_000, 'no-free-slot', 33_000],
    ]);
  });

  test('a task that finds no ready pod is tried again after 15 s', () => {
    const engine = new EngineByHand({ policy: 'pending-only', dispatch: { ...slow, scaleUpOnNoAgent: false } });
    engine.submit(3_000, 0);
    engine.until(18_000);
    expect(failures(engine)).toEqual([
      [3_000, 'no-ready-pod', 18_000],
      [18_000, 'no-ready-pod', 33_000],
    ]);
  });

  test('a retry that is heard late is made all the same', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, dispatch: slow });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.submit(3_000, 1);
    const retry = engine.asked('timer.set').find(({ timer }) => timer.job.kind === 'retry');
    engine.engine.handle({ kind: 'timer.due', at: 13_007, timer: retry?.timer as never });
    expect(failures(engine).at(-1)).toEqual([13_007, 'no-free-slot', 23_007]);
  });

  test('a task whose pod has no agent gives its slot back and is tried again after 15 s', () => {
    const engine = new EngineByHand({ min: 1, dispatch: { ...slow, readiness: 'grace-period' } });
    engine.submit(3_000, 0);
    engine.until(18_000);
    expect(failures(engine)).toEqual([
      [3_000, 'agent-not-connected', 18_000],
      [18_000, 'agent-not-connected', 33_000],
    ]);
    expect(engine.pool.pods.freeUnits).toBe(4);
  });

  test('a workspace has one timer, however the causes of its failures alternate', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, dispatch: { mode: 'retry-timer' } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    // No ready pod at 27 s: retry at 42 s. The monitor at 30 s finds the pod full: retry at 40 s, and the one at 42 s is void.
    engine.disconnect(27_000, 0);
    engine.submit(27_000, 1);
    engine.connect(28_000, 0, { running: [engine.attempt(0)] });
    engine.until(60_000);
    expect(failures(engine).map((failure) => (failure as readonly number[])[0])).toEqual([
      27_000, 30_000, 40_000, 40_000, 50_000, 50_000, 60_000, 60_000,
    ]);
  });
});

describe('in an event-driven pool', () => {
  test('an arrival is tried once at once and says why it was not placed', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' } });
    engine.submit(1_000, 0);
    engine.submit(2_000, 1);
    expect(failures(engine)).toEqual([[2_000, 'no-free-slot', null]]);
  });

  test('a slot taken on a pod without its agent is one failure, says so, and asks for more pods at once', () => {
    const engine = new EngineByHand({ min: 1, dispatch: { readiness: 'grace-period' } });
    engine.submit(2_000, 0);
    expect(failures(engine)).toEqual([[2_000, 'agent-not-connected', null]]);
    engine.until(2_000);
    expect(engine.noted('scale.decided').at(-1)).toMatchObject({ at: 2_000, trigger: 'scale-check' });
  });

  test('the monitor speaks for one task that may go, not for a locked one', () => {
    const engine = engineWith(1, { agent: { rule: 'single' }, max: 1 });
    engine.reserve(1_000, 0, 7);
    engine.tell({ kind: 'workspace.locked', at: 2_000, workspace: workspaceId(7) });
    engine.confirm(3_000, 0);
    engine.submit(4_000, 1);
    engine.until(10_000);
    expect(
      engine
        .noted('dispatch.failed')
        .filter(({ at }) => at === 10_000)
        .map(({ task }) => task),
    ).toEqual([1]);
  });
});

describe('a send that fails for certain', () => {
  test('is tried again after 5, 10, 20, 40, 60 and then always 60 s', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    // 1, +5 = 6, +10 = 16, +20 = 36, +40 = 76, +60 = 136, +60 = 196 s
    expect(failAllSends(engine, 200_000)).toEqual([1_000, 6_000, 16_000, 36_000, 76_000, 136_000, 196_000]);
    expect(engine.state(0)).toBe('pending');
    expect(engine.pool.pods.freeUnits).toBe(4);
  });

  test('because the slot was taken is tried again after 5 s each time', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    expect(failAllSends(engine, 17_000, 'slot-conflict')).toEqual([1_000, 6_000, 11_000, 16_000]);
    expect(engine.noted('dispatch.failed')[0]).toMatchObject({ cause: 'slot-conflict', retryAt: 6_000 });
  });

  test('because the slot was taken does not lengthen the back-off of other failures', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0, { reason: 'slot-conflict' });
    engine.until(6_000);
    engine.sendFails(6_000, 0);
    engine.until(60_000);
    expect(
      engine
        .asked('task.send')
        .map(({ at }) => at)
        .slice(0, 3),
    ).toEqual([1_000, 6_000, 11_000]);
  });

  test('begins its back-off anew in the second phase', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0, 'plan_and_apply');
    engine.sendFails(1_000, 0);
    engine.until(6_000);
    engine.accept(6_000, 0);
    engine.planned(7_000, 0);
    engine.confirm(8_000, 0);
    engine.sendFails(8_000, 0);
    engine.until(13_000);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 13_000, phase: 'apply' });
  });

  test('is not tried again while its workspace is locked', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0);
    engine.tell({ kind: 'workspace.locked', at: 2_000, workspace: workspaceId(0) });
    expect(engine.noted('workspace.blocked')).toMatchObject([{ at: 2_000, task: 0, blocked: true }]);
    engine.until(60_000);
    expect(engine.asked('task.send')).toHaveLength(1);
    engine.tell({ kind: 'workspace.unlocked', at: 61_000, workspace: workspaceId(0) });
    expect(engine.asked('task.send').at(-1)?.at).toBe(61_000);
  });

  test('leaves its slot to others meanwhile', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' } });
    engine.submit(1_000, 0);
    engine.submit(2_000, 1);
    engine.sendFails(2_500, 0);
    expect(engine.place(1)).toBe('0/0');
  });

  test('leaves an apply in its reserved slot, waiting', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.sendFails(2_000, 0);
    expect(engine.state(0)).toBe('apply_pending');
    expect(engine.pod(0).uses[0]).toBe('reserved');
    engine.until(7_000);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 7_000, phase: 'apply', slot: 0 });
  });

  test('counts as pending and unblocked during its back-off', () => {
    const seen: (number | null)[] = [];
    const engine = engineWith(1, { policy: 'pending-plus-running' });
    engine.submit(8_000, 0);
    engine.sendFails(8_000, 0);
    engine.until(10_000);
    seen.push(engine.noted('scale.decided').at(-1)?.reason.figures.pending as number);
    expect(seen).toEqual([1]);
  });
});

describe('a send whose outcome is unknown', () => {
  test("waits for the agent's hello, which may show that the plan did arrive", () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    const attempt = engine.attempt(0);
    engine.disconnect(1_000, 0);
    engine.sendFails(1_000, 0, { certain: false });
    expect(engine.state(0)).toBe('running');
    engine.connect(5_000, 0, { running: [attempt] });
    expect(engine.asked('task.send')).toHaveLength(1);
    expect(engine.task(0)?.accepted).toBe(true);
  });
});

describe('an apply', () => {
  test('on another pod pays for a fresh directory; back on its own pod it does not', () => {
    const engine = engineWith(2, { dispatch: { reservationExpiryMs: 10_000 } });
    engine.reserve(1_000, 0);
    engine.reserve(2_000, 1);
    engine.until(20_000);
    engine.gone(21_000, 0);
    engine.confirm(22_000, 0);
    engine.confirm(23_000, 1);
    expect(
      engine
        .asked('task.send')
        .slice(2)
        .map(({ task, pod, freshDirectory }) => [task, pod, freshDirectory]),
    ).toEqual([[0, 1, true]]);
    engine.accept(22_000 + 1_000, 0);
    engine.finish(24_000, 0);
    expect(
      engine
        .asked('task.send')
        .slice(3)
        .map(({ task, pod, freshDirectory }) => [task, pod, freshDirectory]),
    ).toEqual([[1, 1, false]]);
  });

  test('is not resumed on a pod that is being deleted: it waits until the pod is gone', () => {
    const engine = engineWith(2, {
      min: 0,
      policy: 'pending-only',
      autoscaler: { victims: 'unordered' },
      agent: { rule: 'apply-one-of-n' },
    });
    engine.reserve(1_000, 0);
    engine.submit(1_000, 1);
    engine.until(10_000);
    expect(engine.pod(0).terminating).toBe(true);
    engine.confirm(11_000, 0);
    expect(engine.asked('task.send')).toHaveLength(2);
    engine.gone(12_000, 0);
    expect(engine.state(0)).toBe('pending');
  });
});

describe('a reservation', () => {
  test('expires at the first tick 24 h after the plan; the task waits on, the slot is free', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.until(86_400_999);
    expect(engine.pod(0).reserved).toBe(1);
    engine.until(86_410_000);
    expect(engine.noted('reservation.expired')).toMatchObject([{ at: 86_410_000, task: 0 }]);
    expect(engine.pod(0).reserved).toBe(0);
    expect(engine.state(0)).toBe('apply_pending');
  });
});
