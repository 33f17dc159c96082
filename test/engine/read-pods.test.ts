import { describe, expect, test } from 'vitest';
import { podId, workspaceId } from '../../src/engine/ids.ts';
import type { Pod } from '../../src/engine/pod-table.ts';
import { readSignals } from '../../src/engine/read-signals.ts';
import type { Signals } from '../../src/engine/signals.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { type PoolChanges, wishing } from '../support/pools.ts';

const seen = (engine: EngineByHand): Signals => readSignals(engine.engine.books as never, engine.pool);

const CONNECTED = { phase: 'running', agent: 'connected', silent: false } as const;

/** An engine at zero whose pods the books believe to be as written. */
function believing(pods: readonly Partial<Pod>[], changes: PoolChanges = {}): EngineByHand {
  const engine = new EngineByHand({ min: 0, ...changes }, { pods: pods.map(() => ({})) });
  pods.forEach((pod, id) => {
    Object.assign(engine.pod(id), pod);
  });
  return engine;
}

describe('pods are counted', () => {
  const one = { running: 0, pending: 0, requested: 0, terminating: 0, dead: 0, failed: 0, count: 0, connected: 0 };

  // By the doc comments of PodSignals: n is what is not terminating and, where there is a reaper, not dead.
  test.each([
    ['requested', { phase: 'requested' }, { count: 1, requested: 1 }],
    ['pending', { phase: 'pending' }, { count: 1, pending: 1 }],
    ['running', { phase: 'running' }, { count: 1, running: 1 }],
    ['terminating', { phase: 'running', terminating: true }, { terminating: 1 }],
    ['failed', { phase: 'failed' }, { dead: 1, failed: 1 }],
    ['succeeded', { phase: 'succeeded' }, { dead: 1 }],
    ['failed and terminating', { phase: 'failed', terminating: true }, { terminating: 1 }],
    ['connected', CONNECTED, { count: 1, running: 1, connected: 1 }],
  ] as const)('as %s', (_, pod, counted) => {
    expect(seen(believing([pod])).pods).toMatchObject({ ...one, ...counted });
  });

  test('dead ones in n, too, where nobody reaps; they are in no phase that works', () => {
    const engine = believing([{ phase: 'failed' }], { autoscaler: { reaper: false } });
    expect(seen(engine).pods).toMatchObject({ count: 1, dead: 1, failed: 1, requested: 0, pending: 0, running: 0 });
  });

  test('each by itself', () => {
    const engine = believing([{ phase: 'requested' }, { phase: 'pending' }, { phase: 'pending' }, CONNECTED]);
    expect(seen(engine).pods).toMatchObject({ count: 4, requested: 1, pending: 2, running: 1, connected: 1 });
  });

  test('as at work where a slot runs, as reserved where one is kept, and as idle where neither is and a task may come', () => {
    const engine = believing(
      [CONNECTED, CONNECTED, { ...CONNECTED, running: 1 }, { ...CONNECTED, reserved: 1 }, { ...CONNECTED, given: 2 }],
      { agent: { maxTasks: 2 } },
    );
    expect(seen(engine).pods).toMatchObject({
      connected: 5,
      connectedIdle: 2,
      withRunningTask: 1,
      withReservation: 1,
    });
  });
});

describe('a list of the pods', () => {
  test('has those that count, with their ages, and since when their agents are without work', () => {
    const engine = believing([
      { ...CONNECTED, connectedAt: 4_000 },
      { phase: 'failed' },
      { terminating: true },
      { ...CONNECTED, connectedAt: 4_000, freedAt: 9_000 },
      { phase: 'pending', createdAt: 3_000 },
    ]);
    engine.tell({ kind: 'agent.registered', at: 10_000, pod: podId(9) });
    const pods = seen(engine).listPods();
    expect(pods.map(({ pod, phase, connected, ageMs, idleMs }) => [pod, phase, connected, ageMs, idleMs])).toEqual([
      [0, 'running', true, 10_000, 6_000],
      [3, 'running', true, 10_000, 1_000],
      [4, 'pending', false, 7_000, null],
    ]);
  });

  test('says where an apply could go now: not to a cordoned pod, nor to one that has an apply, nor to a full one', () => {
    const engine = believing([
      CONNECTED,
      { ...CONNECTED, cordoned: true },
      { ...CONNECTED, applies: 1, reserved: 1 },
      { ...CONNECTED, running: 4 },
      { ...CONNECTED, running: 1, uses: ['running', 'idle', 'idle', 'idle'] },
    ]);
    const takes = seen(engine)
      .listPods()
      .map(({ takesApply }) => takesApply);
    expect(takes).toEqual([true, false, false, false, true]);
  });
});

/** One agent of two slots; tasks 5, 1 and 3 run or wait there for their send to be taken up, the others wait for room. */
function crowded(): EngineByHand {
  const engine = engineWith(2, { max: 2, agent: { slots: 2 }, autoscaler: { policy: wishing(2) } });
  engine.submit(1_000, 5, 'plan');
  engine.submit(2_000, 1, 'drift_check');
  engine.accept(2_500, 5);
  engine.accept(2_500, 1);
  engine.submit(3_000, 3, 'plan_and_apply');
  engine.submit(3_500, 6, 'plan');
  return engine;
}

