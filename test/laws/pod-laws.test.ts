import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import type { SlotUse } from '../../src/engine/note.ts';
import type { SlotRule } from '../../src/engine/pool-config.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { recordRun, select } from '../support/small-runs.ts';

/** Writes tasks into the slots of a pod behind the allocator's back, as `P` plan or `A` plan_and_apply, and looks. */
function withSlots(rule: SlotRule, written: readonly (readonly ['P' | 'A', SlotUse] | null)[]): readonly string[] {
  const engine = engineWith(1, { max: 1, agent: { rule, slots: written.length } });
  const bench = new LawBench(engine);
  engine.disconnect(500, 0);
  written.forEach((entry, task) => {
    if (entry !== null) engine.submit(1_000, task, entry[0] === 'A' ? 'plan_and_apply' : 'plan');
  });
  const pod = engine.pod(0);
  written.forEach((entry, slot) => {
    if (entry === null) return;
    pod.tasks[slot] = slot as never;
    pod.uses[slot] = entry[1];
  });
  bench.slot(1_000, 0, 0, 'idle', 'running');
  return bench.broken.filter((law) => law === 'slot-rule');
}

describe('slot-rule', () => {
  const P = ['P', 'running'] as const;
  const A = ['A', 'running'] as const;
  const R = ['A', 'reserved'] as const;

  test.each([
    ['single', [P, P]],
    ['apply-on-slot-zero', [P, A, null]],
    ['apply-on-slot-zero', [P, R, null]],
    ['apply-exclusive', [A, P, null]],
    ['apply-exclusive', [A, A, null]],
    ['apply-one-of-n', [A, R, P, P]],
    ['apply-one-of-n', [R, R, null, null]],
    ['weighted', [A, P, P, null]],
  ] as const)('%s breaks with %j', (rule, written) => {
    expect(withSlots(rule, written)).toEqual(['slot-rule']);
  });

  test.each([
    ['single', [A]],
    ['apply-on-slot-zero', [A, P, P]],
    ['apply-on-slot-zero', [P, P, P]],
    ['apply-exclusive', [A, R, R]],
    ['apply-exclusive', [P, P, R]],
    ['apply-one-of-n', [P, A, P, P]],
    ['weighted', [A, P, null, null]],
  ] as const)('%s holds with %j', (rule, written) => {
    expect(withSlots(rule, written)).toEqual([]);
  });
});

describe('busy-survives', () => {
  const reserving = { at: 0, type: 'plan_and_apply', confirmMs: Number.POSITIVE_INFINITY } as const;
  const restart = { at: 100_000, effect: { kind: 'server-restart', downMs: 0, reconnectMs: () => 1_000 } } as const;

  test('breaks when slots look idle after a restart and the pod with the reservation is deleted', () => {
    const pool = { policy: 'pending-only', dispatch: { slotSync: 'after-first-decision' } } as const;
    const run = recordRun({ pool, tasks: [reserving], faults: [restart], breaks: ['busy-survives'] });
    // The pod is there at 21 + 2 s, the plan ends at 83 s; restart at 100 s, first decision at 110 s.
    expect(run.end.breaches.map(({ law, at }) => [law, at])).toEqual([['busy-survives', 110_000]]);
  });

  test('holds in the same run when slots are rebuilt first', () => {
    const run = recordRun({ pool: { policy: 'pending-only' }, tasks: [reserving], faults: [restart] });
    expect(run.asked('pod.delete')).toEqual([]);
  });

  test('breaks when a pod whose agent works is removed, whatever the books say of its slots', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    bench.podReady(0, 0);
    engine.submit(1_000, 0);
    bench.began(1_000, 0, 'plan');
    engine.pod(0).uses.fill('idle');
    bench.watch.command({ kind: 'pod.delete', at: 2_000, pod: podId(0), cause: 'scale-down' });
    expect(bench.broken).toEqual(['busy-survives']);
  });

  test('does not protect from the reaper, nor under `unordered`', () => {
    for (const [victims, cause] of [
      ['idle-only', 'reaper'],
      ['unordered', 'scale-down'],
    ] as const) {
      const engine = engineWith(1, { autoscaler: { victims } });
      const bench = new LawBench(engine);
      bench.podReady(0, 0);
      engine.submit(1_000, 0);
      bench.began(1_000, 0, 'plan');
      bench.watch.command({ kind: 'pod.delete', at: 2_000, pod: podId(0), cause });
      expect(bench.broken).toEqual([]);
    }
  });

  test('does not protect work that was given up because its agent was silent for too long', () => {
    const run = recordRun({
      pool: { policy: 'pending-only', autoscaler: { unhealthyRestart: false } },
      tasks: [{ at: 0, planMs: 1_200_000 }],
      faults: [
        {
          at: 60_000,
          effect: {
            kind: 'disconnect-agents',
            select: select(),
            cutMs: 0,
            reconnectMs: () => Number.POSITIVE_INFINITY,
          },
        },
      ],
    });
    // Connected at 23 s, so the last beat is at 53 s: lost at 353 s, the next tick at 360 s sees an idle pod.
    expect(run.story(0).at(-1)).toEqual([353_000, 'failed']);
    expect(run.asked('pod.delete')).toMatchObject([{ at: 360_000, cause: 'scale-down' }]);
  });
});

