import { describe, expect, it } from 'vitest';
import { signFlipP } from '../../src/measure/sign-flip.ts';
import { Streams } from '../../src/scenario/stream.ts';

const bootstrap = () => ({ uniform: new Streams('1', 0).open('flips'), resamples: 4999 });

describe('the sign-flip test', () => {
  it('gives few values no more than they can prove', () => {
    expect(signFlipP([5, 7], bootstrap())).toBe(0.5);
    expect(signFlipP([5, 7, 6], bootstrap())).toBe(0.25);
    expect(signFlipP([0, 0], bootstrap())).toBe(1);
  });

  it('counts the ways by hand: of ±1 ±2 ±3, those at least 4 from 0 are 6 and 4, each two ways', () => {
    expect(signFlipP([-1, 2, 3], bootstrap())).toBe(4 / 8);
  });

  it('agrees with all ways where it draws', () => {
    const values = Array.from({ length: 16 }, (_, at) => (at % 4 === 0 ? -1 : 1));
    // At least 12 of 16 fair signs alike: 2 · (1820 + 560 + 120 + 16 + 1) ÷ 2¹⁶.
    expect(signFlipP(values, bootstrap())).toBeCloseTo((2 * 2517) / 65_536, 1.7);
  });

  it('finds a difference where there is none in about one of twenty cases, with five pairs as with ten', () => {
    const uniform = new Streams('2', 0).open('null');
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    for (const n of [5, 10]) {
      const found = Array.from({ length: 1000 }, () => signFlipP(Array.from({ length: n }, normal), bootstrap()));
      const share = found.filter((p) => p <= 0.0625).length / 1000;
      // Four standard errors around the level, which both can reach.
      expect(Math.abs(share - 0.0625)).toBeLessThan(4 * Math.sqrt((0.0625 * 0.9375) / 1000));
    }
  });
});
