import { describe, expect, test } from 'vitest';
import { podId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

const deleted = (engine: EngineByHand): readonly unknown[] =>
  engine.asked('pod.delete').map(({ at, pod, cause }) => [at, pod, cause]);

const fails = (engine: EngineByHand, at: number, pod: number, phase: 'failed' | 'succeeded' = 'failed'): void => {
  engine.until(at - 1);
  Object.assign(engine.cluster.get(pod) ?? {}, { phase });
  engine.tell({ kind: 'pod.changed', at, pod: podId(pod), phase, scheduled: true, reason: null });
};

describe('ensure-min', () => {
  test('brings the pool up to min at the start', () => {
    const engine = new EngineByHand({ min: 2 });
    expect(engine.asked('pod.create').map(({ at, pod }) => [at, pod])).toEqual([
      [0, 0],
      [0, 1],
    ]);
    expect(engine.noted('scale.decided')).toMatchObject([
      { trigger: 'start', from: 0, to: 2, reason: { rule: 'ensure-min' } },
    ]);
  });

  test('counts the pods that are there, and does nothing when they are enough', () => {
    const engine = new EngineByHand({ min: 2 }, { pods: [{}, {}, {}] });
    expect(engine.asked('pod.create')).toEqual([]);
    expect(engine.noted('scale.decided')).toEqual([]);
  });

  test('can be switched off', () => {
    expect(new EngineByHand({ min: 2, autoscaler: { ensureMin: false } }).asked('pod.create')).toEqual([]);
  });
});

describe('the reaper', () => {
  test.each(['failed', 'succeeded'] as const)(
    'deletes a %s pod at the next tick; the replacement comes from the decision',
    (phase) => {
      const engine = engineWith(1);
      fails(engine, 5_000, 0, phase);
      expect(engine.asked('pod.create')).toEqual([]);
      engine.until(10_000);
      expect(deleted(engine)).toEqual([[10_000, 0, 'reaper']]);
      expect(engine.noted('scale.decided').at(-1)).toMatchObject({ at: 10_000, from: 0, to: 1 });
    },
  );

  test('alone makes no new pod', () => {
    const engine = engineWith(1, { min: 0, policy: 'pending-only' });
    fails(engine, 5_000, 0);
    engine.until(60_000);
    expect(engine.asked('pod.create')).toEqual([]);
  });

  test('switched off, a dead pod counts as capacity for ever (the historical fault)', () => {
    const engine = engineWith(1, { autoscaler: { reaper: false } });
    fails(engine, 5_000, 0);
    engine.until(60_000);
    expect(deleted(engine)).toEqual([]);
    expect(engine.asked('pod.create')).toEqual([]);
    expect(engine.noted('scale.decided').at(-1)).toMatchObject({ from: 1, to: 1 });
  });
});

describe('the sync with the cluster', () => {
  test('adopts pods that nobody knew, and gives them work when their agents connect', () => {
    const engine = new EngineByHand({ autoscaler: { policy: wishing(1) } });
    engine.until(5_000);
    engine.cluster.set(7, {
      pod: podId(7),
      phase: 'running',
      scheduled: true,
      createdAt: 2_000,
      runningAt: 4_000,
      terminating: false,
      registered: true,
    });
    engine.until(10_000);
    expect(engine.pod(7)).toMatchObject({ phase: 'running', createdAt: 2_000, runningAt: 4_000, registered: true });
    engine.connect(11_000, 7);
    engine.submit(12_000, 0);
    expect(engine.place(0)).toBe('7/0');
  });

  test('drops pods that are no longer listed, with their work', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.cluster.delete(0);
    engine.until(10_000);
    expect(engine.noted('task.moved').at(-1)).toMatchObject({ at: 10_000, to: 'failed', cause: 'interrupted' });
    expect(engine.asked('pod.create')).toMatchObject([{ at: 10_000 }]);
  });

  test('does not miss a pod whose creation has not been answered yet', () => {
    const engine = new EngineByHand({ min: 1 });
    engine.cluster.delete(0);
    engine.until(20_000);
    expect(engine.pod(0).phase).toBe('requested');
  });
});

describe('a create', () => {
  test('that fails for certain is forgotten, and the next decision makes another pod', () => {
    const engine = new EngineByHand({ min: 1 });
    engine.cluster.delete(0);
    engine.tell({ kind: 'pod.createFailed', at: 0, pod: podId(0), certain: true, reason: 'HTTP 403' });
    engine.until(10_000);
    expect(engine.asked('pod.create').map(({ at, pod }) => [at, pod])).toEqual([
      [0, 0],
      [10_000, 1],
    ]);
  });

  test('of unknown outcome stays in n until the next list and is asked again under the same name', () => {
    const engine = new EngineByHand({ min: 1 });
    engine.cluster.delete(0);
    engine.tell({ kind: 'pod.createFailed', at: 0, pod: podId(0), certain: false, reason: 'HTTP 504' });
    engine.until(10_000);
    expect(engine.asked('pod.create').map(({ at, pod }) => [at, pod])).toEqual([
      [0, 0],
      [10_000, 0],
    ]);
    expect(engine.noted('scale.decided').at(-1)).toMatchObject({ at: 10_000, from: 1, to: 1 });
  });

  test('of unknown outcome that did get through shows in the list and is not asked again', () => {
    const engine = new EngineByHand({ min: 1 });
    engine.tell({ kind: 'pod.createFailed', at: 0, pod: podId(0), certain: false, reason: 'HTTP 504' });
    engine.until(20_000);
    expect(engine.asked('pod.create')).toHaveLength(1);
  });

  test('of unknown outcome is not asked again beyond max', () => {
    const engine = new EngineByHand({ min: 1, max: 1 });
    engine.cluster.delete(0);
    engine.tell({ kind: 'pod.createFailed', at: 0, pod: podId(0), certain: false, reason: 'HTTP 504' });
    engine.cluster.set(7, {
      pod: podId(7),
      phase: 'running',
      scheduled: true,
      createdAt: 0,
      runningAt: 0,
      terminating: false,
      registered: false,
    });
    engine.until(10_000);
    expect(engine.asked('pod.create')).toHaveLength(1);
    expect(engine.pool.pods.pods.map((pod) => pod.id)).toEqual([7]);
  });
});

