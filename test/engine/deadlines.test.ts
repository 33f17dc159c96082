import { describe, expect, test } from 'vitest';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const stops = (engine: EngineByHand): readonly (readonly [number, number])[] =>
  engine.asked('task.cancel').map(({ at, task }) => [at, task] as const);

describe('a deadline', () => {
  test('of a running task counts from when its agent took it up, to the millisecond', () => {
    const engine = engineWith(1, { dispatch: { taskTimeoutMs: 60_000 } });
    engine.submit(1_000, 0);
    engine.accept(2_500, 0);
    engine.until(62_499);
    expect(stops(engine)).toEqual([]);
    engine.until(62_500);
    expect(stops(engine)).toEqual([[62_500, 0]]);
  });

  test('of each task comes in its own time, the earlier ones first', () => {
    const engine = engineWith(1, { dispatch: { taskTimeoutMs: 60_000 } });
    for (const [at, task] of [
      [1_000, 0],
      [1_000, 1],
      [4_000, 2],
    ] as const) {
      engine.submit(at, task);
      engine.accept(at, task);
    }
    engine.until(120_000);
    expect(stops(engine)).toEqual([
      [61_000, 0],
      [61_000, 1],
      [64_000, 2],
    ]);
  });

  test('does not come for a task that has ended', () => {
    const engine = engineWith(1, { dispatch: { taskTimeoutMs: 60_000 } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.finish(60_999, 0);
    engine.until(120_000);
    expect(stops(engine)).toEqual([]);
  });

  test('of a plan that nobody takes up is thirty seconds after its send', () => {
    const engine = engineWith(1);
    engine.submit(1_000, 0);
    engine.until(30_999);
    expect(engine.state(0)).toBe('running');
    engine.until(31_000);
    expect(stops(engine)).toEqual([[31_000, 0]]);
    expect(engine.state(0)).toBe('pending');
  });

  test('of a claim returns it after its time and no sooner', () => {
    const dispatch = { assignment: 'when-connected', claimDeadlineMs: 40_000 } as const;
    const engine = new EngineByHand({ min: 1, max: 1, agent: { rule: 'single' }, dispatch });
    engine.submit(1_000, 0);
    engine.until(40_999);
    expect(engine.pod(0).claimed).toBe(1);
    // The pod of time zero is not expected any more by then, so nobody claims it again.
    engine.until(41_000);
    expect(engine.pod(0).claimed).toBe(0);
    expect(engine.noted('dispatch.failed')).toMatchObject([{ at: 41_000, task: 0, cause: 'no-ready-pod' }]);
  });
});

describe('the monitor', () => {
  const told = (engine: EngineByHand): readonly number[] => engine.noted('dispatch.failed').map(({ at }) => at);

  test('looks at full periods since the start, not at a period after the arrival', () => {
    const engine = new EngineByHand({ autoscaler: { everyMs: 3_600_000 } });
    engine.submit(12_000, 0);
    engine.until(39_999);
    expect(told(engine)).toEqual([12_000, 20_000, 30_000]);
  });

  test('looks a period later where the arrival is at the very instant of its look', () => {
    const engine = new EngineByHand({ autoscaler: { everyMs: 3_600_000 } });
    engine.submit(20_000, 0);
    engine.until(39_999);
    expect(told(engine)).toEqual([20_000, 30_000]);
  });

  test('counts its periods from a restart anew', () => {
    const engine = new EngineByHand({ autoscaler: { everyMs: 3_600_000 } });
    engine.submit(12_000, 0);
    engine.restart(15_000);
    const before = told(engine).length;
    engine.until(44_999);
    expect(told(engine).slice(before)).toEqual([25_000, 35_000]);
  });

  test('stays away when nothing waits', () => {
    const engine = engineWith(1, { autoscaler: { everyMs: 3_600_000 } });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.until(100_000);
    expect(told(engine)).toEqual([]);
  });
});
