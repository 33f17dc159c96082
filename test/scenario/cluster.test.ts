import { describe, expect, test } from 'vitest';
import { compileGood } from './scenario-text.ts';

const GI = 2 ** 30;

describe('a cluster', () => {
  test('is none unless written: no pod ever waits for a node', () => {
    expect(compileGood('').cluster).toBe(null);
  });

  test('has nodes that stay as they are, without bounds but 110 pods, unless it says more', () => {
    const { cluster } = compileGood('cluster: { nodes: { count: 3 } }');
    const [group] = cluster?.groups ?? [];
    expect(group).toMatchObject({ name: 'node', count: 3, min: 3, max: 3, pricePerHour: 0 });
    expect(group?.capacity).toEqual({
      pods: 110,
      cpuMilli: Number.POSITIVE_INFINITY,
      memoryBytes: Number.POSITIVE_INFINITY,
    });
    expect([group?.provisionMs(), cluster?.scanIntervalMs, cluster?.scaleDownAfterMs]).toEqual([
      90_000, 10_000, 600_000,
    ]);
  });

  test('reads quantities as Kubernetes does', () => {
    const { cluster, pools } = compileGood(`
pool: { max: 3, pods: { requests: { cpu: 500m, memory: 1Gi } } }
cluster:
  nodes: [ { name: small, count: 1, max: 4, capacity: { cpu: 2, memory: 8Gi } }, { name: large, count: 0, max: 2, capacity: { cpu: 7500m, pods: 30 } } ]`);
    expect(pools[0]?.requests).toEqual({ cpuMilli: 500, memoryBytes: GI });
    expect(cluster?.groups.map(({ capacity }) => capacity)).toEqual([
      { pods: 110, cpuMilli: 2_000, memoryBytes: 8 * GI },
      { pods: 30, cpuMilli: 7_500, memoryBytes: Number.POSITIVE_INFINITY },
    ]);
    expect(cluster?.groups.map(({ min, max }) => [min, max])).toEqual([
      [1, 4],
      [0, 2],
    ]);
  });

  test('gives each pod of time zero the first node with room; those that are dead or not scheduled stand on none', () => {
    const { cluster } = compileGood(`
pools: { a: { max: 5, pods: { requests: { cpu: 3 } } }, b: { max: 5, pods: { requests: { cpu: 1 } } } }
cluster: { nodes: { count: 2, capacity: { cpu: 4 } } }
initial:
  pods:
    - { pool: a, state: connected, count: 2 }
    - { pool: b, state: pending }
    - { pool: a, state: failed }
    - { pool: b, state: running, count: 2 }`);
    expect(cluster?.standing).toEqual([0, 1, null, null, 0, 1]);
  });

  test('changes no draw of the pools and their work', () => {
    const text = `
seed: 7
pool: { max: 3, pods: { start: { uniform: [1s, 60s] } } }
profiles: { p: { type: plan, plan: { exponential: { mean: 40s } } } }
workload: [ { arrivals: { poisson: 30/h }, profile: p } ]`;
    const drawn = (sections: string) => {
      const { pools, workload } = compileGood(sections);
      return [
        ...Array.from({ length: 5 }, () => pools[0]?.pods.startMs()),
        ...Array.from({ length: 5 }, () => workload.take()),
      ];
    };
    const cluster = 'cluster: { nodes: { count: 1, max: 9, provision: { uniform: [30s, 90s] } } }';
    expect(drawn(`${text}\n${cluster}`)).toEqual(drawn(text));
  });
});
