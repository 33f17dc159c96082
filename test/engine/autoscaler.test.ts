import { describe, expect, test } from 'vitest';
import { workspaceId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';
import { type PoolChanges, wishing } from '../support/pools.ts';

const decided = (engine: EngineByHand) => engine.noted('scale.decided').at(-1);

/** A pool of any size up to four that goes by a wish which the test may change. */
function wishful(pods: number, changes: PoolChanges = {}) {
  const wish = { pods };
  const autoscaler = { policy: wishing(() => wish.pods), unhealthyRestart: false, ...changes.autoscaler };
  const engine = engineWith(pods, { min: 0, max: 4, ...changes, autoscaler });
  return { engine, wish };
}

describe('a decision', () => {
  test('that brings the pool up to min says from what to what, and nothing limits it', () => {
    const engine = new EngineByHand({ min: 3 }, { pods: [{}] });
    expect(decided(engine)).toEqual({
      kind: 'scale.decided',
      at: 0,
      pool: 0,
      trigger: 'start',
      from: 1,
      to: 3,
      reason: {
        rule: 'ensure-min',
        text: '1 pods are fewer than min 3',
        figures: { pods: 1, min: 3 },
        limitedBy: null,
      },
      onlineUtilization: null,
    });
  });

  test('that changes nothing is no growth: it has no utilization, and no scale-up is remembered', () => {
    const { engine } = wishful(1);
    engine.submit(1_000, 0);
    engine.until(10_000);
    expect(decided(engine)).toMatchObject({ from: 1, to: 1, onlineUtilization: null });
    expect(engine.pool).toMatchObject({ lastScaleUpAt: null, lastScaleDownAt: null });
  });

  test('that changes nothing is not held up by what runs (protectRunning)', () => {
    const { engine } = wishful(1, { autoscaler: { protectRunning: true } });
    engine.submit(1_000, 0);
    engine.until(10_000);
    expect(decided(engine)).toMatchObject({ to: 1, reason: { limitedBy: null } });
  });

  test('is remembered as growth or as removal by its instant', () => {
    const { engine, wish } = wishful(1);
    wish.pods = 2;
    engine.until(10_000);
    expect(engine.pool).toMatchObject({ lastScaleUpAt: 10_000, lastScaleDownAt: null });
    wish.pods = 1;
    engine.until(20_000);
    expect(engine.pool).toMatchObject({ lastScaleUpAt: 10_000, lastScaleDownAt: 20_000 });
  });

  test('that finds no pod to remove is no removal', () => {
    const { engine, wish } = wishful(1);
    engine.submit(1_000, 0);
    wish.pods = 0;
    engine.until(10_000);
    expect(engine.pool.lastScaleDownAt).toBeNull();
    expect(engine.asked('pod.delete')).toEqual([]);
  });

  test('does not say stale of a list that is fresh', () => {
    const { engine } = wishful(1);
    engine.until(10_000);
    expect(decided(engine)?.reason.figures).toEqual({});
    engine.listsFail = true;
    engine.until(20_000);
    expect(decided(engine)?.reason.figures).toEqual({ stale: 1 });
  });
});

test('a pod that is being deleted is not deleted again', () => {
  const engine = new EngineByHand({ min: 0 }, { pods: [{ phase: 'failed' }] });
  engine.until(30_000);
  // Three ticks saw it: only the first one asked.
  expect(engine.asked('pod.delete')).toMatchObject([{ at: 10_000, pod: 0, cause: 'reaper' }]);
});

describe('under drain', () => {
  const drained = () =>
    wishful(2, {
      autoscaler: { victims: 'drain' },
      // No look of the monitor in between: what is sent, the cordon's end sends.
      dispatch: { monitorMs: 600_000, scaleUpOnNoAgent: false },
      agent: { rule: 'single' },
    });

  test('a cordon is told once, however often the decision is made again', () => {
    const { engine, wish } = drained();
    engine.submit(1_000, 0);
    engine.submit(1_000, 1);
    wish.pods = 1;
    engine.until(30_000);
    expect(engine.noted('pod.cordoned')).toHaveLength(1);
  });

  test('what waits is sent at the instant at which the cordon ends', () => {
    const { engine, wish } = drained();
    engine.submit(1_000, 0);
    engine.submit(1_000, 1);
    engine.accept(1_000, 0);
    engine.accept(1_000, 1);
    wish.pods = 1;
    engine.until(10_000);
    const [cordoned] = engine.noted('pod.cordoned');
    engine.submit(11_000, 2);
    engine.finish(12_000, cordoned?.pod === 0 ? 0 : 1);
    expect(engine.place(2)).toBe('nowhere');
    wish.pods = 2;
    engine.until(20_000);
    expect(engine.place(2)).toBe(`${cordoned?.pod}/0`);
    expect(engine.noted('pod.cordoned').at(-1)).toMatchObject({ at: 20_000, cordoned: false });
  });
});

describe('a pool is idle', () => {
  test('since the first decision that saw no work, not since the last', () => {
    const { engine } = wishful(1);
    engine.until(35_000);
    expect(engine.pool.idleSince).toBe(10_000);
  });

  const works: Readonly<Record<string, (engine: EngineByHand) => void>> = {
    waits: (engine) => {
      engine.disconnect(500, 0);
      engine.submit(1_000, 0);
    },
    'is locked out': (engine) => {
      engine.tell({ kind: 'workspace.locked', at: 500, workspace: workspaceId(0) });
      engine.submit(1_000, 0);
    },
    'was sent': (engine) => engine.submit(9_000, 0),
    runs: (engine) => {
      engine.submit(1_000, 0);
      engine.accept(1_000, 0);
    },
    'awaits its person': (engine) => engine.reserve(1_000, 0),
    'awaits its agent, confirmed': (engine) => {
      engine.reserve(1_000, 0);
      engine.disconnect(2_000, 0);
      engine.confirm(3_000, 0);
    },
  };

  test.each(Object.keys(works))('not while its only task %s', (name) => {
    const { engine } = wishful(1, { dispatch: { scaleUpOnNoAgent: false } });
    works[name]?.(engine);
    engine.until(10_000);
    expect(engine.pool.idleSince).toBeNull();
  });
});
