import { describe, expect, test } from 'vitest';
import { podId, poolId, taskId, workspaceId } from '../../src/engine/ids.ts';
import { LAW_NAMES } from '../../src/engine/laws/law-catalogue.ts';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { policyBinding } from '../support/pools.ts';
import { HOUR, MINUTE, NEEDS, recordRun, type WrittenRun } from '../support/small-runs.ts';

const ALL: LawDemand = { ...PROMISED, demand: 'all' };

const broken = (written: WrittenRun): readonly string[] => recordRun(written).end.breaches.map(({ law }) => law);

describe('counts-work', () => {
  /** Both tasks run from 23 s to 623 s on two agents, whatever the policy wants. */
  const two = {
    laws: ALL,
    breaks: LAW_NAMES.filter((law) => law !== 'counts-work'),
    tasks: [
      { at: 0, planMs: 600_000 },
      { at: 0, planMs: 600_000 },
    ],
    pods: { terminateMs: 60_000 },
    durationMs: 120_000,
  } as const;
  const pool = { max: 2, agent: { rule: 'single' } } as const;

  test('breaks where fewer pods are asked for than agents work', () => {
    // Two pods for two tasks that wait; at 30 s nothing waits any more and the policy wants none.
    const run = { ...two, breaks: LAW_NAMES, pool: { ...pool, policy: 'pending-only' } };
    expect(broken(run)).toContain('counts-work');
  });

  test('does not count the agent of a pod that is on its way out, though it works to the last second', () => {
    // Evicted at 65 s, pod 0 stays for its minute; its task is still in the store, and one pod is asked for beside it.
    const evicted = {
      at: 65_000,
      effect: { kind: 'pod-eviction', select: { ...ANY, pick: 'oldest', count: 1 } },
    } as const;
    expect(() =>
      recordRun({ ...two, pool: { ...pool, policy: 'pending-plus-running' }, faults: [evicted] }),
    ).not.toThrow();
  });
});

describe('counts-applies', () => {
  // One agent works from 23 s on a plan_and_apply; the second one waits although three slots of its pod are idle.
  const tasks = [
    { at: 0, type: 'plan_and_apply', planMs: 600_000 },
    { at: 25_000, type: 'plan_and_apply' },
  ] as const;
  const run = (countUnblockedApplies: boolean): readonly string[] => {
    const autoscaler = { policy: policyBinding('slot-utilization', { countUnblockedApplies }) };
    return broken({ laws: ALL, breaks: LAW_NAMES, pool: { max: 3, autoscaler }, tasks, durationMs: 60_000 });
  };

  test('breaks where a plan_and_apply waits beside slots of the wrong kind and no pod is asked for', () => {
    expect(run(false)).toContain('counts-applies');
  });

  test('holds where the policy counts it', () => {
    expect(run(true)).not.toContain('counts-applies');
  });
});

describe('patience', () => {
  // The agent comes at 83 s; until then the policy that sees online agents alone finds none with a free slot.
  const run = (waitForConnecting: boolean, tasks: WrittenRun['tasks'] & object): readonly string[] => {
    const autoscaler = { policy: policyBinding('blind-step'), waitForConnecting };
    const pods = { startMs: 80_000 };
    return broken({ laws: ALL, breaks: LAW_NAMES, pool: { max: 3, autoscaler }, pods, tasks, durationMs: 60_000 });
  };

  test('breaks where a second pod is made beside one that is about to have room', () => {
    expect(run(false, [{ at: 0 }])).toContain('patience');
  });

  test('holds where the pool waits for agents on their way', () => {
    expect(run(true, [{ at: 0 }])).not.toContain('patience');
  });

  test('asks nothing where those have no room for all that waits: two plan_and_apply tasks need two pods', () => {
    const two = [{ at: 0 }, { at: 0 }].map((task) => ({ ...task, type: 'plan_and_apply' as const }));
    // From two pods on there is room: the third pod at 20 s would be one too many, so the run ends before.
    const autoscaler = { policy: policyBinding('blind-step') };
    expect(
      broken({
        laws: ALL,
        breaks: LAW_NAMES,
        pool: { max: 2, autoscaler },
        pods: { startMs: 80_000 },
        tasks: two,
        durationMs: 60_000,
      }),
    ).not.toContain('patience');
  });
});

describe('a server that stands still', () => {
  const pause = (from: number, until: number) => ({ at: from, until, effect: { kind: 'server-pause' } }) as const;

  test('cannot be blamed for tasks that it has not heard of, at the end nor at the beginning', () => {
    expect(broken({ tasks: [{ at: 30_000 }], faults: [pause(20_000, 90_000)], durationMs: 60_000 })).toEqual([]);
    const initial = { pods: [], tasks: [WAITING] } as const;
    expect(broken({ initial, faults: [pause(0, 90_000)], durationMs: 60_000 })).toEqual([]);
  });

  test('may send to an agent whose end it is about to hear, and to no other one', () => {
    // The task comes at 40 s, the agent goes at 50 s; at 90 s the server hears of both, in this order.
    const lost = { at: 50_000, effect: { kind: 'agent-lost', select: ANY } } as const;
    const run = recordRun({
      pool: { min: 1, max: 1 },
      tasks: [{ at: 40_000 }],
      faults: [pause(35_000, 90_000), lost],
      durationMs: 120_000,
    });
    expect(run.asked('task.send')).toMatchObject([{ at: 90_000, pod: 0 }]);
    expect(run.end.breaches).toEqual([]);
  });

  test('has its whole period again before it must have answered work', () => {
    // Without room since 35 s; the ticks of 40 s to 80 s come together at 85 s, when the policy asks at last.
    const tasks = [
      { at: 30_000, planMs: 600_000 },
      { at: 35_000, planMs: 600_000 },
    ];
    const pool = { min: 1, max: 2, policy: 'blind-step', agent: { rule: 'single' } } as const;
    expect(broken({ pool, tasks, faults: [pause(36_000, 85_000)], durationMs: 120_000 })).toEqual([]);
  });
});

