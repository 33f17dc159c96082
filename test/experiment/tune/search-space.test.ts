import { describe, expect, it } from 'vitest';
import type { ParameterDescription } from '../../../src/engine/policy.ts';
import { haltonPoint } from '../../../src/experiment/tune/halton.ts';
import { SearchSpace } from '../../../src/experiment/tune/search-space.ts';

const parameter = (name: string, kind: ParameterDescription['kind']): ParameterDescription => ({
  name,
  kind,
  default: 0,
  summary: '',
});
const space = new SearchSpace([
  { kind: 'interval', parameter: parameter('mark', 'ratio'), low: 0.5, high: 0.9, scale: 'linear' },
  { kind: 'interval', parameter: parameter('pause', 'duration'), low: 10_000, high: 1_000_000, scale: 'log' },
  { kind: 'listed', parameter: parameter('mode', 'choice'), values: ['calm', 'eager'], isOrdered: false },
]);

describe('the space of a search', () => {
  it('has its lowest values at 0 and its highest at 1', () => {
    expect(space.settingAt([0, 0, 0])).toEqual([0.5, 10_000, 'calm']);
    expect(space.settingAt([1, 1, 1])).toEqual([0.9, 1_000_000, 'eager']);
  });

  it('has the geometric mean in the middle of a logarithmic range', () => {
    expect(space.settingAt([0.5, 0.5, 0.4])).toEqual([0.7, 100_000, 'calm']);
  });

  it('holds values that a person would write', () => {
    const [mark, pause] = space.settingAt([1 / 3, 1 / 3, 0]);
    // 0.6333…, of a range of 0.4 to a thousandth; 46 415.9 ms to two digits.
    expect([mark, pause]).toEqual([0.633, 46_000]);
  });

  it('knows which settings are in it', () => {
    expect(space.pointOf([0.7, 100_000, 'eager'])).toEqual([expect.closeTo(0.5, 9), 0.5, 0.75]);
    expect(space.pointOf([0.95, 100_000, 'eager'])).toBeNull();
    expect(space.pointOf([0.7, 100_000, 'hasty'])).toBeNull();
  });

  it('writes a setting as the command line takes it', () => {
    expect(space.textOf([0.7, 90_000, 'eager'])).toBe('mark=0.7,pause=1m30s,mode=eager');
  });

  it('makes a grid of five values of an interval and all of a list, with both ends', () => {
    const grid = space.grid();
    expect(grid).toHaveLength(5 * 5 * 2);
    expect(space.gridSize).toBe(50);
    expect(grid[0]).toEqual([0.5, 10_000, 'calm']);
    expect(grid.at(-1)).toEqual([0.9, 1_000_000, 'eager']);
  });
});

describe('the Halton sequence', () => {
  it('mirrors the digits of its index in the prime bases', () => {
    // 1, 2, 3, 4 in base 2: .1, .01, .11, .001; in base 3: .1, .2, .01, .11.
    const first = [1, 2, 3, 4].map((index) => haltonPoint(index, 2));
    const expected = [
      [1 / 2, 1 / 3],
      [1 / 4, 2 / 3],
      [3 / 4, 1 / 9],
      [1 / 8, 4 / 9],
    ];
    for (const [index, point] of first.entries()) {
      expect(point[0]).toBeCloseTo(expected[index]![0]!, 12);
      expect(point[1]).toBeCloseTo(expected[index]![1]!, 12);
    }
  });

  it('puts one of the first eight points into each eighth', () => {
    const eighths = Array.from({ length: 8 }, (_, index) => Math.floor(haltonPoint(index, 1)[0]! * 8));
    expect(new Set(eighths).size).toBe(8);
  });
});
