import { describe, expect, test } from 'vitest';
import { CHANCE, kolmogorovChance } from '../support/goodness-of-fit.ts';
import { draw, histogram, mean, read, sequence, variance } from './arrival-bench.ts';

const HOUR = 3_600_000;

describe('arrivals whose rate changes at random', () => {
  // Long-run share of a state is its part of the cycle: (10 · 2 + 300 · 1/6) / (2 + 1/6) per hour.
  const OFFICE = read('{ mmpp: { states: [ { rate: 10/h, for: 2h }, { rate: 300/h, for: 10m } ] } }');
  const RATE = 70 / (13 / 6);
  // Fischer & Meier-Hellstern 1993: I(t) = 1 + 2 (λ₁ − λ₂)² r₁r₂ / ((r₁ + r₂)² (λ₁r₂ + λ₂r₁)) · (1 − (1 − e^−rt) / rt), r = r₁ + r₂.
  const CHANGES = 1 / 2 + 6;
  const excess = (2 * 290 ** 2 * 3) / (CHANGES ** 2 * (10 * 6 + 300 * 0.5));
  const dispersion = (hours: number): number => 1 + excess * (1 - (1 - Math.exp(-CHANGES * hours)) / (CHANGES * hours));

  const HOURS = 40_000;
  // The first day is left out: it begins in the first state.
  const times = draw(OFFICE, { until: (HOURS + 24) * HOUR })
    .filter((at) => at >= 24 * HOUR)
    .map((at) => at - 24 * HOUR);

  test('have the mean rate of their states, each by its share of the time', () => {
    const error = Math.sqrt((1 + excess) * RATE * HOURS);
    expect(Math.abs(times.length - RATE * HOURS)).toBeLessThan(4 * error);
  });

  for (const hours of [0.25, 1, 5]) {
    test(`have the index of dispersion of theory over ${hours} h, ${dispersion(hours).toFixed(1)} where Poisson has 1`, () => {
      const windows = HOURS / hours;
      const counts = histogram(times, hours * HOUR, windows);
      const squares = counts.map((count) => (count - RATE * hours) ** 2 / (RATE * hours));
      // Neighbouring windows depend on one another, batches of a thousand hours hardly.
      const batch = windows / 40;
      const batches = Array.from({ length: 40 }, (_, i) => mean(squares.slice(i * batch, (i + 1) * batch)));
      const error = Math.sqrt(variance(batches) / 40);
      expect(error).toBeLessThan(0.1 * dispersion(hours));
      expect(Math.abs(mean(batches) - dispersion(hours))).toBeLessThan(4 * error);
    });
  }

  test('are Poisson when all states have one rate', () => {
    const plain = read('{ mmpp: { states: [ { rate: 30/h, for: 7m }, { rate: 30/h, for: 1h } ] } }');
    const counts = histogram(draw(plain, { until: 2000 * HOUR }), HOUR, 2000);
    expect(Math.abs(mean(counts) - 30)).toBeLessThan(4 * Math.sqrt(30 / 2000));
    // Var(s²) ≈ (λ + 2λ²) / n for Poisson counts.
    expect(Math.abs(variance(counts) - 30)).toBeLessThan(4 * Math.sqrt((30 + 2 * 900) / 2000));
  });

  test('stay in the first state for an exponential time', () => {
    // The second state gives itself away within a tenth of a second.
    const quiet = read('{ mmpp: { states: [ { rate: 0/h, for: 1h }, { rate: 10/s, for: 1h } ] } }');
    const ends = Array.from({ length: 1000 }, (_, run) => sequence(quiet, { until: 1000 * HOUR }, run)());
    expect(kolmogorovChance(ends, (at) => 1 - Math.exp(-at / HOUR))).toBeGreaterThan(CHANCE);
  });

  test('go through the states in their order, from the first', () => {
    const states = (second: string, third: string) =>
      read(
        `{ mmpp: { states: [ { rate: 0/h, for: 1ms }, { rate: ${second}, for: 9999d }, { rate: ${third}, for: 9999d } ] } }`,
      );
    for (let run = 0; run < 50; run++) {
      expect(draw(states('1/s', '0/h'), { until: HOUR }, run).length).toBeGreaterThan(3000);
      expect(draw(states('0/h', '1/s'), { until: HOUR }, run)).toEqual([]);
    }
  });

  test('come back to the first state after the last', () => {
    // A third of the time each: 60/h · 1/3 + 0 + 240/h · 1/3.
    const three = '{ mmpp: { states: [ { rate: 60/h, for: 1h }, { rate: 0/h, for: 1h }, { rate: 240/h, for: 1h } ] } }';
    const counts = histogram(draw(read(three), { until: 24_000 * HOUR }), 240 * HOUR, 100);
    expect(Math.abs(mean(counts) - 24_000)).toBeLessThan(4 * Math.sqrt(variance(counts) / 100));
  });

  test('begin with the first state where their window begins', () => {
    const short = read('{ mmpp: { states: [ { rate: 1/s, for: 9999d }, { rate: 0/h, for: 1h } ] } }');
    const times = draw(short, { from: HOUR, until: 2 * HOUR });
    expect(times[0]).toBeGreaterThanOrEqual(HOUR);
    expect(Math.abs(times.length - 3600)).toBeLessThan(4 * 60);
  });

  test('never come when all rates are 0', () => {
    const none = read('{ mmpp: { states: [ { rate: 0/h, for: 1ms }, { rate: 0/h, for: 1ms } ] } }');
    expect(draw(none, { until: 100 * 365 * 24 * HOUR })).toEqual([]);
  });

  test('keep their changes of state when a rate is another', () => {
    const rush = (rate: string) =>
      read(`{ mmpp: { states: [ { rate: 0/h, for: 1h }, { rate: ${rate}, for: 10m } ] } }`);
    const minutes = (rate: string) =>
      new Set(draw(rush(rate), { until: 100 * HOUR }).map((at) => Math.floor(at / 60_000)));
    const busy = minutes('600/m');
    expect(busy.size).toBeGreaterThan(100);
    expect([...minutes('300/m')].filter((minute) => !busy.has(minute))).toEqual([]);
  });
});

test('a given seed gives these modulated arrivals in every version', () => {
  const times = draw(read('{ mmpp: { states: [ { rate: 10/h, for: 2h }, { rate: 300/h, for: 10m } ] } }'), {
    until: 9 * HOUR,
  });
  expect(times.slice(0, 3)).toMatchInlineSnapshot(`
    [
      634868,
      641986,
      1201664,
    ]
  `);
});
