import { describe, expect, test } from 'vitest';
import {
  chiSquareChance,
  countsOf,
  exponentialCdf,
  gammaCdf,
  incompleteGamma,
  kolmogorovChance,
  kolmogorovDistance,
  logGamma,
  normalCdf,
  rescaledGaps,
  serialCorrelation,
} from '../support/goodness-of-fit.ts';

/** A sample that lies exactly as the uniform distribution would have it. */
const even = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => (i + 0.5) / n);
const uniform = (value: number): number => value;

describe('the tests of goodness of fit agree with figures worked out by hand or printed in tables', () => {
  test('Γ(12) is 11!, and Γ(½) is √π', () => {
    expect(logGamma(12)).toBeCloseTo(Math.log(39_916_800), 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
  });

  test('P(1, x) is exponential, P(2, x) is Erlang of two stages, on both sides of a + 1', () => {
    for (const x of [0.1, 1, 1.9, 2.1, 3.1, 10]) {
      expect(incompleteGamma(1, x)).toBeCloseTo(1 - Math.exp(-x), 12);
      expect(incompleteGamma(2, x)).toBeCloseTo(1 - Math.exp(-x) * (1 + x), 12);
    }
    expect(exponentialCdf(3)(6)).toBeCloseTo(1 - Math.exp(-2), 12);
    expect(gammaCdf({ mean: 6, shape: 2 })(6)).toBeCloseTo(1 - 3 * Math.exp(-2), 12);
  });

  test('95 % of a normal distribution lie within 1.96 of its middle', () => {
    expect(normalCdf(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalCdf(-1.959964)).toBeCloseTo(0.025, 6);
    expect(normalCdf(0)).toBe(0.5);
  });

  test("chi-square exceeds the tables' values one time in a thousand", () => {
    // Two classes of 5000 expected, off by d: χ² = 2 d² / 5000. The table has 10.828 for one degree of freedom.
    const off = Math.sqrt((10.828 * 5000) / 2);
    expect(chiSquareChance([5000 + off, 5000 - off], [0.5, 0.5])).toBeCloseTo(0.001, 5);
    // Thirty-one classes of 1000: χ² = 2 d² / 1000. The table has 59.703 for thirty degrees of freedom.
    const far = Math.sqrt((59.703 * 1000) / 2);
    const counts = [1000 + far, 1000 - far, ...new Array<number>(29).fill(1000)];
    expect(chiSquareChance(counts, new Array<number>(31).fill(1 / 31))).toBeCloseTo(0.001, 5);
  });

  test('Kolmogorov–Smirnov exceeds 1.9495 ÷ √n one time in a thousand', () => {
    const n = 1_000_000;
    const shifted = even(n).map((value) => value + (1.9495 - 0.5 / Math.sqrt(n)) / Math.sqrt(n));
    expect(kolmogorovDistance(shifted, uniform) * Math.sqrt(n)).toBeCloseTo(1.9495, 4);
    expect(kolmogorovChance(shifted, uniform)).toBeCloseTo(0.001, 4);
    expect(kolmogorovChance(even(1000), uniform)).toBe(1);
  });

  test('the distance is the larger of both sides of a step', () => {
    expect(kolmogorovDistance([0.5], uniform)).toBe(0.5);
    expect(kolmogorovDistance([0.1, 0.2], uniform)).toBe(0.8);
    expect(kolmogorovDistance([0.9, 0.8], uniform)).toBe(0.8);
  });

  test('classes are counted, and one that is too rare or unknown is refused', () => {
    expect(countsOf([3, 5, 3], [5, 3, 7])).toEqual([1, 2, 0]);
    expect(() => countsOf([4], [3])).toThrow('4 is not among the classes');
    expect(() => chiSquareChance([9, 1], [0.9, 0.1])).toThrow('expects only 1');
  });

  test('gaps are rescaled by the integral of the rate', () => {
    expect(rescaledGaps([1, 2, 4], (at) => at * at)).toEqual([1, 3, 12]);
  });

  test('alternating values are correlated by −1, a slope by nearly 1', () => {
    expect(serialCorrelation(even(1000).map((_, i) => i % 2))).toBeCloseTo(-1, 2);
    expect(serialCorrelation(even(1000))).toBeCloseTo(1, 2);
  });
});
