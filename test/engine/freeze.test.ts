import { describe, expect, test } from 'vitest';
import { poolId } from '../../src/engine/ids.ts';
import { EngineByHand, engineWith } from '../support/engine-by-hand.ts';

const decisions = (engine: EngineByHand): readonly unknown[] =>
  engine.noted('scale.decided').map(({ at, trigger, from, to }) => [at, trigger, from, to]);
const deleted = (engine: EngineByHand): readonly unknown[] =>
  engine.asked('pod.delete').map(({ at, pod, cause }) => [at, pod, cause]);

describe('in a freeze window', () => {
  test('completely idle pods go at the first tick; running and reserved ones stay', () => {
    const engine = engineWith(3, { freeze: [{ from: 15_000, to: 3_600_000 }] });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.disconnect(1_500, 0);
    engine.reserve(2_000, 1);
    engine.connect(3_000, 0, { running: [engine.attempt(0)] });
    engine.until(30_000);
    expect(engine.pod(1).reserved).toBe(1);
    expect(deleted(engine)).toEqual([[20_000, 2, 'freeze']]);
    expect(engine.noted('scale.decided').at(-1)).toMatchObject({ from: 2, to: 0, reason: { limitedBy: 'freeze' } });
  });

  test('a pod that is still starting counts as idle and goes', () => {
    const engine = new EngineByHand({ min: 1, freeze: [{ from: 5_000, to: 3_600_000 }] });
    engine.until(10_000);
    expect(deleted(engine)).toEqual([[10_000, 0, 'freeze']]);
  });

  test('nothing is created: not at the start, not for min, not for work', () => {
    const engine = new EngineByHand({ min: 2, freeze: [{ from: 0, to: 60_000 }] });
    engine.submit(1_000, 0);
    engine.until(59_999);
    expect(engine.asked('pod.create')).toEqual([]);
  });

  test('nothing is created again whose creation came to nothing', () => {
    const engine = new EngineByHand({ min: 1, freeze: [{ from: 5_000, to: 60_000 }] });
    engine.cluster.delete(0);
    engine.tell({ kind: 'pod.createFailed', at: 0, pod: 0 as never, certain: false, reason: 'HTTP 504' });
    engine.until(30_000);
    expect(engine.asked('pod.create')).toHaveLength(1);
    expect(engine.pool.pods.pods).toEqual([]);
  });

  test('work still goes to living pods, and cordons are lifted', () => {
    const engine = engineWith(1, { freeze: [{ from: 5_000, to: 3_600_000 }] });
    engine.submit(1_000, 0);
    engine.accept(1_000, 0);
    engine.submit(7_000, 1);
    expect(engine.place(1)).toBe('0/1');
  });

  test('the victims rule `drain` cordons nobody', () => {
    const engine = engineWith(2, {
      min: 0,
      policy: 'pending-only',
      autoscaler: { victims: 'drain' },
      freeze: [{ from: 15_000, to: 3_600_000 }],
    });
    for (const task of [0, 1, 2, 3, 4]) {
      engine.submit(1_000, task);
      engine.accept(1_000, task);
    }
    engine.until(10_000);
    expect(engine.pod(0).cordoned).toBe(true);
    engine.until(20_000);
    expect(engine.pod(0).cordoned).toBe(false);
  });
});

describe('at the end of a freeze window', () => {
  test('the pool returns to min at that instant, and decides', () => {
    const engine = new EngineByHand({ min: 2, freeze: [{ from: 0, to: 64_321 }] });
    engine.until(64_321);
    expect(decisions(engine).slice(-2)).toEqual([
      [64_321, 'freeze-end', 0, 2],
      [64_321, 'freeze-end', 2, 2],
    ]);
  });

  test('the next window is watched, too', () => {
    const engine = new EngineByHand({
      min: 1,
      freeze: [
        { from: 0, to: 15_000 },
        { from: 20_000, to: 35_000 },
      ],
    });
    engine.until(35_000);
    expect(
      engine
        .noted('scale.decided')
        .filter(({ trigger, reason }) => trigger === 'freeze-end' && reason.rule === 'ensure-min')
        .map(({ at }) => at),
    ).toEqual([15_000, 35_000]);
    expect(deleted(engine)).toEqual([[20_000, 0, 'freeze']]);
  });
});

describe('a one-time unfreeze', () => {
  test('suspends the window at once and until its end', () => {
    const engine = new EngineByHand({ min: 1, freeze: [{ from: 0, to: 3_600_000 }] });
    engine.tell({ kind: 'pool.unfrozen', at: 12_000, pool: poolId(0), until: 35_000 });
    expect(engine.asked('pod.create')).toMatchObject([{ at: 12_000 }]);
    engine.until(34_999);
    expect(deleted(engine)).toEqual([]);
    engine.until(40_000);
    expect(deleted(engine)).toEqual([[40_000, 0, 'freeze']]);
  });

  test('outlives a restart', () => {
    const engine = new EngineByHand({ min: 1, freeze: [{ from: 0, to: 3_600_000 }] });
    engine.tell({ kind: 'pool.unfrozen', at: 12_000, pool: poolId(0), until: 100_000 });
    engine.restart(20_000);
    engine.until(60_000);
    expect(deleted(engine)).toEqual([]);
  });
});
