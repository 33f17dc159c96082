import { describe, expect, it } from 'vitest';
import { groupMeans, mser5 } from '../../src/measure/mser.ts';

/** Whole values around 100 that follow no trend. */
const settled = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => 100 + ((at * 7) % 11));

describe('MSER-5', () => {
  it('cuts a ramp and no more', () => {
    const ramp = Array.from({ length: 50 }, (_, at) => 2 * at);
    expect(mser5([...ramp, ...settled(500)])).toEqual({ cut: 50, isSettled: true });
  });

  it('cuts nothing of a sequence that is settled from the beginning', () => {
    expect(mser5(Array.from({ length: 400 }, (_, at) => (Math.floor(at / 5) % 2 === 0 ? 1 : 3)))).toEqual({
      cut: 0,
      isSettled: true,
    });
  });

  it('says so when a run is too short to have settled', () => {
    expect(mser5(Array.from({ length: 200 }, (_, at) => at))).toEqual({ cut: 100, isSettled: false });
  });

  it('says nothing of a handful', () => {
    expect(mser5([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])).toBe(null);
  });

  it('takes whole groups only', () => {
    expect(groupMeans([1, 3, 5, 7, 100], 2)).toEqual([2, 6]);
  });
});
