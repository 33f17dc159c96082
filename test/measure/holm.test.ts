import { describe, expect, it } from 'vitest';
import { holmAdjusted } from '../../src/measure/holm.ts';

describe('Holm’s adjustment', () => {
  it('multiplies the smallest by the number of tests, the next by one less, and never falls', () => {
    // Worked by hand: 4 · 0.01, 3 · 0.015, 2 · 0.03, then 0.04 lifted to 0.06.
    const [a, b, c, d] = holmAdjusted([0.01, 0.04, 0.03, 0.015]);
    expect([a, d, c, b].map((p) => Number(p?.toFixed(12)))).toEqual([0.04, 0.045, 0.06, 0.06]);
  });

  it('leaves a single test alone and stops at 1', () => {
    expect(holmAdjusted([0.03])).toEqual([0.03]);
    expect(holmAdjusted([0.6, 0.7])).toEqual([1, 1]);
    expect(holmAdjusted([])).toEqual([]);
  });
});
