import { describe, expect, test } from 'vitest';
import { podId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

const deleted = (engine: EngineByHand): readonly unknown[] =>
  engine.asked('pod.delete').map(({ at, pod, cause }) => [at, pod, cause]);

describe('the unhealthy restart', () => {
  test('spares the pods that have their agents', () => {
    const autoscaler = { policy: wishing(2) };
    const engine = new EngineByHand({ min: 2, autoscaler }, { pods: [{}, { runningAt: 1_500 }] });
    engine.connect(0, 0);
    engine.until(130_000);
    // Two minutes after 1.5 s: the tick of 120 s is too early.
    expect(deleted(engine)).toEqual([[130_000, 1, 'unhealthy']]);
  });

  test('waits while one task runs and another one is sent', () => {
    const engine = new EngineByHand(
      { min: 2, autoscaler: { policy: wishing(2) }, dispatch: { acceptWithinMs: 600_000 } },
      { pods: [{}, {}] },
    );
    engine.connect(0, 0);
    engine.submit(1_000, 0);
    engine.submit(1_000, 1);
    engine.accept(1_000, 0);
    engine.until(300_000);
    expect(deleted(engine)).toEqual([]);
  });
});

describe('a pod', () => {
  test('runs without an agent since the list that shows it running, and not while it is pending', () => {
    const engine = new EngineByHand({ min: 1 });
    engine.until(20_000);
    expect(engine.pod(0)).toMatchObject({ phase: 'pending', runningAt: -1, agentlessSince: -1 });
    Object.assign(engine.cluster.get(0) ?? {}, { phase: 'running', runningAt: 25_000 });
    engine.until(30_000);
    expect(engine.pod(0)).toMatchObject({ phase: 'running', runningAt: 25_000, agentlessSince: 25_000 });
  });

  test('has its agent though the list is later than that', () => {
    const engine = new EngineByHand({ min: 1 });
    engine.connect(5_000, 0);
    engine.until(10_000);
    expect(engine.pod(0)).toMatchObject({ phase: 'running', runningAt: 5_000, agentlessSince: -1 });
  });

  test('whose agent beat before the restart has lost its connection, whose did not has none yet', () => {
    const engine = engineWith(2, { max: 2 });
    engine.restart(10_500, { 0: 9_000 });
    expect([engine.pod(0).agent, engine.pod(1).agent]).toEqual(['disconnected', 'absent']);
  });
});

test('a create of unknown outcome is asked again up to max, in which pods that go do not count, and once', () => {
  const engine = new EngineByHand(
    { min: 0, max: 2, autoscaler: { policy: wishing(2), unhealthyRestart: false } },
    { pods: [{}, { terminating: true }] },
  );
  engine.connect(0, 0);
  engine.until(10_000);
  engine.cluster.delete(2);
  engine.tell({ kind: 'pod.createFailed', at: 10_000, pod: podId(2), certain: false, reason: 'HTTP 504' });
  engine.until(20_000);
  engine.cluster.delete(2);
  engine.until(50_000);
  // The second one has not been answered: it is neither missing nor of unknown outcome.
  expect(engine.asked('pod.create').map(({ at, pod }) => [at, pod])).toEqual([
    [10_000, 2],
    [20_000, 2],
  ]);
});

describe('a reservation', () => {
  const dispatch = { reservationExpiryMs: 9_000 } as const;
  const expired = (engine: EngineByHand): readonly unknown[] =>
    engine.noted('reservation.expired').map(({ at, task }) => [at, task]);

  test('expires at the tick at which its time is just over, once', () => {
    const engine = engineWith(1, { dispatch });
    engine.reserve(1_000, 0);
    engine.until(50_000);
    expect(expired(engine)).toEqual([[10_000, 0]]);
  });

  test('does not expire a millisecond before', () => {
    const engine = engineWith(1, { dispatch });
    engine.reserve(1_001, 0);
    engine.until(50_000);
    expect(expired(engine)).toEqual([[20_000, 0]]);
  });

  test('that was lost with its pod does not expire any more', () => {
    const engine = engineWith(1, { dispatch });
    engine.reserve(1_000, 0);
    engine.gone(2_000, 0);
    engine.until(50_000);
    expect(expired(engine)).toEqual([]);
  });
});
