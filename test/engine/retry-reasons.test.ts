import { describe, expect, test } from 'vitest';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { wishing } from '../support/pools.ts';

const failures = (engine: EngineByHand): readonly unknown[] =>
  engine.noted('dispatch.failed').map(({ at, task, cause, retryAt }) => [at, task, cause, retryAt]);

const retrying = { mode: 'retry-timer', monitorMs: 3_600_000, scaleUpOnNoAgent: false } as const;

describe('with retry timers a confirmed apply', () => {
  test('whose agent is away is tried again after 15 s', () => {
    const engine = engineWith(1, { dispatch: retrying });
    engine.reserve(1_000, 0);
    engine.disconnect(2_000, 0);
    engine.confirm(3_000, 0);
    expect(failures(engine)).toEqual([[3_000, 0, 'agent-not-connected', 18_000]]);
  });

  test('beside a plan that must end first is tried again after 10 s', () => {
    const engine = engineWith(1, { agent: { rule: 'apply-exclusive' }, dispatch: retrying });
    engine.reserve(1_000, 0);
    engine.submit(2_000, 1);
    engine.accept(2_000, 1);
    engine.confirm(3_000, 0);
    expect(failures(engine)).toEqual([[3_000, 0, 'no-free-slot', 13_000]]);
  });

  test('that runs is not sent again when a plan of its workspace is tried', () => {
    const engine = engineWith(1, { dispatch: retrying });
    engine.submit(1_000, 0, 'plan_and_apply', 7);
    engine.accept(1_000, 0);
    engine.submit(2_000, 1, 'plan', 7);
    expect(engine.asked('task.send').map(({ at, task, slot }) => [at, task, slot])).toEqual([
      [1_000, 0, 0],
      [2_000, 1, 1],
    ]);
  });
});

describe('with retry timers', () => {
  const full = (monitorMs: number): EngineByHand => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, dispatch: { ...retrying, monitorMs } });
    engine.submit(1_000, 0, 'plan', 9);
    engine.accept(1_000, 0);
    return engine;
  };

  test('an arrival at the very instant of its workspace’s retry stands for it', () => {
    const engine = full(3_600_000);
    engine.submit(2_000, 1, 'plan', 7);
    engine.submit(12_000, 2, 'plan', 7);
    engine.until(12_000);
    expect(failures(engine)).toEqual([
      [2_000, 1, 'no-free-slot', 12_000],
      [12_000, 1, 'no-free-slot', 22_000],
    ]);
  });

  test('the monitor does not try again what went in place of another of its workspace', () => {
    const engine = full(10_000);
    engine.submit(5_000, 1, 'drift_check', 7);
    engine.submit(6_000, 2, 'plan', 7);
    engine.finish(9_500, 0);
    engine.until(10_000);
    // The turn of the drift check sends the plan, which goes first; the plan's own turn is none any more.
    expect(engine.asked('task.send').at(-1)).toMatchObject({ at: 10_000, task: 2 });
    expect(failures(engine).filter((failure) => (failure as number[])[0] === 10_000)).toEqual([]);
  });
});

describe('driven by events', () => {
  test('the monitor says of one task why it waits; the others would only say the same', () => {
    const engine = new EngineByHand({ dispatch: { scaleUpOnNoAgent: false }, autoscaler: { policy: wishing(0) } });
    for (const task of [0, 1, 2]) engine.submit(1_000, task);
    engine.until(10_000);
    expect(failures(engine)).toEqual([
      [1_000, 0, 'no-ready-pod', null],
      [1_000, 1, 'no-ready-pod', null],
      [1_000, 2, 'no-ready-pod', null],
      [10_000, 0, 'no-ready-pod', null],
    ]);
  });

  test('an arrival at a pod without its agent takes its slot once and gives it back once', () => {
    const engine = new EngineByHand(
      { min: 1, dispatch: { readiness: 'grace-period', scaleUpOnNoAgent: false } },
      { pods: [{}] },
    );
    engine.submit(1_000, 0);
    expect(engine.noted('slot.changed').map(({ from, to }) => [from, to])).toEqual([
      ['idle', 'running'],
      ['running', 'idle'],
    ]);
    expect(failures(engine)).toEqual([[1_000, 0, 'agent-not-connected', null]]);
  });

  test('all that waits claims slots in one pass', () => {
    const engine = new EngineByHand({
      autoscaler: { policy: wishing(1) },
      dispatch: { assignment: 'when-connected', scaleUpOnNoAgent: false, monitorMs: 600_000 },
    });
    for (const task of [0, 1, 2]) engine.submit(1_000, task);
    engine.until(10_000);
    expect(engine.pod(0).claimed).toBe(3);
  });
});
