import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import type { SlotUse } from '../../src/engine/note.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { poolConfig } from '../support/pools.ts';

const pod = podId(0);
const pool = poolId(0);

describe('accounting', () => {
  test('adds up every use of every slot, and says all of it where the sum is not slots × pod time', () => {
    const bench = new LawBench(engineWith(1));
    // Pod 0 with its four slots: offline 1 s, then a slot that is claimed, works, is reserved (offline 2 s meanwhile) and idle again.
    bench.fact({ kind: 'pod.up', at: 1_000, pod, pool });
    bench.fact({ kind: 'agent.up', at: 2_000, pod });
    bench.slot(3_000, 0, 0, 'idle', 'claimed');
    bench.slot(4_000, 0, 0, 'claimed', 'running');
    bench.slot(5_000, 0, 0, 'running', 'reserved');
    bench.fact({ kind: 'agent.down', at: 6_000, pod });
    bench.fact({ kind: 'agent.up', at: 8_000, pod });
    bench.slot(9_000, 0, 0, 'reserved', 'idle');
    // Two others are held when the pod goes, 1 s later.
    bench.slot(9_000, 0, 1, 'idle', 'reserved');
    bench.slot(9_000, 0, 2, 'idle', 'claimed');
    bench.fact({ kind: 'pod.down', at: 10_000, pod });
    // What no world tells: pod 1 comes twice. Its pod time is that of the second coming, 4 × 11 s; its share 4 × (13 − 1 − 2) s.
    bench.fact({ kind: 'pod.up', at: 1_000, pod: podId(1), pool });
    bench.fact({ kind: 'pod.up', at: 2_000, pod: podId(1), pool });
    bench.watch.runEnded(13_000);
    // Idle: 4 slots × 1 s, 3 × (1 + 1 + 1 + 1) s, and 2 × 1 s. Reserved: 4 + 1 s, claimed: 1 + 1 s. Offline: 4 × 1 s and 3 × 2 s of pod 0, and the 40 s of pod 1.
    expect(bench.said('accounting')).toBe(
      '13000: running 1000 + claimed 2000 + reserved 5000 + idle 18000 + offline 50000 = 76000 ms of slot time, but slots × pod time is 80000 ms',
    );
  });

  test('holds for a pod of any history that comes and goes once, or is still there at the end', () => {
    const bench = new LawBench(engineWith(1));
    bench.fact({ kind: 'agent.up', at: 500, pod });
    bench.fact({ kind: 'pod.down', at: 600, pod: podId(3) });
    bench.fact({ kind: 'pod.up', at: 1_000, pod, pool });
    bench.fact({ kind: 'agent.up', at: 2_000, pod });
    bench.slot(3_000, 0, 0, 'idle', 'running');
    bench.slot(3_000, 3, 0, 'running', 'idle');
    bench.watch.runEnded(13_000);
    expect(bench.said('accounting')).toBeNull();
  });

  test.each<[SlotUse, SlotUse]>([
    ['running', 'reserved'],
    ['claimed', 'running'],
    ['reserved', 'running'],
  ])('breaks when a second slot leaves the use %s that one slot had entered', (use, next) => {
    const bench = new LawBench(engineWith(1));
    bench.podReady(0, 0);
    bench.slot(1_000, 0, 0, 'idle', use);
    bench.slot(2_000, 0, 0, use, next);
    expect(bench.said('accounting')).toBeNull();
    bench.slot(3_000, 0, 0, use, next);
    expect(bench.said('accounting')).toBe(`3000: pod-000000 has -1 slots that are ${use}`);
  });

  test('breaks when a fifth of four slots is taken', () => {
    const bench = new LawBench(engineWith(1));
    bench.podReady(0, 0);
    for (let slot = 0; slot < 4; slot += 1) bench.slot(1_000, 0, slot, 'idle', 'claimed');
    expect(bench.said('accounting')).toBeNull();
    bench.slot(2_000, 0, 4, 'idle', 'claimed');
    expect(bench.said('accounting')).toBe('2000: pod-000000 has -1 slots that are idle');
  });

  test('knows that a pod may have been claimed before it is up', () => {
    const engine = engineWith(1);
    engine.pod(0).claimed = 1;
    const bench = new LawBench(engine, undefined, { neighbours: [poolConfig()] });
    bench.podReady(0, 0);
    // A pool that the books do not have yet.
    bench.fact({ kind: 'pod.up', at: 0, pod: podId(9), pool: poolId(1) });
    bench.slot(1_000, 0, 0, 'claimed', 'running');
    for (let slot = 1; slot < 4; slot += 1) bench.slot(2_000, 0, slot, 'idle', 'running');
    expect(bench.said('accounting')).toBeNull();
    bench.slot(3_000, 0, 4, 'idle', 'running');
    expect(bench.said('accounting')).toBe('3000: pod-000000 has -1 slots that are idle');
  });
});
