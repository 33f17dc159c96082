import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import type { PolicyBinding } from '../../src/engine/policy.ts';
import { clusterOf } from '../support/clusters.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { policyBinding, wishing } from '../support/pools.ts';
import { recordRun, type WrittenRun } from '../support/small-runs.ts';

/** The first breach of each law, as `law at`. */
const breaches = (written: WrittenRun): readonly string[] =>
  recordRun(written).end.breaches.map(({ law, at }) => `${law} ${at}`);

describe('work-conserving', () => {
  const pods = { registerMs: 60_000 };
  const tasks = [{ at: 0 }];

  test('breaks when a connected agent is refused because it is not recorded on its pod', () => {
    // Connected at 1 + 20 + 2 = 23 s, recorded at 83 s.
    const pool = { dispatch: { readiness: 'registered' } } as const;
    expect(breaches({ pool, pods, tasks, breaks: ['work-conserving'] })).toEqual(['work-conserving 23000']);
  });

  test('holds in the same run with readiness `connected`', () => {
    expect(breaches({ pods, tasks })).toEqual([]);
  });

  test('asks nothing of a pool that works by retry timers', () => {
    expect(breaches({ pool: { dispatch: { mode: 'retry-timer' } }, tasks: [{ at: 0 }, { at: 1_000 }] })).toEqual([]);
  });

  test('holds while a task is in send back-off', () => {
    const conflict = { at: 0, until: 60_000, effect: { kind: 'slot-conflict', pool: null, rate: 1 } } as const;
    expect(breaches({ tasks, faults: [conflict] })).toEqual([]);
  });

  test('breaks when a task stays in back-off beyond its time', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    bench.podReady(0, 0);
    engine.submit(1_000, 0);
    engine.sendFails(1_000, 0);
    bench.watch.instantEnded(5_999);
    expect(bench.broken).not.toContain('work-conserving');
    bench.watch.instantEnded(6_000);
    expect(bench.broken).toContain('work-conserving');
  });

  test('breaks when a confirmed apply stays in its reserved slot although its agent is there', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    bench.podReady(0, 0);
    engine.reserve(1_000, 0);
    engine.confirm(2_000, 0);
    engine.sendFails(2_000, 0);
    bench.watch.instantEnded(6_999);
    expect(bench.broken).not.toContain('work-conserving');
    bench.watch.instantEnded(7_000);
    expect(bench.broken).toContain('work-conserving');
  });
});

describe('economy', () => {
  // One agent with one slot. The second task waits for its retry at 33 s although the first has left at 24 s.
  const pool = {
    policy: 'blind-step',
    max: 2,
    agent: { rule: 'single' },
    dispatch: { mode: 'retry-timer', monitorMs: 3_600_000 },
  } as const;
  const tasks = [
    { at: 22_000, planMs: 2_000 },
    { at: 23_500, planMs: 10_000 },
  ];
  const connected = {
    initial: { pods: [{ pod: podId(0), pool: poolId(0), state: 'connected', ageMs: 0 }], tasks: [] },
  } as const;

  test('breaks when a pod is made although a free slot covers all work that waits', () => {
    // Free since 24 s; the tick at 30 s sees the waiting task and blindly steps up.
    expect(breaches({ ...connected, pool, tasks, breaks: ['economy'] })).toEqual(['economy 30000']);
  });

  test('holds in the same run under a policy that looks at capacity', () => {
    expect(breaches({ ...connected, pool: { ...pool, policy: 'capacity-aware' }, tasks })).toEqual([]);
  });

  test('does not take claimed tasks for covered: their pods are not usable yet', () => {
    const claiming = {
      policy: 'capacity-aware',
      max: 3,
      agent: { rule: 'single' },
      dispatch: { assignment: 'when-connected' },
    } as const;
    expect(
      breaches({ ...connected, pool: claiming, pods: { startMs: 60_000 }, tasks: [{ at: 1_000 }, { at: 2_000 }] }),
    ).toEqual([]);
  });
});