describe('settles', () => {
  const late: WrittenRun = { tasks: [{ at: 0 }], durationMs: 60_000, drainMs: 3_600_000, breaks: ['settles'] };
  const laws = { ...PROMISED, settledBy: 1_800_000 };

  test('breaks where nobody makes a pod for the work that waits', () => {
    // The HPA does not leave zero by itself.
    expect(broken({ ...late, laws, pool: { policy: 'hpa-cpu', dispatch: { scaleUpOnNoAgent: false } } })).toEqual([
      'settles',
    ]);
  });

  test('holds where the work gets done, and is not asked of a run that says nothing of it', () => {
    expect(broken({ ...late, laws, breaks: [] })).toEqual([]);
    expect(broken({ ...late, breaks: [], pool: { policy: 'hpa-cpu' } })).toEqual([]);
  });

  test('does not count work that waits for a person', () => {
    const tasks = [{ at: 0, type: 'plan_and_apply', confirmMs: Number.POSITIVE_INFINITY }] as const;
    expect(broken({ ...late, laws, tasks, breaks: [] })).toEqual([]);
  });
});

describe('settles, of the pods of an idle pool', () => {
  /** Two pods are up, the autoscaler has asked for one since 10 min, and the last fault ends after 20 min. */
  const two = (wanted: number, endedAt: number): readonly string[] => {
    const laws = { ...PROMISED, settledBy: 10 * HOUR, healedAt: 20 * MINUTE, settleWithinMs: HOUR };
    const bench = new LawBench(engineWith(2), laws);
    bench.podReady(0, 0);
    bench.podReady(0, 1);
    bench.decided(0, 2, 2);
    bench.decided(10 * MINUTE, 2, wanted);
    bench.decided(30 * MINUTE, 2, wanted);
    bench.watch.runEnded(endedAt);
    return bench.watch.breaches.map(({ text }) => text);
  };

  test('breaks where they are more than were asked for, so long after the last fault', () => {
    expect(two(1, 80 * MINUTE)).toEqual([
      'pool has 2 pods at the end, although 1 were asked for and nothing has gone wrong for 3600000 ms',
    ]);
    expect(two(3, 80 * MINUTE)).toHaveLength(1);
  });

  test('asks nothing before that time is over, nor of a pool that is as large as it should be', () => {
    expect(two(1, 80 * MINUTE - 1)).toEqual([]);
    expect(two(2, 80 * MINUTE)).toEqual([]);
  });

  test('counts from when the autoscaler changed its mind', () => {
    const laws = { ...PROMISED, settledBy: 10 * HOUR, settleWithinMs: HOUR };
    const bench = new LawBench(engineWith(1), laws);
    bench.podReady(0, 0);
    bench.decided(HOUR, 1, 0);
    bench.watch.runEnded(2 * HOUR - 1);
    expect(bench.broken).toEqual([]);
    bench.watch.runEnded(2 * HOUR);
    expect(bench.broken).toEqual(['settles']);
  });

  test('lets pods that work stay', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine, { ...PROMISED, settledBy: 10 * HOUR, settleWithinMs: HOUR });
    bench.podReady(0, 0);
    engine.submit(0, 0);
    bench.decided(0, 1, 0);
    bench.watch.runEnded(HOUR);
    expect(bench.broken).toEqual([]);
  });
});

describe('a pod of time zero with an age whose agent never comes', () => {
  test('is restarted two minutes after the start, so that the work settles', () => {
    const initial = {
      pods: [{ pod: podId(0), pool: poolId(0), state: 'connected', ageMs: 600_000 }],
      tasks: [],
    } as const;
    const lost = { at: 0, effect: { kind: 'agent-lost', select: ANY } } as const;
    const run = recordRun({ initial, pool: { min: 1, max: 1 }, faults: [lost], durationMs: 300_000 });
    expect(run.asked('pod.delete')).toMatchObject([{ at: 120_000, cause: 'unhealthy' }]);
  });
});

const WAITING = {
  task: taskId(0),
  pool: poolId(0),
  workspace: workspaceId(0),
  type: 'plan',
  submittedAt: 0,
  state: 'pending',
  phase: 'plan',
  pod: null,
  slot: -1,
  attempt: null,
  needs: NEEDS,
} as const;

const ANY = { pool: null, pick: 'all', count: Number.POSITIVE_INFINITY, share: 1, pod: null } as const;
