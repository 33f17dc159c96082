import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { podId } from '../../src/engine/ids.ts';
import { LAW_NAMES } from '../../src/engine/laws/law-catalogue.ts';
import { clusterOf } from '../support/clusters.ts';
import { anyPool, randomCluster, randomRun } from '../support/random-runs.ts';
import { MINUTE, type Recording, recordRun, select } from '../support/small-runs.ts';

const fixed = (name: string, pods: number) => ({ name, min: pods, max: pods });

/** `at pod → node`, in order. */
const scheduled = (run: Recording): readonly string[] =>
  run.witnessed('pod.scheduled').map(({ at, pod, node }) => `${at} ${pod} → ${node}`);
const nodesOf = (run: Recording): readonly string[] =>
  run.facts.flatMap((fact) =>
    fact.kind === 'node.up' || fact.kind === 'node.down' ? [`${fact.at} ${fact.kind} ${fact.node}`] : [],
  );

/** The pods of `min` are created at zero and scheduled a second later; then 20 s to run and 2 s to connect. */
describe('nodes that all pools share', () => {
  const crowded = {
    pools: [fixed('a', 2), fixed('b', 2), fixed('c', 1)],
    cluster: clusterOf([{ count: 2, capacity: { pods: 2 } }]),
    durationMs: 5 * MINUTE,
  };

  test('spread the pods, and leave the fifth pending when four places are taken', () => {
    const run = recordRun(crowded);
    expect(scheduled(run)).toEqual(['1000 0 → 0', '1000 1 → 1', '1000 2 → 0', '1000 3 → 1']);
    expect(run.witnessed('pod.unschedulable').map(({ at, pod }) => [at, pod])).toEqual([[1_000, 4]]);
    expect(run.heard('pod.changed').filter(({ reason }) => reason !== null)).toEqual([
      { kind: 'pod.changed', at: 1_000, pod: 4, phase: 'pending', scheduled: false, reason: 'Unschedulable' },
    ]);
  });

  test('give the place of a pod that ends to the oldest that waits, whichever pool it is of', () => {
    const dies = { at: MINUTE, effect: { kind: 'pod-failure', select: select({ pod: podId(1) }) } } as const;
    const run = recordRun({ ...crowded, faults: [dies] });
    // Pool a replaces its pod at the same instant, but finds the place taken at 61 s.
    expect(scheduled(run).slice(4)).toEqual(['60000 4 → 1']);
    expect(run.witnessed('pod.unschedulable').map(({ at, pod }) => [at, pod])).toEqual([
      [1_000, 4],
      [61_000, 5],
    ]);
    expect(run.witnessed('agent.up').find(({ pod }) => pod === 4)?.at).toBe(82_000);
  });

  test('keep the place of a terminating pod until it is gone', () => {
    const run = recordRun({
      pools: [{ name: 'a', min: 0, max: 1 }, fixed('b', 1)],
      pods: { scheduleMs: [1_000, 5_000] },
      cluster: clusterOf([{ capacity: { pods: 1 } }], { standing: [0] }),
      initial: { pods: [{ pod: podId(0), pool: 0 as never, state: 'connected', ageMs: 0 }], tasks: [] },
      durationMs: MINUTE,
    });
    // Pool a has nothing to do: the tick at 10 s deletes its pod, which takes 5 s to go. The pod of b has waited for it.
    expect(scheduled(run)).toEqual(['0 0 → 0', '15000 1 → 0']);
  });

  test('let a small pod by while a large one waits', () => {
    const run = recordRun({
      pools: [fixed('large', 2), fixed('small', 1)],
      requests: [{ cpuMilli: 1_500 }, { cpuMilli: 500 }],
      cluster: clusterOf([{ capacity: { cpuMilli: 2_000 } }]),
      durationMs: MINUTE,
    });
    expect(scheduled(run)).toEqual(['1000 0 → 0', '1000 2 → 0']);
  });

  test('take the pod where most is left, cpu and memory weighed alike', () => {
    const run = recordRun({
      pools: [fixed('cpu', 1), fixed('memory', 1), fixed('both', 1)],
      requests: [{ cpuMilli: 3_000 }, { memoryBytes: 1_000 }, { cpuMilli: 1_000, memoryBytes: 1_000 }],
      cluster: clusterOf([{ count: 2, capacity: { cpuMilli: 4_000, memoryBytes: 4_000 } }]),
      durationMs: MINUTE,
    });
    // The third finds 1000 and 4000 on the first node, 4000 and 3000 on the second: (0 + ¾) / 2 against (¾ + ½) / 2.
    expect(scheduled(run)).toEqual(['1000 0 → 0', '1000 1 → 1', '1000 2 → 1']);
  });

  test('change nothing while there is room: same words, but for where the pods stand', () => {
    const tasks = Array.from({ length: 20 }, (_, index) => ({ at: index * 20_000, pool: index % 2 }));
    const written = { pools: [{ name: 'a' }, { name: 'b' }], tasks };
    const without = recordRun(written).lines;
    const within = recordRun({ ...written, cluster: clusterOf([{ count: 3 }]) }).lines;
    expect(within.length).toBeGreaterThan(without.length);
    expect(within.filter((line) => !/"kind":"(node|pod\.scheduled)/.test(line))).toEqual(without);
  });
});

describe('the cluster autoscaler', () => {
  test('adds a node for a pod that waits, at its next scan, and removes it when it has been empty for so long', () => {
    const run = recordRun({
      pool: { min: 0, max: 1 },
      tasks: [{ at: 0 }],
      cluster: clusterOf([{ count: 0, min: 0, max: 1, capacity: { pods: 1 } }], { scaleDownAfterMs: MINUTE }),
    });
    // Asked for at the scan of 10 s, ready 30 s later; the pod then starts as on any node.
    expect(scheduled(run)).toEqual(['40000 0 → 0']);
    expect(run.phases(0)).toEqual(['62000 plan began on 0', '122000 plan success']);
    // The tick at 130 s deletes the pod, gone at 135 s; the scan at 140 s sees the empty node, that of 200 s removes it.
    expect(nodesOf(run)).toEqual(['40000 node.up 0', '200000 node.down 0']);
  });

  test('adds as many nodes as the pods that wait fill, and none for those that a coming node will take', () => {
    const run = recordRun({
      pools: [fixed('large', 2), fixed('small', 2)],
      requests: [{ cpuMilli: 1_500 }, { cpuMilli: 500 }],
      cluster: clusterOf([{ max: 9, capacity: { cpuMilli: 2_000 }, provisionMs: 45_000 }]),
      durationMs: 10 * MINUTE,
    });
    // One large and one small stand on the first node; the other two fill one more, though four scans pass before it is ready.
    expect(nodesOf(run)).toEqual(['0 node.up 0', '55000 node.up 1']);
    expect(scheduled(run).slice(2)).toEqual(['55000 1 → 1', '55000 3 → 1']);
  });

  test('stops at max', () => {
    const run = recordRun({
      pool: fixed('a', 5),
      cluster: clusterOf([{ max: 3, capacity: { pods: 1 } }]),
      durationMs: 10 * MINUTE,
    });
    expect(nodesOf(run).length).toBe(3);
    expect(scheduled(run).length).toBe(3);
  });

  test('takes the first group in which the pod fits', () => {
    const run = recordRun({
      pools: [fixed('small', 1), fixed('large', 1)],
      requests: [{ cpuMilli: 1_000 }, { cpuMilli: 4_000 }],
      cluster: clusterOf([
        { name: 'small', count: 0, max: 5, capacity: { cpuMilli: 2_000 } },
        { name: 'large', count: 0, max: 5, capacity: { cpuMilli: 8_000 } },
      ]),
      durationMs: MINUTE,
    });
    expect(run.witnessed('node.up').map(({ group }) => group)).toEqual(['small', 'large']);
  });

  test('keeps min nodes, however empty', () => {
    const run = recordRun({
      cluster: clusterOf([{ count: 3, min: 1, max: 3 }], { scaleDownAfterMs: MINUTE }),
      durationMs: 10 * MINUTE,
    });
    // The first scan, at 10 s, sees them empty. The youngest go.
    expect(nodesOf(run).slice(3)).toEqual(['70000 node.down 2', '70000 node.down 1']);
  });
});

test('no node ever holds more than it can, whatever happens', () => {
  fc.assert(
    fc.property(randomRun(anyPool), randomCluster, (run, nodes) => {
      const made = recordRun({ ...run, ...nodes, breaks: LAW_NAMES });
      const { pods = 0, cpuMilli = 0 } = nodes.cluster?.groups[0]?.capacity ?? {};
      const holds = new Map<number, Set<number>>();
      const leave = (pod: number): void => {
        for (const held of holds.values()) held.delete(pod);
      };
      for (const fact of made.facts) {
        if (fact.kind === 'node.up') holds.set(fact.node, new Set());
        if (fact.kind === 'node.down') {
          expect(holds.get(fact.node)?.size).toBe(0);
          holds.delete(fact.node);
        }
        if (fact.kind === 'pod.down' || (fact.kind === 'pod.phase' && ['failed', 'succeeded'].includes(fact.phase)))
          leave(fact.pod);
        if (fact.kind !== 'pod.scheduled') continue;
        const held = holds.get(fact.node) as Set<number>;
        held.add(fact.pod);
        expect(held.size).toBeLessThanOrEqual(Math.min(pods, Math.floor(cpuMilli / 700)));
      }
    }),
    { seed: 8, numRuns: 150 },
  );
});