describe('responsive', () => {
  /** Promises, and never asks. */
  const idle: PolicyBinding = {
    ...wishing(1),
    policy: { ...wishing(1).policy, promises: () => ({ economy: false, responsive: true }) },
  };
  const wishingTwo: PolicyBinding = {
    ...wishing(2),
    policy: { ...wishing(2).policy, promises: idle.policy.promises },
  };
  const pool = { min: 1, max: 2, agent: { rule: 'single' }, autoscaler: { policy: idle } } as const;
  const tasks = [
    { at: 30_000, planMs: 600_000 },
    { at: 35_000, planMs: 600_000 },
  ];

  test('breaks when no pod is asked for within one period of work that finds no room', () => {
    // Without room since 35 s; up to 45 s is one period. The next instant is the tick at 50 s.
    expect(breaches({ pool, tasks, breaks: ['responsive'] })).toEqual(['responsive 50000']);
  });

  test('breaks also where lists take their time, which does not count', () => {
    // The list of the tick at 40 s comes at 42 s: five seconds without room are over, and at 50 s, the next tick, thirteen.
    const slowLists = {
      at: 0,
      until: 600_000,
      effect: { kind: 'slow-api', verb: 'list', delayMs: () => 2_000 },
    } as const;
    expect(breaches({ pool, tasks, faults: [slowLists], breaks: ['responsive'] })).toEqual(['responsive 52000']);
    const asking = { ...pool, autoscaler: { policy: policyBinding('blind-step') } };
    expect(breaches({ pool: asking, tasks, faults: [slowLists] })).toEqual([]);
  });

  test('holds when the policy asks', () => {
    expect(breaches({ pool: { ...pool, autoscaler: { policy: policyBinding('blind-step') } }, tasks })).toEqual([]);
  });

  test('holds at max, in a freeze, and while the policy is not told of the work', () => {
    expect(breaches({ pool: { ...pool, max: 1 }, tasks })).toEqual([]);
    const query = {
      at: 31_000,
      until: 3_000_000,
      effect: { kind: 'store-query', query: 'unblocked', mode: 'error' },
    } as const;
    expect(breaches({ pool, tasks, faults: [query] })).toEqual([]);
    expect(breaches({ pool: { ...pool, freeze: [{ from: 31_000, to: 4_000_000 }] }, tasks })).toEqual([]);
  });

  test('holds while the pod that was asked for has no node, however long: another would wait beside it', () => {
    const cluster = clusterOf([{ capacity: { pods: 1 } }]);
    const steady = { ...pool, max: 3, autoscaler: { policy: wishingTwo } };
    expect(breaches({ pool: steady, tasks, cluster })).toEqual([]);
  });

  test('begins to count anew when the server comes back', () => {
    const restart = {
      at: 44_000,
      effect: { kind: 'server-restart', downMs: 5_000, reconnectMs: () => 1_000 },
    } as const;
    // Up at 49 s: without room since then. The tick at 59 s is in time and asks for nothing; 60 s (an old, void timer) is too late.
    expect(breaches({ pool, tasks, faults: [restart], breaks: ['responsive'] })).toEqual(['responsive 60000']);
  });
});

describe('no-blind-send', () => {
  test.each(['grace-period', 'heartbeat'] as const)(
    'breaks under readiness `%s`, which takes slots of agents that are not there',
    (readiness) => {
      const pool = { dispatch: { readiness } } as const;
      expect(breaches({ pool, tasks: [{ at: 0 }], breaks: ['no-blind-send', 'work-conserving'] })).toContain(
        'no-blind-send 0',
      );
    },
  );

  test('holds for claims', () => {
    expect(breaches({ pool: { dispatch: { assignment: 'when-connected' } }, tasks: [{ at: 0 }] })).toEqual([]);
  });

  test('breaks when an apply is started in a reserved slot whose agent is away', () => {
    const bench = new LawBench(engineWith(1));
    bench.podReady(0, 0);
    bench.slot(1_000, 0, 0, 'reserved', 'running');
    expect(bench.broken).not.toContain('no-blind-send');
    bench.fact({ kind: 'agent.down', at: 2_000, pod: podId(0) });
    bench.slot(3_000, 0, 0, 'reserved', 'running');
    expect(bench.broken).toContain('no-blind-send');
  });
});
