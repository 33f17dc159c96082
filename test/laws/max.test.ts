import { describe, expect, test } from 'vitest';
import { podId, poolId } from '../../src/engine/ids.ts';
import { PROMISED } from '../../src/engine/laws/law-demand.ts';
import { engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';

describe('max', () => {
  const up = (bench: LawBench, at: number, pod: number): void =>
    bench.fact({ kind: 'pod.up', at, pod: podId(pod), pool: poolId(0) });
  const asked = (bench: LawBench, at: number, pod: number): void =>
    bench.watch.command({ kind: 'pod.create', at, pool: poolId(0), pod: podId(pod) });
  const shown = { phase: 'running', scheduled: true, createdAt: 0, runningAt: 0, terminating: false } as const;
  const list = (bench: LawBench, at: number, pods: readonly number[]): void =>
    bench.event({
      kind: 'pods.listed',
      at,
      pool: poolId(0),
      pods: pods.map((pod) => ({ ...shown, pod: podId(pod), registered: false })),
    });
  const said = (bench: LawBench): string | null => bench.said('max');

  test('tells how many there are', () => {
    const bench = new LawBench(engineWith(1, { max: 2 }));
    for (const pod of [0, 1]) up(bench, 0, pod);
    expect(said(bench)).toBeNull();
    up(bench, 1_000, 2);
    expect(said(bench)).toBe('1000: 3 pods that are not terminating exceed max 2');
  });

  test('excuses a pod that was asked for blindly, though all are seen by the time it comes, and no other one', () => {
    const bench = new LawBench(engineWith(1, { max: 1 }));
    up(bench, 0, 0);
    list(bench, 10_000, []);
    asked(bench, 10_000, 1);
    list(bench, 11_000, [0]);
    up(bench, 12_000, 1);
    expect(said(bench)).toBeNull();
    asked(bench, 13_000, 2);
    up(bench, 14_000, 2);
    expect(said(bench)).toBe('14000: 3 pods that are not terminating exceed max 1');
  });

  test('does not count pods that the last list did not have', () => {
    const bench = new LawBench(engineWith(1, { max: 1 }));
    asked(bench, 0, 1);
    up(bench, 0, 0);
    list(bench, 10_000, []);
    up(bench, 12_000, 1);
    expect(said(bench)).toBeNull();
  });

  test('compares no list with the truth where none is old', () => {
    const bench = new LawBench(engineWith(1, { max: 1 }), PROMISED, { hasOldLists: false });
    up(bench, 0, 0);
    list(bench, 10_000, []);
    asked(bench, 10_000, 1);
    up(bench, 11_000, 1);
    expect(said(bench)).not.toBeNull();
  });
});
