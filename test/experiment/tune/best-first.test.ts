import { describe, expect, it } from 'vitest';
import { bestFirst } from '../../../src/experiment/tune/best-first.ts';

const ordered = (points: readonly (readonly [string, number | null, number | null])[]): string =>
  bestFirst(
    points,
    ([, x]) => x,
    ([, , y]) => y,
  )
    .map(([name]) => name)
    .join('');

describe('the order in which settings are kept', () => {
  it('is the front, then the front of the rest', () => {
    expect(
      ordered([
        ['c', 3, 3],
        ['b', 2, 2],
        ['a', 1, 1],
      ]),
    ).toBe('abc');
  });

  it('has both ends of a front before those between, and those with more room first', () => {
    // Along a straight front at 0, 1, 2, 7, 10: rooms of 2, 6 and 8 tenths on each axis.
    expect(
      ordered([
        ['p', 0, 10],
        ['q', 1, 9],
        ['r', 2, 8],
        ['s', 7, 3],
        ['t', 10, 0],
      ]),
    ).toBe('ptsrq');
  });

  it('ends with what has no value', () => {
    expect(
      ordered([
        ['n', null, 1],
        ['a', 5, 5],
      ]),
    ).toBe('an');
  });
});
