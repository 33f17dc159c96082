import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PagedTable } from '../../src/engine/paged-table.ts';

const row = (n: number) => ({ n });

describe('PagedTable', () => {
  it('gives back what was set, and undefined for what never was', () => {
    const table = new PagedTable<{ n: number }>();
    table.set(0, row(1));
    table.set(1023, row(2));
    table.set(1024, row(3));
    table.set(5000, row(4));
    expect([0, 1023, 1024, 5000].map((id) => table.get(id)?.n)).toEqual([1, 2, 3, 4]);
    expect([1, 2048, 4999, 1_000_000].map((id) => table.get(id))).toEqual([undefined, undefined, undefined, undefined]);
    expect(table.size).toBe(4);
  });

  it('counts a row once however often it is set', () => {
    const table = new PagedTable<{ n: number }>();
    table.set(7, row(1));
    table.set(7, row(2));
    expect(table.size).toBe(1);
    expect(table.get(7)?.n).toBe(2);
  });

  it('tells whether a deleted row was there', () => {
    const table = new PagedTable<{ n: number }>();
    table.set(7, row(1));
    expect([table.delete(7), table.delete(7), table.delete(9999)]).toEqual([true, false, false]);
    expect(table.size).toBe(0);
    expect(table.get(7)).toBeUndefined();
  });

  it('reuses an emptied page without showing its old rows', () => {
    const table = new PagedTable<{ n: number }>();
    table.set(3, row(1));
    table.delete(3);
    table.set(1030, row(2));
    expect(table.get(1027)).toBeUndefined();
    expect(table.get(3)).toBeUndefined();
    expect(table.get(1030)?.n).toBe(2);
  });

  it('is walked in order of id, not of setting', () => {
    const table = new PagedTable<{ n: number }>();
    for (const id of [3000, 2, 1024, 1]) table.set(id, row(id));
    const seen: number[] = [];
    table.forEach((value, id) => {
      expect(value.n).toBe(id);
      seen.push(id);
      table.delete(id);
    });
    expect(seen).toEqual([1, 2, 1024, 3000]);
    expect(table.size).toBe(0);
  });

  it('agrees with a Map, whatever comes and goes', () => {
    const step = fc.record({
      id: fc.oneof(fc.nat(5), fc.nat(5_000), fc.constantFrom(1_023, 1_024, 2_047, 2_048)),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const table = new PagedTable<{ n: number }>();
        const model = new Map<number, { n: number }>();
        steps.forEach(({ id, gone }, n) => {
          if (gone) expect(table.delete(id)).toBe(model.delete(id));
          else {
            const value = row(n);
            table.set(id, value);
            model.set(id, value);
          }
          expect(table.get(id)).toBe(model.get(id));
          expect(table.size).toBe(model.size);
          // A walk remembers where rows begin: an earlier one that comes afterwards must be seen all the same.
          if (n % 8 === 7 || n === steps.length - 1)
            expect(rowsOf(table)).toEqual([...model].sort(([a], [b]) => a - b));
        });
      }),
      { seed: 599, numRuns: 60 },
    );
  });
});

function rowsOf(table: PagedTable<{ n: number }>): readonly (readonly [number, { n: number }])[] {
  const rows: (readonly [number, { n: number }])[] = [];
  table.forEach((value, id) => {
    rows.push([id, value]);
  });
  return rows;
}
