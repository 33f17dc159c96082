import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { usableUnits } from '../../src/engine/max-tasks.ts';
import { type Pod, PodTable } from '../../src/engine/pod-table.ts';
import type { AgentConfig } from '../../src/engine/pool-config.ts';
import { readSignals } from '../../src/engine/read-signals.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { poolConfig } from '../support/pools.ts';

const drained = (engine: EngineByHand): readonly number[] => engine.asked('agent.drain').map(({ pod }) => pod);

describe('a pool whose agents take so many tasks', () => {
  test('gives a pod no task beyond its last, although slots are idle', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 2 } });
    for (const task of [0, 1, 2]) engine.submit(1_000, task);
    expect([0, 1, 2].map((task) => engine.place(task))).toEqual(['0/0', '0/1', 'nowhere']);
  });

  test('waits for the last of them before the agent is told to end', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 2 } });
    for (const task of [0, 1]) engine.submit(1_000, task);
    for (const task of [0, 1]) engine.accept(1_000, task);
    engine.finish(2_000, 0);
    expect(drained(engine)).toEqual([]);
    engine.finish(3_000, 1);
    expect(drained(engine)).toEqual([0]);
  });

  test('takes an apply in its reserved slot for the same task', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 1 } });
    engine.reserve(1_000, 0);
    expect(drained(engine)).toEqual([]);
    engine.confirm(2_000, 0);
    expect(engine.place(0)).toBe('0/0');
    engine.accept(2_000, 0);
    engine.finish(3_000, 0);
    expect(engine.state(0)).toBe('applied');
    expect(drained(engine)).toEqual([0]);
  });

  test('ends an agent whose last apply was discarded, which only the server knows', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 1 } });
    engine.reserve(1_000, 0);
    engine.tell({ kind: 'apply.discarded', at: 2_000, task: 0 as never });
    expect(drained(engine)).toEqual([0]);
  });

  test('does not count a send that certainly failed', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 1 } });
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0);
    // The first back-off is 5 s.
    engine.until(6_000);
    expect(engine.asked('task.send').map(({ at, pod }) => [at, pod])).toEqual([
      [1_000, 0],
      [6_000, 0],
    ]);
    expect(drained(engine)).toEqual([]);
  });

  test('does not count a claim that is given back', () => {
    const changes = { min: 1, max: 1, agent: { maxTasks: 1 }, dispatch: { assignment: 'when-connected' } } as const;
    const engine = new EngineByHand(changes);
    engine.submit(1_000, 0);
    expect(engine.pod(0).claimed).toBe(1);
    engine.cancel(2_000, 0);
    engine.connect(3_000, 0);
    engine.submit(4_000, 1);
    expect(engine.place(1)).toBe('0/0');
  });

  test('remembers over a restart what an agent had', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 2 } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.finish(2_000, 0);
    engine.restart(3_000, { 0: 2_500 });
    engine.connect(4_000, 0);
    for (const task of [1, 2]) engine.submit(5_000, task);
    expect([1, 2].map((task) => engine.place(task))).toEqual(['0/0', 'nowhere']);
  });

  test('remembers what an agent had while an old list does not have its pod', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 2 } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.finish(2_000, 0);
    const pods = [...engine.cluster.values()];
    engine.tell({ kind: 'pods.listed', at: 3_000, pool: poolId(0), pods: [] });
    engine.tell({ kind: 'pods.listed', at: 4_000, pool: poolId(0), pods });
    engine.connect(5_000, 0);
    for (const task of [1, 2]) engine.submit(6_000, task);
    expect([1, 2].map((task) => engine.place(task))).toEqual(['0/0', 'nowhere']);
  });

  test('forgets it when the pod is gone', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 2 } });
    engine.submit(1_000, 0);
    expect(engine.engine.books.store.given(poolId(0)).size).toBe(1);
    engine.gone(2_000, 0);
    expect(engine.engine.books.store.given(poolId(0)).size).toBe(0);
  });

  test('shows a policy no idle slot that no task may come to', () => {
    const engine = engineWith(1, { max: 1, agent: { slots: 4, maxTasks: 2 } });
    const slots = () => readSignals(engine.engine.books as never, engine.pool).slots;
    // Four slots, but two tasks to come.
    expect(slots()).toEqual({ total: 2, used: 0, reserved: 0, idle: 2 });
    for (const task of [0, 1]) engine.submit(1_000, task);
    expect(slots()).toEqual({ total: 2, used: 2, reserved: 0, idle: 0 });
    engine.accept(1_000, 0);
    engine.finish(2_000, 0);
    expect(slots()).toEqual({ total: 1, used: 1, reserved: 0, idle: 0 });
  });

  test('asks for a pod at once when a task finds only spent ones', () => {
    const engine = engineWith(1, { max: 3, agent: { maxTasks: 1 } });
    engine.submit(1_000, 0);
    engine.submit(2_000, 1);
    engine.until(2_000);
    expect(engine.noted('dispatch.failed').map(({ task, cause }) => [task, cause])).toEqual([[1, 'no-ready-pod']]);
    expect(engine.asked('pod.create').map(({ at }) => at)).toEqual([2_000]);
  });

  test('removes a spent pod whose agent cannot hear that it is to end', () => {
    const engine = engineWith(1, { max: 1, agent: { maxTasks: 1 } });
    engine.reserve(1_000, 0);
    engine.disconnect(2_000, 0);
    engine.cancel(3_000, 0);
    expect(drained(engine)).toEqual([]);
    engine.until(10_000);
    expect(engine.asked('pod.delete').map(({ at, pod, cause }) => [at, pod, cause])).toEqual([[10_000, 0, 'reaper']]);
  });
});

describe('slots of a pod that may still be used', () => {
  function usable(changes: Partial<Pod>, agent: Partial<AgentConfig>): number {
    const config = poolConfig({ agent });
    const pod = new PodTable(config).add({ id: podId(0), pool: poolId(0), createdAt: 0 });
    return usableUnits(Object.assign(pod, changes), { config } as never);
  }

  test.each([
    ['all, without a limit', {}, { slots: 8 }, 8],
    [
      'those in use, however, and one for each task to come',
      { running: 1, claimed: 1, reserved: 1, given: 3 },
      { slots: 8, maxTasks: 4 },
      4,
    ],
    ['those in use alone when it is spent', { running: 1, reserved: 1, given: 4 }, { slots: 8, maxTasks: 4 }, 2],
    ['never more than it has', { running: 1, given: 1 }, { slots: 2, maxTasks: 9 }, 2],
    [
      'as many as the heaviest tasks to come would take',
      {},
      { slots: 8, maxTasks: 2, weights: { plan: 1, plan_and_apply: 3, drift_check: 2 } },
      6,
    ],
  ] as const)('are %s', (_, pod, agent, units) => {
    expect(usable(pod, agent)).toBe(units);
  });
});
