/**
 * Holm's step-down adjustment of the p-values of one family, in their order: with those at most α called significant, the chance of even
 * one false call is at most α, whatever depends on whatever (S. Holm, "A simple sequentially rejective multiple test procedure",
 * Scandinavian Journal of Statistics 6, 1979). Never less strict than needed, never weaker than Bonferroni.
 */
export function holmAdjusted(ps: readonly number[]): readonly number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p || a.index - b.index);
  const adjusted = new Array<number>(ps.length);
  let least = 0;
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (ps.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}
