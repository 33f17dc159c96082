import { describe, expect, test } from 'vitest';
import { RecentCounter } from '../../src/engine/recent-counter.ts';

describe('recent counts', () => {
  test('begin with the run: there is nothing before it', () => {
    const counter = new RecentCounter();
    counter.add(30_000);
    expect(counter.within(3_600_000, 30_000)).toBe(1);
    expect(counter.within(120_000, 90_000)).toBe(1);
  });

  test('forget minutes that passed without a look, and no others', () => {
    const counter = new RecentCounter();
    const minute = (n: number): number => n * 60_000;
    counter.add(minute(0));
    counter.add(minute(9));
    counter.add(minute(30));
    // From minute 70 the last sixty are 11 to 70.
    expect(counter.within(minute(60), minute(70))).toBe(1);
    counter.add(minute(71));
    expect(counter.within(minute(60), minute(89))).toBe(2);
    expect(counter.within(minute(60), minute(90))).toBe(1);
    expect(counter.within(minute(60), minute(500))).toBe(0);
  });
});
