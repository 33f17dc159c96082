import { expect, it } from 'vitest';
import { BackOff } from '../../src/real/back-off.ts';

it('doubles its pause with every failure up to the most, and begins anew after a success', () => {
  const backOff = new BackOff({ firstMs: 100, maxMs: 500 }, () => 0);
  expect([backOff.next(), backOff.next(), backOff.next(), backOff.next()]).toEqual([100, 200, 400, 500]);
  backOff.succeeded();
  expect(backOff.next()).toBe(100);
});

it('is shortened at random by up to half', () => {
  const draws = [0.5, 0.999];
  const backOff = new BackOff({ firstMs: 100, maxMs: 500 }, () => draws.shift() ?? 0);
  expect(backOff.next()).toBe(75);
  expect(backOff.next()).toBeCloseTo(100.1, 5);
});