describe('lists of tasks', () => {
  test('have what runs, sent or taken up, by when that began, then by id', () => {
    const engine = crowded();
    expect(seen(engine).runningTasks()).toEqual([
      { task: 1, workspace: 1, type: 'drift_check', pod: 0, startedAt: 2_500 },
      { task: 5, workspace: 5, type: 'plan', pod: 0, startedAt: 2_500 },
      { task: 3, workspace: 3, type: 'plan_and_apply', pod: 1, startedAt: 3_000 },
      { task: 6, workspace: 6, type: 'plan', pod: 1, startedAt: 3_500 },
    ]);
    expect(seen(engine).tasks).toMatchObject({
      running: 4,
      runningByType: { plan: 2, plan_and_apply: 1, drift_check: 1 },
    });
  });

  test('have what waits unblocked, of every queue, oldest first, then by id', () => {
    const engine = crowded();
    engine.submit(4_000, 9, 'drift_check');
    engine.submit(4_500, 8, 'plan_and_apply');
    engine.submit(4_500, 7, 'plan');
    engine.tell({ kind: 'workspace.locked', at: 4_600, workspace: workspaceId(20) });
    engine.submit(4_700, 20, 'plan');
    expect(seen(engine).unblockedTasks()).toEqual([
      { task: 9, workspace: 9, type: 'drift_check', unblockedAt: 4_000 },
      { task: 7, workspace: 7, type: 'plan', unblockedAt: 4_500 },
      { task: 8, workspace: 8, type: 'plan_and_apply', unblockedAt: 4_500 },
    ]);
    engine.until(5_000);
    engine.tell({ kind: 'agent.registered', at: 5_000, pod: podId(0) });
    expect(seen(engine).oldestUnblockedAgeMs).toBe(1_000);
  });
});

describe('the oldest that waits unblocked', () => {
  const ageAt = (engine: EngineByHand, at: number): number => {
    engine.tell({ kind: 'agent.registered', at, pod: podId(9) });
    return seen(engine).oldestUnblockedAgeMs;
  };

  test('may be of any type', () => {
    for (const type of ['plan', 'plan_and_apply', 'drift_check'] as const) {
      const engine = new EngineByHand({ max: 1, dispatch: { scaleUpOnNoAgent: false } });
      engine.submit(1_000, 0, type);
      expect(ageAt(engine, 3_000)).toBe(2_000);
    }
  });

  test('may be a confirmed apply whose slot is lost', () => {
    const engine = engineWith(1, { min: 0, max: 1, dispatch: { scaleUpOnNoAgent: false } });
    engine.reserve(1_000, 0);
    engine.gone(2_000, 0);
    engine.confirm(3_000, 0);
    expect(ageAt(engine, 7_000)).toBe(4_000);
  });

  test('may be one of several that have claimed a slot, or one in send back-off', () => {
    const claiming = new EngineByHand({ min: 1, dispatch: { assignment: 'when-connected' } });
    claiming.submit(1_000, 0);
    claiming.submit(2_000, 1);
    expect(ageAt(claiming, 5_000)).toBe(4_000);
    const backing = engineWith(1);
    backing.submit(1_000, 0);
    backing.sendFails(2_000, 0);
    expect(ageAt(backing, 3_000)).toBe(2_000);
  });

  test('is nobody where nothing waits', () => {
    expect(ageAt(engineWith(1), 3_000)).toBe(0);
  });
});

test('signals say which pool they are of, that they are fresh, and count recent arrivals and ends', () => {
  const engine = engineWith(1, { min: 1, max: 7 });
  engine.submit(1_000, 0);
  engine.submit(1_000, 1);
  engine.accept(1_000, 0);
  engine.finish(2_000, 0);
  const signals = seen(engine);
  expect(signals).toMatchObject({ now: 2_000, min: 1, max: 7, podsStale: false, frozen: false, slotsPerPod: 4 });
  expect(signals.agent).toEqual({
    slots: 4,
    rule: 'apply-one-of-n',
    weights: { plan: 1, plan_and_apply: 1, drift_check: 1 },
    maxTasks: null,
  });
  expect(signals.arrivals.within(60_000)).toBe(2);
  expect(signals.completions.within(60_000)).toBe(1);
  expect(seen(engineWith(1, { agent: { maxTasks: 3 } })).agent.maxTasks).toBe(3);
});

test('an unconfirmed apply and a confirmed one that has its slot are both waiting to be applied', () => {
  const engine = engineWith(2, { max: 2 });
  engine.reserve(1_000, 0);
  engine.reserve(2_000, 1);
  engine.disconnect(3_000, 1);
  engine.confirm(4_000, 1);
  expect(seen(engine).tasks).toMatchObject({ applyPending: 2, reserved: 2, pending: 0, running: 0 });
});
