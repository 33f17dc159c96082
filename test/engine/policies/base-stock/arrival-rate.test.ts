import { describe, expect, test } from 'vitest';
import { ArrivalRate, leadTimeQuantile } from '../../../../src/engine/policies/base-stock/arrival-rate.ts';

const LEAD = 600_000;

/** The median of what comes in ten minutes, after arrivals at these seconds: about as many as were seen in as long. */
function median(arrivals: readonly number[], now: number): number {
  const rate = new ArrivalRate();
  for (const at of arrivals) rate.add(at * 1000, 1);
  return rate.quantile(now * 1000, LEAD, 0.5);
}

/** By the lesser of what so many in the last minute and so many in the last ten say. */
const of = (inOne: number, inTen: number): number =>
  Math.min(leadTimeQuantile(inOne, 60_000, LEAD, 0.5), leadTimeQuantile(inTen, 600_000, LEAD, 0.5));

/** One in each half minute. */
const steady = (minutes: number): readonly number[] => Array.from({ length: minutes * 2 }, (_, bin) => bin * 30);

describe('arrivals are counted in half minutes', () => {
  test('of the last ten minutes, and of the last one', () => {
    expect(median(steady(10), 599)).toBe(of(2, 20));
    // The first half minute is over ten minutes ago, and in the present one nothing came.
    expect(median(steady(10), 600)).toBe(of(1, 19));
    expect(median(steady(10), 660)).toBe(of(0, 17));
    expect(median(steady(20), 1199)).toBe(of(2, 20));
  });

  test('where the lesser of the two is that of the last minute, and where it is that of ten', () => {
    expect(of(1, 19)).toBe(leadTimeQuantile(1, 60_000, LEAD, 0.5));
    expect(of(2, 20)).toBe(leadTimeQuantile(20, 600_000, LEAD, 0.5));
  });

  test('across a gap', () => {
    expect(median([0, 2, 4, 300], 300)).toBe(of(1, 4));
    expect(median([0, 2, 4, 6, 300, 302, 304], 629)).toBe(of(0, 3));
    expect(median([0, 2, 4, 660], 660)).toBe(0);
    expect(median([0, 2, 4, 1500, 1502, 1504], 1504)).toBe(of(3, 3));
  });

  test('as one where they are less than a second from the last that was counted', () => {
    expect(median([0, 0.999, 1, 1.999, 2, 2.999, 3], 3)).toBe(of(4, 4));
  });

  test('only where there are any', () => {
    const rate = new ArrivalRate();
    for (let at = 0; at < 10_000; at += 1000) rate.add(at, 0);
    expect(rate.quantile(10_000, LEAD, 0.5)).toBe(0);
  });
});

describe('the quantile', () => {
  test('is reached by a chance that is exactly its level', () => {
    // Nothing seen in a quarter of the time that is asked for: P(0) = √¼.
    expect(leadTimeQuantile(0, 60_000, 180_000, 0.5)).toBe(0);
  });

  test('ends at ten thousand where no sum reaches its level', () => {
    expect(leadTimeQuantile(0, 60_000, 60_000, 1.5)).toBe(10_000);
  });
});
