import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { type Pod, PodTable } from '../../src/engine/pod-table.ts';
import type { VictimRule } from '../../src/engine/pool-config.ts';
import { podsToCordon, victims } from '../../src/engine/victims.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { poolConfig, wishing } from '../support/pools.ts';

const config = poolConfig();

const CONNECTED = { phase: 'running', scheduled: true, agent: 'connected', silent: false } as const;

/** Pods with ids 0, 1, 2 … as given. */
function pods(...written: readonly Partial<Pod>[]): readonly Pod[] {
  const table = new PodTable(config);
  return written.map((changes, id) =>
    Object.assign(table.add({ id: podId(id), pool: poolId(0), createdAt: changes.createdAt ?? 0 }), changes),
  );
}

const ids = (from: readonly Pod[]): readonly number[] => from.map(({ id }) => id);

const chosen = (rule: VictimRule, surplus: number, from: readonly Pod[]): readonly number[] =>
  victims(from, surplus, { config, rule }).map((pod) => pod.id);

describe('idle-only', () => {
  test('takes pods without agents first, then the youngest, then by id', () => {
    const all = pods(
      { ...CONNECTED, createdAt: 1_000 },
      { ...CONNECTED, createdAt: 3_000 },
      { phase: 'pending', createdAt: 1_000 },
      { phase: 'pending', createdAt: 2_000 },
      { ...CONNECTED, createdAt: 2_000 },
    );
    expect(chosen('idle-only', 9, all)).toEqual([3, 2, 1, 4, 0]);
    expect(chosen('idle-only', 2, all)).toEqual([3, 2]);
  });

  test.each(['running', 'claimed', 'reserved'] as const)('never takes a pod with a slot that is %s', (use) => {
    expect(chosen('idle-only', 2, pods({ ...CONNECTED, [use]: 1 }, CONNECTED))).toEqual([1]);
  });

  test('does not take pods that are going or dead already', () => {
    expect(chosen('idle-only', 3, pods({ terminating: true }, { phase: 'failed' }, CONNECTED))).toEqual([2]);
  });
});

describe('longest-idle', () => {
  test('takes whose idle time is over soonest, then the highest index, and starting pods last', () => {
    const all = pods(
      { ...CONNECTED, connectedAt: 1_000, freedAt: 9_000 },
      { ...CONNECTED, connectedAt: 5_000 },
      { phase: 'pending', createdAt: 1_000 },
      { ...CONNECTED, connectedAt: 2_000, freedAt: 9_000 },
      { ...CONNECTED, connectedAt: 500, running: 1 },
    );
    expect(chosen('longest-idle', 9, all)).toEqual([1, 3, 0, 2]);
  });
});

describe('unordered', () => {
  test('goes as a ReplicaSet does: unscheduled, pending, not ready, ready for a shorter time, newer', () => {
    const all = pods(
      { ...CONNECTED, connectedAt: 10_000, createdAt: 0 },
      { ...CONNECTED, connectedAt: 20_000, createdAt: 1_000 },
      { ...CONNECTED, connectedAt: 20_000, createdAt: 2_000 },
      { phase: 'running', scheduled: true, createdAt: 0 },
      { phase: 'pending', scheduled: true, createdAt: 0 },
      { phase: 'pending', scheduled: false, createdAt: 0 },
    );
    expect(chosen('unordered', 9, all)).toEqual([5, 4, 3, 2, 1, 0]);
  });

  test('takes busy pods like any other', () => {
    expect(chosen('unordered', 1, pods(CONNECTED, { ...CONNECTED, createdAt: 5_000, running: 4 }))).toEqual([1]);
  });
});

