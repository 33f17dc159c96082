import { describe, expect, test } from 'vitest';
import { type LawDemand, PROMISED } from '../../src/engine/laws/law-demand.ts';
import { type EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { LawBench } from '../support/law-bench.ts';
import { HOUR, MINUTE } from '../support/small-runs.ts';
import { engineWithWaiting, type Waiting } from '../support/waiting-work.ts';

const SETTLED: LawDemand = { ...PROMISED, settledBy: HOUR };

describe('settles, of the work that is left', () => {
  const judged = (waiting: Waiting, endedAt: number, change: (engine: EngineByHand) => void = () => {}) => {
    const engine = engineWithWaiting(0, waiting);
    change(engine);
    const bench = new LawBench(engine, SETTLED);
    bench.watch.runEnded(endedAt);
    return bench.said('settles');
  };
  const end = 'although nothing has gone wrong since long before';

  test('breaks from the instant by which all had to be done', () => {
    expect(judged({ plans: 1 }, HOUR - 1)).toBeNull();
    expect(judged({ plans: 1 }, HOUR)).toBe(`3600000: task-000000 is still pending at the end, ${end}`);
  });

  test('tells how many more there are', () => {
    expect(judged({ plans: 3 }, HOUR)).toBe(
      `3600000: task-000000 is still pending at the end, and so are 2 more, ${end}`,
    );
    expect(judged({}, HOUR)).toBeNull();
  });

  test('tells of work that runs for ever', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    const bench = new LawBench(engine, SETTLED);
    bench.watch.runEnded(HOUR);
    expect(bench.said('settles')).toBe(`3600000: task-000000 is still running at the end, ${end}`);
  });

  test('tells of an apply that its person has confirmed', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.disconnect(2_000, 0);
    engine.confirm(3_000, 0);
    const bench = new LawBench(engine, SETTLED);
    bench.watch.runEnded(HOUR);
    expect(bench.said('settles')).toBe(`3600000: task-000000 is still apply_pending at the end, ${end}`);
  });

  test('does not count what waits for a person, for a task that does, or behind a lock', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0, 7);
    engine.submit(2_000, 1, 'plan_and_apply', 7);
    const bench = new LawBench(engine, SETTLED);
    bench.watch.runEnded(HOUR);
    expect(bench.said('settles')).toBeNull();
    // One of two workspaces is locked: its plan may hold up the rest, by its workspace or its slot.
    const locked = judged({ plans: 2 }, HOUR, ({ engine: { books } }) => {
      books.store.workspace(1 as never).locks = 1;
    });
    expect(locked).toBeNull();
  });
});

describe('settles, of the pods', () => {
  const laws: LawDemand = { ...SETTLED, settledBy: 10 * HOUR, settleWithinMs: HOUR };

  const judged = (engine: EngineByHand, demand = laws, wanted: number | null = 1): string | null => {
    const bench = new LawBench(engine, demand);
    bench.podReady(0, 0);
    bench.podReady(0, 1);
    if (wanted !== null) bench.decided(10 * MINUTE, 2, wanted);
    bench.watch.runEnded(2 * HOUR);
    return bench.said('settles');
  };
  /** Pod 0 has a slot in this use. */
  const withSlot = (use: 'running' | 'reserved', both = false): EngineByHand => {
    const engine = engineWith(2);
    engine.pod(0)[use] = 1;
    if (both) engine.pod(0).running = 1;
    return engine;
  };

  test('breaks where two idle pods are left of which one was asked for', () => {
    expect(judged(engineWith(2))).toBe(
      '7200000: pool has 2 pods at the end, although 1 were asked for and nothing has gone wrong for 6600000 ms',
    );
  });

  test('asks nothing of an autoscaler that has never decided, nor where no time was set', () => {
    expect(judged(engineWith(2), laws, null)).toBeNull();
    expect(judged(engineWith(2), { ...laws, settledBy: Number.POSITIVE_INFINITY })).toBeNull();
  });

  test('lets a pool stay that has one pod at work or reserved', () => {
    expect(judged(withSlot('running'))).toBeNull();
    expect(judged(withSlot('reserved'))).toBeNull();
    expect(judged(withSlot('reserved', true))).toBeNull();
  });

  test('counts from the first of the decisions that ask for the same number, from time zero too', () => {
    const bench = new LawBench(engineWith(2), laws);
    for (const pod of [0, 1]) bench.podReady(0, pod);
    bench.decided(0, 2, 0);
    bench.decided(30 * MINUTE, 2, 0);
    bench.watch.runEnded(HOUR - 1);
    expect(bench.said('settles')).toBeNull();
    bench.watch.runEnded(HOUR);
    expect(bench.said('settles')).toContain('although 0 were asked for and nothing has gone wrong for 3600000 ms');
  });
});