describe('a delete that fails', () => {
  test('leaves the pod as good as before: it takes work at once, and counts again', () => {
    const engine = engineWith(1, { min: 0, policy: 'pending-only', max: 1, dispatch: { scaleUpOnNoAgent: false } });
    engine.until(10_000);
    expect(deleted(engine)).toEqual([[10_000, 0, 'scale-down']]);
    engine.submit(10_500, 0);
    expect(engine.place(0)).toBe('nowhere');
    engine.tell({ kind: 'pod.deleteFailed', at: 11_000, pod: podId(0), reason: 'HTTP 500' });
    expect(engine.place(0)).toBe('0/0');
  });

  test('is tried again by the next decision', () => {
    const engine = engineWith(1, { min: 0, policy: 'pending-only' });
    engine.until(10_000);
    engine.tell({ kind: 'pod.deleteFailed', at: 10_000, pod: podId(0), reason: 'HTTP 500' });
    engine.until(20_000);
    expect(deleted(engine)).toEqual([
      [10_000, 0, 'scale-down'],
      [20_000, 0, 'scale-down'],
    ]);
  });
});

describe('the unhealthy restart', () => {
  test('deletes a running pod at the first tick after two minutes without an agent', () => {
    const engine = new EngineByHand({ min: 1 }, { pods: [{ runningAt: 0 }] });
    engine.until(119_999);
    expect(deleted(engine)).toEqual([]);
    engine.until(120_000);
    expect(deleted(engine)).toEqual([[120_000, 0, 'unhealthy']]);
    expect(engine.noted('pod.unhealthy')).toMatchObject([{ at: 120_000, pod: 0, action: 'restarted' }]);
  });

  test('counts from the loss of the connection for an agent that was there', () => {
    const engine = engineWith(1);
    engine.disconnect(61_000, 0);
    engine.silent(151_000, 0, 31_000);
    engine.until(180_999);
    expect(deleted(engine)).toEqual([]);
    engine.until(190_000);
    expect(deleted(engine)).toEqual([[190_000, 0, 'unhealthy']]);
  });

  test('waits while the pool runs a task, and while every running pod has a fresh heartbeat', () => {
    const busy = new EngineByHand({ min: 2 }, { pods: [{}, {}] });
    busy.connect(0, 1);
    busy.submit(1_000, 0);
    busy.accept(1_000, 0);
    busy.until(600_000);
    expect(deleted(busy)).toEqual([]);
    const fresh = engineWith(1);
    fresh.disconnect(1_000, 0);
    fresh.until(600_000);
    expect(deleted(fresh)).toEqual([]);
  });

  test('comes at once, then after 1, 2, 4, 8 and 10 minutes, six times at most, then is given up and reported', () => {
    // Twelve pods whose agents never come: only the pauses separate the restarts.
    const engine = new EngineByHand(
      { min: 0, max: 20, policy: 'pending-only', autoscaler: { victims: 'drain' } },
      { pods: Array.from({ length: 12 }, () => ({})) },
    );
    engine.tell({ kind: 'store.queryFailing', at: 1, query: 'pending', mode: 'error' });
    engine.until(3_600_000);
    // 2, +1 = 3, +2 = 5, +4 = 9, +8 = 17, +10 = 27 min; given up 10 min later.
    expect(deleted(engine).map((deletion) => ((deletion as readonly number[])[0] as number) / 60_000)).toEqual([
      2, 3, 5, 9, 17, 27,
    ]);
    expect(engine.noted('pod.unhealthy').at(-1)).toMatchObject({ at: 37 * 60_000, action: 'given-up' });
  });

  test('begins anew when an agent connects', () => {
    const engine = new EngineByHand({ min: 0, max: 20, policy: 'pending-only' }, { pods: [{}, {}, {}, {}] });
    engine.tell({ kind: 'store.queryFailing', at: 1, query: 'pending', mode: 'error' });
    engine.until(180_000);
    expect(deleted(engine)).toHaveLength(2);
    engine.connect(185_000, 2);
    engine.until(190_000);
    expect(deleted(engine)).toHaveLength(3);
  });

  test('can be switched off', () => {
    const engine = new EngineByHand({ min: 1, autoscaler: { unhealthyRestart: false } }, { pods: [{}] });
    engine.until(600_000);
    expect(deleted(engine)).toEqual([]);
  });
});
