/** Nearest ranks: the p-quantile of n values is the ⌈p·n⌉-th smallest, so it is a value that was observed. */
export interface DurationQuantiles {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Null without values. */
export function durationQuantiles(values: readonly number[]): DurationQuantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const rank = (p: number): number => sorted[Math.ceil(p * sorted.length) - 1]!;
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    p50: rank(0.5),
    p90: rank(0.9),
    p95: rank(0.95),
    p99: rank(0.99),
    max: sorted.at(-1)!,
  };
}