describe('drain', () => {
  test('cordons those that are cordoned already, then the emptiest, then by usefulness', () => {
    const all = pods({ ...CONNECTED, running: 1 }, { ...CONNECTED, running: 3, cordoned: true }, CONNECTED, {
      ...CONNECTED,
      running: 1,
      createdAt: 5,
    });
    expect(podsToCordon(all, 3, config).map((pod) => pod.id)).toEqual([1, 2, 3]);
  });

  test('deletes only cordoned pods that are empty', () => {
    const all = pods({ ...CONNECTED, cordoned: true, running: 1 }, { ...CONNECTED, cordoned: true }, CONNECTED);
    expect(chosen('drain', 3, all)).toEqual([1]);
  });

  test('a cordoned pod gets no new task, keeps its own, and goes when empty', () => {
    const engine = engineWith(2, {
      min: 0,
      autoscaler: { victims: 'drain', policy: wishing(1) },
      dispatch: { placement: 'least-loaded' },
    });
    engine.reserve(1_000, 0);
    engine.submit(1_000, 1);
    engine.accept(1_000, 1);
    engine.submit(1_000, 2);
    engine.accept(1_000, 2);
    // Task 0 on pod 0, tasks 1 and 2 on pods 1 and 0: pod 1 is the emptier.
    engine.until(10_000);
    expect(engine.noted('pod.cordoned').map(({ at, pod, cordoned }) => [at, pod, cordoned])).toEqual([
      [10_000, 1, true],
    ]);
    engine.submit(11_000, 3);
    expect(engine.place(3)).toBe('0/2');
    engine.until(20_000);
    expect(engine.asked('pod.delete')).toEqual([]);
    engine.finish(21_000, 1);
    engine.until(30_000);
    expect(engine.asked('pod.delete')).toMatchObject([{ at: 30_000, pod: 1, cause: 'scale-down' }]);
  });

  test('a pool that wants its pods back lifts the cordon first, and their slots are used at once', () => {
    let wish = 0;
    const engine = engineWith(1, {
      min: 0,
      max: 2,
      autoscaler: { victims: 'drain', policy: wishing(() => wish) },
      dispatch: { scaleUpOnNoAgent: false },
    });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.until(10_000);
    engine.submit(11_000, 1);
    expect(engine.place(1)).toBe('nowhere');
    wish = 1;
    engine.until(20_000);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 20_000, task: 1 });
    expect(engine.asked('pod.create')).toEqual([]);
  });

  test('a confirmed apply resumes in its slot on a cordoned pod', () => {
    const engine = engineWith(1, { min: 0, autoscaler: { victims: 'drain', policy: wishing(0) } });
    engine.reserve(1_000, 0);
    engine.until(10_000);
    expect(engine.pod(0).cordoned).toBe(true);
    engine.confirm(11_000, 0);
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 11_000, phase: 'apply', pod: 0 });
  });
});

describe('the order in which a ReplicaSet removes pods', () => {
  // Kubernetes, ActivePodsWithRanks: each criterion stands above all that come after it, so the second pod is always the newer.
  test.each([
    ['unscheduled before scheduled', { phase: 'pending', scheduled: false }, { phase: 'pending', scheduled: true }],
    ['pending before running', { phase: 'pending', scheduled: true }, { phase: 'running', scheduled: true }],
    ['not ready before ready', { phase: 'running', scheduled: true }, { ...CONNECTED, connectedAt: 1 }],
    ['ready for a shorter time', { ...CONNECTED, connectedAt: 5_000 }, { ...CONNECTED, connectedAt: 3_000 }],
  ] as const)('%s, though the other is newer', (_, first, second) => {
    const made = pods(first, { ...second, createdAt: 9_000 });
    expect(ids(victims(made, 1, { config, rule: 'unordered' }))).toEqual([0]);
    expect(ids(victims(made.toReversed(), 1, { config, rule: 'unordered' }))).toEqual([0]);
  });

  test.each(['unordered', 'idle-only'] as const)('by id from the last where nothing else differs (%s)', (rule) => {
    const [a, b, c] = pods(CONNECTED, CONNECTED, CONNECTED) as [Pod, Pod, Pod];
    expect(ids(victims([b, a, c], 3, { config, rule }))).toEqual([2, 1, 0]);
  });
});

describe('no more pods than asked for', () => {
  test('are removed by their idleness', () => {
    const made = pods({ ...CONNECTED, connectedAt: 3_000 }, { ...CONNECTED, connectedAt: 1_000 });
    expect(ids(victims(made, 1, { config, rule: 'longest-idle' }))).toEqual([1]);
  });

  test('are removed of those that were cordoned', () => {
    const made = pods({ ...CONNECTED, cordoned: true }, { ...CONNECTED, cordoned: true });
    expect(ids(victims(made, 1, { config, rule: 'drain' }))).toEqual([0]);
  });

  test('are cordoned, and none that is going or dead', () => {
    const made = pods({ ...CONNECTED, terminating: true }, { phase: 'failed' }, CONNECTED, CONNECTED);
    expect(ids(podsToCordon(made, 9, config))).toEqual([3, 2]);
    expect(ids(podsToCordon(made, 1, config))).toEqual([3]);
  });
});
