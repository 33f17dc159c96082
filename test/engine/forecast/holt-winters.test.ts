import { describe, expect, test } from 'vitest';
import { HoltWinters, type HoltWintersSetup } from '../../../src/engine/forecast/holt-winters.ts';

/** Fed with one value per bucket of a second, season of two buckets. */
function fed(values: readonly number[], setup: Partial<HoltWintersSetup> = {}): HoltWinters {
  const forecast = new HoltWinters({ bucketMs: 1000, length: 2, alpha: 0.5, beta: 0, gamma: 0, sigmas: 0, ...setup });
  values.forEach((value, index) => {
    forecast.observe(index * 1000, value);
  });
  forecast.observe(values.length * 1000, 0);
  return forecast;
}

describe('Holt-Winters', () => {
  test('repeats what repeats itself', () => {
    const forecast = fed([1, 3, 1, 3]);
    expect(forecast.expected(4000, 4999)).toBe(1);
    expect(forecast.expected(5000, 5999)).toBe(3);
    expect(forecast.expected(4000, 5000)).toBe(3);
  });

  test('needs two whole seasons', () => {
    expect(fed([1, 3, 1]).expected(3000, 3999)).toBeNull();
  });

  test('follows level and trend as the recursion says', () => {
    // ℓ0 = 2, b = 1, S = (−1, 1). y = 3: ℓ = 0.5·4 + 0.5·3 = 3.5. y = 5: ℓ = 0.5·4 + 0.5·4.5 = 4.25. Next: 4.25 + 1 − 1, 4.25 + 2 + 1.
    const forecast = fed([1, 3, 3, 5]);
    expect(forecast.expected(4000, 4999)).toBeCloseTo(4.25, 12);
    expect(forecast.expected(5000, 5999)).toBeCloseTo(7.25, 12);
  });

  test('goes on following after its first two seasons', () => {
    // ℓ = 2, b = 0, S = (−1, 1), without an error so far. y = 5: ℓ = 0.5·6 + 0.5·2 = 4, and 4 + 1 comes next.
    expect(fed([1, 3, 1, 3, 5]).expected(5000, 5999)).toBe(5);
  });

  test('lets the trend follow the level, and the season what is left of it', () => {
    // As above: ℓ = 3.5, b = 0.5·1.5 + 0.5·1 = 1.25; ℓ = 0.5·4 + 0.5·4.75 = 4.375, b = 0.5·0.875 + 0.5·1.25 = 1.0625.
    expect(fed([1, 3, 3, 5], { beta: 0.5 }).expected(4000, 4999)).toBeCloseTo(4.375 + 1.0625 - 1, 12);
    // S = 0.5·(3 − 3.5) − 0.5·1 = −0.75, and 0.5·(5 − 4.25) + 0.5·1 = 0.875.
    const seasonal = fed([1, 3, 3, 5], { gamma: 0.5 });
    expect(seasonal.expected(4000, 4999)).toBeCloseTo(4.25 + 1 - 0.75, 12);
    expect(seasonal.expected(5000, 5999)).toBeCloseTo(4.25 + 2 + 0.875, 12);
  });

  test('adds standard deviations of its errors', () => {
    // Errors 1 and −0.5: σ² = 0.1, then 0.1 + 0.1·(0.25 − 0.1) = 0.115.
    expect(fed([1, 3, 3, 5], { sigmas: 2 }).expected(4000, 4999)).toBeCloseTo(4.25 + 2 * Math.sqrt(0.115), 12);
  });

  test('weighs demands by how long they stood, and skips a bucket that it saw in part', () => {
    const forecast = new HoltWinters({ bucketMs: 1000, length: 1, alpha: 1, beta: 0, gamma: 0, sigmas: 0 });
    forecast.observe(500, 100);
    forecast.observe(1000, 2);
    forecast.observe(1750, 6);
    forecast.observe(3000, 0);
    // Buckets 1 and 2: 0.75·2 + 0.25·6 = 3, and 6. ℓ0 = 3, b = 3, S = 0; ℓ = 6, so 9 comes next.
    expect(forecast.expected(3000, 3000)).toBe(9);
  });
});
