/**
 * Linear, or logarithmic where the values span so much that the small ones would lie on top of each other. `symlog` has room for 0, which a
 * plain logarithm has not; below its constant it is nearly linear.
 */
export function axisScale(values: readonly number[]): {
  readonly type: 'linear' | 'symlog';
  readonly constant?: number;
} {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return { type: 'linear' };
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  return most / least > SPAN ? { type: 'symlog', constant: Math.max(least, most / 10_000) } : { type: 'linear' };
}

const SPAN = 30;
