import { describe, expect, it } from 'vitest';
import { isMet } from '../../src/measure/comparison.ts';

describe('isMet', () => {
  it('compares figures', () => {
    expect(isMet({ op: '<', value: 2 }, 2)).toBe(false);
    expect(isMet({ op: '<=', value: 2 }, 2)).toBe(true);
    expect(isMet({ op: '>', value: 2 }, 2)).toBe(false);
    expect(isMet({ op: '>=', value: 2 }, 2)).toBe(true);
    expect(isMet({ op: '!=', value: 2 }, 2)).toBe(false);
  });

  it('takes both ends into a range', () => {
    const range = { op: 'between', low: 2, high: 4 } as const;
    expect([1, 2, 4, 5].map((value) => isMet(range, value))).toEqual([false, true, true, false]);
  });

  it('reads a figure in words as that figure', () => {
    expect(isMet({ op: '=', value: '1' }, 1)).toBe(true);
    expect(isMet({ op: '!=', value: '1' }, 1)).toBe(false);
    expect(isMet({ op: '=', value: 'none' }, 1)).toBe(false);
  });

  it('finds a word neither more nor less than anything', () => {
    expect(isMet({ op: '>=', value: 0 }, 'none')).toBe(false);
    expect(isMet({ op: 'between', low: 0, high: 9 }, 'none')).toBe(false);
  });

  it('is met by no value that does not exist', () => {
    expect(isMet({ op: '!=', value: 0 }, null)).toBe(false);
  });
});
