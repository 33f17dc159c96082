import { describe, expect, it } from 'vitest';
import { StepTable } from '../../src/measure/step-table.ts';

describe('StepTable', () => {
  it('keeps every change as a row, and nothing for what stays', () => {
    const table = new StepTable(['a', 'b']);
    table.set(0, [1, 2]);
    table.set(10, [1, 2]);
    table.set(20, [1, 3]);
    const { kind, rows } = table.steps(100);
    expect(kind).toBe('exact');
    expect(rows.map((row) => [row.at, row.values])).toEqual([
      [0, { a: 1, b: 2 }],
      [20, { a: 1, b: 3 }],
    ]);
  });

  it('joins changes in buckets when there are too many, none of more rows than 1000', () => {
    // 0, 1, 0, 1 … for 10 ms each: the mean of any bucket of a whole number of periods is a half.
    const table = new StepTable(['v']);
    for (let i = 0; i < 10_000; i++) table.set(i * 10, [i % 2]);
    const { kind, widthMs, rows } = table.steps(100_000);
    expect(kind).toBe('buckets');
    // 100 000 ms in at most 1000 buckets of a power of two: 128 ms.
    expect([widthMs, rows.length]).toEqual([128, 782]);
    const area = rows.slice(0, -1).reduce((sum, row) => sum + row.values.v * widthMs, 0);
    // The last bucket holds 100 000 − 781 · 128 = 32 ms, of which the ones are at 99 970–99 980 and 99 990–100 000: 20 ms.
    expect(area + (rows.at(-1)?.values.v ?? 0) * 32).toBeCloseTo(50_000, 6);
    expect(rows.every((row) => row.low.v === 0 && row.high.v === 1)).toBe(true);
  });

  it('shows a peak of no length in the extremes of its bucket', () => {
    const table = new StepTable(['v']);
    for (let i = 0; i <= 2001; i++) table.set(i, [i % 2]);
    table.set(3000, [90]);
    table.set(3000, [0]);
    const peak = table.steps(4000).rows.find((row) => row.high.v === 90);
    expect(peak?.at).toBeLessThanOrEqual(3000);
    expect(peak?.values.v).toBeLessThan(1.01);
  });
});
