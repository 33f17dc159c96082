import { describe, expect, test } from 'vitest';
import { workspaceId } from '../../src/engine/ids.ts';
import { readSignals } from '../../src/engine/read-signals.ts';
import { RecentCounter } from '../../src/engine/recent-counter.ts';
import type { Signals } from '../../src/engine/signals.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';

/** What a policy would see now. */
const seen = (engine: EngineByHand): Signals => readSignals(engine.engine.books as never, engine.pool);

/** Two agents: task 0 reserved and task 1 running on pod 0; 2 waits behind 0, 3 is locked out, 4 has no room. */
function busy(): EngineByHand {
  const engine = engineWith(2, { max: 2, agent: { slots: 2 } });
  engine.disconnect(500, 1);
  engine.reserve(1_000, 0, 7);
  engine.submit(1_000, 1, 'plan', 1);
  engine.accept(1_000, 1);
  engine.submit(2_000, 2, 'plan_and_apply', 7);
  engine.tell({ kind: 'workspace.locked', at: 2_000, workspace: workspaceId(3) });
  engine.submit(2_000, 3, 'plan', 3);
  engine.submit(3_000, 4, 'drift_check', 4);
  return engine;
}

describe('signals', () => {
  test('count tasks by what they wait for', () => {
    const { tasks } = seen(busy());
    // Pending: the locked one and the one without room; only the latter is unblocked.
    expect(tasks).toMatchObject({ pending: 2, unblocked: 1, waiting: 1, running: 1, applyPending: 1, reserved: 1 });
    expect(tasks.unblockedByType).toEqual({ plan: 0, plan_and_apply: 0, drift_check: 1 });
    expect(tasks.runningByType).toEqual({ plan: 1, plan_and_apply: 0, drift_check: 0 });
  });

  test('count slots from the creation of a pod, all and connected ones', () => {
    const signals = seen(busy());
    expect(signals.slots).toEqual({ total: 4, used: 1, reserved: 1, idle: 2 });
    expect(signals.connectedSlots).toEqual({ total: 2, used: 1, reserved: 1, idle: 0 });
    expect(signals.pods).toMatchObject({
      count: 2,
      running: 2,
      connected: 1,
      connectedIdle: 0,
      withRunningTask: 1,
      withReservation: 1,
    });
  });

  test('count the capacity of agents with a fresh heartbeat, connected or not', () => {
    const engine = busy();
    // Pod 1 is cut off, but its last beat is younger than two minutes.
    expect(seen(engine).capacity).toEqual({ agentsOnline: 2, total: 4, used: 2, available: 2 });
    engine.silent(130_000, 1, 500);
    expect(seen(engine).capacity).toEqual({ agentsOnline: 1, total: 2, used: 2, available: 0 });
  });

  test('count a confirmed apply without a slot as pending, unblocked and one of the unblocked applies', () => {
    const engine = engineWith(1, { max: 1 });
    engine.reserve(1_000, 0);
    engine.gone(2_000, 0);
    expect(seen(engine).tasks).toMatchObject({ pending: 0, applyPending: 1, reserved: 0 });
    engine.confirm(3_000, 0);
    expect(seen(engine).tasks).toMatchObject({
      pending: 1,
      unblocked: 1,
      applyPending: 0,
      unblockedByType: { plan_and_apply: 1 },
    });
  });

  test('leave an expired reservation out of the used capacity', () => {
    const engine = engineWith(1, { dispatch: { reservationExpiryMs: 5_000 } });
    engine.reserve(1_000, 0);
    expect(seen(engine).capacity).toMatchObject({ used: 1 });
    engine.until(10_000);
    expect(seen(engine).capacity).toMatchObject({ used: 0 });
    expect(seen(engine).tasks).toMatchObject({ applyPending: 1, reserved: 0 });
  });

  test('count in units where tasks weigh', () => {
    const engine = engineWith(1, { agent: { rule: 'weighted' } });
    engine.submit(1_000, 0, 'plan_and_apply');
    expect(seen(engine).capacity).toEqual({ agentsOnline: 1, total: 4, used: 3, available: 1 });
    expect(seen(engine).slots).toEqual({ total: 4, used: 3, reserved: 0, idle: 1 });
  });

  test('are unavailable or zero while their query fails, each by itself', () => {
    const engine = busy();
    engine.tell({ kind: 'store.queryFailing', at: 4_000, query: 'unblocked', mode: 'error' });
    expect(seen(engine).tasks).toMatchObject({ pending: 2, unblocked: null, unblockedByType: null });
    engine.tell({ kind: 'store.queryFailing', at: 4_000, query: 'unblocked', mode: 'zero' });
    expect(seen(engine).tasks).toMatchObject({ unblocked: 0, unblockedByType: { drift_check: 0 } });
    engine.tell({ kind: 'store.queryRestored', at: 4_000, query: 'unblocked' });
    engine.tell({ kind: 'store.queryFailing', at: 4_000, query: 'capacity', mode: 'error' });
    engine.tell({ kind: 'store.queryFailing', at: 4_000, query: 'pending', mode: 'error' });
    expect(seen(engine)).toMatchObject({ capacity: null, tasks: { pending: null, unblocked: 1 } });
    engine.tell({ kind: 'store.queryFailing', at: 4_000, query: 'capacity', mode: 'zero' });
    expect(seen(engine).capacity).toEqual({ agentsOnline: 0, total: 0, used: 0, available: 0 });
  });

  test('tell the age of the oldest unblocked task, and lists on demand', () => {
    const engine = busy();
    engine.until(9_000);
    engine.tell({ kind: 'agent.registered', at: 9_000, pod: 0 as never });
    const signals = seen(engine);
    expect(signals.oldestUnblockedAgeMs).toBe(6_000);
    expect(signals.unblockedTasks()).toMatchObject([{ task: 4, type: 'drift_check', unblockedAt: 3_000 }]);
    expect(signals.runningTasks()).toMatchObject([{ task: 1, workspace: 1, pod: 0, startedAt: 1_000 }]);
    expect(signals.listPods()).toMatchObject([
      { pod: 0, connected: true, ageMs: 9_000, slots: { used: 1, reserved: 1 } },
      { pod: 1, connected: false, slots: { idle: 2 } },
    ]);
  });

  test('tell since when the pool has had no work at all', () => {
    const engine = engineWith(1);
    engine.until(10_000);
    expect(seen(engine).idleSince).toBe(10_000);
    engine.submit(11_000, 0);
    engine.accept(11_000, 0);
    engine.until(20_000);
    expect(seen(engine).idleSince).toBeNull();
  });
});

describe('recent counts', () => {
  test('hold what happened in this minute and the whole minutes before it', () => {
    const counter = new RecentCounter();
    for (const at of [0, 59_999, 60_000, 130_000]) counter.add(at);
    expect(counter.within(60_000, 130_000)).toBe(1);
    expect(counter.within(120_000, 130_000)).toBe(2);
    expect(counter.within(180_000, 130_000)).toBe(4);
  });

  test('forget after an hour', () => {
    const counter = new RecentCounter();
    counter.add(30_000);
    expect(counter.within(3_600_000, 3_599_999)).toBe(1);
    expect(counter.within(3_600_000, 3_600_000)).toBe(0);
  });
});
