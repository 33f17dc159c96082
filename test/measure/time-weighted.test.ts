import { describe, expect, it } from 'vitest';
import { TimeWeighted } from '../../src/measure/time-weighted.ts';

/** One level: [at, value] from then on, read at `end`. */
function levelOf(
  window: { from: number; to: number },
  steps: readonly (readonly [at: number, value: number])[],
  end: number,
) {
  const level = new TimeWeighted(window, 1);
  for (const [at, value] of steps) {
    level.advance(at);
    level.present[0] = value;
  }
  level.advance(end);
  return { area: level.area(0), max: level.max(0) };
}

describe('TimeWeighted', () => {
  it('integrates steps over the window only', () => {
    // 2 on [0, 30), 5 on [30, 60), 1 from 60 on; window [20, 70): 10·2 + 30·5 + 10·1 = 180.
    const steps = [
      [0, 2],
      [30, 5],
      [60, 1],
    ] as const;
    expect(levelOf({ from: 20, to: 70 }, steps, 100)).toEqual({ area: 180, max: 5 });
  });

  it('counts a value that was set before the window as held in it', () => {
    expect(levelOf({ from: 20, to: 70 }, [[0, 3]], 100)).toEqual({ area: 150, max: 3 });
  });

  it('does not take a value that held for no time as the largest', () => {
    const steps = [
      [10, 9],
      [10, 2],
    ] as const;
    expect(levelOf({ from: 0, to: 100 }, steps, 100).max).toBe(2);
  });

  it('has no largest value where the window is empty', () => {
    expect(levelOf({ from: 50, to: 100 }, [], 50).max).toBeNull();
  });

  it('keeps its levels apart', () => {
    const levels = new TimeWeighted({ from: 0, to: 100 }, 2);
    levels.present[1] = 4;
    levels.advance(10);
    levels.present[0] = 1;
    levels.advance(30);
    expect([levels.area(0), levels.area(1), levels.max(0), levels.max(1)]).toEqual([20, 120, 1, 4]);
  });
});
