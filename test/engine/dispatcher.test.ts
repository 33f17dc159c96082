import { describe, expect, test } from 'vitest';
import { workspaceId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const failures = (engine: EngineByHand): readonly (readonly [number, number, string])[] =>
  engine.noted('dispatch.failed').map(({ at, task, cause }) => [at, task, cause] as const);

const sends = (engine: EngineByHand): readonly (readonly [number, number])[] =>
  engine.asked('task.send').map(({ at, task }) => [at, task] as const);

describe('why a confirmed apply is not sent', () => {
  test('is its agent, while that is away', () => {
    const engine = engineWith(1);
    engine.reserve(1_000, 0);
    engine.disconnect(2_000, 0);
    engine.confirm(3_000, 0);
    expect(failures(engine)).toEqual([[3_000, 0, 'agent-not-connected']]);
  });

  test('is its slot, where a plan beside it must end first', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'apply-exclusive' } });
    engine.reserve(1_000, 0);
    engine.submit(2_000, 1);
    engine.accept(2_000, 1);
    engine.confirm(3_000, 0);
    expect(failures(engine)).toEqual([[3_000, 0, 'no-free-slot']]);
    engine.finish(4_000, 1);
    expect(sends(engine).at(-1)).toEqual([4_000, 0]);
  });

  test('is told again by the monitor, before what waits in the queue', () => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'apply-exclusive' } });
    engine.reserve(1_000, 0);
    engine.submit(2_000, 1);
    engine.accept(2_000, 1);
    engine.confirm(3_000, 0);
    engine.until(10_000);
    expect(failures(engine).at(-1)).toEqual([10_000, 0, 'no-free-slot']);
  });
});

describe('the monitor with retry timers', () => {
  const slow = { mode: 'retry-timer', retryNoSlotMs: 3_600_000 } as const;
  /** Task 0 holds the one slot from 1 s on. */
  const busy = (): EngineByHand => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, dispatch: slow });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    return engine;
  };

  test('tries the oldest first, whatever its type', () => {
    const engine = busy();
    engine.submit(2_000, 1, 'drift_check');
    engine.submit(3_000, 2, 'plan');
    engine.submit(4_000, 3, 'plan_and_apply');
    engine.finish(5_000, 0);
    engine.until(10_000);
    expect(sends(engine).at(-1)).toEqual([10_000, 1]);
    expect(failures(engine).slice(-2)).toEqual([
      [10_000, 2, 'no-free-slot'],
      [10_000, 3, 'no-free-slot'],
    ]);
  });

  test('sends nothing between its looks, though a slot is free', () => {
    const engine = busy();
    engine.submit(2_000, 1);
    engine.finish(3_000, 0);
    engine.until(9_999);
    expect(sends(engine)).toEqual([[1_000, 0]]);
  });

  test('resumes a confirmed apply whose agent has come back', () => {
    const engine = engineWith(1, { max: 1, dispatch: { ...slow, retryNoAgentMs: 3_600_000 } });
    engine.reserve(1_000, 0);
    engine.disconnect(2_000, 0);
    engine.confirm(3_000, 0);
    engine.connect(4_000, 0);
    engine.until(9_999);
    expect(sends(engine)).toHaveLength(1);
    engine.until(10_000);
    expect(sends(engine).at(-1)).toEqual([10_000, 0]);
  });
});

describe('a retry of one workspace', () => {
  const slow = { mode: 'retry-timer', monitorMs: 3_600_000 } as const;
  const full = (): EngineByHand => {
    const engine = engineWith(1, { max: 1, agent: { rule: 'single' }, dispatch: slow });
    engine.submit(1_000, 0, 'plan', 9);
    engine.accept(1_000, 0);
    return engine;
  };

  test('tries its plan before its drift check, and no task of another one', () => {
    const engine = full();
    engine.submit(2_000, 1, 'drift_check', 1);
    engine.submit(2_500, 2, 'plan', 2);
    engine.submit(3_000, 3, 'plan', 1);
    engine.finish(4_000, 0);
    engine.until(12_000);
    expect(sends(engine).at(-1)).toEqual([12_000, 3]);
  });

  test('tries its drift check where it has no plan', () => {
    const engine = full();
    engine.submit(2_000, 1, 'drift_check', 1);
    engine.submit(2_500, 2, 'plan', 2);
    engine.finish(4_000, 0);
    engine.until(12_000);
    expect(sends(engine).at(-1)).toEqual([12_000, 1]);
  });

  test('does nothing while it is locked', () => {
    const engine = full();
    engine.submit(2_000, 1, 'plan', 1);
    engine.finish(4_000, 0);
    engine.tell({ kind: 'workspace.locked', at: 5_000, workspace: workspaceId(1) });
    engine.until(60_000);
    expect(sends(engine)).toEqual([[1_000, 0]]);
  });

  test('keeps the earlier of two instants', () => {
    const engine = full();
    engine.submit(2_000, 1, 'plan', 1);
    engine.submit(4_000, 2, 'plan', 1);
    engine.finish(5_000, 0);
    engine.until(11_999);
    expect(sends(engine)).toHaveLength(1);
    engine.until(12_000);
    expect(sends(engine).at(-1)).toEqual([12_000, 1]);
  });
});

describe('claims', () => {
  const CLAIMING = { min: 2, max: 2, agent: { rule: 'single' }, dispatch: { assignment: 'when-connected' } } as const;

  test('of another pod are not sent when an agent comes', () => {
    const engine = new EngineByHand(CLAIMING);
    engine.submit(1_000, 0);
    engine.submit(1_000, 1);
    engine.connect(23_000, 1);
    expect(sends(engine)).toEqual([[23_000, 1]]);
  });

  test('are no failures: nobody is asked for more pods', () => {
    const engine = new EngineByHand(CLAIMING);
    engine.submit(1_000, 0);
    expect(failures(engine)).toEqual([]);
    engine.submit(2_000, 1);
    engine.submit(3_000, 2);
    expect(failures(engine)).toEqual([[3_000, 2, 'no-ready-pod']]);
  });

  test('say why they came to nothing', () => {
    const engine = new EngineByHand({ ...CLAIMING, max: 2 });
    engine.submit(1_000, 0);
    engine.gone(2_000, 0);
    expect(engine.task(0)?.state).toBe('pending');
    expect(engine.pod(1).claimed).toBe(1);
  });
});

describe('after a restart', () => {
  test('nothing is sent before the pods are listed, and then all of it', () => {
    const engine = engineWith(1, { max: 1 });
    engine.listsFail = true;
    engine.restart(5_000, { 0: 5_000 });
    engine.connect(6_000, 0);
    engine.submit(7_000, 0);
    expect(sends(engine)).toEqual([]);
    engine.listsFail = false;
    engine.until(15_000);
    expect(sends(engine)).toEqual([[15_000, 0]]);
  });
});
