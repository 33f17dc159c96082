import { describe, expect, it } from 'vitest';
import { arrivalStatistics, dispersionIndex, squaredVariation } from '../../src/measure/arrival-statistics.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the index of dispersion for counts', () => {
  it('is 0 for a clockwork: every window has the same count', () => {
    expect(dispersionIndex([0, 30, 60, 90, 120, 150, 180], 60)).toBe(0);
  });

  it('is the variance of the counts over their mean, by hand', () => {
    // Windows [0,10) 3, [10,20) 0, [20,30) 0, [30,40) 1; the arrival at 40 ends the last one and is in none.
    // Mean 1, squares (2² + 1² + 1² + 0²) = 6, sample variance 6 / 3 = 2.
    expect(dispersionIndex([0, 1, 2, 30, 40], 10)).toBe(2);
  });

  it('is that of two whole windows when the third is cut off', () => {
    // [5,15) 1 and [15,25) 3: mean 2, variance 2. What comes from 25 on is left out.
    expect(dispersionIndex([5, 15, 16, 17, 25, 26, 27, 28], 10)).toBe(1);
  });

  it('is none with fewer than two whole windows', () => {
    expect(dispersionIndex([0, 5, 19], 10)).toBeNull();
    expect(dispersionIndex([7], 10)).toBeNull();
    expect(dispersionIndex([], 10)).toBeNull();
  });
});

describe('the squared coefficient of variation', () => {
  it('is 0 for equal values and 1 for a sample with s = mean', () => {
    expect(squaredVariation([4, 4, 4])).toBe(0);
    // Mean 2, s² = (4 + 0 + 4 + 0 + ... ) by hand: values 0, 2, 4 have s² = (4 + 0 + 4) / 2 = 4 = 2².
    expect(squaredVariation([0, 2, 4])).toBe(1);
  });

  it('is none without a spread or a mean to compare with', () => {
    expect(squaredVariation([3])).toBeNull();
    expect(squaredVariation([0, 0])).toBeNull();
  });
});

describe('arrivals', () => {
  it('are counted by the hours of the clock, with the empty hours between', () => {
    // 07:30, 07:45 and 10:00 of the first day.
    const { hours, busiestHour, hoursOfDay, perHour, spanMs } = arrivalStatistics(
      [0, 15 * MINUTE, 2.5 * HOUR],
      7.5 * HOUR,
    );
    expect(hours.map(({ count }) => count)).toEqual([2, 0, 0, 1]);
    expect(busiestHour).toEqual({ fromMs: -30 * MINUTE, count: 2 });
    expect(hoursOfDay.flatMap((count, hour) => (count > 0 ? [[hour, count]] : []))).toEqual([
      [7, 2],
      [10, 1],
    ]);
    expect(spanMs).toBe(2.5 * HOUR);
    expect(perHour).toBeCloseTo(3 / 2.5, 12);
  });

  it('of one instant have no rate and no busiest hour', () => {
    expect(arrivalStatistics([HOUR, HOUR], 0)).toMatchObject({
      count: 2,
      spanMs: 0,
      perHour: null,
      busiestHour: null,
      dispersionMinute: null,
      gapVariation: null,
    });
  });

  it('come on the same hours of the day before 1970', () => {
    expect(arrivalStatistics([-HOUR, 0], 0).hoursOfDay[23]).toBe(1);
  });

  it('by a clockwork have equal gaps; in pairs the gaps vary by hand', () => {
    expect(arrivalStatistics([0, 10, 20, 30], 0).gapVariation).toBe(0);
    // Gaps 0, 20, 0, 20: mean 10, s² = 4 · 100 / 3, c² = 4/3.
    expect(arrivalStatistics([0, 0, 20, 20, 40], 0).gapVariation).toBeCloseTo(4 / 3, 12);
  });
});
