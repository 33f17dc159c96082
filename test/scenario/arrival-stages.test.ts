import { describe, expect, test } from 'vitest';
import { CHANCE, kolmogorovChance } from '../support/goodness-of-fit.ts';
import { draw, histogram, mean, read, variance } from './arrival-bench.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Up to 240/h in ten minutes, down to 60/h in thirty, then constant. */
const MORNING = read('{ stages: [ { at: 0s, rate: 0/h }, { at: 10m, rate: 240/h }, { at: 40m, rate: 60/h } ] }');
const RUNS = 500;
const mornings = Array.from({ length: RUNS }, (_, run) => draw(MORNING, { until: HOUR }, run));

/** Area under the rate up to so many minutes: a triangle of 20, a trapezium of 75, a rectangle of 20. */
function expectedUntil(minutes: number): number {
  if (minutes <= 10) return (24 * minutes * minutes) / 120;
  if (minutes <= 40) return 20 + (4 * (minutes - 10) - ((minutes - 10) ** 2 * 6) / 120);
  return 95 + (minutes - 40);
}

describe('arrivals whose rate goes through stages', () => {
  test('the area under the rate is what the hand says', () => {
    expect([10, 40, 60].map(expectedUntil)).toEqual([20, 95, 115]);
  });

  test('fill every two minutes as the integral of the rate says (chi-square, 30 parts)', () => {
    const counts = histogram(mornings.flat(), 2 * MINUTE, 30);
    const distance = counts.reduce((sum, count, part) => {
      const expected = RUNS * (expectedUntil(2 * part + 2) - expectedUntil(2 * part));
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    // 0.1 % and 99.9 % of χ² with 30 degrees of freedom.
    expect(distance).toBeGreaterThan(11.588);
    expect(distance).toBeLessThan(59.703);
  });

  test('lie within the hour as the integral of the rate says (Kolmogorov–Smirnov)', () => {
    expect(kolmogorovChance(mornings.flat(), (at) => expectedUntil(at / MINUTE) / 115)).toBeGreaterThan(CHANCE);
  });

  test('would be told from arrivals at their mean rate (Kolmogorov–Smirnov)', () => {
    const flat = Array.from({ length: RUNS }, (_, run) => draw(read('{ poisson: 115/h }'), { until: HOUR }, run));
    expect(kolmogorovChance(flat.flat(), (at) => expectedUntil(at / MINUTE) / 115)).toBeLessThan(1e-12);
  });

  test('are Poisson: counts have the variance of their mean, and those of two stretches are independent', () => {
    const counts = mornings.map((times) => times.length);
    expect(Math.abs(mean(counts) - 115)).toBeLessThan(4 * Math.sqrt(115 / RUNS));
    // Var(s²) ≈ (λ + 2λ²) / n for Poisson counts.
    expect(Math.abs(variance(counts) - 115)).toBeLessThan(4 * Math.sqrt((115 + 2 * 115 * 115) / RUNS));
    const early = mornings.map((times) => times.filter((at) => at < 20 * MINUTE).length);
    const late = counts.map((count, run) => count - early[run]!);
    const covariance = mean(early.map((count, run) => (count - mean(early)) * (late[run]! - mean(late))));
    expect(Math.abs(covariance) / Math.sqrt(variance(early) * variance(late))).toBeLessThan(4 / Math.sqrt(RUNS));
  });

  test('do not come before the first stage', () => {
    const times = draw(read('{ stages: [ { at: 10m, rate: 3600/h } ] }'), { until: HOUR });
    expect(times.every((at) => at >= 10 * MINUTE)).toBe(true);
    expect(Math.abs(times.length - 3000)).toBeLessThan(4 * Math.sqrt(3000));
  });

  test('end with a last stage of 0, after half as many as without the slope', () => {
    const times = draw(read('{ stages: [ { at: 0s, rate: 7200/h }, { at: 20m, rate: 0/h } ] }'), { until: HOUR });
    expect(times.every((at) => at < 20 * MINUTE)).toBe(true);
    expect(Math.abs(times.length - 1200)).toBeLessThan(4 * Math.sqrt(1200));
  });

  test('jump where two stages have one time', () => {
    const step = read('{ stages: [ { at: 0s, rate: 60/h }, { at: 30m, rate: 60/h }, { at: 30m, rate: 0/h } ] }');
    const counts = Array.from({ length: 100 }, (_, run) => draw(step, { until: HOUR }, run));
    expect(counts.flat().every((at) => at < 30 * MINUTE)).toBe(true);
    expect(Math.abs(counts.flat().length - 3000)).toBeLessThan(4 * Math.sqrt(3000));
  });

  test('come over a pause of rate 0', () => {
    const text = '{ stages: [ { at: 0s, rate: 0/h }, { at: 50m, rate: 0/h }, { at: 50m, rate: 3600/h } ] }';
    const times = draw(read(text), { until: HOUR });
    expect(times[0]).toBeGreaterThanOrEqual(50 * MINUTE);
    expect(Math.abs(times.length - 600)).toBeLessThan(4 * Math.sqrt(600));
  });

  test('are cut to the window of the entry, with the rates of the same times', () => {
    const runs = Array.from({ length: RUNS }, (_, run) => draw(MORNING, { from: 5 * MINUTE, until: 45 * MINUTE }, run));
    const times = runs.flat();
    expect(times.every((at) => at >= 5 * MINUTE && at < 45 * MINUTE)).toBe(true);
    // 100 without the first 5 of the triangle.
    expect(Math.abs(times.length - 95 * RUNS)).toBeLessThan(4 * Math.sqrt(95 * RUNS));
    expect(kolmogorovChance(times, (at) => (expectedUntil(at / MINUTE) - 5) / 95)).toBeGreaterThan(CHANCE);
  });

  test('never come when all rates are 0', () => {
    expect(draw(read('{ stages: [ { at: 0s, rate: 0/h }, { at: 10m, rate: 0/h } ] }'), { until: HOUR })).toEqual([]);
  });
});

test('a given seed gives these staged arrivals in every version', () => {
  expect(mornings[0]!.slice(0, 3)).toMatchInlineSnapshot(`
    [
      26452,
      155852,
      264813,
    ]
  `);
});
