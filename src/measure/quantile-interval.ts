/** Ranks, from 1, of two order statistics between which a quantile lies. */
export interface QuantileRanks {
  readonly low: number;
  readonly high: number;
}

/**
 * The interval of the p-quantile of n independent values by their order statistics, of whatever distribution (David and Nagaraja, *Order
 * Statistics*, 3rd ed., section 7.1): at most half of 1 − confidence lies on either side. Null where the sample is too small for it. Waits
 * within a run are not independent: use it on values of several runs, or on waits taken far apart.
 */
export function quantileRanks(n: number, p: number, confidence: number): QuantileRanks | null {
  const tail = (1 - confidence) / 2;
  let low = 0;
  let high = 0;
  // `below` = P(fewer than `rank` of n values are under the quantile), from the binomial distribution term by term.
  let logTerm = n * Math.log1p(-p);
  let below = 0;
  for (let rank = 1; rank <= n; rank++) {
    below += Math.exp(logTerm);
    if (below <= tail) low = rank;
    if (below >= 1 - tail) {
      high = rank;
      break;
    }
    logTerm += Math.log((n - rank + 1) / rank) + Math.log(p) - Math.log1p(-p);
  }
  return low === 0 || high === 0 ? null : { low, high };
}

/** Lower and upper end from the values themselves. */
export function quantileInterval(
  values: readonly number[],
  p: number,
  confidence: number,
): { readonly low: number; readonly high: number } | null {
  const ranks = quantileRanks(values.length, p, confidence);
  if (ranks === null) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return { low: sorted[ranks.low - 1] as number, high: sorted[ranks.high - 1] as number };
}
