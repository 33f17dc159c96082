import { describe, expect, test } from 'vitest';
import { podId, poolId, taskId } from '../../src/engine/ids.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';

describe('no-blind-send', () => {
  const judged = (prepare: (run: { engine: EngineByHand; bench: LawBench }) => void, pod = 0): string | null => {
    const engine = engineWith(1);
    const bench = new LawBench(engine);
    prepare({ engine, bench });
    bench.slot(1_000, pod, 0, 'idle', 'running');
    return bench.said('no-blind-send');
  };

  test('breaks when a slot is taken of an agent that has not come yet', () => {
    expect(judged(() => {})).toBe('1000: task-000000 got a slot of pod-000000, whose agent is not connected');
  });

  test('holds for slots that are rebuilt after a restart, for a pod that is in no books, and for a server that catches up', () => {
    expect(
      judged(({ engine }) => {
        engine.pool.recovery = 'listing';
      }),
    ).toBeNull();
    expect(judged(() => {}, 5)).toBeNull();
    expect(judged(({ bench }) => bench.fact({ kind: 'server.paused', at: 500 }))).toBeNull();
  });

  test('holds for a slot that is reserved or left', () => {
    const bench = new LawBench(engineWith(1));
    bench.fact({ kind: 'pod.up', at: 0, pod: podId(0), pool: poolId(0) });
    bench.slot(1_000, 0, taskId(0), 'idle', 'claimed');
    bench.slot(1_000, 0, taskId(0), 'claimed', 'idle');
    expect(bench.said('no-blind-send')).toBeNull();
  });
});
