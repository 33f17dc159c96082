import { describe, expect, it } from 'vitest';
import { containsZero, type Pair, pairedBootstrap, pairedDifference } from '../../src/measure/paired-difference.ts';
import { Streams } from '../../src/scenario/stream.ts';

/** W. S. Gosset, "The probable error of a mean" (1908), table of two soporifics: additional hours of sleep of ten patients. */
const SLEEP: readonly Pair[] = [
  [0.7, 1.9],
  [-1.6, 0.8],
  [-0.2, 1.1],
  [-1.2, 0.1],
  [-0.1, -0.1],
  [3.4, 4.4],
  [3.7, 5.5],
  [0.8, 1.6],
  [0, 4.6],
  [2, 3.4],
];

describe('paired differences', () => {
  it('give the textbook figures of Student’s own data: −1.58, t = −4.0621, p = 0.002833', () => {
    const { mean, low, high, p, n } = pairedDifference(SLEEP, 0.95)!;
    expect([mean, n]).toEqual([expect.closeTo(-1.58, 10), 10]);
    expect([low, high]).toEqual([expect.closeTo(-2.4598858, 6), expect.closeTo(-0.7001142, 6)]);
    expect(p).toBeCloseTo(0.002833, 6);
  });

  it('have nothing to do with how much luck the pairs share', () => {
    const shifted = SLEEP.map(([one, other], index): Pair => [one + 1000 * index, other + 1000 * index]);
    expect(pairedDifference(shifted, 0.95)!.high).toBeCloseTo(-0.7001142, 6);
  });

  it('are certain where every pair differs by the same, and by nothing where none differs', () => {
    const same: readonly Pair[] = [
      [3, 1],
      [7, 5],
      [4, 2],
    ];
    expect(pairedDifference(same, 0.95)).toEqual({ mean: 2, low: 2, high: 2, n: 3, p: 0 });
    const equal = same.map(([one]): Pair => [one, one]);
    expect(pairedDifference(equal, 0.95)).toEqual({ mean: 0, low: 0, high: 0, n: 3, p: 1 });
    expect([containsZero({ low: 2, high: 2 }), containsZero({ low: 0, high: 0 })]).toEqual([false, true]);
  });

  it('need two pairs', () => {
    const bootstrap = { uniform: new Streams('1', 0).open('x'), resamples: 100 };
    expect([pairedDifference([[1, 2]], 0.95), pairedBootstrap([[1, 2]], 0.95, bootstrap)]).toEqual([null, null]);
  });

  it('are found different by the bootstrap, too, with the same interval each time', () => {
    const bootstrapped = () =>
      pairedBootstrap(SLEEP, 0.95, { uniform: new Streams('1', 0).open('sleep'), resamples: 9999 })!;
    const { low, high, p } = bootstrapped();
    expect(high).toBeLessThan(0);
    expect(low).toBeGreaterThan(-4.6);
    // Nine of nine differences that are none of 0 go one way: two of 512 ways to turn signs.
    expect(p).toBe(2 / 512);
    expect(bootstrapped()).toEqual(bootstrapped());
  });
});
