import { describe, expect, it } from 'vitest';
import { distanceFrom, lillieforsCritical, sampleDistance } from '../../src/measure/kolmogorov-smirnov.ts';

describe('the Kolmogorov–Smirnov distance of two samples', () => {
  it('is 0 of a sample and itself in another order, and 1 of samples that do not overlap', () => {
    expect(sampleDistance([1, 2, 3], [3, 1, 2]).distance).toBe(0);
    expect(sampleDistance([1, 2], [3, 4, 5]).distance).toBe(1);
  });

  it('is the largest step between the curves, with ties taken together', () => {
    // At 2 the first curve is at 3/4 and the second at 1/4.
    expect(sampleDistance([1, 2, 2, 9], [2, 9, 9, 9]).distance).toBe(0.5);
  });

  it('may be 0.272 by chance with fifty values on either side', () => {
    // 1.358 × √(100 ÷ 2500), as tables give it.
    expect(sampleDistance(Array(50).fill(0), Array(50).fill(0)).critical).toBeCloseTo(0.2716, 4);
  });

  it('does not exist without values', () => {
    expect(sampleDistance([], [1])).toEqual({ distance: null, critical: null, sizes: [0, 1] });
  });
});

describe('the distance from a distribution', () => {
  it('counts both sides of a step', () => {
    // One value at 0.2 of a uniform distribution: the curve jumps there from 0 to 1, 0.8 above it.
    expect(distanceFrom([0.2], (x) => x)).toBeCloseTo(0.8);
    expect(distanceFrom([0.9], (x) => x)).toBeCloseTo(0.9);
  });

  it('may be 0.190 for twenty values of a fitted normal distribution', () => {
    // Lilliefors' own table says 0.190.
    expect(lillieforsCritical(20)).toBeCloseTo(0.19, 2);
  });
});
