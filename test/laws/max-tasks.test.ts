import { describe, expect, test } from 'vitest';
import { podId } from '../../src/engine/ids.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { poolConfig } from '../support/pools.ts';

describe('max-tasks', () => {
  const benchOf = (): LawBench => {
    const bench = new LawBench(engineWith(1, { max: 1, agent: { maxTasks: 2 } }), undefined, {
      neighbours: [poolConfig()],
    });
    bench.podReady(0, 0);
    for (const task of [0, 1]) bench.began(1_000, task, 'plan', { slot: task });
    return bench;
  };

  test('breaks with the task after the last', () => {
    const bench = benchOf();
    expect(bench.said('max-tasks')).toBeNull();
    bench.began(2_000, 2, 'plan', { slot: 2 });
    expect(bench.said('max-tasks')).toBe('2000: task-000002 began on pod-000000, whose agent has worked for 2 of 2');
  });

  test('remembers what an agent worked for though it goes and comes back', () => {
    const bench = benchOf();
    bench.fact({ kind: 'agent.down', at: 1_500, pod: podId(0) });
    bench.fact({ kind: 'agent.up', at: 1_600, pod: podId(0) });
    bench.fact({ kind: 'pod.phase', at: 1_700, pod: podId(0), phase: 'terminating' });
    bench.began(2_000, 2, 'plan', { slot: 2 });
    expect(bench.said('max-tasks')).not.toBeNull();
  });

  test('says nothing of a pod that nobody has seen', () => {
    const bench = benchOf();
    for (const task of [3, 4, 5]) bench.began(2_000, task, 'plan', { pod: 6, slot: task - 3 });
    expect(bench.said('max-tasks')).toBeNull();
  });
});
