import { describe, expect, it } from 'vitest';
import { durationQuantiles } from '../../src/measure/duration-quantiles.ts';
import { offeredLoad } from '../../src/measure/offered-load.ts';

const spans = (...pairs: readonly (readonly [fromMs: number, lengthMs: number])[]) =>
  pairs.map(([fromMs, lengthMs]) => ({ fromMs, lengthMs }));

describe('the offered load', () => {
  it('is the mean number in service from the first arrival to the last', () => {
    // 30 + 20 ms of work lie within these 100 ms; the last 50 come after them.
    expect(offeredLoad(spans([0, 30], [10, 20], [100, 50])).mean).toBe(0.5);
  });

  it('is never above the peak, however long work goes on after the last arrival', () => {
    // From 0 to 10 one is busy, then two for 1000 ms that are beyond the window.
    expect(offeredLoad(spans([0, 1000], [10, 1000]))).toEqual({ mean: 1, p99: 1, peak: 2 });
    // 5 ms with one, 5 ms with two.
    expect(offeredLoad(spans([0, 500], [5, 500], [10, 0])).mean).toBe(1.5);
  });

  it('peaks where most overlap; what ends as another begins does not meet it', () => {
    expect(offeredLoad(spans([0, 10], [10, 10], [20, 10])).peak).toBe(1);
    expect(offeredLoad(spans([0, 10], [5, 10], [9, 10], [30, 1])).peak).toBe(3);
  });

  it('needs the slots that were enough for 99 % of the time', () => {
    // One busy slot but for 1 ms of 100 with two: exactly 99 %. With 2 ms of 100 one is too few.
    expect(offeredLoad(spans([0, 100], [50, 1], [100, 1])).p99).toBe(1);
    expect(offeredLoad(spans([0, 100], [50, 2], [100, 1])).p99).toBe(2);
  });

  it('counts the quiet time between and after the work', () => {
    // Busy from 0 to 1 only: 99 % of the time no slot was needed.
    expect(offeredLoad(spans([0, 1], [100, 1])).p99).toBe(0);
  });

  it('takes no slot for work of no length', () => {
    expect(offeredLoad(spans([0, 0], [5, 0], [10, 0]))).toEqual({ mean: 0, p99: 0, peak: 0 });
  });

  it('has no mean when all came at once', () => {
    expect(offeredLoad(spans([3, 10], [3, 10]))).toEqual({ mean: null, p99: null, peak: 2 });
  });
});

describe('quantiles of durations', () => {
  it('are values that were observed, at the nearest rank', () => {
    const values = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(durationQuantiles(values)).toEqual({ mean: 100.5, p50: 100, p90: 180, p95: 190, p99: 198, max: 200 });
    expect(durationQuantiles([7])).toEqual({ mean: 7, p50: 7, p90: 7, p95: 7, p99: 7, max: 7 });
    expect(durationQuantiles([])).toBeNull();
  });
});