describe('max', () => {
  const up = (bench: LawBench, at: number, pod: number): void =>
    bench.fact({ kind: 'pod.up', at, pod: podId(pod), pool: poolId(0) });

  test('breaks with the pod that is one too many', () => {
    const bench = new LawBench(engineWith(1, { max: 2 }));
    up(bench, 0, 0);
    up(bench, 0, 1);
    expect(bench.broken).toEqual([]);
    up(bench, 1_000, 2);
    expect(bench.broken).toEqual(['max']);
  });

  test('does not count pods that end or are to go, and counts those whose deletion was refused', () => {
    const bench = new LawBench(engineWith(1, { max: 1 }));
    up(bench, 0, 0);
    bench.fact({ kind: 'pod.phase', at: 1_000, pod: podId(0), phase: 'failed' });
    up(bench, 1_000, 1);
    bench.watch.command({ kind: 'pod.delete', at: 2_000, pod: podId(1), cause: 'unhealthy' });
    up(bench, 2_000, 2);
    expect(bench.broken).toEqual([]);
    bench.fact({ kind: 'pod.down', at: 3_000, pod: podId(2) });
    bench.event({ kind: 'pod.deleteFailed', at: 3_000, pod: podId(1), reason: 'HTTP 500' });
    up(bench, 4_000, 3);
    expect(bench.broken).toEqual(['max']);
  });

  test('does not count pods whose deletion was asked for before they came, unless it was refused', () => {
    const bench = new LawBench(engineWith(1, { max: 1 }));
    for (const pod of [0, 1]) bench.watch.command({ kind: 'pod.delete', at: 0, pod: podId(pod), cause: 'scale-down' });
    up(bench, 1_000, 0);
    up(bench, 1_000, 2);
    expect(bench.broken).toEqual([]);
    bench.event({ kind: 'pod.deleteFailed', at: 2_000, pod: podId(1), reason: 'HTTP 500' });
    up(bench, 3_000, 1);
    expect(bench.broken).toEqual(['max']);
  });
});

describe('what an old list hides', () => {
  const oldList = (from: number, until: number) =>
    ({ at: from, until, effect: { kind: 'stale-list', pool: null } }) as const;
  const shown = (pod: number) =>
    ({
      pod: podId(pod),
      phase: 'running',
      scheduled: true,
      createdAt: 0,
      runningAt: 0,
      terminating: false,
      registered: false,
    }) as const;

  test('is not held against `max`: the platform makes what it cannot see once more', () => {
    // The list of time zero has no pods: the one that is made at once is forgotten at the first tick and made anew.
    const run = recordRun({ pool: { max: 1 }, tasks: [{ at: 0 }], faults: [oldList(0, 15_000)], durationMs: 15_000 });
    expect(run.podsAt(14_999)).toBe(2);
    expect(run.end.breaches).toEqual([]);
  });

  test('counts again for `max` as soon as a list shows it', () => {
    const bench = new LawBench(engineWith(1, { max: 1 }));
    const list = (at: number, pods: readonly number[]): void =>
      bench.event({ kind: 'pods.listed', at, pool: poolId(0), pods: pods.map(shown) });
    const make = (at: number, pod: number): void => {
      bench.watch.command({ kind: 'pod.create', at, pool: poolId(0), pod: podId(pod) });
      bench.fact({ kind: 'pod.up', at, pod: podId(pod), pool: poolId(0) });
    };
    make(0, 0);
    list(10_000, []);
    make(10_000, 1);
    expect(bench.broken).toEqual([]);
    list(20_000, [0, 1]);
    make(20_000, 2);
    expect(bench.broken).toEqual(['max']);
  });
});

describe('max-tasks', () => {
  const benchOf = (maxTasks: number): LawBench => {
    const bench = new LawBench(engineWith(1, { max: 1, agent: { maxTasks } }));
    bench.podReady(0, 0);
    return bench;
  };

  test('breaks when a task begins on an agent that has worked for its last', () => {
    const bench = benchOf(2);
    for (const task of [0, 1]) bench.began(1_000, task, 'plan', { slot: task });
    expect(bench.broken).not.toContain('max-tasks');
    bench.began(2_000, 2, 'plan', { slot: 2 });
    expect(bench.broken).toContain('max-tasks');
  });

  test('holds when the phases are those of one task', () => {
    const bench = benchOf(1);
    bench.began(1_000, 0, 'plan');
    bench.ended(2_000, 0, 'plan');
    bench.began(3_000, 0, 'apply', { attempt: 2 });
    expect(bench.broken).not.toContain('max-tasks');
  });

  test('counts anew for a pod that bears the name of one that is gone', () => {
    const bench = benchOf(1);
    bench.began(1_000, 0, 'plan');
    bench.ended(2_000, 0, 'plan');
    bench.fact({ kind: 'pod.down', at: 3_000, pod: podId(0) });
    bench.podReady(4_000, 0);
    bench.began(5_000, 1, 'plan');
    expect(bench.broken).not.toContain('max-tasks');
  });
});

describe('accounting', () => {
  test('breaks when a slot is left that was not in that use', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    bench.podReady(0, 0);
    bench.slot(1_000, 0, 0, 'running', 'idle');
    expect(bench.broken).toEqual(['accounting']);
  });

  test('holds when uses, connections and pod time add up', () => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    bench.podReady(0, 0);
    bench.slot(1_000, 0, 0, 'idle', 'running');
    bench.fact({ kind: 'agent.down', at: 2_000, pod: podId(0) });
    bench.slot(3_000, 0, 0, 'running', 'idle');
    bench.fact({ kind: 'pod.down', at: 4_000, pod: podId(0) });
    bench.watch.runEnded(5_000);
    expect(bench.broken).toEqual([]);
  });
});
